"""Without targets: the selection of least cost over all forms.

One programme over all forms, solved in its core, proves the optimum: costs drawn by chance make it
a single selection, which does not depend on the solver's path to it. For many forms, or where the
number that two forms share is restricted, that programme outgrows any patience: then the forms are
taken out of what they hold together (``sharing``), or where that fails, or shared items count, made
one after the other, each near to the cheapest after which the others remain possible. The
search is bounded by nodes, so the same problem gives the same forms; how much less any forms could
cost is told by the bound.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.flat import Flat, flat
from exam_engine.assembly.parallel.core import relaxed_cost, solve_in_core
from exam_engine.assembly.parallel.sharing import shared_out
from exam_engine.assembly.parallel.start import one_by_one
from exam_engine.assembly.programme import Problem
from exam_engine.assembly.solver import Budget, Solution, Verdict

MOST_TOGETHER, MOST_SHARING = 12, 2
"""Forms that are solved in one programme, without and with a restriction of what they share."""
_ROUGH = 0.05


class Found(NamedTuple):
    """``holds``: shape (forms, columns), or empty; ``bound``: no answer reaches less."""

    verdict: Verdict
    holds: NDArray[np.bool_]
    bound: float


NOTHING = np.zeros((0, 0), dtype=bool)


def cheapest(problem: Problem, budget: Budget) -> Found:
    """Return the forms of least cost, or the best found within the budget."""
    most = MOST_TOGETHER if problem.shared is None else MOST_SHARING
    if problem.forms <= most:
        found = _together(problem, budget)
        if problem.forms == 1 or found.verdict is not Verdict.UNDECIDED or len(found.holds):
            return found
    bound = _bound(problem)
    if problem.shared is None:
        holds = _completed(problem, shared_out(problem, budget), budget)
        if len(holds) == problem.forms:
            return Found(_verdict(problem, holds, bound), holds, bound)
    gap = max(budget.gap, _ROUGH * abs(bound) / problem.forms)
    begun = one_by_one(problem, problem.costs, budget._replace(gap=gap, light=True))
    if begun.verdict is Verdict.INFEASIBLE:
        return Found(Verdict.INFEASIBLE, NOTHING, np.inf)
    if len(begun.holds) == problem.forms:
        return Found(_verdict(problem, begun.holds, bound), begun.holds, bound)
    return _together(problem, budget)


def _completed(problem: Problem, holds: NDArray[np.bool_], budget: Budget) -> NDArray[np.bool_]:
    """Return ``holds`` with the forms that are missing, from what is left, or none."""
    missing = problem.forms - len(holds)
    if not missing:
        return holds
    if not len(holds) or missing > MOST_TOGETHER:
        return NOTHING
    left = problem.uses - holds[:, : problem.items].sum(axis=0)
    most = problem.most.copy()
    most[: problem.items] = np.minimum(most[: problem.items], left)
    part = problem._replace(forms=missing, uses=left, most=most, costs=problem.costs[len(holds) :])
    gap = max(budget.gap, _ROUGH * abs(_bound(part)))
    found = _together(part, budget._replace(gap=gap))
    return np.vstack((holds, found.holds)) if len(found.holds) else NOTHING


def _together(problem: Problem, budget: Budget) -> Found:
    solution = solve_in_core(flat(problem), budget)
    return Found(solution.verdict, holds_of(problem, solution), solution.bound)


def holds_of(problem: Problem, solution: Solution) -> NDArray[np.bool_]:
    """Return which form holds which column; empty if there is no answer."""
    if not len(solution.values):
        return NOTHING
    size = problem.forms * problem.columns
    holds: NDArray[np.bool_] = solution.values[:size].reshape(problem.forms, problem.columns) > 0.5
    return holds


def _bound(problem: Problem) -> float:
    """Return what each form alone costs at least, with all items to itself, in sum."""
    total = 0.0
    for form in range(problem.forms):
        alone = problem._replace(
            forms=1, costs=problem.costs[form : form + 1], shared=None, targets=None
        )
        programme: Flat = flat(alone)
        total += relaxed_cost(programme)
    return float(np.ceil(total - 1e-3))


def _verdict(problem: Problem, holds: NDArray[np.bool_], bound: float) -> Verdict:
    proven = int(problem.costs[holds].sum()) <= bound
    return Verdict.OPTIMAL if proven else Verdict.UNDECIDED
