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
_OPEN = re.compile(r"_{2,}|\[\s*(?:…|\.\.\.)\s*\]|(?:[:…]|\.\.\.|(?<=\s)[-–—])\s*$")
_TRUE = r"(?:is|are) (?:also )?(?:true|correct|right|false|accurate|incorrect|wrong)\b"
_STATEMENT = r"(?:statement|sentence|answer|option|description)s?"
_UNFOCUSED = re.compile(
    rf"\bwhich (?:one |\w+ )?of (?:the following|these)(?: [\w/:-]+){{0,5}} {_TRUE}"
    rf"|\bwhich {_STATEMENT}(?: (?:about|on|of)(?: [\w/:-]+){{1,4}})? {_TRUE}"
    rf"|\bwhich one {_TRUE}"
    rf"|\bwhich (?:of the following |of these )?{_STATEMENT} (?:best |most accurately )?"
    r"(?:describes?|apply|applies|holds?)\b"
    r"|\bwhat is (?:true|correct|right) (?:of|about|for|regarding)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|except|excepting|excluding|cannot|(?<!at )least)\b|\b\w+n['’]t\b", re.IGNORECASE
)
_TURNED = re.compile(
    r"\b(?:never|neither|false|incorrect|untrue|inappropriate|unnecessary|unsuitable)\b",
    re.IGNORECASE,
)
_NOT_NEGATIVE = re.compile(r"\b(?:whether|if) or not\b|\bor not\b|\bnot only\b", re.IGNORECASE)
# Clauses of a question that state a condition, up to the next comma; a question may begin with
# "when" and "where" of its own, so that there a comma has to follow.
_CONDITION = re.compile(
    r"^\W*(?:if|when|where|because|although|since|while|after|before|unless)\b[^,?]*,"
    r"|(?<=\w)[,;]? (?:if|when|where|because|although|since|while|after|before|unless)\b[^,?]*",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?<=\w),? (?:that|who|whom|whose|which)\b[^,?]*", re.IGNORECASE)
_WH = r"(?:who|whom|whose|what|when|where|why|how|which)"
_WH_WORD = re.compile(rf"\b{_WH}\b", re.IGNORECASE)
_TWO_QUESTIONS = re.compile(
    rf"^\W*{_WH}\b.*?(\b(?:and|or) {_WH}\b(?: \w+)? (?:is|are|was|were|do|does|did|has|have|had|"
    r"should|can|must|may|will|would)\b)",
    re.IGNORECASE | re.DOTALL,
)
_UNITS = "second|minute|hour|day|week|month|quarter|year"
_SUPERLATIVE = re.compile(
    r"(?<!at )(?<!for the )\b(?:best|most|first|worst)\b(?! of\b)(?<!most(?= recent))"
    rf"(?<!first(?= (?:{_UNITS}|edition|time|line|party)))"
)


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
        return
    for start, sentence in view.question:
        found = _TWO_QUESTIONS.match(sentence)
        if found and len(_WH_WORD.findall(sentence)) == 2:
            yield Hit("stem", found[1], start + found.start(1) + 1, note="two questions, joined")


def _unfocused(view: ItemView, _: Context) -> Iterator[Hit]:
    found = _UNFOCUSED.search(view.item.stem)
    if found:
        yield Hit("stem", found.group(), found.start() + 1)


def _negative(view: ItemView, _: Context) -> Iterator[Hit]:
    for start, sentence in view.question:
        harmless = [*_NOT_NEGATIVE.finditer(sentence), *_CONDITION.finditer(sentence)]
        relative = list(_RELATIVE.finditer(sentence))
        for pattern in (_NEGATIVE, _TURNED):
            for found in pattern.finditer(sentence):
                if _within(found, harmless):
                    continue
                mild = pattern is _TURNED or found.group().isupper() or _within(found, relative)
                severity = Severity.WARNING if mild else Severity.ERROR
                yield Hit("stem", found.group(), start + found.start() + 1, severity=severity)


def _within(found: re.Match[str], parts: list[re.Match[str]]) -> bool:
    return any(part.start() <= found.start() < part.end() for part in parts)


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
        "A blank of underscores or dots in brackets anywhere; a colon, dots or a dash at the end.",
        "NBME (2020): a closed question can be answered with the options covered; Moore et al. "
        "(2023) list fill-in-the-blank among 19 flaws.",
        "make it a whole question",
        in_item=_open_end,
    ),
    Rule(
        "STEM-MULTIQ",
        Severity.WARNING,
        "two questions in one",
        "More than one question mark in the stem, or two questions joined by and (Who approves it, "
        "and when is it reviewed?).",
        "Haladyna, Downing and Rodriguez (2002), guideline 1: a single specific mental behaviour.",
        "ask one thing; put what is known into a statement",
        in_item=_two_questions,
    ),
    Rule(
        "STEM-UNFOCUSED",
        Severity.WARNING,
        "the stem asks nothing of its own",
        '"Which of the following is true", "which statement describes" and their like.',
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
        "warning in capitals or in a relative clause; never, neither, false, unnecessary and their "
        "like are a warning. A case may say what is not, and so may a condition (if, when).",
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
        "best, most, first, worst in small letters in the sentence that asks; not where they count "
        "(the first hour, the most recent).",
        "Haladyna, Downing and Rodriguez (2002), guideline 14: clear directions. The answer hangs "
        "on this word, so it has to be seen.",
        "write it in capitals, or ask without it",
        in_item=_superlative,
        english=True,
    ),
)
