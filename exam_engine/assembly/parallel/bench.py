"""The forms under work: what they hold, and what each row and figure adds up to.

Everything is kept in whole numbers and brought up to date with each exchange. Rows over many
columns are looked at by profiles, the distinct columns of their weights; rows over few (enemies)
by whether an item may come or leave at all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from exam_engine.assembly.parallel.kinds import kinds_of
from exam_engine.assembly.programme import IntArray, Problem, Targets

BoolArray = NDArray[np.bool_]
_NARROW = 4
_MOST_WIDE = 400


class Bench:
    """``holds``: shape (forms, columns); ``figures``: shape (forms, k), in millionths."""

    def __init__(self, problem: Problem, targets: Targets, holds: BoolArray) -> None:
        self.items = problem.items
        self.coefficients, self.aims = targets.coefficients, targets.aims
        self._shared = problem.shared
        self._uses = problem.uses
        self._low = np.array([row.low for row in problem.rows], dtype=np.int64)
        self._high = np.array([row.high for row in problem.rows], dtype=np.int64)
        self._matrix = _matrix(problem)
        self._by_column = self._matrix.tocsc()
        self._kinds = kinds_of(problem)
        self._usable = problem.most[: problem.items] > 0
        self._split(problem)
        self.reset(holds)

    def reset(self, holds: BoolArray) -> None:
        """Begin anew with other forms."""
        self.holds = holds.copy()
        self.left = np.where(self._usable, self._uses - holds[:, : self.items].sum(axis=0), 0)
        self.figures = holds.astype(np.int64) @ self.coefficients.T
        self._sums = (self._matrix @ holds.T.astype(np.int64)).T

    def deviations(self) -> IntArray:
        """Return each form's largest deviation, shape (forms,), in millionths."""
        worst: IntArray = np.abs(self.figures - self.aims).max(axis=1)
        return worst

    def deviation_of(self, form: int) -> int:
        """Return the largest deviation of one form, in millionths."""
        return int(np.abs(self.figures[form] - self.aims[form]).max())

    def fits(self, form: int, leave: IntArray, come: IntArray) -> BoolArray:
        """Return which exchanges keep the rows of a form, shape (leave, come).

        What it lets through keeps all rows over many columns; those over few only as far as one
        exchange goes.
        """
        fits = self._fits_wide(form, leave, come)
        may_leave, may_come = self._narrow(form, leave, come)
        fits &= may_leave[:, None] & may_come[None, :]
        fits |= self._kinds[leave][:, None] == self._kinds[come][None, :]
        return fits

    def allows(self, form: int, partner: int, leave: IntArray, come: IntArray) -> bool:
        """Return whether the exchanges keep every row and what binds forms to each other."""
        if not self._keeps(form, leave, come):
            return False
        if partner >= 0 and not self._keeps(partner, come, leave):
            return False
        return self._shared is None or self._keeps_shared(form, partner, leave, come)

    def make(self, form: int, partner: int, leave: IntArray, come: IntArray) -> None:
        """Make exchanges that are allowed."""
        self._move(form, leave, come)
        if partner >= 0:
            self._move(partner, come, leave)
        else:
            self.left[leave] += 1
            self.left[come] -= 1

    def _move(self, form: int, leave: IntArray, come: IntArray) -> None:
        self._sums[form] += self._change(leave, come)
        self.holds[form, leave], self.holds[form, come] = False, True
        change = self.coefficients[:, come].sum(axis=1) - self.coefficients[:, leave].sum(axis=1)
        self.figures[form] += change

    def _change(self, leave: IntArray, come: IntArray) -> IntArray:
        """Return by how much the sum of each row moves, shape (rows,)."""
        change = np.zeros(len(self._low), dtype=np.int64)
        for columns, sign in ((leave, -1), (come, 1)):
            for column in columns:
                part = slice(*self._by_column.indptr[column : column + 2])
                change[self._by_column.indices[part]] += sign * self._by_column.data[part]
        return change

    def _keeps(self, form: int, leave: IntArray, come: IntArray) -> bool:
        sums = self._sums[form] + self._change(leave, come)
        return bool(((sums >= self._low) & (sums <= self._high)).all())

    def _keeps_shared(self, form: int, partner: int, leave: IntArray, come: IntArray) -> bool:
        assert self._shared is not None
        items = self.holds[:, : self.items].copy()
        items[form, leave], items[form, come] = False, True
        if partner >= 0:
            items[partner, come], items[partner, leave] = False, True
        for own in (form, partner) if partner >= 0 else (form,):
            common = (items & items[own]).sum(axis=1)
            common[own] = self._shared[0]
            if common.min() < self._shared[0] or common.max() > self._shared[1]:
                return False
        return True

    def _split(self, problem: Problem) -> None:
        """Tell rows over many columns from those over few, and find the profiles of the former."""
        sizes = np.diff(self._matrix.indptr)
        threshold = _NARROW
        while (sizes > threshold).sum() > _MOST_WIDE:
            threshold *= 4
        self._wide = np.flatnonzero(sizes > threshold)
        self._thin = np.flatnonzero(sizes <= threshold)
        items = self._matrix[self._wide][:, : problem.items].toarray().T
        self._profiles, profile = np.unique(items, axis=0, return_inverse=True)
        self._profile = profile.reshape(-1)
        thin = self._matrix[self._thin][:, : problem.items]
        self._thin_up = _entries(thin)

    def _fits_wide(self, form: int, leave: IntArray, come: IntArray) -> BoolArray:
        lowest = self._low[self._wide] - self._sums[form, self._wide]
        highest = self._high[self._wide] - self._sums[form, self._wide]
        out, which_out = np.unique(self._profile[leave], return_inverse=True)
        into, which_into = np.unique(self._profile[come], return_inverse=True)
        come_by, leave_by = self._profiles[into], self._profiles[out]
        table = np.ones((len(out), len(into)), dtype=bool)
        for at, own in enumerate(leave_by):
            table[at] = ((come_by >= lowest + own) & (come_by <= highest + own)).all(axis=1)
        return table[which_out][:, which_into]

    def _narrow(self, form: int, leave: IntArray, come: IntArray) -> tuple[BoolArray, BoolArray]:
        """Return which items may leave, and which may come, as far as rows over few go."""
        sums = self._sums[form, self._thin]
        low, high = self._low[self._thin], self._high[self._thin]
        rows, columns, weights = self._thin_up
        without, with_it = sums[rows] - weights, sums[rows] + weights
        stuck = np.zeros(self.items, dtype=bool)
        stuck[columns[(without < low[rows]) | (without > high[rows])]] = True
        barred = np.zeros(self.items, dtype=bool)
        barred[columns[(with_it < low[rows]) | (with_it > high[rows])]] = True
        return ~stuck[leave], ~barred[come]


def _matrix(problem: Problem) -> sparse.csr_array:
    lengths = [len(row.columns) for row in problem.rows]
    starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    none = np.zeros(0, dtype=np.int64)
    at = np.concatenate([none, *(row.columns for row in problem.rows)])
    value = np.concatenate([none, *(row.weights for row in problem.rows)])
    return sparse.csr_array((value, at, starts), shape=(len(lengths), problem.columns))


def _entries(matrix: sparse.csr_array) -> tuple[IntArray, IntArray, IntArray]:
    found = matrix.tocoo()
    return found.row.astype(np.int64), found.col.astype(np.int64), found.data.astype(np.int64)
