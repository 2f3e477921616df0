"""Many forms without targets: which items first, then which form gets which of them.

1. All forms added together are one programme: how often each item stands on any of them, at the
   least cost. Exposure, where it counts, outweighs chance in the costs; so the least exposed items
   that forms can be made of are chosen, and among items alike chance decides. That sum is proven.
2. The forms are taken out of it one after the other as even shares (``loft.shares``) of classes,
   and within a class each form gets the items that it likes best of those due most often.

Guaranteed is what every answer is checked for: all rows, uses, no item twice on a form. The forms
together cost the least that their sum allows at the mean of their costs, to within a fifth of a
percent; which form gets which item is not optimised, since forms are alike but for chance. Shares
may fail to come out even for the last forms; these, and a few before them, are then left to a
programme of their own over all items not used up (``cheapest``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.collapse import added
from exam_engine.assembly.flat import flat
from exam_engine.assembly.loft.classes import Classes, classes_of
from exam_engine.assembly.loft.shares import even_share
from exam_engine.assembly.parallel.core import relaxed_cost, solve_in_core
from exam_engine.assembly.programme import IntArray, Problem
from exam_engine.assembly.solver import Budget

_ROUGH = 0.002
"""Share of the cost within which the sum of all forms is the cheapest."""
_TAKEN_BACK = 2


def shared_out(problem: Problem, budget: Budget) -> NDArray[np.bool_]:
    """Return the forms that come out of their sum, shape (forms found, columns)."""
    together = added(problem)
    mean = problem.costs.sum(axis=0)[None, :] // problem.forms
    programme = flat(together._replace(costs=mean))
    gap = max(budget.gap, _ROUGH * abs(relaxed_cost(programme)))
    solution = solve_in_core(programme, budget._replace(gap=gap, light=True))
    holds = np.zeros((problem.forms, problem.columns), dtype=bool)
    if not len(solution.values):
        return holds[:0]
    chosen = solution.values.astype(np.int64)
    left = np.where(np.arange(problem.columns) < problem.items, chosen, 0)
    kept = problem._replace(most=np.where(chosen > 0, problem.most, 0))
    classes = classes_of(kept)
    totals = np.bincount(
        classes.of[classes.of >= 0], chosen[classes.of >= 0], minlength=classes.number
    ).astype(np.int64)
    for form, costs in enumerate(problem.costs):
        share = even_share(classes, totals, problem.forms - form, _class_costs(classes, costs))
        if share is None:
            return holds[: max(0, form - _TAKEN_BACK)]
        totals = totals - share
        for one in np.flatnonzero(share).tolist():
            own = _dealt(classes, one, int(share[one]), left, costs)
            holds[form, own] = True
        left[: problem.items] -= holds[form, : problem.items]
    return holds


def _class_costs(classes: Classes, costs: IntArray) -> NDArray[np.float64]:
    """Return what an item of each class costs on average, shape (C,)."""
    held = classes.of >= 0
    sums = np.bincount(classes.of[held], costs[held], minlength=classes.number)
    means: NDArray[np.float64] = sums / classes.sizes
    return means


def _dealt(classes: Classes, one: int, count: int, left: IntArray, costs: IntArray) -> IntArray:
    """Return members of a class: those that are due most often first, else the cheapest.

    With that no item is due more often than forms are to come.
    """
    members = classes.members(one)
    order = np.lexsort((costs[members], -left[members]))
    return members[order[:count]]
