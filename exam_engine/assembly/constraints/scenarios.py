"""Scenarios: an item with a scenario stands on a form only if the scenario is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW
from exam_engine.assembly.programme import Columns, Row, row
from exam_engine.model.assembly_rules import ScenarioRule


class Scenarios:
    """The scenario is drawn before its items, and brings a number of items in a range.

    Without a range it brings one item or more. ``sets`` is how many scenarios a form has.
    """

    def __init__(self, rule: ScenarioRule) -> None:
        self._rule = rule

    def rows(self, columns: Columns) -> Iterator[Row]:
        each, sets = self._rule.items, self._rule.sets
        by_scenario: dict[str, list[int]] = {name: [] for name in columns.scenarios}
        for place, item in enumerate(columns.items):
            if item.scenario:
                by_scenario[item.scenario].append(place)
        first = len(columns.items)
        for drawn, own in enumerate(by_scenario.values(), start=first):
            low, high = (each.low, each.high) if each else (1, len(own))
            name = f"{each} items of each scenario drawn" if each else "an item with its scenario"
            at = np.array([*own, drawn], dtype=np.int64)
            weights = np.ones(len(at), dtype=np.int64)
            least, most = weights.copy(), weights.copy()
            least[-1], most[-1] = -low, -high
            yield row(name, at, 0, NONE_HIGH, least)
            yield row(name, at, NONE_LOW, 0, most)
        if sets:
            drawn_columns = np.arange(first, columns.width, dtype=np.int64)
            yield row(f"{sets} scenarios on a form", drawn_columns, sets.low, sets.high)
