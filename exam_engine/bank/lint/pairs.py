"""Rules about pairs of items that should not meet on a form and are not yet enemies."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import BankHit, Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView
from exam_engine.bank.lint.words import SMALL_WORDS, jaccard, stem_of

STEM_LIKENESS = 0.5
LEAST_OWN = 3
GRAM = 4
LEAST_CONTENT = 2


def _like_stems(views: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    own = [view.stems - context.common for view in views]
    for one, other in sorted(_candidates(own)):
        first, second = views[one], views[other]
        if min(len(own[one]), len(own[other])) < LEAST_OWN:
            continue
        likeness = jaccard(own[one], own[other])
        if likeness > STEM_LIKENESS and not _enemies(first, second):
            shared = ", ".join(sorted(own[one] & own[other]))
            note = f"{likeness:.0%} of the words are those of {second.id}"
            yield BankHit((first, second), Hit("stem", shared, note=note))


def _candidates(sets: Sequence[frozenset[str]]) -> set[tuple[int, int]]:
    """Return the pairs that can reach the likeness: prefix filtering.

    Two sets of size n with Jaccard above t share a word among the first n - ceil(t·n) + 1, when
    each is sorted by rarity (Bayardo, Ma and Srikant 2007). Rare words first keep the lists short.
    """
    counts = Counter(stem for stems in sets for stem in stems)
    index: dict[str, list[int]] = defaultdict(list)
    found: set[tuple[int, int]] = set()
    for at, stems in enumerate(sets):
        ordered = sorted(stems, key=lambda stem: (counts[stem], stem))
        for stem in ordered[: len(ordered) - math.ceil(STEM_LIKENESS * len(ordered)) + 1]:
            found.update((before, at) for before in index[stem])
            index[stem].append(at)
    return found


def _leaks(views: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    grams: dict[tuple[str, ...], list[tuple[ItemView, str]]] = defaultdict(list)
    for view in views:
        for option in view.options:
            if option.right and view.is_choice:
                for gram, _ in _grams(option.words, context):
                    grams[gram].append((view, option.text))
    told: set[tuple[str, str]] = set()
    for view in views:
        for gram, at in _grams(view.words, context):
            for owner, answer in grams.get(gram, ()):
                if owner is view or (owner.id, view.id) in told or _enemies(owner, view):
                    continue
                told.add((owner.id, view.id))
                note = f"tells the answer of {owner.id}: {answer}"
                start = view.tokens[at].start
                yield BankHit((view, owner), Hit("stem", " ".join(gram), start + 1, note=note))


def _grams(words: Sequence[str], context: Context) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield runs of four words that have two words of content beyond the subject's own."""
    content = [word not in SMALL_WORDS for word in words]
    own = [
        is_content and stem_of(word) not in context.domain
        for word, is_content in zip(words, content, strict=True)
    ]
    for at in range(len(words) - GRAM + 1):
        if any(own[at : at + GRAM]) and sum(content[at : at + GRAM]) >= LEAST_CONTENT:
            yield tuple(words[at : at + GRAM]), at


def _enemies(one: ItemView, other: ItemView) -> bool:
    return other.id in one.item.enemies or one.id in other.item.enemies


RULES = (
    Rule(
        "ENEMY-STEM",
        Severity.WARNING,
        "two stems say nearly the same",
        f"Jaccard likeness of the content words above {STEM_LIKENESS:.0%}, where words that stand "
        f"in one item of twenty are left out; {LEAST_OWN} or more are left; no enemies yet.",
        "Haladyna, Downing and Rodriguez (2002), guideline 4: keep items independent of each "
        "other. Two such items on a form count one fact twice.",
        "make them enemies (exam-engine bank similar --confirm), or retire one",
        in_bank=_like_stems,
    ),
    Rule(
        "ENEMY-LEAK",
        Severity.WARNING,
        "a stem tells the answer of another item",
        f"A run of {GRAM} words of a right option in another item's stem, with two content words, "
        "one of them not of the subject; the items are no enemies. (bank similar looks deeper.)",
        "Haladyna, Downing and Rodriguez (2002), guideline 4: keep items independent of each "
        "other; no item answers another.",
        "make them enemies (exam-engine bank similar --confirm), or reword the stem",
        in_bank=_leaks,
    ),
)
