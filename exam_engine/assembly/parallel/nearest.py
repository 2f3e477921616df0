"""Forms as near to their targets as the effort allows: smallest largest deviation (minimax).

1. A start that keeps all rows, drawn towards the items that the aims ask for on the whole.
2. Swaps for the worst form: with the pool, then with each other form, then after a change by
   chance that is taken back unless the form ends nearer than before.
3. Where scenarios, enemies or common items bind columns together, and swaps find no more, two
   forms at a time are freed and solved anew.

The worst form is always the one worked on, since it alone decides how good the answer is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.parallel.bench import Bench
from exam_engine.assembly.parallel.bound import Outlook
from exam_engine.assembly.parallel.neighbourhood import free_two
from exam_engine.assembly.parallel.swaps import POOL, improve, kick
from exam_engine.assembly.programme import Problem, Targets
from exam_engine.assembly.stream import SeededStream
from exam_engine.clock import Stopwatch

BoolArray = NDArray[np.bool_]


class Limits(NamedTuple):
    """When to stop: after ``moves``, ``seconds`` (None: never), or at ``enough`` millionths.

    ``nodes``: of each search in the solver.
    """

    moves: int
    nodes: int
    seconds: float | None
    enough: int


class Search:
    """A search from a start; ``best`` is what it found."""

    def __init__(
        self, problem: Problem, targets: Targets, stream: SeededStream, limits: Limits
    ) -> None:
        self._problem, self._targets = problem, targets
        self._stream, self._limits = stream, limits
        self._watch, self._moves = Stopwatch(), 0
        self._couples = _couples(problem)

    def run(self, holds: BoolArray) -> BoolArray:
        """Return forms at least as near as ``holds``."""
        bench = Bench(self._problem, self._targets, holds)
        idle = 0
        while not self._done(bench):
            if self._descend(bench) or self._shake(bench) or self._free(bench):
                idle = 0
                continue
            idle += 1
            if idle > _MOST_IDLE:
                break
        return bench.holds

    def _done(self, bench: Bench) -> bool:
        seconds = self._limits.seconds
        return (
            self._moves >= self._limits.moves
            or int(bench.deviations().max()) <= self._limits.enough
            or (seconds is not None and self._watch.elapsed_s() > seconds)
        )

    def _descend(self, bench: Bench) -> bool:
        """Make one improvement of the worst form, or return that there is none."""
        worst = int(bench.deviations().argmax())
        others = [form for form in range(len(bench.holds)) if form != worst]
        for partner in (POOL, *self._stream.shuffled(others)[:_MOST_PARTNERS]):
            self._moves += 1
            if improve(bench, worst, partner, self._stream):
                return True
            if self._done(bench):
                break
        return False

    def _shake(self, bench: Bench) -> bool:
        """Change the worst form by chance and improve it again; keep what ends nearer."""
        worst = int(bench.deviations().argmax())
        before, now = bench.holds.copy(), bench.deviation_of(worst)
        for _ in range(_SHAKES):
            if not kick(bench, worst, self._stream):
                break
            for _ in range(3):
                self._moves += 1
                if bench.deviation_of(worst) < now or not improve(bench, worst, POOL, self._stream):
                    break
            if bench.deviation_of(worst) < now:
                return True
            bench.reset(before)
            if self._done(bench):
                break
        bench.reset(before)
        return False

    def _free(self, bench: Bench) -> bool:
        """Solve the worst form and another anew, one partner after the other."""
        if not self._couples or self._done(bench):
            return False
        order = np.argsort(-bench.deviations(), kind="stable")
        worst, others = int(order[0]), [int(form) for form in order[1:]]
        partners = self._stream.shuffled(others)[:_MOST_PARTNERS]
        if self._problem.shared is not None:
            partners = []  # what two free forms share is no linear row: too hard to be of use
        for partner in [POOL, *partners]:
            self._moves += _FREE_MOVES
            left = None
            if self._limits.seconds is not None:
                left = max(0.1, self._limits.seconds - self._watch.elapsed_s())
            freed = (worst,) if partner == POOL else (worst, partner)
            found = free_two(
                self._problem, self._targets, bench.holds, freed, self._limits.nodes, left
            )
            if found is not None:
                bench.reset(found)
                return True
            if self._done(bench):
                break
        return False


def nearest(
    problem: Problem, outlook: Outlook, holds: BoolArray, stream: SeededStream, limits: Limits
) -> BoolArray:
    """Return forms as near as the limits allow, from a start that keeps all rows."""
    assert problem.targets is not None
    enough = max(limits.enough, outlook.bound)
    search = Search(problem, problem.targets, stream, limits._replace(enough=enough))
    return search.run(holds)


def _couples(problem: Problem) -> bool:
    """Return whether columns are bound together so that exchanges of items may not reach far."""
    few = sum(len(row.columns) < _FEW_COLUMNS for row in problem.rows)
    scenarios = problem.columns > problem.items
    return scenarios or problem.shared is not None or few * 20 > problem.items


_FEW_COLUMNS = 5
_MOST_IDLE = 3
_MOST_PARTNERS = 6
_SHAKES = 6
_FREE_MOVES = 40
