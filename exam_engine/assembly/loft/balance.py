"""Balance: the same mean count of each class, from counts that each meet the target by themselves.

The best mixture meets the target on average only: some of its counts ask for rich classes, others
for poor ones, and most forms would need much repair. So two counts at a time exchange a class, if
both still keep to every row and together come nearer to the target. The mean does not change by
that, nor therefore the overlap; and there are more different counts than before.
"""

from __future__ import annotations

import numpy as np

from exam_engine.assembly.loft.aim import Window
from exam_engine.assembly.loft.classes import Classes
from exam_engine.assembly.loft.hull import FloatArray, Mixture
from exam_engine.assembly.loft.words import Words
from exam_engine.assembly.programme import IntArray

_COUNTS = 512
_SWEEPS = 16
_EXCHANGES = 4
_LEAST_GAIN = 0.01
_AT_ONCE = 32
"""Exchanges whose rows are looked at in one step, the best first."""
_NEAR = 0.5
"""Half windows from the mean, within which counts are left as they are."""


def balanced(
    classes: Classes, mixture: Mixture, offers: FloatArray, window: Window, words: Words
) -> Mixture:
    """Return a mixture of the same mean (to rounding of its weights) with balanced counts.

    :param offers: shape (k, C), what an item of each class offers on average.
    """
    places = _apportioned(mixture.weights)
    vectors = np.repeat(mixture.vectors, places, axis=0)
    half = np.maximum((window.high - window.low) / 2, 1.0)
    balance = _Balance(classes, vectors, (offers / half[:, None]).T)
    for sweep in range(_SWEEPS):
        order = balance.ranked(_shuffled(len(vectors), words), sweep)
        for one, other in zip(order, reversed(order[len(order) // 2 :]), strict=False):
            balance.exchange(one, other)
    weights = np.full(len(vectors), 1 / len(vectors))
    shares = np.where(classes.scored, 1.0 / classes.sizes, 0.0)
    overlap = float(shares @ (weights @ balance.vectors) ** 2)
    return Mixture(balance.vectors, weights, overlap, mixture.bound)


def _apportioned(weights: FloatArray) -> IntArray:
    """Return whole numbers in proportion to ``weights`` (largest remainders), at least 1 each."""
    exact = weights * _COUNTS
    whole = np.maximum(1, np.floor(exact)).astype(np.int64)
    rest = max(0, _COUNTS - int(whole.sum()))
    whole[np.argsort(whole - exact, kind="stable")[:rest]] += 1
    return whole


def _shuffled(count: int, words: Words) -> list[int]:
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = words.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order


class _Balance:
    """``offers``: shape (C, k), in units of half a window."""

    def __init__(self, classes: Classes, vectors: IntArray, offers: FloatArray) -> None:
        self._classes, self._offers = classes, offers
        self.vectors = vectors.copy()
        self._sums = vectors @ classes.weights
        self._figures = vectors @ offers
        self._figures -= self._figures.mean(axis=0)

    def ranked(self, order: list[int], sweep: int) -> list[int]:
        """Return the counts by how rich they are: in all figures together, then in one by one."""
        figures = self._figures.shape[1]
        at = sweep % (figures + 1)
        rich = self._figures.sum(axis=1) if at == figures else self._figures[:, at]
        return sorted(order, key=lambda each: float(rich[each]))

    def exchange(self, one: int, other: int) -> None:
        """Let two counts exchange classes while that balances them."""
        if max(np.abs(self._figures[[one, other]]).max(initial=0.0), _NEAR) == _NEAR:
            return
        for _ in range(_EXCHANGES):
            found = self._best(one, other)
            if found is None:
                return
            self._make(one, other, *found)

    def _best(self, one: int, other: int) -> tuple[int, int] | None:
        """Return the class that the first gives and the one that it gets."""
        sizes, weights = self._classes.sizes, self._classes.weights
        mine, its = self.vectors[one], self.vectors[other]
        scored = self._classes.scored
        gives = np.flatnonzero((mine > its) & (its < sizes) & scored)
        gets = np.flatnonzero((its > mine) & (mine < sizes) & scored)
        if not len(gives) or not len(gets):
            return None
        # By how much |off + shift|² + |its - shift|² exceeds |off|² + |its|², with the shift from
        # the offer that goes to the one that comes.
        apart = self._figures[one] - self._figures[other]
        comes, goes = self._offers[gets], self._offers[gives]
        cost = (comes**2).sum(axis=1) + comes @ apart
        saved = (goes**2).sum(axis=1) - goes @ apart
        more = (2 * (cost[None, :] + saved[:, None] - 2 * goes @ comes.T)).reshape(-1)
        # Not worth an exchange, and rounding could make it go round in circles.
        better = np.flatnonzero(more <= -_LEAST_GAIN)
        better = better[np.argsort(more[better], kind="stable")]
        low, high = self._room(one, other)
        for first in range(0, len(better), _AT_ONCE):
            best = better[first : first + _AT_ONCE]
            out, into = gives[best // len(gets)], gets[best % len(gets)]
            change = weights[into] - weights[out]
            fits = np.flatnonzero(((change >= low) & (change <= high)).all(axis=1))
            if len(fits):
                return int(out[fits[0]]), int(into[fits[0]])
        return None

    def _room(self, one: int, other: int) -> tuple[IntArray, IntArray]:
        """Return by how much the sums of the first may change so that both keep to all rows."""
        low, high = self._classes.low, self._classes.high
        mine, its = self._sums[one], self._sums[other]
        return np.maximum(low - mine, its - high), np.minimum(high - mine, its - low)

    def _make(self, one: int, other: int, gives: int, gets: int) -> None:
        for at, gone, come in ((one, gives, gets), (other, gets, gives)):
            self.vectors[at, gone] -= 1
            self.vectors[at, come] += 1
            self._sums[at] += self._classes.weights[come] - self._classes.weights[gone]
            self._figures[at] += self._offers[come] - self._offers[gone]
