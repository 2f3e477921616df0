"""The solver's one seam: HiGHS.

One thread and a fixed random seed make the search itself repeatable; it is bounded by nodes and not
by the clock, because a form that depends on how fast a machine is could not be built again. A bound
in seconds is there for explanations, and for people who would rather have a form now: they are told
how far from the best it may be.
"""

from __future__ import annotations

from enum import Enum
from threading import Event, Thread
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.flat import Flat, reach
from exam_engine.errors import AssemblyError

MOST_NODES = 200_000


class Verdict(Enum):
    """What the solver found."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNDECIDED = "undecided"


class Budget(NamedTuple):
    """How far the solver goes: nodes, seconds (None: as long as it takes), gap that is good enough.

    ``gap`` is absolute, in units of the costs: below 1 it proves the optimum of whole costs.
    ``light``: without the preparations that pay in long searches only.
    """

    nodes: int = MOST_NODES
    seconds: float | None = None
    gap: float = 0.5
    light: bool = False


class Solution(NamedTuple):
    """``values``: shape (columns,), whole where the programme says so.

    They are the optimum, or the best found so far if the verdict is undecided; else empty.
    ``bound``: no answer costs less.
    """

    verdict: Verdict
    values: NDArray[np.float64]
    cost: float
    bound: float


class Relaxed(NamedTuple):
    """The optimum of a programme whose columns need not be whole.

    ``values``: shape (columns,). ``duals``: shape (rows,), by how much the cost rises for each unit
    by which a row's bound is moved up: cost - weights · duals is a column's reduced cost. Both are
    empty if the programme is infeasible.
    """

    verdict: Verdict
    cost: float
    values: NDArray[np.float64]
    duals: NDArray[np.float64]


USUAL = Budget()
_NOTHING = np.zeros(0)
_QP_ITERATIONS = 5_000


def solve(
    programme: Flat, budget: Budget = USUAL, start: NDArray[np.float64] | None = None
) -> Solution:
    """Return the proven optimum of ``programme``, or that there is none, within the budget.

    :param start: an answer to begin from, shape (columns,).
    """
    if not len(programme.costs):  # the solver has no word for a programme without columns
        feasible = bool(((programme.low <= 0) & (programme.high >= 0)).all())
        verdict = Verdict.OPTIMAL if feasible else Verdict.INFEASIBLE
        return Solution(verdict, _NOTHING, 0.0, 0.0)
    highs = _prepared(budget)
    highs.passModel(_model(programme))
    if start is not None:
        answer = highspy.HighsSolution()
        answer.col_value = start
        highs.setSolution(answer)
    _run(highs)
    return _outcome(highs, programme)


def relax(programme: Flat) -> Relaxed:
    """Return the optimum of ``programme`` without the demand that columns are whole."""
    parts = _in_parts(programme)
    highs = _prepared(USUAL)
    highs.passModel(_model(parts))
    _run(highs)
    solution = _outcome(highs, parts)
    duals = np.array(highs.getSolution().row_dual) if len(solution.values) else _NOTHING
    return Relaxed(solution.verdict, solution.cost, solution.values, duals)


class Repriced:
    """One programme without whole columns, under one cost vector after the other.

    Each search begins where the last one ended, which saves nine tenths of the time.
    """

    def __init__(self, programme: Flat) -> None:
        self._parts, self._highs = _in_parts(programme), _prepared(USUAL)
        self._columns = np.arange(len(programme.costs), dtype=np.int32)
        self._highs.passModel(_model(self._parts))

    def least(self, costs: NDArray[np.float64]) -> Solution:
        """Return the optimum under ``costs``, shape (columns,)."""
        self._highs.changeColsCost(len(costs), self._columns, costs)
        self._highs.run()
        return _outcome(self._highs, self._parts._replace(costs=costs))


def least_squares(programme: Flat, squares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return columns, not whole, at which Σ cost · column + square · column² is about least.

    Nothing is promised of them: whoever needs a bound computes it from what is returned. Empty if
    nothing was found within the limit.

    :param programme: here, and only here, weights and bounds of rows need not be whole.
    :param squares: shape (columns,), none negative.
    """
    count = len(squares)
    highs, hessian = _prepared(USUAL), highspy.HighsHessian()
    highs.setOptionValue("qp_iteration_limit", _QP_ITERATIONS)
    highs.passModel(_model(_in_parts(programme)))
    hessian.dim_ = count
    hessian.start_ = np.arange(count + 1, dtype=np.int32)
    hessian.index_ = np.arange(count, dtype=np.int32)
    hessian.value_ = 2 * squares  # the solver minimises half of the square term
    highs.passHessian(hessian)
    _run(highs)
    values = np.array(highs.getSolution().col_value)
    return values if len(values) == count and np.isfinite(values).all() else _NOTHING


