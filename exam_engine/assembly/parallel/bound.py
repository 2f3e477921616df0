"""What no forms can be nearer than, and which items the aims ask for on the whole.

The mean of all forms, as one form that may hold parts of items, keeps to every row and to each
item's share of uses; its deviation from the mean of the aims is at most the largest deviation of
any form. So the smallest deviation of such a mean form bounds every answer from below, by one small
linear programme. A single form's own aims bound it likewise.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.flat import NONE_HIGH, Writer
from exam_engine.assembly.programme import IntArray, Problem, Targets
from exam_engine.assembly.solver import Verdict, relax

_SLACK = 1.0


class Outlook(NamedTuple):
    """``bound``: no answer deviates less, in millionths; ``mean``: the mean form, (columns,)."""

    verdict: Verdict
    bound: int
    mean: NDArray[np.float64]


def outlook(problem: Problem, targets: Targets) -> Outlook:
    """Return what the mean form tells; infeasible if there is none."""
    writer = Writer()
    share = np.minimum(problem.most.astype(np.float64), 1.0 * problem.forms)
    share[: problem.items] = np.minimum(share[: problem.items], problem.uses / problem.forms)
    writer.add_columns(np.zeros(problem.columns), share)
    for row in problem.rows:
        writer.add_row(row.columns, row.weights, row.low, row.high)
    write_deviation(writer, 0, targets.coefficients, mean_aims(targets), cost=1.0)
    relaxed = relax(writer.programme())
    if relaxed.verdict is not Verdict.OPTIMAL:
        return Outlook(relaxed.verdict, 0, np.zeros(problem.columns))
    bound = max(0, math.ceil(relaxed.cost - _SLACK))
    return Outlook(Verdict.OPTIMAL, bound, relaxed.values[: problem.columns])


def mean_aims(targets: Targets) -> NDArray[np.float64]:
    """Return the mean of the forms' aims, shape (figures,)."""
    mean: NDArray[np.float64] = targets.aims.mean(axis=0)
    return mean


def write_deviation(
    writer: Writer,
    first: int,
    coefficients: IntArray,
    aims: NDArray[np.float64],
    cost: float = 0.0,
    column: int | None = None,
) -> int:
    """Write a column for the largest deviation of a form, or use one written before.

    :param first: where the form's columns begin.
    :returns: the column of the deviation.
    """
    if column is None:
        most = float(np.abs(coefficients).sum() + np.abs(aims).max(initial=0.0))
        column = writer.add_columns(np.array([cost]), np.array([most]), whole=False)
    at = np.arange(coefficients.shape[1], dtype=np.int64) + first
    for each, aim in zip(coefficients, aims, strict=True):
        own = np.flatnonzero(each)
        index = np.append(at[own], column)
        writer.add_row(index, np.append(each[own], 1), math.floor(aim), NONE_HIGH)
        writer.add_row(index, np.append(each[own], -1), -NONE_HIGH, math.ceil(aim))
    return column
