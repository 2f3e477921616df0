"""The solver's form: one that has not been dealt yet, or the proof that there is none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from exam_engine.assembly.flat import NONE_LOW, Flat, Writer
from exam_engine.assembly.loft.recipe import LoftPlan
from exam_engine.assembly.loft.words import Words
from exam_engine.assembly.programme import IntArray
from exam_engine.assembly.solver import solve

_COST_RANGE = 1 << 16


def unseen_form(
    plan: LoftPlan, most: IntArray, dealt: Sequence[IntArray], words: Words
) -> IntArray | None:
    """Return the columns of a form unlike all ``dealt``; None if there is none (or none found).

    Costs are drawn, so that of all such forms the solver takes one by chance.

    :param most: shape (columns,), 0 for columns that this form may not hold.
    """
    solution = solve(programme_for_one(plan, most, dealt, words))
    if not len(solution.values):
        return None
    return np.flatnonzero(solution.values > 0).astype(np.int64)


def programme_for_one(
    plan: LoftPlan, most: IntArray, dealt: Sequence[IntArray], words: Words
) -> Flat:
    """Return the programme of one form with its rows, its window and a row for each form dealt."""
    writer, problem = Writer(), plan.problem
    costs = np.array([words.below(_COST_RANGE) for _ in range(problem.columns)], dtype=np.float64)
    writer.add_columns(costs, np.minimum(most, 1).astype(np.float64))
    for row in problem.rows:
        writer.add_row(row.columns, row.weights, row.low, row.high)
    if plan.window is not None:
        every = np.arange(problem.columns, dtype=np.int64)
        window = plan.window
        for line, low, high in zip(window.coefficients, window.low, window.high, strict=True):
            writer.add_row(every, line, int(low), int(high))
    items = np.arange(problem.items, dtype=np.int64)
    for form in dealt:
        own = form[form < problem.items]
        # At least one item goes, or one comes.
        signs = np.full(problem.items, -1, dtype=np.int64)
        signs[own] = 1
        writer.add_row(items, signs, NONE_LOW, len(own) - 1)
        if problem.shared is not None:
            writer.add_row(own, np.ones_like(own), *problem.shared)
    return writer.programme()
