"""Marks: what the items of a form add up to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from exam_engine.assembly.programme import Columns, Row, row


class Marks:
    """The marks of the items add up to the blueprint's total on each form."""

    def __init__(self, total: int, items: int) -> None:
        self._total = total
        self._items = items

    def rows(self, columns: Columns) -> Iterator[Row]:
        worth = {item.marks for item in columns.items}
        if len(worth) == 1 and self._items * worth.pop() == self._total:  # nothing to choose
            return
        weights = np.array([item.marks for item in columns.items], dtype=np.int64)
        yield row("total marks", np.arange(len(weights)), self._total, self._total, weights)
