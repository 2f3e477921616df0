"""Rules about habits that show in the bank or form as a whole, not in an item."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import BankHit, Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView

LEAST_ITEMS = 20
LEAST_EXPECTED = 5
RARE_CHI_SQUARE = 0.01
RARE_LENGTH = 0.05
LONGEST_RUN = 3
# 40 % and 10 % of items with four options, in proportion for any number of options.
MOST_OF_FAIR, LEAST_OF_FAIR = 1.6, 0.4


def chi_square_tail(value: float, freedom: int) -> float:
    """Return the chance of a chi-square of ``value`` or more.

    Closed form for whole degrees of freedom: Abramowitz and Stegun (1964), 26.4.4 and 26.4.5.
    """
    half = value / 2
    tail = math.erfc(math.sqrt(half)) if freedom % 2 else math.exp(-half)
    for nu in range(1 if freedom % 2 else 2, freedom, 2):
        tail += math.exp((nu / 2) * math.log(half) - half - math.lgamma(nu / 2 + 1)) if half else 0
    return min(1.0, tail)


def binomial_tail(hits: int, trials: int, chance: float) -> float:
    """Return the chance of ``hits`` or more in ``trials``, each with ``chance``."""
    return math.fsum(
        math.comb(trials, k) * chance**k * (1 - chance) ** (trials - k)
        for k in range(hits, trials + 1)
    )


def _positions(views: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    places = [(view, found) for view in views if (found := _place(view, context))]
    by_count: dict[int, list[int]] = defaultdict(list)
    for _, (place, count) in places:
        by_count[count].append(place)
    for count, placed in sorted(by_count.items()):
        yield from _uneven(count, placed)
    if context.form is not None:
        for place, group in groupby(places, key=lambda entry: entry[1][0]):
            run = [view for view, _ in group]
            if len(run) > LONGEST_RUN:
                note = f"{len(run)} questions in a row have their answer at position {place + 1}"
                yield BankHit((), Hit("answer", ", ".join(view.id for view in run), note=note))


def _place(view: ItemView, context: Context) -> tuple[int, int] | None:
    """Return the place (from 0) of the right option as presented, and the number of options."""
    right = view.one_right
    if right is None:
        return None
    order = [option.id for option in view.options]
    entry = context.form.by_item().get(view.id) if context.form else None
    if entry and sorted(entry.options) == sorted(order):
        order = list(entry.options)
    return order.index(right.id), len(order)


def _uneven(count: int, places: list[int]) -> Iterator[BankHit]:
    total, tally = len(places), Counter(places)
    if total < LEAST_ITEMS:
        return
    fair = total / count
    shown = ", ".join(f"{place + 1}: {tally[place]}" for place in range(count))
    for place in range(count):
        if not LEAST_OF_FAIR * fair <= tally[place] <= MOST_OF_FAIR * fair:
            note = f"position {place + 1} is right {tally[place]} times of {total} ({shown})"
            yield BankHit((), Hit("answer", "", note=note))
            return
    chi_square = sum((tally[place] - fair) ** 2 / fair for place in range(count))
    chance = chi_square_tail(chi_square, count - 1)
    if fair >= LEAST_EXPECTED and chance < RARE_CHI_SQUARE:
        note = f"uneven with p = {chance:.4f} ({shown})"
        yield BankHit((), Hit("answer", "", note=note))


def _longest_share(views: Sequence[ItemView], _: Context) -> Iterator[BankHit]:
    hits = trials = 0
    fair = 0.0
    for view in views:
        lengths = sorted((len(option.text) for option in view.options), reverse=True)
        if view.one_right is None or lengths[0] == lengths[1]:
            continue
        trials += 1
        hits += len(view.one_right.text) == lengths[0]
        fair += 1 / len(lengths)
    if trials < LEAST_ITEMS:
        return
    # With unequal chances, the binomial of their mean has the heavier tail (Hoeffding 1956).
    chance = binomial_tail(hits, trials, fair / trials)
    if chance < RARE_LENGTH:
        note = f"right in {hits} of {trials} items, by chance about {fair:.0f} (p = {chance:.4f})"
        yield BankHit((), Hit("answer", "", note=note))


RULES = (
    Rule(
        "KEY-POSITION",
        Severity.WARNING,
        "right answers are unevenly spread over the positions",
        f"From {LEAST_ITEMS} items with as many options: a position with more than 40 % or fewer "
        "than 10 % of four (in proportion for other numbers), or a chi-square below "
        f"p = {RARE_CHI_SQUARE}. With --form also runs of more than {LONGEST_RUN}, as presented.",
        "Haladyna, Downing and Rodriguez (2002), guideline 20: vary the location of the right "
        "answer.",
        "keep options in alphabetical order, so that the answer falls where it falls",
        in_bank=_positions,
    ),
    Rule(
        "KEY-LONGEST-SHARE",
        Severity.WARNING,
        "the longest option is right too often",
        f"Exact binomial test over items with one longest option, p < {RARE_LENGTH}, from "
        f"{LEAST_ITEMS} such items.",
        "Haladyna, Downing and Rodriguez (2002), guideline 24. Single items pass CUE-LONGKEY; "
        "the habit shows in the bank.",
        "lengthen distractors or shorten answers in some items",
        in_bank=_longest_share,
    ),
)
