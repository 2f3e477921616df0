"""The core of a programme: the few columns that can be in a cheapest answer.

The optimum with parts of columns is found over a few columns first; the others are priced by its
duals and join as long as they would lower it (Dantzig and Wolfe, 1960). Then it bounds every answer
from below, and a column whose reduced cost exceeds the distance between an answer found and that
bound is in no better answer: what remains is the core, in which the optimum of all is proven
(Balas and Zemel, 1980). Of 40,000 columns a few hundred remain.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from exam_engine.assembly.flat import Flat, reach
from exam_engine.assembly.programme import IntArray
from exam_engine.assembly.solver import Budget, Relaxed, Solution, Verdict, relax, solve

BoolArray = NDArray[np.bool_]
_FEW = 4_000
_ROUGH_GAP = 0.01
_MARGIN = 1.0
_MOST_ROUNDS = 60


class _Bounded(NamedTuple):
    """The relaxed optimum of all columns: its cost, and each column's reduced cost."""

    cost: float
    reduced: NDArray[np.float64]
    values: NDArray[np.float64]


def solve_in_core(programme: Flat, budget: Budget) -> Solution:
    """Return what :func:`solve` would, by way of the core; costs have to be whole numbers."""
    if len(programme.costs) <= _FEW:
        return solve(programme, budget)
    matrix = _matrix(programme)
    bounded = _bounded(programme, matrix)
    if bounded is None:
        return solve(programme, budget)
    return _search(programme, matrix, bounded, budget)


def relaxed_cost(programme: Flat) -> float:
    """Return what no answer costs less than, or minus infinity if that is not found."""
    bounded = _bounded(programme, _matrix(programme))
    if bounded is not None:
        return bounded.cost
    relaxed = relax(programme)
    return relaxed.cost if relaxed.verdict is Verdict.OPTIMAL else -np.inf


def _search(
    programme: Flat, matrix: sparse.csr_array, bounded: _Bounded, budget: Budget
) -> Solution:
    """Find an answer among the most promising columns, then prove the best of the core."""
    size = 8 * int(np.ceil(bounded.values.sum())) + 200
    found, within = None, np.zeros(len(programme.costs), dtype=bool)
    while found is None and not within.all():
        within = _promising(bounded, size)
        rough = budget._replace(gap=max(budget.gap, _ROUGH_GAP * abs(bounded.cost)))
        solution = _solve_part(programme, matrix, within, rough)
        if len(solution.values):
            found = solution
        size *= 4
    if found is None:
        return solve(programme, budget)
    core = bounded.reduced <= found.cost - bounded.cost + _MARGIN
    core |= found.values > 0
    proven = _solve_part(programme, matrix, core, budget, found.values)
    if proven.verdict is Verdict.OPTIMAL or not len(proven.values):
        return proven
    return proven._replace(bound=max(proven.bound, bounded.cost))


def _promising(bounded: _Bounded, size: int) -> BoolArray:
    within = bounded.values > 0
    within[np.argsort(bounded.reduced, kind="stable")[:size]] = True
    return within


def _bounded(programme: Flat, matrix: sparse.csr_array) -> _Bounded | None:
    """Return the relaxed optimum of all columns, or None if too few columns were found for one."""
    within = _first(programme, matrix)
    for _ in range(_MOST_ROUNDS):
        part, rows = _part(programme, matrix, within)
        relaxed: Relaxed = relax(part)
        if relaxed.verdict is not Verdict.OPTIMAL:
            return None
        duals = np.zeros(len(programme.low))
        duals[rows] = relaxed.duals
        reduced = programme.costs - matrix.T @ duals
        joining = ~within & (reduced < -1e-7)
        if not joining.any():
            values = np.zeros(len(within))
            values[within] = relaxed.values
            return _Bounded(relaxed.cost, reduced, values)
        order = np.flatnonzero(joining)[np.argsort(reduced[joining], kind="stable")]
        within[order[: max(2_000, len(order) // 4)]] = True
    return None


def _first(programme: Flat, matrix: sparse.csr_array) -> BoolArray:
    """Return columns to begin with: the cheapest few of every row that asks for any."""
    within = np.zeros(len(programme.costs), dtype=bool)
    least, _ = reach(programme)
    asks = np.flatnonzero(programme.low > least)
    for row in asks:
        part = slice(programme.starts[row], programme.starts[row + 1])
        at, value = programme.at[part], programme.value[part]
        within[at[value < 0]] = True
        at, value = at[value > 0], value[value > 0]
        if not len(at):
            continue
        need = max(int(programme.low[row]), 0) - int(programme.value[part].min(initial=0))
        count = 3 * min(need, len(at)) // int(max(1, np.median(value))) + 8
        cheapest = np.argsort(programme.costs[at], kind="stable")[:count]
        within[at[cheapest]] = True
    return within


def _solve_part(
    programme: Flat,
    matrix: sparse.csr_array,
    within: BoolArray,
    budget: Budget,
    start: NDArray[np.float64] | None = None,
) -> Solution:
    part, _ = _part(programme, matrix, within)
    solution = solve(part, budget, None if start is None else start[within])
    if not len(solution.values):
        return solution
    values = np.zeros(len(within))
    values[within] = solution.values
    return solution._replace(values=values)


def _part(programme: Flat, matrix: sparse.csr_array, within: BoolArray) -> tuple[Flat, IntArray]:
    """Return the programme of some columns, and which rows say something about them."""
    columns = np.flatnonzero(within)
    cut = matrix[:, columns].tocsr()
    part = programme._replace(
        costs=programme.costs[columns],
        upper=programme.upper[columns],
        whole=programme.whole[columns],
        starts=cut.indptr.astype(np.int64),
        at=cut.indices.astype(np.int64),
        value=cut.data.astype(np.int64),
    )
    least, largest = reach(part)
    rows = np.flatnonzero((part.low > least) | (part.high < largest))
    kept = cut[rows]
    return (
        part._replace(
            starts=kept.indptr.astype(np.int64),
            at=kept.indices.astype(np.int64),
            value=kept.data.astype(np.int64),
            low=part.low[rows],
            high=part.high[rows],
        ),
        rows,
    )


def _matrix(programme: Flat) -> sparse.csr_array:
    shape = (len(programme.low), len(programme.costs))
    return sparse.csr_array((programme.value, programme.at, programme.starts), shape=shape)
