"""Rules about the stem: one whole, positive, open-ended question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView

_INSTRUCTIONS = (
    "analyse|analyze|answer|argue|arrange|assess|assign|calculate|choose|classify|compare|complete|"
    "conduct|decide|define|describe|design|determine|develop|discuss|draft|draw|evaluate|explain|"
    "find|give|hold|identify|judge|justify|label|list|mark|match|name|order|outline|pick|place|plan|"
    "prepare|present|propose|put|rank|recommend|say|select|show|sort|state|suggest|summarise|"
    "summarize|tell|use|write"
)
_INSTRUCTS = re.compile(
    rf"(?:^|[,;:]\s+|\b(?:and|then|please)\s+)\W*(?:{_INSTRUCTIONS})\b", re.IGNORECASE
)
_OPEN = re.compile(r"_{2,}|(?:[:…]|\.\.\.)\s*$")
_UNFOCUSED = re.compile(
    r"\bwhich (?:one )?of (?:the following|these)(?: \w+)? (?:is|are) "
    r"(?:also )?(?:true|correct|right|false|accurate)\b"
    r"|\bwhich (?:statement|sentence|answer|option)s? (?:is|are) (?:true|correct|right|false)\b"
    r"|\bwhat is true (?:of|about|for)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|except|excepting|excluding|cannot|(?<!at )least)\b|\b\w+n['’]t\b", re.IGNORECASE
)
_NOT_NEGATIVE = re.compile(r"\b(?:whether|if) or not\b|\bor not\b|\bnot only\b", re.IGNORECASE)
_SUPERLATIVE = re.compile(r"(?<!at )\b(?:best|most|first|worst)\b(?! of\b)")


def _no_question(view: ItemView, _: Context) -> Iterator[Hit]:
    last = [sentence for _, sentence in view.sentences[-1:]]
    for sentence in (*last, *view.item.tasks):
        if "?" in sentence or _INSTRUCTS.search(sentence.strip()):
            return
    words = last[0] if last else ""
    yield Hit("stem", words, view.sentences[-1][0] + 1 if view.sentences else 0)


def _open_end(view: ItemView, _: Context) -> Iterator[Hit]:
    found = _OPEN.search(view.item.stem)
    if found:
        yield Hit("stem", found.group().strip(), found.start() + 1)


def _two_questions(view: ItemView, _: Context) -> Iterator[Hit]:
    marks = [found.start() for found in re.finditer(r"\?", view.item.stem)]
    if len(marks) > 1:
        yield Hit("stem", "?", marks[1] + 1, note=f"{len(marks)} question marks")


def _unfocused(view: ItemView, _: Context) -> Iterator[Hit]:
    found = _UNFOCUSED.search(view.item.stem)
    if found:
        yield Hit("stem", found.group(), found.start() + 1)


def _negative(view: ItemView, _: Context) -> Iterator[Hit]:
    for start, sentence in view.question:
        harmless = [found.span() for found in _NOT_NEGATIVE.finditer(sentence)]
        for found in _NEGATIVE.finditer(sentence):
            if any(begin <= found.start() < end for begin, end in harmless):
                continue
            shown = found.group().isupper()
            severity = Severity.WARNING if shown else Severity.ERROR
            yield Hit("stem", found.group(), start + found.start() + 1, severity=severity)


def _superlative(view: ItemView, _: Context) -> Iterator[Hit]:
    for start, sentence in view.question:
        for found in _SUPERLATIVE.finditer(sentence):
            yield Hit("stem", found.group(), start + found.start() + 1)


RULES = (
    Rule(
        "STEM-NOQ",
        Severity.ERROR,
        "the stem neither asks nor instructs",
        "The last sentence has no question mark and no instruction such as choose, decide, "
        "explain; nor has a task.",
        "Haladyna, Downing and Rodriguez (2002), guidelines 14 and 15: clear directions, the "
        "central idea in the stem. NBME (2020): answerable with the options covered.",
        "end the stem in a question or an instruction",
        in_item=_no_question,
        english=True,
    ),
    Rule(
        "STEM-OPEN",
        Severity.WARNING,
        "the stem is an unfinished sentence",
        "A blank of underscores anywhere; a colon or dots at the end.",
        "NBME (2020): a closed question can be answered with the options covered; Moore et al. "
        "(2023) list fill-in-the-blank among 19 flaws.",
        "make it a whole question",
        in_item=_open_end,
    ),
    Rule(
        "STEM-MULTIQ",
        Severity.WARNING,
        "two questions in one",
        "More than one question mark in the stem.",
        "Haladyna, Downing and Rodriguez (2002), guideline 1: a single specific mental behaviour.",
        "ask one thing; put what is known into a statement",
        in_item=_two_questions,
    ),
    Rule(
        "STEM-UNFOCUSED",
        Severity.WARNING,
        "the stem asks nothing of its own",
        '"Which of the following is true" and its like.',
        "NBME (2020); Haladyna, Downing and Rodriguez (2002), guideline 15: the central idea in "
        "the stem instead of the choices; Moore et al. (2023): unfocused stem.",
        "ask for the one fact that the item is about",
        in_item=_unfocused,
        english=True,
    ),
    Rule(
        "STEM-NEG",
        Severity.ERROR,
        "the question is negative",
        "not, except, least, cannot, -n't in the sentence that asks: an error in small letters, a "
        "warning in capitals. A case may say what is not.",
        "Haladyna, Downing and Rodriguez (2002), guideline 17: word the stem positively; if "
        "negative words are used, capitalise them.",
        "ask for what is so; if that cannot be, write NOT or EXCEPT and a waiver",
        in_item=_negative,
        english=True,
        also=Severity.WARNING,
    ),
    Rule(
        "STEM-SUPERL",
        Severity.WARNING,
        "a superlative that is easily missed",
        "best, most, first, worst in small letters in the sentence that asks.",
        "Haladyna, Downing and Rodriguez (2002), guideline 14: clear directions. The answer hangs "
        "on this word, so it has to be seen.",
        "write it in capitals, or ask without it",
        in_item=_superlative,
        english=True,
    ),
)
