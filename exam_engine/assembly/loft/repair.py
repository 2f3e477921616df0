"""Repair: exchange items of one class until the figures of a form lie inside the window.

An exchange within a class changes no row. Of those that bring the form inside, the one is taken
whose item has been due longest; if none does, the one that comes nearest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from exam_engine.assembly.loft.aim import Window
from exam_engine.assembly.loft.classes import Classes
from exam_engine.assembly.loft.decks import NEVER
from exam_engine.assembly.loft.hull import FloatArray
from exam_engine.assembly.loft.words import Words
from exam_engine.assembly.programme import IntArray

_MOST_EXCHANGES = 12
_MOST_PAIRS = 1_024
"""So many exchanges are looked at in one step; of more, as many in a row from a drawn start."""


class _Pairs(NamedTuple):
    """What may come where: shape (pairs,); ``values``: shape (k, pairs), of the columns."""

    places: IntArray
    columns: IntArray
    values: FloatArray

    def part(self, words: Words) -> _Pairs:
        """Return no more than can be looked at."""
        count = len(self.places)
        if count <= _MOST_PAIRS:
            return self
        at = (words.below(count) + np.arange(_MOST_PAIRS)) % count
        return _Pairs(self.places[at], self.columns[at], self.values[:, at])


class Repair:
    """Brings selections inside a window.

    Figures are kept as floating-point numbers, whole and below 2^53: their sums are exact in any
    order, so that all machines take the same exchanges.
    """

    def __init__(self, classes: Classes, window: Window, words: Words) -> None:
        self._classes, self._window, self._words = classes, window, words
        self._values = window.coefficients.astype(np.float64)
        half = (window.high - window.low) / 2
        self._aims = ((window.low + window.high) / 2)[:, None]
        self._scale = 1 / np.maximum(half, 0.5)[:, None]
        self._held = np.zeros(window.coefficients.shape[1], dtype=bool)
        self._pairs: dict[int, _Pairs] = {}

    def repaired(self, recipe: int, drawn: IntArray, due: IntArray) -> IntArray | None:
        """Return ``drawn`` inside the window, or None if exchanges do not lead there.

        :param recipe: number of the class counts; those of one recipe come class by class.
        :param due: shape (columns,), when each column is due.
        """
        now = self._values[:, drawn]
        off = now.sum(axis=1, keepdims=True) - self._aims
        if self._distance(off)[0] <= 1:
            return drawn
        if recipe not in self._pairs:
            self._pairs[recipe] = self._possible(drawn)
        pairs = self._pairs[recipe].part(self._words)
        times = due[pairs.columns]
        self._held[drawn] = True
        shut = np.where(self._held[pairs.columns] | (times >= NEVER), np.inf, 0.0)
        self._held[drawn] = False
        chosen, best = drawn.copy(), np.inf
        for _ in range(_MOST_EXCHANGES):
            distance = self._distance((off - now)[:, pairs.places] + pairs.values)
            distance += shut
            at = int(distance.argmin())
            if distance[at] <= 1:
                at = int(np.where(distance <= 1, times, NEVER).argmin())
                chosen[pairs.places[at]] = pairs.columns[at]
                return chosen
            if distance[at] >= best:
                return None
            best, place = float(distance[at]), int(pairs.places[at])
            chosen[place] = pairs.columns[at]
            off = off + pairs.values[:, at : at + 1] - now[:, place : place + 1]
            now[:, place] = pairs.values[:, at]
            shut[pairs.columns == pairs.columns[at]] = np.inf
        return None

    def _distance(self, off: FloatArray) -> FloatArray:
        """Return how far ``off``, shape (k, n), is from the aims; 1 is the edge of the window."""
        away = np.abs(off)
        away *= self._scale
        farthest: FloatArray = np.maximum.reduce(away, axis=0)
        return farthest

    def _possible(self, drawn: IntArray) -> _Pairs:
        """Return which columns may come where, in an order in which neighbours are unrelated."""
        classes = self._classes
        of = classes.of[drawn]
        sizes = np.where(classes.sizes[of] > 1, classes.sizes[of], 0)
        places = np.repeat(np.arange(len(drawn)), sizes)
        within = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        columns = classes.order[classes.starts[of[places]] + within]
        mixed = np.argsort(within * len(drawn) + places, kind="stable")
        columns = columns[mixed]
        return _Pairs(places[mixed], columns, self._values[:, columns])
