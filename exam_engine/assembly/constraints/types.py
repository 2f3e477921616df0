"""Item types: how many items of each a form has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exam_engine.assembly.programme import Columns, Row, row
from exam_engine.model.item_type import ItemType


class Types:
    """Each type has exactly its number of items on each form."""

    def __init__(self, quotas: Mapping[ItemType, int]) -> None:
        self._quotas = quotas

    def rows(self, columns: Columns) -> Iterator[Row]:
        if len(self._quotas) < 2:  # the pool holds no other type
            return
        for kind, quota in self._quotas.items():
            own = columns.where(item.type is kind for item in columns.items)
            yield row(f"type {kind.value}", own, quota, quota)
