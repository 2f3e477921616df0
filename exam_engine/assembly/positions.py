"""Where the right answers stand, and in which order the questions come.

Positions are balanced on the form: as many right answers stand at A as at B and so on, as far as
items with a fixed option order allow, and no position holds the right answer more than three
times running. Within these limits everything is drawn by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import FormInfeasible
from exam_engine.model.item import OptionOrder

LONGEST_RUN = 3


class Arrangement(NamedTuple):
    """One question: its item, its options as presented, the place of the right one (from 0)."""

    item: str
    options: tuple[str, ...]
    position: int


class Unarranged(NamedTuple):
    """An item before arrangement: its options as written, and the right one."""

    item: str
    options: tuple[str, ...]
    answer: str
    order: OptionOrder


def arrange(items: Sequence[Unarranged], stream: SeededStream) -> list[Arrangement]:
    """Return the questions in order.

    :raises FormInfeasible: if items with a fixed option order make balance impossible.
    """
    free = stream.shuffled([item for item in items if item.order is OptionOrder.ANY])
    fixed = [
        Arrangement(item.item, item.options, item.options.index(item.answer))
        for item in items
        if item.order is OptionOrder.FIXED
    ]
    positions = _positions(len(free), len(items[0].options), [item.position for item in fixed])
    placed = [
        _placed(item, position, stream)
        for item, position in zip(free, stream.shuffled(positions), strict=True)
    ]
    return _without_long_runs(sorted([*fixed, *placed]), stream)


def _positions(count: int, options: int, taken: Sequence[int]) -> list[int]:
    """Return ``count`` positions that, with those taken, are spread as evenly as can be."""
    counts = Counter(taken)
    positions = []
    for _ in range(count):
        position = min(range(options), key=lambda at: (counts[at], at))
        counts[position] += 1
        positions.append(position)
    return positions


def _placed(item: Unarranged, position: int, stream: SeededStream) -> Arrangement:
    others = stream.shuffled([option for option in item.options if option != item.answer])
    options = (*others[:position], item.answer, *others[position:])
    return Arrangement(item.item, options, position)


def _without_long_runs(items: list[Arrangement], stream: SeededStream) -> list[Arrangement]:
    """Return the items in an order drawn step by step, never into a dead end.

    Each next position is drawn in proportion to how many items with it are left, among those from
    which the rest can still be put in order.
    """
    left: dict[int, list[Arrangement]] = {item.position: [] for item in items}
    for item in stream.shuffled(items):
        left[item.position].append(item)
    order: list[Arrangement] = []
    last, run = -1, 0
    for _ in items:
        counts = {position: len(rest) for position, rest in left.items()}
        open_to = [at for at in counts if _can_go_on(counts, at, last, run)]
        if not open_to:
            raise _unspreadable(items)
        drawn = stream.below(sum(counts[at] for at in open_to))
        for position in open_to:
            drawn -= counts[position]
            if drawn < 0:
                break
        run = run + 1 if position == last else 1
        last = position
        order.append(left[position].pop())
    return order


def _can_go_on(counts: Mapping[int, int], position: int, last: int, run: int) -> bool:
    """Return whether ``position`` may come next, after ``run`` times ``last``.

    What is left of a position can be put in order if it fits into runs between all the others.
    """
    run = run + 1 if position == last else 1
    if counts[position] == 0 or run > LONGEST_RUN:
        return False
    total = sum(counts.values()) - 1
    for other, count in counts.items():
        rest = count - (other == position)
        room = LONGEST_RUN * (total - rest + 1) - (run if other == position else 0)
        if rest > room:
            return False
    return True


def _unspreadable(items: Sequence[Arrangement]) -> FormInfeasible:
    counts = Counter("ABCDEFGH"[item.position] for item in items)
    return FormInfeasible(
        f"the right answers cannot be spread: no order has at most {LONGEST_RUN} running",
        [
            *(f"{counts[letter]} right answers stand at {letter}" for letter in sorted(counts)),
            'let items be reordered (option_order = "any") where the order has no meaning',
        ],
    )


def longest_run(positions: Sequence[int]) -> int:
    """Return the length of the longest run of equal positions."""
    return max((len(list(run)) for _, run in groupby(positions)), default=0)
