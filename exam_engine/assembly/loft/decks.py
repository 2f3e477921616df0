"""Decks: which item of a class is dealt next.

Every item has a time at which it is due, in forms dealt: with exposure p its n-th turn is due at a
time drawn evenly between (n - 1)/p and n/p. The earliest due are dealt. Exposures then come out as
planned, nearly to the form, as from a shuffled deck that is shuffled anew each time it runs out
(stride scheduling: Waldspurger and Weihl, 1995, with turns drawn).

Is that safe in a real exam? A deck favours what was not dealt lately, so whoever has seen earlier
forms could guess at later ones if decks ran in a known order. Here the times are drawn from a
stream under a secret (``words``), so that without it the order within a turn is unknown; and an
item just dealt may be due again at once, so that no form rules an item out of the next. What
remains, a small tilt of the odds, is the price of even exposure: deal all forms before the day,
and hand them to candidates in an order of its own.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from exam_engine.assembly.loft.classes import Classes
from exam_engine.assembly.loft.words import Words
from exam_engine.assembly.programme import IntArray

FORM = 1 << 20
"""Time from one form to the next."""
NEVER = 1 << 60
Card = tuple[int, int]


def strides_of(chances: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> IntArray:
    """Return how long it is from one turn to the next, shape as ``chances``; whole numbers.

    What is planned never to be dealt gets a long turn and not none: it may be needed for repair.
    """
    some = chances[chances > 0]
    least = float(some.mean()) / 64 if len(some) else 1.0
    return np.rint(FORM / np.clip(chances, least, 1.0)).astype(np.int64)


class Decks:
    """The items of all classes, each with the time at which it is due."""

    def __init__(
        self, classes: Classes, strides: Sequence[int], uses: IntArray | None, words: Words
    ) -> None:
        self._words = words
        self._of: list[int] = classes.of.tolist()
        self._strides = list(strides)
        self._turns = [0] * len(self._strides)
        self._left = None if uses is None else uses.tolist()
        self.due = np.array([words.below(stride) for stride in self._strides], dtype=np.int64)
        """When each column is due, shape (columns,)."""
        if uses is not None:
            self.due[: len(uses)][uses <= 0] = NEVER
        # The same times again: single numbers are read much faster from a list.
        self._due: list[int] = self.due.tolist()
        self._decks: list[list[Card]] = [
            [(self._due[column], column) for column in classes.members(one).tolist()]
            for one in range(classes.number)
        ]
        for deck in self._decks:
            heapq.heapify(deck)

    def draw(self, one: int, count: int) -> list[int]:
        """Return up to ``count`` columns of a class, the earliest due; fewer if uses ran out.

        They have to come back, by ``dealt`` or by ``put_back``.
        """
        deck, drawn = self._decks[one], list[int]()
        while deck and len(drawn) < count:
            due, column = heapq.heappop(deck)
            # A card whose time has changed is out of date: the right one is in the deck as well.
            if due == self._due[column] and due < NEVER and column not in drawn:
                drawn.append(column)
        return drawn

    def dealt(self, columns: Sequence[int]) -> None:
        """Give each of ``columns``, which stand on a form now, its next turn."""
        for column in columns:
            if self._left is not None and column < len(self._left):
                self._left[column] -= 1
                if self._left[column] <= 0:
                    self.due[column] = self._due[column] = NEVER
                    continue
            stride = self._strides[column]
            self._turns[column] += stride
            self._return(column, self._turns[column] + self._words.below(stride))

    def put_back(self, columns: Sequence[int]) -> None:
        """Take back columns that were drawn and are not needed: due somewhat later."""
        for column in columns:
            if self._due[column] < NEVER:
                later = self._words.below(self._strides[column] // 2 + 1)
                self._turns[column] += later
                self._return(column, self._due[column] + later)

    def _return(self, column: int, due: int) -> None:
        self.due[column] = self._due[column] = due
        heapq.heappush(self._decks[self._of[column]], (due, column))
