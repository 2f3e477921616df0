"""Rules about what options say: no combinations, nothing twice, nothing inside another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, permutations

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Hit, Rule, Severity
from exam_engine.bank.lint.ranges import meet, range_of, written_number
from exam_engine.bank.lint.view import ItemView, OptionView
from exam_engine.bank.lint.words import jaccard, stem_of
from exam_engine.model.item_type import Interaction, OptionOrder

NEAR = 0.8
LEAST_SHARED = 2
_THESE = r"(?:the )?(?:above|these|those|(?:other )?(?:options?|answers?|choices?)|others)"
_RIGHT = r"(?:is|are) (?:all )?(?:true|false|right|correct|wrong)"
_ALL_OF_THE_ABOVE = re.compile(
    rf"^\W*(?:all|none|both|any|neither|either|each)(?: of)? {_THESE}\b"
    r"|\b(?:all|none|both|neither|each)(?: of)?(?: the)? above\b"
    r"|^\W*all (?:two|three|four|five|six)\W*$"
    rf"|^\W*(?:all|none|both|neither|either)(?: of them| statements?)? {_RIGHT}\W*$"
    rf"|^\W*no (?:answer|option|choice|statement)s? {_RIGHT}\b"
    r"|^\W*(?:both|neither|either) \(?[A-Fa-f]\)? (?:and|or|nor) \(?[A-Fa-f]\)?\W*$",
    re.IGNORECASE,
)
_LABEL = r"\(?(?:[A-Fa-f]|[1-6]|[iI]{1,3}|[iI]?[vV])\)?"
_LEAD = r"(?:[Oo]nly |[Oo]ptions? |[Aa]nswers? |[Ss]tatements? |[Nn]umbers? )"
_COMBINATION = re.compile(
    rf"^{_LEAD}*{_LABEL}(?:(?:, ?| ){_LABEL})*,? (?:and|or|&|\+) {_LABEL}"
    r"(?: (?:only|together))?\.?$"
    rf"|^{_LEAD}*{_LABEL}(?:, {_LABEL})+\.?$"
    rf"|^[Oo]nly {_LABEL}\.?$|^{_LABEL} only\.?$"
    rf"|^[Ss]tatement {_LABEL} is (?:true|false|right|wrong|correct)\b"
)
_DIGITS = re.compile(r"\d+")


def _all_of_the_above(view: ItemView, _: Context) -> Iterator[Hit]:
    for option in view.options:
        found = _ALL_OF_THE_ABOVE.search(option.text)
        if found:
            yield Hit(option.field, found.group(), found.start() + 1)


def _combination(view: ItemView, _: Context) -> Iterator[Hit]:
    for option in view.options:
        if _COMBINATION.match(option.text.strip()):
            yield Hit(option.field, option.text, 1)


def _duplicate(view: ItemView, _: Context) -> Iterator[Hit]:
    first: dict[tuple[str, ...], OptionView] = {}
    for option in view.options:
        same = first.setdefault(option.plain, option)
        if same is not option:
            yield Hit(option.field, option.text, 1, note=f"the same as option {same.id}")


def _near_duplicate(view: ItemView, context: Context) -> Iterator[Hit]:
    if view.item.option_order is OptionOrder.FIXED:
        return
    same = stem_of if context.english else str
    sets = [frozenset(map(same, option.plain)) for option in view.options]
    for one, other in combinations(range(len(sets)), 2):
        likeness = jaccard(sets[one], sets[other])
        first, second = view.options[one], view.options[other]
        if likeness >= NEAR and first.plain != second.plain:
            note = f"{likeness:.0%} of the words are those of option {first.id}"
            yield Hit(second.field, second.text, 1, note=note)


def _overlap(view: ItemView, _: Context) -> Iterator[Hit]:
    if not view.is_choice:
        return
    for inner, outer in permutations(view.options, 2):
        if len(inner.stems) >= LEAST_SHARED and inner.stems < outer.stems:
            note = f"option {outer.id} says all of it and more"
            yield Hit(inner.field, inner.text, 1, note=note)


def _range_overlap(view: ItemView, _: Context) -> Iterator[Hit]:
    spans = [(option, range_of(option.text)) for option in view.options]
    known = [(option, span) for option, span in spans if span]
    for (one, span), (other, another) in combinations(known, 2):
        if meet(span, another):
            yield Hit(other.field, other.text, 1, note=f"meets option {one.id}: {one.text}")


def _order(view: ItemView, _: Context) -> Iterator[Hit]:
    item = view.item
    fixed = item.option_order is OptionOrder.FIXED
    if item.interaction is Interaction.ORDER:
        right = item.lines[0].answer if item.lines else ()
        if right == tuple(option.id for option in view.options):
            note = "the entries stand in the right order"
            yield Hit("options", "", note=note, severity=Severity.WARNING if fixed else None)
        return
    if fixed or len(view.options) < 2:
        return
    numbers = [written_number(option.text) for option in view.options]
    if None not in numbers:
        if numbers not in (sorted(numbers), sorted(numbers, reverse=True)):  # type: ignore[type-var]
            yield _unsorted(view, "numbers neither rise nor fall", Severity.WARNING)
        return
    texts = [option.text.casefold() for option in view.options]
    if texts not in (sorted(texts), sorted(texts, key=_natural)):
        yield _unsorted(view, "neither alphabetical nor option_order fixed", None)


def _unsorted(view: ItemView, note: str, severity: Severity | None) -> Hit:
    shown = " / ".join(option.text for option in view.options)
    return Hit("options", shown if len(shown) <= 120 else "", note=note, severity=severity)


def _natural(text: str) -> str:
    """Return a text whose figures sort by their value."""
    return _DIGITS.sub(lambda found: found.group().zfill(9), text)


RULES = (
    Rule(
        "OPT-AOTA",
        Severity.ERROR,
        "all or none of the above",
        '"All of the above", "none of these", "both A and B", "both are true" as an option.',
        "Haladyna, Downing and Rodriguez (2002), guidelines 25 and 26; options are shuffled, so "
        "that nothing stands above; Moore et al. (2023) list both.",
        "write an option of its own, or make it a multiple item",
        in_item=_all_of_the_above,
        english=True,
    ),
    Rule(
        "OPT-KTYPE",
        Severity.ERROR,
        "an option that combines others",
        '"A and B", "1 and 3 only", "statement 1 is true, statement 2 is false" as a whole option.',
        "Haladyna, Downing and Rodriguez (2002), guideline 9: avoid the complex (K-type) format; "
        "Moore et al. (2023): complex or K-type.",
        "make it a multiple item",
        in_item=_combination,
        english=True,
    ),
    Rule(
        "OPT-DUP",
        Severity.ERROR,
        "the same option twice",
        "Equal words, whatever their capitals, punctuation and articles.",
        "Haladyna, Downing and Rodriguez (2002), guideline 19: only one right answer.",
        "replace one of them",
        in_item=_duplicate,
    ),
    Rule(
        "OPT-NEARDUP",
        Severity.WARNING,
        "two options in nearly the same words",
        f"Jaccard likeness of the sets of words, in English of their stems, {NEAR} or more; not "
        "where option_order is fixed, as in a design of two by two.",
        "Haladyna, Downing and Rodriguez (2002), guidelines 22 and 29: independent choices, all "
        "plausible.",
        'make them differ in more than a word, or write option_order = "fixed" with its reason',
        in_item=_near_duplicate,
    ),
    Rule(
        "OPT-OVERLAP",
        Severity.WARNING,
        "one option is contained in another",
        f"{LEAST_SHARED} or more content words, all of them in another option that has more.",
        "Haladyna, Downing and Rodriguez (2002), guideline 22: keep choices independent.",
        "make the two exclude each other",
        in_item=_overlap,
        english=True,
    ),
    Rule(
        "OPT-RANGE",
        Severity.ERROR,
        "ranges of numbers meet",
        'Options such as "1 to 5" and "5 to 10" with the same unit share a number.',
        "Haladyna, Downing and Rodriguez (2002), guideline 22: choices do not overlap. A value on "
        "the border has two right answers.",
        "let each range begin after the one before has ended",
        in_item=_range_overlap,
    ),
    Rule(
        "OPT-ORDER",
        Severity.INFORMATION,
        "options stand in no order",
        "Numbers neither rise nor fall (a warning); texts are not alphabetical and option_order "
        "is any; the entries of an order item stand in the right order.",
        "Haladyna, Downing and Rodriguez (2002), guideline 21: logical or numerical order. In "
        "alphabetical order the right answer falls where it falls.",
        'sort them, or write option_order = "fixed" where their order has a meaning',
        in_item=_order,
        also=Severity.WARNING,
    ),
)
