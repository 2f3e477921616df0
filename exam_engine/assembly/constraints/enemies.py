"""Enemies: items that test the same fact or give each other away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exam_engine.assembly.pool import PoolItem
from exam_engine.assembly.programme import Row, column


class Enemies:
    """No form holds two items that are enemies."""

    def rows(self, items: Sequence[PoolItem], forms: int) -> Iterator[Row]:
        places = {item.id: at for at, item in enumerate(items)}
        pairs = sorted(
            (at, places[enemy])
            for at, item in enumerate(items)
            for enemy in item.enemies
            if places.get(enemy, -1) > at
        )
        for form in range(forms):
            for one, other in pairs:
                columns = (column(items, form, one), column(items, form, other))
                yield Row(f"enemies {items[one].id} and {items[other].id}", columns, 0, 1)
