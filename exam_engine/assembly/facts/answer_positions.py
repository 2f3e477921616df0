"""Where right answers stand on a form, as counts: never which question has which.

Counted among questions with one right option. Whether they are spread well depends on what was
possible: items in a fixed order stay where they are, and items with few options reach few places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

import msgspec

from exam_engine.assembly.facts.given import NOWHERE, Given, Question, questions_of
from exam_engine.model.item_type import ItemType, OptionOrder

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Positions(msgspec.Struct, frozen=True):
    """How many right answers stand at A, B and so on, the longest run, and the spread.

    ``spread``: by how many the fullest place exceeds the emptiest; ``best``: the least that items
    of fixed order and items with fewer options leave possible.
    """

    counts: dict[str, int]
    longest_run: int
    spread: int
    best: int


def answer_positions(given: Given) -> Positions | None:
    """Return where right answers stand; None if the answers were not opened."""
    if given.positions is None:
        return None
    placed = [
        (question, position)
        for question, position in zip(questions_of(given), given.positions, strict=True)
        if position != NOWHERE and question.entry.type == ItemType.SINGLE.value
    ]
    widest = max((len(question.entry.options) for question, _ in placed), default=0)
    counts = Counter(position for _, position in placed)
    free = [len(one.entry.options) for one, _ in placed if not _fixed(one)]
    fixed = [position for one, position in placed if _fixed(one)]
    return Positions(
        counts={LETTERS[at]: counts[at] for at in range(widest)},
        longest_run=longest_run(given.positions),
        spread=_spread([counts[at] for at in range(widest)]),
        best=least_spread(free, fixed, widest),
    )


def longest_run(positions: Sequence[int]) -> int:
    """Return the length of the longest run of equal places, questions without one apart."""
    runs = (len(list(run)) for place, run in groupby(positions) if place != NOWHERE)
    return max(runs, default=0)


def least_spread(free: Sequence[int], fixed: Sequence[int], places: int) -> int:
    """Return the least possible spread over ``places``.

    Each item reaches the first places only, as many as it has options: filling the emptiest place
    within reach, items of the fewest options first, is then the evenest there is.

    :param free: how many options each item has whose options may be put in any order.
    :param fixed: the places of the right options that cannot be moved.
    """
    counts = [0] * places
    for place in fixed:
        counts[place] += 1
    for options in sorted(free):
        counts[min(range(options), key=lambda place: counts[place])] += 1
    return _spread(counts)


def _spread(counts: Sequence[int]) -> int:
    return max(counts) - min(counts) if counts else 0


def _fixed(question: Question) -> bool:
    return question.item is not None and question.item.option_order is OptionOrder.FIXED
