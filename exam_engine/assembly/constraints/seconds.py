"""Expected time: how long the questions of a form are expected to take, in seconds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from exam_engine.assembly.programme import Columns, Row, row
from exam_engine.model.assembly_rules import Range


class Seconds:
    """The expected seconds of the items add up to a number in a range."""

    def __init__(self, seconds: Range) -> None:
        self._seconds = seconds

    def rows(self, columns: Columns) -> Iterator[Row]:
        weights = np.array([item.seconds for item in columns.items], dtype=np.int64)
        name = f"expected time: {self._seconds} seconds on a form"
        yield row(name, np.arange(len(weights)), self._seconds.low, self._seconds.high, weights)
