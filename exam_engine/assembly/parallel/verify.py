"""Every answer is counted again in whole numbers, without the solver and without the search."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.programme import Problem, Targets


def violations(problem: Problem, holds: NDArray[np.bool_]) -> list[str]:
    """Return what ``holds`` (shape (forms, columns)) breaks of ``problem``, in words."""
    if holds.shape != (problem.forms, problem.columns):
        return [f"{holds.shape} is not {problem.forms} forms of {problem.columns} columns"]
    found = []
    for number, form in enumerate(holds, start=1):
        for row in problem.rows:
            total = int(row.weights[form[row.columns]].sum())
            if not row.low <= total <= row.high:
                found.append(f"form {number}: {row.name}: {total}, not {row.low} to {row.high}")
        if (form & (problem.most < 1)).any():
            found.append(f"form {number}: holds what no form may hold")
    items = holds[:, : problem.items]
    for item in np.flatnonzero(items.sum(axis=0) > problem.uses):
        found.append(f"item {item} stands on more than {problem.uses[item]} forms")
    if problem.shared is not None:
        low, high = problem.shared
        for one, other in combinations(range(problem.forms), 2):
            common = int((items[one] & items[other]).sum())
            if not low <= common <= high:
                found.append(f"forms {one + 1} and {other + 1} share {common}, not {low} to {high}")
    return found


def deviation(targets: Targets, holds: NDArray[np.bool_]) -> int:
    """Return the largest |figure - aim| over all forms and figures, in millionths."""
    figures = [[int(each[form].sum()) for each in targets.coefficients] for form in holds]
    return int(np.abs(np.array(figures, dtype=np.int64) - targets.aims).max(initial=0))
