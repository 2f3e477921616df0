"""Rules about clues by which a reader who knows nothing finds the right option."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView, OptionView
from exam_engine.bank.lint.words import stem_of

LONGER_BY_WORDS = 2
LONGER_RATIO = 1.25
LEAST_CONVERGING = 2
_ARTICLE_END = re.compile(r"\b(an?)\b[\s:._…]*$", re.IGNORECASE)
_VERB_END = re.compile(r"\b(is|are|was|were)\b[\s:._…]*$", re.IGNORECASE)
_VOWEL_SOUND = re.compile(r"^(?:[aeio]|u(?!ni|s[aeiu]|ti)|h(?:our|onest|eir))", re.IGNORECASE)
_ONE_SOUND = re.compile(r"^(?:one|once|eu)", re.IGNORECASE)
_PLURAL = re.compile(r"[^siu]s$|ies$", re.IGNORECASE)
_SPECIFIC = (
    (
        "figures",
        re.compile(
            r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|hundred|"
            r"thousand|percent)\b",
            re.IGNORECASE,
        ),
    ),
    ("brackets", re.compile(r"[()\[\]]")),
    (
        "a qualifier",
        re.compile(
            r"\b(?:if|unless|where needed|where necessary|when needed|when necessary|as needed|"
            r"where possible|as far as|as long as|provided that|depending on|subject to|"
            r"in most cases|except|other than)\b",
            re.IGNORECASE,
        ),
    ),
)


def _longest(view: ItemView, _: Context) -> Iterator[Hit]:
    wrong = view.wrong
    if not view.right or not wrong:
        return
    right = min(view.right, key=len)  # of several right options each has to stand out
    longest = max(len(option) for option in wrong)
    mean = sum(len(option) for option in wrong) / len(wrong)
    if len(right) >= longest + LONGER_BY_WORDS and len(right) > LONGER_RATIO * mean:
        note = f"{len(right)} words; the longest distractor has {longest}"
        yield Hit(right.field, right.text, 1, note)


def _repeats(view: ItemView, context: Context) -> Iterator[Hit]:
    right = view.one_right
    if right is None:
        return
    alone = {option.id: _shared_alone(option, view, context) for option in view.options}
    most = max(len(alone[option.id]) for option in view.wrong)
    if len(alone[right.id]) > most:
        for shared in sorted(alone[right.id]):
            place = next(token for token in right.tokens if stem_of(token.word) == shared)
            note = "in the stem and in no distractor"
            yield Hit(right.field, place.written, place.start + 1, note)


def _shared_alone(option: OptionView, view: ItemView, context: Context) -> frozenset[str]:
    """Return the stems of an option that the stem has too, and no other option has."""
    others = frozenset[str]().union(*(o.stems for o in view.options if o is not option))
    return (option.stems & view.stems) - others - context.domain


def _converges(view: ItemView, _: Context) -> Iterator[Hit]:
    right = view.one_right
    if right is None:
        return
    counts = Counter(stem for option in view.options for stem in option.stems)
    shared = {option.id: sum(counts[stem] - 1 for stem in option.stems) for option in view.options}
    elements = [stem for stem in right.stems if counts[stem] > 1]
    most = max(shared[option.id] for option in view.wrong)
    if shared[right.id] > most and len(elements) >= LEAST_CONVERGING:
        note = f"shares {', '.join(sorted(elements))} with the distractors, more than they do"
        yield Hit(right.field, right.text, 1, note)


def _grammar(view: ItemView, _: Context) -> Iterator[Hit]:
    if not view.is_choice:
        return
    if found := _ARTICLE_END.search(view.item.stem):
        wants_vowel = found[1].lower() == "an"
        for option in view.options:
            if _sounds_like_vowel(option.text) is not wants_vowel:
                note = f'does not fit "{found[1]}" at the end of the stem'
                yield Hit(option.field, option.text, 1, note)
    elif found := _VERB_END.search(view.item.stem):
        plural = found[1].lower() in ("are", "were")
        for option in view.options:
            first = option.tokens[0].written if option.tokens else ""
            if plural is not bool(_PLURAL.search(first)) and _numbers_differ(view):
                note = f'does not fit "{found[1]}" at the end of the stem'
                yield Hit(option.field, option.text, 1, note)


def _specific(view: ItemView, _: Context) -> Iterator[Hit]:
    if not view.right or not view.wrong:
        return
    right = view.right[0]
    for name, pattern in _SPECIFIC:
        found = pattern.search(right.text)
        if (
            found
            and all(pattern.search(option.text) for option in view.right)
            and not any(pattern.search(option.text) for option in view.wrong)
        ):
            yield Hit(right.field, found.group(), found.start() + 1, f"only here are {name}")


def _numbers_differ(view: ItemView) -> bool:
    """Return whether some options begin with a plural and others do not."""
    firsts = [option.tokens[0].written for option in view.options if option.tokens]
    return len({bool(_PLURAL.search(first)) for first in firsts}) == 2


def _sounds_like_vowel(text: str) -> bool:
    text = text.lstrip(" \"'([")
    return bool(_VOWEL_SOUND.match(text)) and not _ONE_SOUND.match(text)


RULES = (
    Rule(
        "CUE-LONGKEY",
        Severity.WARNING,
        "the right option is the longest",
        f"At least {LONGER_BY_WORDS} words longer than any distractor and more than {LONGER_RATIO} "
        "times their mean; of several right options each of them.",
        "Haladyna, Downing and Rodriguez (2002), guidelines 24 and 28d; NBME (2020): long correct "
        "answer; Moore et al. (2023): longest option correct.",
        "shorten it; what explains belongs into its reason",
        in_item=_longest,
    ),
    Rule(
        "CUE-REPEAT",
        Severity.WARNING,
        "the right option repeats a word of the stem",
        "A content word in stem and right option and in no distractor, unless a distractor repeats "
        "as many of its own. Words of the subject do not count: those of the topics' titles and "
        "those in one item of twenty.",
        "Haladyna, Downing and Rodriguez (2002), guideline 28b: clang associations; NBME (2020): "
        "word repeats.",
        "say it with another word, or let a distractor repeat one too",
        in_item=_repeats,
        english=True,
    ),
    Rule(
        "CUE-CONVERGE",
        Severity.WARNING,
        "the right option has most in common with the others",
        f"It shares {LEAST_CONVERGING} or more content words with distractors, and more in all "
        "than any of them does.",
        "NBME (2020): convergence: the right answer includes most elements in common.",
        "let the elements of distractors be shared as often",
        in_item=_converges,
        english=True,
    ),
    Rule(
        "CUE-GRAMMAR",
        Severity.WARNING,
        "the end of the stem does not fit every option",
        "A stem that ends in a, an, is or are, and options that do not follow from it.",
        "Haladyna, Downing and Rodriguez (2002), guideline 28c: grammatical inconsistencies.",
        "end the stem in a question, or move the article into the options",
        in_item=_grammar,
        english=True,
    ),
    Rule(
        "CUE-SPECIFIC",
        Severity.WARNING,
        "only the right option is specific",
        "Figures (in words too), brackets or a qualifier (if, unless, except, where needed) in the "
        "right option alone; of several right options in each of them.",
        "Haladyna, Downing and Rodriguez (2002), guideline 28d: conspicuous right choice.",
        "take it out, or let a distractor be as specific",
        in_item=_specific,
        english=True,
    ),
)
