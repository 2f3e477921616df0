"""From a typed line to a response, one kind of question a function; no screen and no network."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from exam_engine.client import responses
from exam_engine.client.letters import letter_range
from exam_engine.client.question import Question
from exam_engine.wire.instructions import number_word

_BETWEEN = re.compile(r"[\s,;.]+")
_PAIRS = re.compile(r"(?:(\d{1,3})\s*([A-Z])\s*)+")
_PAIR = re.compile(r"(\d{1,3})\s*([A-Z])")


class Answer(NamedTuple):
    """``response`` as in a ``responded`` event, None to leave it as it is; ``words`` say why."""

    response: responses.Response | None
    words: str = ""


def answer_of(question: Question, line: str) -> Answer | None:
    """Return what a line answers; None if it is no answer at all."""
    kind = _BY_KIND.get(question.view.interaction)
    text = " ".join(part for part in _BETWEEN.split(line.upper()) if part and part != "AND")
    return kind(question, text) if kind is not None and text else None


def moved_to(question: Question, letter: str, place: int) -> Answer:
    """Return an order with an entry in another place, from 1; it may have had none."""
    position = question.letters.find(letter.upper()) + 1 if len(letter) == 1 else 0
    if not position:
        return Answer(None, _no_option(question, letter))
    others = tuple(other for other in question.response if other != position)
    if not 1 <= place <= len(others) + 1:
        return Answer(None, f"Place {place} cannot be filled yet: {len(others)} others are placed.")
    return Answer((*others[: place - 1], position, *others[place - 1 :]))


def _choice(question: Question, text: str) -> Answer | None:
    """The letters entered are the answer: others that were chosen before no longer are."""
    positions = _positions(question, text, joined=question.view.choose > 1)
    if positions is None or isinstance(positions, Answer):
        return positions
    choose = question.view.choose
    if len(positions) > choose:
        wanted = number_word(choose).lower()
        return Answer(None, f"Choose {wanted}, not {len(positions)}. Nothing was changed.")
    return Answer(tuple(sorted(positions)))


def _order(question: Question, text: str) -> Answer | None:
    positions = _positions(question, text, joined=True)
    if positions is None or isinstance(positions, Answer):
        return positions
    return Answer(positions)


def _match(question: Question, text: str) -> Answer | None:
    lines = len(question.view.lines)
    if len(text) == 1 and text in question.letters:
        if lines > 1:
            return Answer(None, f"Say for which line, for example 1 {text.lower()}.")
        text = f"1 {text}"
    if not _PAIRS.fullmatch(text):
        return None
    response, words = question.response, []
    for number, letter in _PAIR.findall(text):
        line, position = int(number), question.letters.find(letter) + 1
        if not 1 <= line <= lines:
            return Answer(None, f"There is no line {line}: the last is {lines}.")
        if not position:
            return Answer(None, _no_option(question, letter))
        loser = 0 if question.view.reuse else responses.line_of(response, position)
        if loser not in (0, line):
            words.append(f"{letter} was taken from line {loser}: each can be used once.")
        response = responses.selected(question.view, response, line, position)
    return Answer(response, " ".join(words))


def _positions(question: Question, text: str, *, joined: bool) -> tuple[int, ...] | Answer | None:
    """Return the options named, in the order named, each once; None if the line names none."""
    parts = text.split(" ")
    if joined and len(parts) == 1 and set(text) <= set(question.letters):
        parts = list(text)
    if any(len(part) != 1 or not part.isalpha() for part in parts):
        return None
    for part in parts:
        if part not in question.letters:
            return Answer(None, _no_option(question, part))
    if len(set(parts)) < len(parts):
        return Answer(None, "A letter stands there twice. Nothing was changed.")
    return tuple(question.letters.index(part) + 1 for part in parts)


def _no_option(question: Question, letter: str) -> str:
    named = letter_range(question.letters).replace("-", " to ")
    return f"There is no option {letter.upper()[:20]}. The options are {named}."


_BY_KIND: Mapping[str, Callable[[Question, str], Answer | None]] = {
    "choice": _choice,
    "match": _match,
    "order": _order,
}
