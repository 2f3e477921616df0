"""Rules about the texts as texts: clean characters, nothing unfinished, nothing copied."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import BankHit, Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView
from exam_engine.text import harmful_characters

_UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|XXX|lorem ipsum)\b|\?\?\?|<[^<>]*\?>"
    r"|\[(?:citation|source|check)\b[^\]]*\]",
    re.IGNORECASE,
)
_CHECKS = (
    ("an HTML tag", re.compile(r"</?[a-zA-Z][^<>]{0,200}>"), False),
    ("an HTML entity", re.compile(r"&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,6});", re.I), False),
    ("a curly quotation mark", re.compile(r"[‘’‚‛“”„‟]"), True),
    (
        "an invisible or odd space",
        re.compile(r"[\u00a0\u00ad\u2000-\u200d\u202f\u2060\u3000]"),
        False,
    ),
    ("a space before a sign", re.compile(r"(?<=\w) [?!,;:.](?=\s|\Z)"), True),
    ("two spaces", re.compile(r"(?<=\S)  +(?=\S)"), False),
    ("a tab", re.compile(r"\t"), False),
    ("a space at the end", re.compile(r"(?<![ \t])[ \t]+(?=\n|\Z)"), False),
    ("something unfinished", _UNFINISHED, False),
)
# One look is enough for most texts: without any of these, no check below can find anything.
_MARKS = (
    "todo",
    "fixme",
    "tbd",
    "tbc",
    "xxx",
    "lorem ipsum",
    "???",
    "[citation",
    "[source",
    "[check",
)
_SUSPECT = re.compile(
    r"[<&\t\u00a0\u00ad\u2000-\u200d\u2018-\u201f\u202f\u2060\u3000]|  | \n| \Z| [?!,;:.]"
)


def _item_text(view: ItemView, context: Context) -> Iterator[Hit]:
    for field, text in view.all_texts():
        yield from _unclean(field, text, context)


def _scenario_text(_: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    for scenario in context.scenarios.values():
        texts = [(scenario.name, scenario.text)]
        texts += [(f"{scenario.name}.{block.id}", block.text) for block in scenario.additional]
        for field, text in texts:
            for hit in _unclean(f"scenario {field}", text, context):
                yield BankHit((), hit)


def _unclean(field: str, text: str, context: Context) -> Iterator[Hit]:
    harmful = harmful_characters(text)
    if harmful:
        yield Hit(field, " ".join(harmful), note="control characters")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        yield Hit(field, "", note="not in Unicode NFC")
    small = text.lower()
    if not _SUSPECT.search(text) and not any(mark in small for mark in _MARKS):
        return
    for name, pattern, english in _CHECKS:
        if english and not context.english:
            continue
        found = pattern.search(text)
        if found:
            yield Hit(field, found.group(), found.start() + 1, note=name)


def _verbatim(view: ItemView, context: Context) -> Iterator[Hit]:
    assert context.shingles is not None
    for field, text in view.all_texts():
        for run in context.shingles.runs_in(text):
            words = " ".join(text[run.start : run.end].split())
            yield Hit(field, words, run.start + 1, note=f"{run.words} words in a row")


def _verbatim_scenario(_: Sequence[ItemView], context: Context) -> Iterator[BankHit]:
    assert context.shingles is not None
    for scenario in context.scenarios.values():
        for run in context.shingles.runs_in(scenario.text):
            words = " ".join(scenario.text[run.start : run.end].split())
            note = f"{run.words} words in a row"
            yield BankHit((), Hit(f"scenario {scenario.name}", words, run.start + 1, note=note))


RULES = (
    Rule(
        "TEXT-HYGIENE",
        Severity.ERROR,
        "a text is not clean",
        "Control characters, text that is not Unicode NFC, HTML, curly quotation marks (English), "
        "odd or double spaces, a space before a sign (English), tabs, TODO and its like, in any "
        "text of an item or scenario.",
        "Terminals act on control characters; the rest shows differently from screen to screen. "
        "Haladyna, Downing and Rodriguez (2002), guideline 11: edit and proof items.",
        "type it anew as plain text",
        in_item=_item_text,
        in_bank=_scenario_text,
    ),
    Rule(
        "VERBATIM",
        Severity.ERROR,
        "words copied from a text that may not be copied",
        "Eight or more words in a row that stand in the file given with --against, or whose "
        "hashes stand in the file given with --hashes.",
        "Rule of this project: items paraphrase and cite; standards and others' exams are "
        "protected by copyright.",
        "say it in your own words and cite the place",
        in_item=_verbatim,
        in_bank=_verbatim_scenario,
        needs="shingles",
    ),
)
