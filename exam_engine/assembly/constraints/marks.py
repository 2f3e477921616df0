"""Marks: what the items of a form add up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exam_engine.assembly.pool import PoolItem
from exam_engine.assembly.programme import Row, column


class Marks:
    """The marks of the items add up to the blueprint's total on each form."""

    def __init__(self, total: int, items: int) -> None:
        self._total = total
        self._items = items

    def rows(self, items: Sequence[PoolItem], forms: int) -> Iterator[Row]:
        worth = {item.marks for item in items}
        if len(worth) == 1 and self._items * worth.pop() == self._total:  # nothing to choose
            return
        weights = tuple(item.marks for item in items)
        for form in range(forms):
            columns = tuple(column(items, form, at) for at in range(len(items)))
            yield Row("total marks", columns, self._total, self._total, weights)
