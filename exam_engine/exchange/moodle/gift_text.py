"""GIFT's signs and escapes, and cutting a file into questions.

An escaped sign is carried as a code point that is no character (U+FDD0 and on), so that what splits
a text never meets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from exam_engine.exchange.limits import LONGEST_QUESTION

_SIGNS = "\\:#={}~n"
_CARRIERS = {sign: chr(0xFDD0 + at) for at, sign in enumerate(_SIGNS)}
_BACK = {ord(carrier): sign for sign, carrier in _CARRIERS.items()} | {ord(_CARRIERS["n"]): "\n"}
_ESCAPED = re.compile(r"\\([\\:#={}~n])")
_NO_CHARACTERS = re.compile("[\ufdd0-\ufdef]")
_ID = re.compile(r"\[id:([^\]\s]{1,250})\]")
_CATEGORY = "$CATEGORY:"


class Fragment(NamedTuple):
    """One question's text, its escapes carried, and what stands around it."""

    text: str
    id: str
    category: str
    problem: str = ""


def carried(text: str) -> str:
    """Return ``text`` with its escaped signs carried."""
    return _ESCAPED.sub(lambda found: _CARRIERS[found[1]], _NO_CHARACTERS.sub("", text))


def released(text: str) -> str:
    """Return ``text`` with the carried signs as themselves."""
    return text.translate(_BACK)


def escaped(text: str) -> str:
    """Return ``text`` as GIFT writes it, in one line."""
    for sign in "\\~=#{}:":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def fragments(text: str) -> Iterator[Fragment]:
    """Yield the questions of a file: blank lines part them, as in Moodle."""
    category = ""
    waiting = ""  # a question that was opened and not closed before the blank line
    for chunk in re.split(r"\n[ \t]*\n", text):
        if len(chunk) > LONGEST_QUESTION:
            problem = f"a question of more than {LONGEST_QUESTION} characters"
            yield Fragment(chunk[:100], "", category, problem)
            continue
        lines = chunk.strip("\n").split("\n")
        comments = [line for line in lines if _is_comment(line)]
        body = "\n".join(line for line in lines if not _is_comment(line)).strip()
        if body.startswith(_CATEGORY):
            first, _, body = body.partition("\n")
            category, body = first.removeprefix(_CATEGORY).strip(), body.strip()
        if not body:
            continue
        found = _ID.search(" ".join(comments))
        whole = Fragment(carried(body), found[1] if found else "", category)
        opens, closes = whole.text.count("{"), whole.text.count("}")
        if waiting:
            if closes and not opens:
                yield Fragment(waiting, "", category, "a blank line within the braces")
                waiting = ""
                continue
            if not opens:
                continue
            yield Fragment(waiting, "", category, "a brace that is not closed")
            waiting = ""
        if opens > closes:
            waiting = whole.text
            continue
        yield whole
    if waiting:
        yield Fragment(waiting, "", category, "a brace that is not closed")
