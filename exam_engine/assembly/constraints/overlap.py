"""Overlap: items that forms share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exam_engine.assembly.pool import PoolItem
from exam_engine.assembly.programme import Row, column


class NoOverlap:
    """No item stands on more than one of the forms."""

    def rows(self, items: Sequence[PoolItem], forms: int) -> Iterator[Row]:
        if forms < 2:
            return
        for at, item in enumerate(items):
            columns = tuple(column(items, form, at) for form in range(forms))
            yield Row(f"item {item.id} on one form only", columns, 0, item.most)
