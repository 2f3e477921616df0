"""Reading Aiken: a question, its choices ``A.`` or ``A)``, and a line ``ANSWER: B``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from exam_engine.errors import FileRefused, NotSupported
from exam_engine.exchange.foreign import Refused, Taken
from exam_engine.exchange.html_text import plain_blocks, plain_plain
from exam_engine.exchange.limits import MOST_QUESTIONS
from exam_engine.exchange.moodle import question
from exam_engine.exchange.moodle.question import Answer, Head
from exam_engine.exchange.numbers import shorten
from exam_engine.exchange.plain_text import one_line
from exam_engine.exchange.scoring import notes_on

_CHOICE = re.compile(r"([A-Z])[.)]\s+(.*)")
ANSWER = re.compile(r"ANSWER\s*:\s*(.*)", re.IGNORECASE)


def read_aiken(text: str) -> list[Taken | Refused]:
    """Return what became of each question.

    :raises FileRefused: if there are none, or more than the limit.
    """
    found: list[Taken | Refused] = []
    lines: list[str] = []
    for line in (line.strip() for line in text.split("\n")):
        lines.append(line)
        if ANSWER.fullmatch(line):
            found.append(_read(lines, len(found) + 1))
            lines = []
        if len(found) > MOST_QUESTIONS:
            raise FileRefused(f"holds more than {MOST_QUESTIONS} questions; divide it")
    if any(lines):
        title = one_line(next(line for line in lines if line))[:60]
        reason = "a question without a line ANSWER:"
        found.append(Refused(id=f"q{len(found) + 1}", title=title, reason=reason))
    if not found:
        raise FileRefused("holds no question")
    return found


def _read(lines: Sequence[str], n: int) -> Taken | Refused:
    *before, last = [line for line in lines if line]
    texts = [line for line in before if not _CHOICE.fullmatch(line)]
    title = one_line(" ".join(texts))[:60]
    notes: list[str] = []
    try:
        choices = _choices(before)
        right = _right(last, len(choices))
        answers = [
            Answer(plain_plain(text, notes), Fraction(1 if at == right else 0))
            for at, text in enumerate(choices)
        ]
        if not texts:
            raise NotSupported("a question without a text")
        body = plain_blocks("\n".join(texts), notes)
        head = Head(id=f"q{n}", title=title, category="", body=body, grade=Fraction(1))
        item = question.single(head, answers, shuffle=True)
        return Taken(item=item, notes=(*notes, *notes_on(item)))
    except NotSupported as error:
        return Refused(id=f"q{n}", title=title, reason=str(error))


def _choices(lines: Sequence[str]) -> list[str]:
    found: list[str] = []
    for line in lines:
        choice = _CHOICE.fullmatch(line)
        if choice is None:
            if found:
                raise NotSupported(f"{shorten(line)} after the choices is no choice")
            continue
        if ord(choice[1]) - ord("A") != len(found):
            raise NotSupported(f"the choice {choice[1]} is out of order")
        found.append(choice[2])
    return found


def _right(line: str, count: int) -> int:
    found = ANSWER.fullmatch(line)
    letter = found[1].strip().upper() if found else ""
    if not re.fullmatch(r"[A-Z]", letter):
        raise NotSupported(f"ANSWER: {shorten(letter)}, which is not one letter")
    if ord(letter) - ord("A") >= count:
        raise NotSupported(f"ANSWER: {letter}, which is no choice")
    return ord(letter) - ord("A")
