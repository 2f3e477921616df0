"""Where the right answers stand, and in which order the questions come.

Positions are balanced on the form: among items with one right option, as many right answers stand
at A as at B and so on, as far as items with a fixed option order or fewer options allow, and no
position holds the right answer more than so many times running (three, unless a rule says another
number). Questions of one scenario stand together. An order item
is never presented in its right order. Within these limits everything is drawn by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import NamedTuple

from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import FormInfeasible
from exam_engine.model.assembly_rules import PositionRule
from exam_engine.model.item_type import ItemType, OptionOrder

NOWHERE = -1
"""The position of an item that has not one right option among others."""
_MOST_DRAWS = 50
_MOST_PLACINGS = 10
USUAL = PositionRule()
LONGEST_RUN = USUAL.longest_run


class Arrangement(NamedTuple):
    """One question: its item, its options as presented, the place of the right one (from 0)."""

    item: str
    options: tuple[str, ...]
    position: int
    scenario: str = ""


class Unarranged(NamedTuple):
    """An item before arrangement: its options as written, and the right ones."""

    item: str
    options: tuple[str, ...]
    answer: tuple[str, ...]
    order: OptionOrder
    type: ItemType = ItemType.SINGLE
    scenario: str = ""


def arrange(
    items: Sequence[Unarranged], stream: SeededStream, rule: PositionRule = USUAL
) -> list[Arrangement]:
    """Return the questions in order.

    Where the positions drawn leave no order (scenarios hold some together), they are drawn anew.

    :raises FormInfeasible: if items with a fixed option order make balance impossible.
    """
    for _ in range(_MOST_PLACINGS - 1):
        with suppress(FormInfeasible):
            return _arranged(items, stream, rule)
    return _arranged(items, stream, rule)


def _arranged(
    items: Sequence[Unarranged], stream: SeededStream, rule: PositionRule
) -> list[Arrangement]:
    singles = [item for item in items if item.type is ItemType.SINGLE]
    free = stream.shuffled([item for item in singles if item.order is OptionOrder.ANY])
    fixed = [
        Arrangement(
            item.item, item.options, item.options.index(item.answer[0]), scenario=item.scenario
        )
        for item in singles
        if item.order is OptionOrder.FIXED
    ]
    placed = _balanced(free, [item.position for item in fixed], stream)
    others = [_shuffled(item, stream) for item in items if item.type is not ItemType.SINGLE]
    arranged = sorted([*fixed, *placed, *others])
    return _by_scenario(arranged, stream, rule.longest_run)


def _shuffled(item: Unarranged, stream: SeededStream) -> Arrangement:
    """Arrange an item whose right answer has no one place.

    Its options are in another order only where the type leaves them free: the selections of a
    match keep their letters, in which an order is often meant.
    """
    options = item.options
    if item.type is ItemType.ORDER or (
        item.type in (ItemType.MULTIPLE, ItemType.GRADIENT) and item.order is OptionOrder.ANY
    ):
        options = tuple(stream.shuffled(list(options)))
    while item.type is ItemType.ORDER and options == item.answer:
        options = tuple(stream.shuffled(list(options)))
    return Arrangement(item.item, options, NOWHERE, item.scenario)


def _by_scenario(items: list[Arrangement], stream: SeededStream, longest: int) -> list[Arrangement]:
    """Return the questions with those of each scenario together, and without long runs."""
    groups: dict[str, list[Arrangement]] = {}
    for item in items:
        groups.setdefault(item.scenario, []).append(item)
    if len(groups) == 1:
        return _without_long_runs(items, stream, longest)
    for _ in range(_MOST_DRAWS):
        order: list[Arrangement] = []
        try:
            for name in stream.shuffled(sorted(groups)):
                order += _without_long_runs(groups[name], stream, longest, order[-longest:])
        except FormInfeasible:
            continue
        return order
    raise _unspreadable(items, longest)


def _balanced(
    free: Sequence[Unarranged], taken: Sequence[int], stream: SeededStream
) -> list[Arrangement]:
    """Place the right answers of items in free order; those with the fewest options first."""
    placed: list[Arrangement] = []
    taken = list(taken)
    for options in sorted({len(item.options) for item in free}):
        own = [item for item in free if len(item.options) == options]
        positions = _positions(len(own), options, taken)
        taken += positions
        placed += [
            _placed(item, position, stream)
            for item, position in zip(own, stream.shuffled(positions), strict=True)
        ]
    return placed


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
    (answer,) = item.answer
    others = stream.shuffled([option for option in item.options if option != answer])
    options = (*others[:position], answer, *others[position:])
    return Arrangement(item.item, options, position, item.scenario)


def _without_long_runs(
    items: list[Arrangement],
    stream: SeededStream,
    longest: int,
    before: Sequence[Arrangement] = (),
) -> list[Arrangement]:
    """Return the items in an order drawn step by step, never into a dead end.

    Each next position is drawn in proportion to how many items with it are left, among those from
    which the rest can still be put in order. ``before`` are the questions that stand before them.
    """
    left: dict[int, list[Arrangement]] = {item.position: [] for item in items}
    for item in stream.shuffled(items):
        left[item.position].append(item)
    order: list[Arrangement] = []
    last, run = _last_run([item.position for item in before])
    for _ in items:
        counts = {position: len(rest) for position, rest in left.items()}
        open_to = [at for at in counts if _can_go_on(counts, at, (last, run), longest)]
        if not open_to:
            raise _unspreadable(items, longest)
        drawn = stream.below(sum(counts[at] for at in open_to))
        for position in open_to:
            drawn -= counts[position]
            if drawn < 0:
                break
        run = run + 1 if position == last else 1
        last = position
        order.append(left[position].pop())
    return order


def _last_run(positions: Sequence[int]) -> tuple[int, int]:
    """Return the last position and how often it stood there running."""
    if not positions:
        return NOWHERE, 0
    last, run = [(position, len(list(same))) for position, same in groupby(positions)][-1]
    return last, run


def _can_go_on(
    counts: Mapping[int, int], position: int, before: tuple[int, int], longest: int
) -> bool:
    """Return whether ``position`` may come next after a run, told by position and length.

    What is left of a position can be put in order if it fits into runs between all the others.
    """
    last, run = before
    run = run + 1 if position == last else 1
    if counts[position] == 0 or (run > longest and position != NOWHERE):
        return False
    total = sum(counts.values()) - 1
    for other, count in counts.items():
        if other == NOWHERE:
            continue
        rest = count - (other == position)
        room = longest * (total - rest + 1) - (run if other == position else 0)
        if rest > room:
            return False
    return True


def _unspreadable(items: Sequence[Arrangement], longest: int) -> FormInfeasible:
    counts = Counter("ABCDEFGHIJKL"[item.position] for item in items if item.position != NOWHERE)
    return FormInfeasible(
        f"the right answers cannot be spread: no order has at most {longest} running",
        [
            *(f"{counts[letter]} right answers stand at {letter}" for letter in sorted(counts)),
            'let items be reordered (option_order = "any") where the order has no meaning',
        ],
    )


def longest_run(positions: Sequence[int]) -> int:
    """Return the length of the longest run of equal positions."""
    runs = (len(list(run)) for position, run in groupby(positions) if position != NOWHERE)
    return max(runs, default=0)
