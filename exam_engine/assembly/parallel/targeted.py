"""With targets: a bound, a start that keeps all rows, and the search for nearer forms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.flat import flat
from exam_engine.assembly.parallel.bound import Outlook, outlook
from exam_engine.assembly.parallel.cheapest import NOTHING, Found, holds_of
from exam_engine.assembly.parallel.core import solve_in_core
from exam_engine.assembly.parallel.nearest import Limits, nearest
from exam_engine.assembly.parallel.start import one_by_one
from exam_engine.assembly.parallel.verify import deviation
from exam_engine.assembly.programme import IntArray, Problem
from exam_engine.assembly.solver import Budget, Verdict
from exam_engine.assembly.stream import SeededStream

_CHANCE = 1_000
_START_GAP = 4.0 * _CHANCE
_SEARCH_NODES = 80


def targeted(
    problem: Problem, stream: SeededStream, budget: Budget, moves: int, good_enough: int
) -> Found:
    """Return the forms nearest to their targets that are found within the budget and moves."""
    assert problem.targets is not None
    seen = outlook(problem, problem.targets)
    if seen.verdict is Verdict.INFEASIBLE:
        return Found(Verdict.INFEASIBLE, NOTHING, np.inf)
    verdict, holds = _start(problem, seen, stream, budget)
    if not len(holds):
        return Found(verdict, NOTHING, seen.bound)
    limits = Limits(moves, min(budget.nodes, _SEARCH_NODES), budget.seconds, good_enough)
    holds = nearest(problem, seen, holds, stream, limits)
    proven = deviation(problem.targets, holds) <= seen.bound
    return Found(Verdict.OPTIMAL if proven else Verdict.UNDECIDED, holds, seen.bound)


def _start(
    problem: Problem, seen: Outlook, stream: SeededStream, budget: Budget
) -> tuple[Verdict, NDArray[np.bool_]]:
    """Return forms that keep all rows: one by one, or else all in one programme."""
    costs = _costs(problem, seen, stream)
    begun = one_by_one(problem, costs, budget._replace(gap=_START_GAP, light=True))
    if begun.verdict is not Verdict.UNDECIDED:
        return begun.verdict, begun.holds if begun.verdict is Verdict.OPTIMAL else NOTHING
    # Any answer will do to begin from: the first that is found.
    joint = solve_in_core(flat(problem._replace(costs=costs)), budget._replace(gap=np.inf))
    return joint.verdict, holds_of(problem, joint)


def _costs(problem: Problem, seen: Outlook, stream: SeededStream) -> IntArray:
    """Return costs drawn by chance, lower for what the mean form holds more of."""
    drawn = [stream.below(_CHANCE) for _ in range(problem.columns)]
    wish = np.zeros(problem.columns)
    wish[: problem.items] = np.rint(
        _CHANCE * np.minimum(1.0, seen.mean[: problem.items] * problem.forms)
    )
    each = np.array(drawn, dtype=np.int64) - wish.astype(np.int64) + _CHANCE
    # Every form sees the items in another order, or all would want the same.
    return np.array(
        [np.where(each > 0, each + _turned(drawn, form), 0) for form in range(problem.forms)]
    )


def _turned(drawn: list[int], form: int) -> IntArray:
    return np.roll(np.array(drawn, dtype=np.int64), 7 * form + 1)
