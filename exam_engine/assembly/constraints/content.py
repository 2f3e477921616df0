"""Content: how many items each requirement of the blueprint gets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exam_engine.assembly.pool import PoolItem
from exam_engine.assembly.programme import Row, columns_where
from exam_engine.model.blueprint import Requirement


class Content:
    """Each leaf of the outline has exactly its number of items on each form."""

    def __init__(self, leaves: Sequence[Requirement]) -> None:
        self._leaves = leaves

    def rows(self, items: Sequence[PoolItem], forms: int) -> Iterator[Row]:
        for form in range(forms):
            for leaf in self._leaves:
                columns = columns_where(
                    items, form, (item.requirement == leaf.code for item in items)
                )
                name = f"requirement {leaf.code} {leaf.title}"
                yield Row(name, columns, leaf.items, leaf.items)
