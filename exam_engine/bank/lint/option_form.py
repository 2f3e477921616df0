"""Rules about how options look beside each other: length, form, strong and weak words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView, OptionView
from exam_engine.model.item_type import FALSE, TRUE, ItemType

LONGEST_RATIO = 2
LENGTH_ALLOWED_WORDS = 3
LEAST_FOR_ODD_ONE = 3
_ABSOLUTE = re.compile(
    r"\b(?:always|never|all|only|none|must|every|everyone|everything|nobody|nothing|entirely|"
    r"completely|absolutely|totally|invariably|exclusively|solely|without exception|at all times|"
    r"in any case|under no circumstances|in all cases)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:usually|often|sometimes|generally|frequently|occasionally|normally|typically|commonly|"
    r"mostly|regularly|probably|possibly|perhaps|might|could|rarely|seldom|from time to time|"
    r"as soon as possible|in (?:many|some|most|certain) cases)\b|\bmay\b",
    re.IGNORECASE,
)
_MONTH_OF_MAY = re.compile(r"\bMay\b")
_ENDS = ".;,!?"
_IN_ING = (
    "thing things something anything nothing everything king ring spring string morning evening "
    "ceiling wing accounting banking budgeting building engineering finding funding hearing "
    "housing lighting marketing meeting pricing reporting spending training warning wording"
)
_NOUNS_IN_ING = frozenset(_IN_ING.split())


def _length(view: ItemView, _: Context) -> Iterator[Hit]:
    if not view.is_choice or len(view.options) < 2:
        return
    longest = max(view.options, key=len)
    shortest = min(view.options, key=len)
    apart = len(longest) - len(shortest)
    if len(longest) > LONGEST_RATIO * len(shortest) and apart > LENGTH_ALLOWED_WORDS:
        note = f"{len(longest)} words beside {len(shortest)} in option {shortest.id}"
        yield Hit(longest.field, longest.text, 1, note=note)


def _form(view: ItemView, _: Context) -> Iterator[Hit]:
    ends = [option.text.rstrip()[-1:] in _ENDS for option in view.options]
    if any(ends) and not all(ends):
        few = _fewer(view.options, ends)
        yield Hit(few.field, few.text[-1:], len(few.text), note="ends unlike the others")
    cased = [option for option in view.options if option.text[:1].isalpha()]
    capitals = [option.text[0].isupper() for option in cased]
    if any(capitals) and not all(capitals):
        few = _fewer(cased, capitals)
        yield Hit(few.field, few.text[:1], 1, note="begins unlike the others")


def _parallel(view: ItemView, context: Context) -> Iterator[Hit]:
    if not view.is_choice:
        return
    kinds = {option: kind for option in view.options if (kind := _first_word(option, context))}
    counts = Counter(kinds.values())
    if len(kinds) < LEAST_FOR_ODD_ONE or len(counts) != 2 or min(counts.values()) != 1:
        return
    (usual, _), (rare, _) = counts.most_common()
    odd = next(option for option, kind in kinds.items() if kind == rare)
    note = f"begins with {rare}, the others with {usual}"
    severity = Severity.ERROR if odd is view.one_right else None
    yield Hit(odd.field, odd.tokens[0].written, odd.tokens[0].start + 1, note, severity)


def _absolute(view: ItemView, _: Context) -> Iterator[Hit]:
    if view.is_choice:
        found = [(option, hit) for option in view.options if (hit := _ABSOLUTE.search(option.text))]
        if len(found) == len(view.options):
            return  # all options alike: no clue
        wrong_only = all(not option.right for option, _ in found)
        note = "in distractors only, so that it strikes them out" if wrong_only else ""
        for option, hit in found:
            yield Hit(option.field, hit.group(), hit.start() + 1, note)
    else:
        yield from _gives_away(view, _ABSOLUTE, FALSE, "in a false statement, which it gives away")


def _gives_away(view: ItemView, words: re.Pattern[str], verdict: str, note: str) -> Iterator[Hit]:
    """Yield the statements of a true-false item in which a word tells the verdict."""
    if view.item.type is not ItemType.TRUE_FALSE:
        return
    for prompt, line in zip(view.item.prompts, view.item.lines, strict=False):
        found = words.search(prompt.texts[0])
        if found and line.answer == (verdict,):
            yield Hit(f"lines[{prompt.n}].prompt", found.group(), found.start() + 1, note)


def _vague(view: ItemView, _: Context) -> Iterator[Hit]:
    if not view.is_choice:
        yield from _gives_away(view, _VAGUE, TRUE, "in a true statement, which it gives away")
        return
    for option in view.options:
        found = _VAGUE.search(option.text)
        if found and not (_MONTH_OF_MAY.match(found.group()) and found.start() > 0):
            yield Hit(option.field, found.group(), found.start() + 1)


def _fewer(options: tuple[OptionView, ...] | list[OptionView], marks: list[bool]) -> OptionView:
    """Return the first option on the side with fewer of them."""
    rare = sum(marks) * 2 <= len(marks)
    return next(option for option, mark in zip(options, marks, strict=True) if mark is rare)


def _first_word(option: OptionView, context: Context) -> str:
    """Return the class of an option's first word, as a reader sees it; empty where it has two.

    "Training", "training of staff" and "training providers" are nouns as well as gerunds.
    """
    text = option.text.lower()
    if text in context.topic_names:
        return "another word"  # the name of a process, whatever it begins with
    first, second = [*option.words[:2], "", ""][:2]
    if first.endswith("ing") and len(first) > 4:
        return "" if first in _NOUNS_IN_ING or second in ("", "of") else "a word in -ing"
    if first == "a" and second in ("and", "or"):
        return "another word"  # a name, such as that of a plan
    if first in ("a", "an", "the"):
        return "an article"
    if first in ("because", "if", "when", "unless"):
        return "a conjunction"
    return "to" if first == "to" else "another word" if first else ""


RULES = (
    Rule(
        "OPT-LEN",
        Severity.WARNING,
        "options of very unequal length",
        f"The longest has more than {LONGEST_RATIO} times the words of the shortest, and more than "
        f"{LENGTH_ALLOWED_WORDS} words more.",
        "Haladyna, Downing and Rodriguez (2002), guideline 24: keep the length of choices about "
        "equal.",
        "shorten the long one, or fill the short one with content",
        in_item=_length,
    ),
    Rule(
        "OPT-FORM",
        Severity.WARNING,
        "options of different form",
        "Some end in a full stop and others do not; some begin with a capital and others do not.",
        "Haladyna, Downing and Rodriguez (2002), guidelines 12 and 23: correct punctuation, "
        "homogeneous choices.",
        "give all the same form: a capital first, no full stop",
        in_item=_form,
    ),
    Rule(
        "OPT-PARALLEL",
        Severity.WARNING,
        "one option begins with another kind of word",
        "The first words fall into two classes (-ing, to, article, conjunction, other), one of "
        "them once: an error where that is the right option. Titles of topics are names.",
        "Haladyna, Downing and Rodriguez (2002), guidelines 23 and 28: homogeneous grammatical "
        "structure; no conspicuous right choice.",
        "word it as the others are",
        in_item=_parallel,
        english=True,
        also=Severity.ERROR,
    ),
    Rule(
        "OPT-ABS",
        Severity.WARNING,
        "an absolute word",
        "always, never, all, only, none, must, every and their like in some of the options; in a "
        "false line of a true-false item.",
        "Haladyna, Downing and Rodriguez (2002), guideline 28a: specific determiners. Test-wise "
        "readers strike such options out.",
        "take it out, or put such a word into every option",
        in_item=_absolute,
        english=True,
    ),
    Rule(
        "OPT-VAGUE",
        Severity.WARNING,
        "a vague word",
        "usually, often, may, regularly, as soon as possible and their like in an option; in a "
        "true line of a true-false item.",
        "NBME (2020): vague frequency terms have no agreed meaning; Moore et al. (2023): vague "
        "terms.",
        "say how often or how much, or leave it out",
        in_item=_vague,
        english=True,
    ),
)
