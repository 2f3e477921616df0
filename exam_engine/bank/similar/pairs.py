"""Large products of sparse rows, of which only the best pairs are kept.

Pairs are looked at a block of rows at a time, and no more are kept than asked for: memory grows
with the number of rows, not of pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from scipy import sparse

BLOCK = 256
_CHUNK = 10_000
_SLACK = 1e-5  # what float32 may lose on the way to a threshold

Scores = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


class Best:
    """The best pairs seen so far, by score, then by their places: never more than ``most``."""

    def __init__(self, most: int, least: float) -> None:
        self.most, self.least = most, least
        self._pairs: list[tuple[float, int, int]] = []

    def add(self, scores: Scores, rows: Places, columns: Places) -> None:
        """Take those of the pairs that are good enough."""
        good = np.flatnonzero(scores >= self.least)
        if len(good) > self.most:
            cut = np.partition(scores[good], -self.most)[-self.most]
            good = good[scores[good] >= cut]
        self._pairs.extend((float(scores[at]), int(rows[at]), int(columns[at])) for at in good)
        self._pairs.sort(key=lambda pair: (-round(pair[0], 6), pair[1], pair[2]))
        del self._pairs[self.most :]

    def floor(self) -> float:
        """Return what a pair needs to be kept: more than the worst kept, once there are enough."""
        full = len(self._pairs) == self.most
        return max(self.least, self._pairs[-1][0]) if full else self.least

    def __iter__(self) -> Iterator[tuple[float, int, int]]:
        return iter(self._pairs)


def candidates(
    left: sparse.csr_array, right: sparse.csr_array, least: Callable[[], float], *, later: bool
) -> Iterator[tuple[Scores, Places, Places]]:
    """Yield, block by block, the pairs of rows whose product is ``least`` or more.

    :param least: asked before each block, because what is needed grows as better pairs are found.
    :param later: only pairs whose second place is after the first: each pair once.
    :returns: products, rows of ``left``, rows of ``right``.
    """
    for start in range(0, left.shape[0], BLOCK):
        first = start if later else 0
        block = sparse.coo_array(left[start : start + BLOCK] @ right[first:].T)
        good = block.data >= least() - _SLACK
        rows = block.row[good].astype(np.int64) + start
        columns = block.col[good].astype(np.int64) + first
        wanted = columns > rows if later else columns != rows
        yield block.data[good][wanted], rows[wanted], columns[wanted]


def row_products(
    left: sparse.csr_array, rows: Places, right: sparse.csr_array, columns: Places
) -> Scores:
    """Return the product of each row of ``left`` with its row of ``right``, in bounded memory."""
    found = np.zeros(len(rows), dtype=np.float32)
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        found[part] = left[rows[part]].multiply(right[columns[part]]).sum(axis=1)
    return found


def without_common(rows: sparse.csr_array, most: float) -> sparse.csr_array:
    """Return rows without their commonest features, whose length in all is ``most`` or less.

    The product of the part left out with a row of length 1 is then ``most`` or less: rows with a
    product of ``t`` have one of ``t - most`` without it. Few pairs share what is rare, so that
    this finds candidates much faster (the idea of Bayardo, Ma and Srikant 2007).
    """
    found_in = np.bincount(rows.indices, minlength=rows.shape[1])
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((-found_in[rows.indices], row))
    sums = np.cumsum(rows.data[order].astype(np.float64) ** 2)
    before = np.concatenate([[0.0], sums])[rows.indptr[:-1]]
    kept = rows.copy()
    kept.data[order[sums - before[row] <= most**2]] = 0
    kept.eliminate_zeros()
    return kept
