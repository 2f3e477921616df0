"""A walk among feasible forms: exchanges of any two items, each checked against every row.

Where classes are small (many enemies, narrow cells, scenarios), the counts of a class leave few
forms; exchanges across classes reach the others. An exchange is made if the form still keeps to
every row and to the window, and if the item that comes is due about as early as the one that goes.

Of all columns only some that are drawn are looked at. Half of them are drawn from those that agree
with the item that goes in all rows that bind many items (quotas, not words or enemies), since
hardly any others can stand in its place; the other half from all, so that every exchange can come.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.loft.aim import Window
from exam_engine.assembly.loft.classes import Classes
from exam_engine.assembly.loft.decks import NEVER
from exam_engine.assembly.loft.words import Words
from exam_engine.assembly.programme import IntArray

_TRIES = 4
"""So many of the possible exchanges are compared."""
_DRAWN = 12
"""So many columns are drawn from those alike, and as many from all."""
_QUOTA = 8
"""Rows of at most so many different weights, on more than so many classes, count as quotas."""


class Walk:
    """Takes random steps from a form to neighbouring forms."""

    def __init__(
        self, classes: Classes, window: Window | None, strides: IntArray, words: Words
    ) -> None:
        self._classes, self._window = classes, window
        self._strides, self._words = strides, words
        self._every = np.flatnonzero(classes.of >= 0)
        self._every = self._every[classes.scored[classes.of[self._every]]]
        self._alike = _alike(classes, self._every)

    def walked(self, chosen: IntArray, due: IntArray, moves: int) -> IntArray:
        """Return a form ``moves`` tries away from ``chosen``, which keeps to rows and window."""
        chosen, classes = chosen.copy(), self._classes
        held = np.zeros(len(due), dtype=bool)
        held[chosen] = True
        items = np.flatnonzero(classes.scored[classes.of[chosen]])
        if not len(items):
            return chosen
        sums = classes.weights[classes.of[chosen]].sum(axis=0)
        figures = None
        if self._window is not None:
            figures = self._window.coefficients[:, chosen].sum(axis=1)
        for _ in range(moves):
            place = int(items[self._words.below(len(items))])
            old = int(chosen[place])
            new = self._neighbour(old, sums, figures, held, due)
            if new is None:
                continue
            held[old], held[new] = False, True
            chosen[place] = new
            sums = sums + classes.weights[classes.of[new]] - classes.weights[classes.of[old]]
            if self._window is not None and figures is not None:
                values = self._window.coefficients
                figures = figures + values[:, new] - values[:, old]
        return chosen

    def _neighbour(
        self,
        old: int,
        sums: IntArray,
        figures: IntArray | None,
        held: NDArray[np.bool_],
        due: IntArray,
    ) -> int | None:
        """Return a column that may stand in place of ``old``, if one is drawn that should."""
        classes = self._classes
        drawn = self._drawn(old)
        drawn = drawn[~held[drawn] & (due[drawn] < NEVER)]
        rest = sums - classes.weights[classes.of[old]]
        after = rest + classes.weights[classes.of[drawn]]
        fits = ((after >= classes.low) & (after <= classes.high)).all(axis=1)
        if self._window is not None and figures is not None:
            values, window = self._window.coefficients, self._window
            reached = values[:, drawn] + (figures - values[:, old])[:, None]
            fits &= ((reached >= window.low[:, None]) & (reached <= window.high[:, None])).all(
                axis=0
            )
        able = drawn[fits][:_TRIES]
        if not len(able):
            return None
        new = int(able[due[able].argmin()])
        patience = self._words.below(int(self._strides[new]))
        return new if due[new] < due[old] + patience else None

    def _drawn(self, old: int) -> IntArray:
        """Return columns drawn by chance, in which those alike and all others take turns."""
        alike, below = self._alike[int(self._classes.of[old])], self._words.below
        found = np.empty(2 * _DRAWN, dtype=np.int64)
        found[::2] = alike[[below(len(alike)) for _ in range(_DRAWN)]]
        found[1::2] = self._every[[below(len(self._every)) for _ in range(_DRAWN)]]
        return found


def _alike(classes: Classes, every: IntArray) -> list[IntArray]:
    """Return for each class the columns that agree with it in every quota."""
    weights = classes.weights
    quotas = [
        number
        for number, row in enumerate(weights.T)
        if (row != 0).sum() > _QUOTA and len(np.unique(row)) <= _QUOTA
    ]
    _, group = np.unique(weights[:, quotas], axis=0, return_inverse=True)
    group = group.reshape(-1)
    members = [every[group[classes.of[every]] == one] for one in range(int(group.max()) + 1)]
    return [members[one] for one in group.tolist()]
