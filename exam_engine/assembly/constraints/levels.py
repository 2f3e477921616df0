"""Cognitive levels: how many items of each a form has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from exam_engine.assembly.pool import PoolItem
from exam_engine.assembly.programme import Row, columns_where
from exam_engine.model.item_type import Level


class Levels:
    """Each level has exactly its number of items on each form."""

    def __init__(self, quotas: Mapping[Level, int]) -> None:
        self._quotas = quotas

    def rows(self, items: Sequence[PoolItem], forms: int) -> Iterator[Row]:
        for form in range(forms):
            for level, quota in self._quotas.items():
                columns = columns_where(items, form, (item.level is level for item in items))
                yield Row(f"level {level.value}", columns, quota, quota)