def _in_parts(programme: Flat) -> Flat:
    return programme._replace(whole=np.zeros_like(programme.whole))


def _run(highs: highspy.Highs) -> None:
    """Run the solver in a thread of its own, so that Ctrl-C gets through at once.

    The solver itself hears of nothing while it runs, but looks at its time limit all the while. It
    has to have ended before the process does, or its thread would end the process as a crash.
    """
    ended = Event()

    def search() -> None:
        try:
            highs.run()
        finally:
            ended.set()

    Thread(target=search, daemon=True).start()
    try:
        ended.wait()
    except KeyboardInterrupt:
        highs.setOptionValue("time_limit", 0.0)
        ended.wait()
        raise


def _prepared(budget: Budget) -> highspy.Highs:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", budget.gap),
        ("mip_max_nodes", budget.nodes),
    ):
        highs.setOptionValue(name, value)
    if budget.light:
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("mip_detect_symmetry", False)
        highs.setOptionValue("mip_heuristic_run_feasibility_jump", False)
    if budget.seconds is not None:
        highs.setOptionValue("time_limit", budget.seconds)
    return highs


def _outcome(highs: highspy.Highs, programme: Flat) -> Solution:
    status, info = highs.getModelStatus(), highs.getInfo()
    if status == highspy.HighsModelStatus.kOptimal:
        return _solution(Verdict.OPTIMAL, highs, programme)
    if status in (
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        return Solution(Verdict.INFEASIBLE, _NOTHING, np.inf, np.inf)
    if status in (
        highspy.HighsModelStatus.kSolutionLimit,
        highspy.HighsModelStatus.kTimeLimit,
    ):
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            return _solution(Verdict.UNDECIDED, highs, programme)
        return Solution(Verdict.UNDECIDED, _NOTHING, np.inf, info.mip_dual_bound)
    raise AssemblyError(f"the solver stopped with: {highs.modelStatusToString(status)}")


def _solution(verdict: Verdict, highs: highspy.Highs, programme: Flat) -> Solution:
    values = np.array(highs.getSolution().col_value)
    values[programme.whole] = np.rint(values[programme.whole])
    info = highs.getInfo()
    bound = info.mip_dual_bound if programme.whole.any() else info.objective_function_value
    return Solution(verdict, values, float(programme.costs @ values), float(bound))


def _model(programme: Flat) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(programme.costs), len(programme.low)
    model.col_cost_ = programme.costs
    model.col_lower_ = np.zeros(len(programme.costs))
    model.col_upper_ = programme.upper
    if programme.whole.any():
        model.integrality_ = [
            highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
            for whole in programme.whole
        ]
    # A bound that no answer reaches is told as none: large finite ones lead the solver astray.
    least, largest = reach(programme)
    low, high = programme.low.astype(np.double), programme.high.astype(np.double)
    model.row_lower_ = np.where(low <= least, -highspy.kHighsInf, low)
    model.row_upper_ = np.where(high >= largest, highspy.kHighsInf, high)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = programme.starts.astype(np.int32)
    model.a_matrix_.index_ = programme.at.astype(np.int32)
    model.a_matrix_.value_ = programme.value.astype(np.double)
    return model
