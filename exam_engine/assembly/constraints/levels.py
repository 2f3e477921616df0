"""Cognitive levels: how many items of each a form has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exam_engine.assembly.programme import Columns, Row, row
from exam_engine.model.item_type import Level


class Levels:
    """Each level has exactly its number of items on each form."""

    def __init__(self, quotas: Mapping[Level, int]) -> None:
        self._quotas = quotas

    def rows(self, columns: Columns) -> Iterator[Row]:
        for level, quota in self._quotas.items():
            own = columns.where(item.level is level for item in columns.items)
            yield row(f"level {level.value}", own, quota, quota)
