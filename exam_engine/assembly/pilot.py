"""Items on trial: unscored questions that each form carries besides its own.

The least piloted come first, and over the forms of an order they take turns. An item on trial is no
enemy of anything on its form, and brings no scenario that the form has not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from exam_engine.assembly.assemble import assemble
from exam_engine.assembly.constraints.enemies import Enemies
from exam_engine.assembly.pool import PoolItem, Seen
from exam_engine.assembly.programme import Columns, Problem, row
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import FormInfeasible

_TURN = 1 << 12
"""Costs: an item that stood on a form more costs more than any chance."""


class Pilots:
    """Deals items on trial to forms, one form after the other."""

    def __init__(
        self,
        candidates: Sequence[PoolItem],
        seen: Mapping[tuple[str, int], Seen],
        stream: SeededStream,
    ) -> None:
        """:param seen: how much each item was seen before, by id and version."""
        self._candidates = candidates
        self._stream = stream
        self._used: Counter[str] = Counter()
        counts = {
            item.id: seen[item.id, item.version].candidates
            for item in candidates
            if (item.id, item.version) in seen
        }
        order = sorted({*counts.values(), 0})
        self._rank = {item.id: order.index(counts.get(item.id, 0)) for item in candidates}

    def deal(self, wanted: int, held: Sequence[PoolItem]) -> list[PoolItem]:
        """Return ``wanted`` items on trial for a form that holds ``held``.

        :raises FormInfeasible: if so many do not fit on it, with how many do.
        """
        fitting = self._fitting(held)
        # The order of the shuffle stays among equals: chance decides there.
        fitting.sort(key=lambda item: (self._used[item.id], self._rank[item.id]))
        drawn = self._first_friends(fitting, wanted) or self._most_friends(fitting, wanted)
        if drawn is None:
            raise FormInfeasible(
                f"{wanted} items on trial are wanted on each form, and fewer fit",
                [
                    f"{len(self._candidates)} usable items are in state pilot",
                    f"{len(fitting)} of them are no enemy of what the form holds and need no "
                    "scenario that it has not; among these are enemies of each other"
                    if len(fitting) >= wanted
                    else f"{len(fitting)} of them are no enemy of what the form holds and need no "
                    "scenario that it has not",
                ],
            )
        self._used.update(item.id for item in drawn)
        return drawn

    def _fitting(self, held: Sequence[PoolItem]) -> list[PoolItem]:
        ids = {item.id for item in held}
        foes = {enemy for item in held for enemy in item.enemies}
        scenarios = {item.scenario for item in held} | {""}
        return [
            item
            for item in self._stream.shuffled(self._candidates)
            if item.id not in foes and not item.enemies & ids and item.scenario in scenarios
        ]

    def _first_friends(self, fitting: Sequence[PoolItem], wanted: int) -> list[PoolItem] | None:
        """Return the first that are no enemies of each other, or None if they are too few."""
        drawn: list[PoolItem] = []
        for item in fitting:
            if len(drawn) == wanted:
                break
            if not any(are_enemies(item, other) for other in drawn):
                drawn.append(item)
        return drawn if len(drawn) == wanted else None

    def _most_friends(self, fitting: Sequence[PoolItem], wanted: int) -> list[PoolItem] | None:
        """Return what the solver finds where taking the first ones led nowhere."""
        columns = Columns(tuple(fitting))
        count = len(fitting)
        costs = [
            min(self._used[item.id], 15) * _TURN + self._stream.below(_TURN) for item in fitting
        ]
        rows = (row("items on trial", range(count), wanted, wanted), *Enemies().rows(columns))
        ones = np.ones(count, dtype=np.int64)
        problem = Problem(
            1, count, count, rows, ones, ones, np.array([costs], dtype=np.int64).reshape(1, count)
        )
        answer = assemble(problem, self._stream)
        if not len(answer.holds):
            return None
        return [item for item, held in zip(fitting, answer.holds[0], strict=True) if held]


def are_enemies(one: PoolItem, other: PoolItem) -> bool:
    """Return whether either names the other as its enemy."""
    return one.id in other.enemies or other.id in one.enemies


def with_pilots(held: Collection[PoolItem], pilots: Collection[PoolItem]) -> list[PoolItem]:
    """Return the items of a form in the order of their ids: nothing tells which are on trial."""
    return sorted([*held, *pilots], key=lambda item: item.id)
