"""Dealing: one form after the other from a plan, each checked before it is handed out.

A form is dealt by decks, repaired within classes, mixed by a walk where the plan says so, and then
held against every row and the window in whole numbers. A draw that fails goes back and is drawn
anew; after some, the walk begins at a form known to be inside the window. Forms all differ: where
draws only repeat, the solver is asked for a form that has not been dealt, and where there is none
the pool is exhausted and a second round of forms begins.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from exam_engine.assembly.loft.decks import NEVER, Decks
from exam_engine.assembly.loft.overlap import OverlapCap
from exam_engine.assembly.loft.recipe import LoftPlan
from exam_engine.assembly.loft.repair import Repair
from exam_engine.assembly.loft.unseen import unseen_form
from exam_engine.assembly.loft.walk import Walk
from exam_engine.assembly.loft.words import Words
from exam_engine.assembly.programme import IntArray
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError

_DRAWS = 120
_PLAIN_DRAWS = 24
"""After so many draws that miss the window, the walk begins at a form inside it."""
_PATIENT_DRAWS = 8
_MOST_CELLS = 4_000_000
"""Forms dealt times columns, up to which the solver is asked for a form that is new."""


def deal(
    plan: LoftPlan, stream: SeededStream, forms: int, uses: IntArray | None = None
) -> Iterator[NDArray[np.bool_]]:
    """Yield ``forms`` selections, each of shape (columns,).

    All differ as long as the pool has other forms. The same plan and the same stream give the same
    forms, on any machine: chance is ``words``, and all arithmetic is in whole numbers or single
    correctly rounded operations.

    :param uses: shape (items,), on how many of the forms an item may stand; None: on any number.
    :raises AssemblyError: if uses or the cap on overlap leave no further form within reach.
    """
    dealer = Dealer(plan, Words(stream), uses)
    for number in range(1, forms + 1):
        yield dealer.form(number)


class Dealer:
    """What dealing has to remember from form to form."""

    def __init__(
        self,
        plan: LoftPlan,
        words: Words,
        uses: IntArray | None = None,
        *,
        all_differ: bool = True,
    ) -> None:
        self._plan, self._words, self._all_differ = plan, words, all_differ
        self._decks = Decks(plan.classes, plan.strides.tolist(), uses, words)
        self._walk = Walk(plan.classes, plan.window, plan.strides, words)
        self._repair = None
        if plan.window is not None:
            self._repair = Repair(plan.classes, plan.window, words)
        self._recipes = [
            [(at, count) for at, count in enumerate(vector) if count]
            for vector in plan.vectors.tolist()
        ]
        self._strides = plan.turns.tolist()
        self._turns = [(words.below(stride), at) for at, stride in enumerate(self._strides)]
        heapq.heapify(self._turns)
        self._known: set[bytes] = set()
        self._dealt: list[IntArray] = []
        self._cap = OverlapCap(plan.problem.items, plan.problem.shared)
        self.missed, self.met = [0] * len(self._recipes), [0] * len(self._recipes)
        """How often draws of each of the class counts missed the window, and met it."""

    def form(self, number: int) -> NDArray[np.bool_]:
        """Return the next form."""
        for draw in range(_DRAWS):
            chosen = self._drawn(draw)
            if chosen is None:
                continue
            if self._digest(chosen) not in self._known and self._cap.allows(chosen):
                return self._handed_out(chosen)
            self._decks.put_back(chosen.tolist())
        return self._handed_out(self._last_resort(number))

    def _drawn(self, draw: int) -> IntArray | None:
        """Return a form, or None if this draw came to none."""
        plan = self._plan
        if draw >= _PLAIN_DRAWS and draw % 2 and len(plan.starts):
            start = plan.starts[self._words.below(len(plan.starts))]
            return self._walked(np.flatnonzero(start).astype(np.int64), draw)
        recipe, drawn = self._filled()
        if drawn is None:
            return None
        chosen: IntArray | None = drawn
        if self._repair is not None:
            chosen = self._repair.repaired(recipe, drawn, self._decks.due)
        (self.missed if chosen is None else self.met)[recipe] += 1
        if chosen is None:
            self._decks.put_back(drawn.tolist())
            return None
        if chosen is not drawn:
            self._decks.put_back(drawn[drawn != chosen].tolist())
        return self._walked(chosen, draw)

    def _walked(self, chosen: IntArray, draw: int) -> IntArray | None:
        """Return the form mixed, and checked."""
        # Draws that only repeat forms walk further and further.
        moves = self._plan.moves + draw // _PATIENT_DRAWS * len(chosen)
        if moves:
            walked = self._walk.walked(chosen, self._decks.due, moves)
            self._decks.put_back(np.setdiff1d(chosen, walked).tolist())
            chosen = walked
        if self._keeps(chosen):
            return chosen
        self._decks.put_back(chosen.tolist())
        return None

    def _filled(self) -> tuple[int, IntArray | None]:
        """Return whose turn it is of the class counts, and columns for them, the earliest due."""
        due, at = heapq.heappop(self._turns)
        stride = self._strides[at]
        turn = due - due % stride + stride
        heapq.heappush(self._turns, (turn + self._words.below(stride), at))
        drawn: list[int] = []
        for one, count in self._recipes[at]:
            some = self._decks.draw(one, count)
            drawn += some
            if len(some) < count:
                self._decks.put_back(drawn)
                return at, None
        return at, np.array(drawn, dtype=np.int64)

    def _keeps(self, chosen: IntArray) -> bool:
        """Return whether a form keeps to all rows, the window, and the uses left."""
        classes, window = self._plan.classes, self._plan.window
        sums = classes.weights[classes.of[chosen]].sum(axis=0)
        if not ((sums >= classes.low) & (sums <= classes.high)).all():
            return False
        if window is not None and not window.holds(window.coefficients[:, chosen].sum(axis=1)):
            return False
        return bool((self._decks.due[chosen] < NEVER).all())

    def _last_resort(self, number: int) -> IntArray:
        """Return a form by the solver, or else one that was dealt before.

        :raises AssemblyError: if neither keeps to uses and overlap.
        """
        plan, items = self._plan, self._plan.problem.items
        if len(self._dealt) * plan.problem.columns <= _MOST_CELLS:
            most = np.where(self._decks.due < NEVER, plan.problem.most, 0)
            found = unseen_form(plan, most, self._dealt, self._words)
            if found is not None:
                return found
        self._known.clear()
        if plan.problem.shared is None:
            self._dealt.clear()
            for draw in range(_DRAWS):
                chosen = self._drawn(draw)
                if chosen is not None:
                    return chosen
        used = int((self._decks.due[:items] >= NEVER).sum())
        raise AssemblyError(
            f"form {number}: no further form was found ({used} items have no uses left"
            f"{'' if plan.problem.shared is None else ', forms may share only so many items'}); "
            "ask for fewer forms, or allow more uses or overlap"
        )

    def _digest(self, chosen: IntArray) -> bytes:
        """Return what tells forms apart: their items, not their scenarios' columns."""
        items = np.sort(chosen[chosen < self._plan.problem.items])
        return hashlib.blake2b(items.tobytes(), digest_size=16).digest()

    def _handed_out(self, chosen: IntArray) -> NDArray[np.bool_]:
        if self._all_differ:
            self._known.add(self._digest(chosen))
        if len(self._dealt) * len(self._decks.due) <= _MOST_CELLS:
            self._dealt.append(chosen)
        self._cap.add(chosen)
        self._decks.dealt(chosen.tolist())
        form = np.zeros(self._plan.problem.columns, dtype=bool)
        form[chosen] = True
        return form
