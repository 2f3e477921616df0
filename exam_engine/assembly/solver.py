"""The solver's one seam: HiGHS.

Costs are whole numbers, so an absolute gap below 1 proves the optimum. One thread and a fixed
random seed make the search itself repeatable; the search is bounded by nodes and never by the
clock, because a form that depends on how fast a machine is could not be built again.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

import highspy
import numpy as np

from exam_engine.assembly.programme import Programme
from exam_engine.errors import AssemblyError

_MOST_NODES = 200_000


class Verdict(Enum):
    """What the solver found."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNDECIDED = "undecided"


class Solution(NamedTuple):
    """``values`` holds one whole number a column.

    They are the optimum, or the best found so far if the verdict is undecided; else empty.
    """

    verdict: Verdict
    values: tuple[int, ...]


def solve(programme: Programme, within_s: float | None = None) -> Solution:
    """Return the proven optimum of ``programme``, or that there is none.

    :param within_s: stop after so many seconds. For explanations only: what a form is made of must
        not depend on how fast a machine is.
    """
    if not programme.costs:  # the solver has no word for a programme without columns
        feasible = all(row.low <= 0 <= row.high for row in programme.rows)
        return Solution(Verdict.OPTIMAL if feasible else Verdict.INFEASIBLE, ())
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.5),
        ("mip_max_nodes", _MOST_NODES),
    ):
        highs.setOptionValue(name, value)
    if within_s is not None:
        highs.setOptionValue("time_limit", within_s)
    highs.passModel(_model(programme))
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return Solution(Verdict.OPTIMAL, _values(highs))
    if status in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return Solution(Verdict.INFEASIBLE, ())
    if status in (
        highspy.HighsModelStatus.kSolutionLimit,
        highspy.HighsModelStatus.kTimeLimit,
    ):
        found = (
            highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        )
        return Solution(Verdict.UNDECIDED, _values(highs) if found else ())
    raise AssemblyError(f"the solver stopped with: {highs.modelStatusToString(status)}")


def _values(highs: highspy.Highs) -> tuple[int, ...]:
    return tuple(int(value) for value in np.rint(highs.getSolution().col_value))


def _model(programme: Programme) -> highspy.HighsLp:
    columns, rows = len(programme.costs), len(programme.rows)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = np.array(programme.costs, dtype=np.double)
    model.col_lower_ = np.zeros(columns)
    model.col_upper_ = np.array(programme.most, dtype=np.double)
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    model.row_lower_ = np.array([row.low for row in programme.rows], dtype=np.double)
    model.row_upper_ = np.array([row.high for row in programme.rows], dtype=np.double)
    lengths = [len(row.columns) for row in programme.rows]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    model.a_matrix_.index_ = np.array(
        [at for row in programme.rows for at in row.columns], dtype=np.int32
    )
    model.a_matrix_.value_ = np.array(
        [weight for row in programme.rows for weight in row.weights or (1,) * len(row.columns)],
        dtype=np.double,
    )
    return model
