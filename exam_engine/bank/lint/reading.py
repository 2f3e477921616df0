"""Rules about reading: length, difficulty, and what the item refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView
from exam_engine.bank.lint.words import SMALL_WORDS, reading_grade, tokens
from exam_engine.model.item_type import Interaction

LONGEST_STEM_WORDS = 60
HIGHEST_GRADE = 14
SHORTEST_GRADED_WORDS = 8
_SCENARIO = re.compile(r"\b(?:scenario|case study|the case)\b", re.IGNORECASE)
_ITS_SCENARIO = re.compile(
    r"\b(?:the|this) (?:scenario|case study)\b(?! (?:of|that|where|in which)\b)", re.IGNORECASE
)
_ADDITIONAL = re.compile(r"\badditional information\b", re.IGNORECASE)
_HINGE = re.compile(
    r"\b(?:previous|preceding|earlier|next) questions?\b|\b(?:previous|preceding) items?\b"
    r"|\bquestions? (?:above|below)\b|\b(?:in|from|of|to|see) question \d+\b"
    r"|\banswer to the last question\b|\byour (?:last|earlier|previous) answer\b",
    re.IGNORECASE,
)


def _long_stem(view: ItemView, _: Context) -> Iterator[Hit]:
    written = view.item.interaction in (Interaction.TEXT, Interaction.NONE)
    if view.item.scenario or written or len(view.words) <= LONGEST_STEM_WORDS:
        return
    over = view.tokens[LONGEST_STEM_WORDS]
    yield Hit("stem", over.written, over.start + 1, note=f"{len(view.words)} words")


def _reading_level(view: ItemView, _: Context) -> Iterator[Hit]:
    if len(view.words) < SHORTEST_GRADED_WORDS:
        return
    grade = reading_grade(view.item.stem)
    if grade > HIGHEST_GRADE:
        yield Hit("stem", "", note=f"Flesch-Kincaid grade {grade:.1f}")


def _scenario_reference(view: ItemView, context: Context) -> Iterator[Hit]:
    item = view.item
    text = " ".join((item.stem, *item.tasks))
    if item.scenario:
        scenario = context.scenarios.get(item.scenario)
        if not _SCENARIO.search(text) and not (scenario and _is_named(scenario.title, text)):
            yield Hit("stem", "", note=f"{item.scenario} is attached and not mentioned")
    else:
        found = _ITS_SCENARIO.search(item.stem)
        if found:
            yield Hit("stem", found.group(), found.start() + 1, note="no scenario is attached")
    told = _ADDITIONAL.search(text)
    if item.additional and not told:
        blocks = ", ".join(item.additional)
        yield Hit("additional", blocks, 1, note="counts for the item and the stem does not say so")
    elif told and not item.additional:
        yield Hit("stem", told.group(), note="no block of additional information is named")


def _is_named(title: str, text: str) -> bool:
    """Return whether a text has the first word of a title that carries content."""
    words = [token.written for token in tokens(title) if token.word not in SMALL_WORDS]
    return bool(words) and words[0] in {token.written for token in tokens(text)}


def _hinge(view: ItemView, _: Context) -> Iterator[Hit]:
    for field, text in view.read_texts():
        for found in _HINGE.finditer(text):
            yield Hit(field, found.group(), found.start() + 1)


RULES = (
    Rule(
        "STEM-LONG",
        Severity.WARNING,
        "a long stem without a scenario",
        f"More than {LONGEST_STEM_WORDS} words; essays and items with a scenario are left out.",
        "Haladyna, Downing and Rodriguez (2002), guidelines 13 and 16: minimise the amount of "
        "reading, avoid window dressing.",
        "cut what is not needed to answer, or make it a scenario",
        in_item=_long_stem,
    ),
    Rule(
        "READ-LEVEL",
        Severity.WARNING,
        "hard to read",
        f"Flesch-Kincaid grade of the stem above {HIGHEST_GRADE}, syllables by groups of vowels.",
        "Kincaid et al. (1975); Haladyna, Downing and Rodriguez (2002), guideline 8: vocabulary "
        "simple for the group tested. Many candidates read in a second language.",
        "shorter sentences, shorter words",
        in_item=_reading_level,
        english=True,
    ),
    Rule(
        "SCN-REF",
        Severity.ERROR,
        "scenario and stem do not agree",
        "A scenario is attached and neither it nor its title is mentioned, or the reverse; the "
        "same for blocks of additional information.",
        "Objective tests of certification bodies name in the question what it is answered from.",
        "attach the scenario or block, or say in the stem that it is used",
        in_item=_scenario_reference,
        english=True,
    ),
    Rule(
        "HINGE",
        Severity.ERROR,
        "the item leans on another question",
        '"In the previous question", "question 3" and the like.',
        "Haladyna, Downing and Rodriguez (2002), guideline 4: keep the content of items "
        "independent of each other. Forms put questions in any order.",
        "say in this item what it needs",
        in_item=_hinge,
        english=True,
    ),
)
