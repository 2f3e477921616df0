"""Item types: how many items of each a form has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from exam_engine.assembly.pool import PoolItem
from exam_engine.assembly.programme import Row, columns_where
from exam_engine.model.item_type import ItemType


class Types:
    """Each type has exactly its number of items on each form."""

    def __init__(self, quotas: Mapping[ItemType, int]) -> None:
        self._quotas = quotas

    def rows(self, items: Sequence[PoolItem], forms: int) -> Iterator[Row]:
        if len(self._quotas) < 2:  # the pool holds no other type
            return
        for form in range(forms):
            for kind, quota in self._quotas.items():
                columns = columns_where(items, form, (item.type is kind for item in items))
                yield Row(f"type {kind.value}", columns, quota, quota)
