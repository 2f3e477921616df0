"""Content: how many items each requirement of the blueprint gets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exam_engine.assembly.programme import Columns, Row, row
from exam_engine.model.blueprint import Requirement


class Content:
    """Each leaf of the outline has exactly its number of items on each form."""

    def __init__(self, leaves: Sequence[Requirement]) -> None:
        self._leaves = leaves

    def rows(self, columns: Columns) -> Iterator[Row]:
        for leaf in self._leaves:
            own = columns.where(item.requirement == leaf.code for item in columns.items)
            yield row(f"requirement {leaf.code} {leaf.title}", own, leaf.items, leaf.items)
