"""Pricing: class counts that a gradient likes, and what no counts go below.

1. The optimum with parts of items, from where the last one ended: a bound, and mostly whole but for
   a few classes. If it is whole, it is the best of all.
2. Else the classes that are whole in it stand, and a small programme rounds the others up or down.
3. Else the whole programme, at first only for counts that are much better, then for the best.

Any counts well below those at hand bring the mixture on; the best ones are needed for the last
proof only, which is mostly there before (``hull``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW, Flat
from exam_engine.assembly.programme import IntArray
from exam_engine.assembly.solver import Budget, Repriced, Verdict, solve
from exam_engine.errors import AssemblyError, FormInfeasible

FloatArray = NDArray[np.float64]
_NODES, _ROUNDING_NODES = 1_000, 50
_COST_SCALE = 1_000.0
"""Costs of this size lie well above the solver's tolerances."""
_PROOF = _COST_SCALE * 1e-5
_SHARE = 0.3
"""Counts are good enough if they bring this share of what the best could bring."""
_WHOLE = 1e-6


class Priced(NamedTuple):
    """``counts``: shape (C,), or None if none are better than the mean; ``least``: a bound."""

    counts: IntArray | None
    least: float


class Pricing:
    """Prices the class counts of one programme again and again."""

    def __init__(self, programme: Flat) -> None:
        self._programme, self._relaxed = programme, Repriced(programme)
        shape = (len(programme.low), len(programme.costs))
        self._matrix = sparse.csr_array(
            (programme.value, programme.at, programme.starts), shape=shape
        )

    def first(self) -> IntArray:
        """Return any counts that keep to all rows.

        :raises FormInfeasible: if there are none.
        :raises AssemblyError: if that is not decided within the solver's limit.
        """
        solution = solve(self._programme, Budget())
        if solution.verdict is Verdict.INFEASIBLE:
            raise FormInfeasible("no form keeps to all requirements", [])
        if not len(solution.values) and len(self._programme.costs):
            raise AssemblyError(
                "not decided within the search limit whether a form can be built; loosen "
                "requirements"
            )
        return solution.values.astype(np.int64)

    def least(self, gradient: FloatArray) -> float:
        """Return what no counts go below, from the programme with parts."""
        scale = _scale(gradient)
        return self._relaxed.least(gradient * scale).bound / scale

    def priced(self, gradient: FloatArray, mean: FloatArray) -> Priced:
        """Return counts that ``gradient`` likes well better than ``mean``."""
        scale = _scale(gradient)
        costs = gradient * scale
        now = float(costs @ mean)
        relaxed = self._relaxed.least(costs)
        enough = _SHARE * (now - relaxed.bound)
        if len(relaxed.values):
            rounded = self._rounded(relaxed.values, costs, enough)
            if rounded is not None and float(costs @ rounded) <= now - max(enough, _PROOF):
                return Priced(rounded, relaxed.bound / scale)
        least = relaxed.bound
        for budget in (Budget(_NODES, gap=enough, light=True), Budget(_NODES, gap=_PROOF)):
            if budget.gap < _PROOF:
                continue
            solution = solve(self._programme._replace(costs=costs), budget)
            least = max(least, solution.bound)
            if len(solution.values) and solution.cost < now - _PROOF:
                return Priced(solution.values.astype(np.int64), least / scale)
        return Priced(None, least / scale)

    def _rounded(self, values: FloatArray, costs: FloatArray, gap: float) -> IntArray | None:
        """Return ``values`` with its parts rounded so that all rows are kept, or None."""
        whole = np.abs(values - np.rint(values)) <= _WHOLE
        counts: IntArray = np.where(whole, np.rint(values), np.floor(values)).astype(np.int64)
        open_ = np.flatnonzero(~whole)
        if len(open_):
            found = solve(
                self._part(counts, open_, costs), Budget(_ROUNDING_NODES, gap=gap, light=True)
            )
            if not len(found.values):
                return None
            counts[open_] += found.values.astype(np.int64)
        sums: IntArray = np.asarray(self._matrix @ counts)
        kept = (sums >= self._programme.low) & (sums <= self._programme.high)
        return counts if kept.all() else None

    def _part(self, counts: IntArray, open_: IntArray, costs: FloatArray) -> Flat:
        """Return the programme that adds 0 or 1 to the open classes, the others standing."""
        programme, cut = self._programme, self._matrix[:, open_].tocsr()
        rows = np.flatnonzero(np.diff(cut.indptr))
        kept, base = cut[rows], np.asarray(self._matrix @ counts)[rows]
        low, high = programme.low[rows], programme.high[rows]
        return Flat(
            costs=costs[open_],
            upper=np.ones(len(open_)),
            whole=np.ones(len(open_), dtype=bool),
            starts=kept.indptr.astype(np.int64),
            at=kept.indices.astype(np.int64),
            value=kept.data.astype(np.int64),
            low=np.where(low <= NONE_LOW, NONE_LOW, low - base),
            high=np.where(high >= NONE_HIGH, NONE_HIGH, high - base),
        )


def _scale(gradient: FloatArray) -> float:
    return _COST_SCALE / max(1e-12, float(np.abs(gradient).max(initial=0.0)))
