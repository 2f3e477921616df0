"""Reading Aiken: a question, its choices ``A.`` or ``A)``, and a line ``ANSWER: B``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice

from exam_engine.errors import FileRefused, NotSupported
from exam_engine.exchange.foreign import Refused, Taken
from exam_engine.exchange.html_text import plain_blocks, plain_plain
from exam_engine.exchange.limits import MOST_QUESTIONS
from exam_engine.exchange.moodle import question
from exam_engine.exchange.moodle.question import Answer, Head
from exam_engine.exchange.numbers import shorten
from exam_engine.exchange.plain_text import one_line
from exam_engine.exchange.scoring import notes_on

_CHOICE = re.compile(r"([A-Z])[.)]\s*(\S.*)")
ANSWER = re.compile(r"ANSWER\s*:\s*(.*)", re.IGNORECASE)
ANSWERED = re.compile(r"^[ \t]*ANSWER[ \t]*:", re.IGNORECASE | re.MULTILINE)


def read_aiken(text: str) -> list[Taken | Refused]:
    """Return what became of each question.

    :raises FileRefused: if there are none, or more than the limit.
    """
    questions = list(islice(_questions(text), MOST_QUESTIONS + 1))
    if len(questions) > MOST_QUESTIONS:
        raise FileRefused(f"holds more than {MOST_QUESTIONS} questions; divide it")
    if not questions:
        raise FileRefused("holds no question")
    return [_read(lines, n) for n, lines in enumerate(questions, start=1)]


def _questions(text: str) -> Iterator[list[str]]:
    """Yield the lines of each question, without blank ones.

    It ends with its answer; or where, after choices and a blank line, another one begins.
    """
    lines: list[str] = []
    chosen = blank = False
    for line in (line.strip() for line in text.split("\n")):
        if not line:
            blank = True
            continue
        choice, answer = _CHOICE.fullmatch(line), ANSWER.fullmatch(line)
        if chosen and blank and not choice and not answer:
            yield lines
            lines, chosen = [], False
        lines.append(line)
        chosen, blank = chosen or bool(choice), False
        if answer:
            yield lines
            lines, chosen = [], False
    if lines:
        yield lines


def _read(lines: Sequence[str], n: int) -> Taken | Refused:
    answered = ANSWER.fullmatch(lines[-1])
    before = lines[:-1] if answered else lines
    texts = [line for line in before if not _CHOICE.fullmatch(line)]
    title = one_line(" ".join(texts))[:60]
    notes: list[str] = []
    try:
        if answered is None:
            raise NotSupported("a question without a line ANSWER:")
        choices = _choices(before)
        right = _right(answered[1], len(choices))
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


def _right(answer: str, count: int) -> int:
    letter = answer.strip().upper().rstrip(".)")
    if not re.fullmatch(r"[A-Z]", letter):
        raise NotSupported(f"ANSWER: {shorten(letter)}, which is not one letter")
    if ord(letter) - ord("A") >= count:
        raise NotSupported(f"ANSWER: {letter}, which is no choice")
    return ord(letter) - ord("A")
