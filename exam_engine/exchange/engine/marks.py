"""How an item gives marks, in the engine's rules: found by asking the item itself.

The rules are those of ``marking/rules``, which this room may not reach; ``tests/exchange`` holds
one against the other. The engine's marks are whole: where a source gives parts of a mark, all its
marks are multiplied by the least whole number that makes them whole, which is noted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from typing import NamedTuple

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import ForeignItem
from exam_engine.exchange.scoring import Tier, score, tier_of
from exam_engine.exchange.shape import shape_of

MOST_MARKS = 100
_MOST_TRIES = 6_000
_LONGEST_TRIED = 6


class Marked(NamedTuple):
    """A rule of the engine and the marks that it gives at most."""

    rule: str
    marks: int
    scale: int


def earned(item: ForeignItem, response: str, values: Sequence[str]) -> Fraction:
    """Return what a response earns.

    :raises NotSupported: if the item has no answer key.
    """
    if tier_of(item) is Tier.UNKEYED:
        raise NotSupported("no answer key")
    found = score(item, {response: values}).earned
    if found is None:
        raise NotSupported("no answer key")
    return found


def whole(marks: Iterable[Fraction]) -> int:
    """Return by what marks are multiplied to become whole.

    :raises NotSupported: if they are then more than the engine gives.
    """
    kept = list(marks)
    scale = math.lcm(*(one.denominator for one in kept)) if kept else 1
    if any(abs(one * scale) > MOST_MARKS for one in kept):
        raise NotSupported(f"marks of {max(kept)}, which are no whole marks up to {MOST_MARKS}")
    return scale


def of_choices(
    item: ForeignItem, response: str, options: Sequence[str], right: Sequence[str]
) -> Marked:
    """Return the rule that marks a multiple response as the item does.

    Every response of at most as many options as are right is tried: more cannot be given here.

    :raises NotSupported: if no rule does.
    """
    most = earned(item, response, right)
    count = len(right)
    tries = [chosen for size in range(count + 1) for chosen in combinations(options, size)]
    if len(tries) > _MOST_TRIES:
        raise NotSupported("too many choices to hold the marking against the engine's rules")
    found = {chosen: earned(item, response, chosen) for chosen in tries}
    for rule, share in CHOICE_RULES.items():
        if all(
            marks == most * (share(chosen, right, options) if chosen else 0)
            for chosen, marks in found.items()
        ):
            return _marked(rule, most)
    raise NotSupported("part marks that none of the engine's rules gives")


def of_order(item: ForeignItem, response: str, right: Sequence[str]) -> Marked:
    """Return the rule that marks an order as the item does.

    All orders are tried, of long ones those that differ from the right one in a swap.

    :raises NotSupported: if no rule does.
    """
    most = earned(item, response, right)
    if earned(item, response, ()) != 0:
        raise NotSupported("marks for a blank response")
    if len(right) > _LONGEST_TRIED and shape_of(item) is None:
        raise NotSupported("a long order that is marked by its own processing")
    tries = list(permutations(right) if len(right) <= _LONGEST_TRIED else _swaps(right))
    found = {order: earned(item, response, order) for order in tries}
    for rule, share in ORDER_RULES.items():
        if all(marks == most * share(order, right) for order, marks in found.items()):
            return _marked(rule, most)
    raise NotSupported("part marks that none of the engine's rules gives")


def _swaps(right: Sequence[str]) -> Iterable[tuple[str, ...]]:
    yield tuple(right)
    for one, other in combinations(range(len(right)), 2):
        swapped = list(right)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        yield tuple(swapped)
        yield tuple(swapped[one:] + swapped[:one])


def _marked(rule: str, most: Fraction) -> Marked:
    if most <= 0:
        raise NotSupported("no marks for the right answer")
    scale = whole([most])
    return Marked(rule, int(most * scale), scale)


def _exact(chosen: Sequence[str], right: Sequence[str], options: Sequence[str]) -> Fraction:
    return Fraction(int(set(chosen) == set(right)))


def _partial(chosen: Sequence[str], right: Sequence[str], options: Sequence[str]) -> Fraction:
    hits = len(set(chosen) & set(right))
    return max(Fraction(0), Fraction(2 * hits - len(chosen), len(right)))


def _coverage(chosen: Sequence[str], right: Sequence[str], options: Sequence[str]) -> Fraction:
    return Fraction(len(set(chosen) & set(right)), len(right))


def _every_decision(
    chosen: Sequence[str], right: Sequence[str], options: Sequence[str]
) -> Fraction:
    return Fraction(len(options) - len(set(chosen) ^ set(right)), len(options))


def _by_position(order: Sequence[str], right: Sequence[str]) -> Fraction:
    return Fraction(sum(map(str.__eq__, order, right)), len(right))


CHOICE_RULES: Mapping[str, Callable[[Sequence[str], Sequence[str], Sequence[str]], Fraction]] = {
    "exact": _exact,
    "partial": _partial,
    "coverage": _coverage,
    "every-decision": _every_decision,
}
"""By rule: the share of the marks for (chosen, right, all options), not blank."""

ORDER_RULES: Mapping[str, Callable[[Sequence[str], Sequence[str]], Fraction]] = {
    "order-exact": lambda order, right: Fraction(int(tuple(order) == tuple(right))),
    "order-position": _by_position,
}
"""By rule: the share of the marks for (order, right order)."""
