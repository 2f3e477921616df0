"""Words: how much a candidate has to read on a form, its scenarios included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from exam_engine.assembly.programme import Columns, Row, row
from exam_engine.model.assembly_rules import Range


class Words:
    """The words of items and scenarios add up to a number in a range.

    ``of_scenario``: the words of each scenario by name. They count once, with the scenario.
    """

    def __init__(self, words: Range, of_scenario: Mapping[str, int]) -> None:
        self._words = words
        self._of_scenario = of_scenario

    def rows(self, columns: Columns) -> Iterator[Row]:
        weights = np.array(
            [
                *(item.words for item in columns.items),
                *(self._of_scenario.get(name, 0) for name in columns.scenarios),
            ],
            dtype=np.int64,
        )
        name = f"words: {self._words} on a form"
        yield row(name, np.arange(len(weights)), self._words.low, self._words.high, weights)
