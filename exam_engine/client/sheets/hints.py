"""The keys told at the foot of the exam: those that answer first, as far as there is room."""

from __future__ import annotations

from exam_engine.client.commands import Command, shown_key
from exam_engine.client.letters import letter_range
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.question import Question

Hints = list[tuple[str, str]]

_WRITING: Hints = [
    ("Esc", "leave the text"),
    ("Ctrl+Z", "undo"),
    ("Ctrl+X C V", "cut copy paste"),
    ("F1", "help"),
    ("F10", "finish"),
    ("F9", "select"),
    ("F7 F8", "scroll question"),
]


def marker_hints(glyphs: Glyphs) -> Hints:
    """Return the keys of highlighting."""
    return [
        ("Space", "begin, end a mark"),
        (f"{glyphs.left_right} {glyphs.up_down}", "move"),
        ("Ctrl+C", "copy"),
        ("Esc", "leave"),
    ]


def exam_hints(question: Question, glyphs: Glyphs, *, writing: bool, reading: bool) -> Hints:
    """Return the keys for a question; ``reading``: they scroll its scenario."""
    if reading:
        back = "F4" if writing else shown_key(Command.SCENARIO, question.letters)
        return [
            (back, "back to the question"),
            (f"{glyphs.up_down} PgUp PgDn", "scroll"),
            (glyphs.left_right, "question"),
            ("F1", "help"),
        ]
    if writing:
        return _WRITING
    letters = question.letters
    first, *more = _answering(question, glyphs)
    hints = [first] if first[0] else []
    hints.append((glyphs.left_right, "question"))
    if question.scenario is not None:
        hints.append((shown_key(Command.SCENARIO, letters), "scenario"))
    return [
        *hints,
        *more,
        (shown_key(Command.FLAG, letters), "flag"),
        (shown_key(Command.REVIEW, letters), "review"),
        ("F1", "help"),
        ("F10", "finish"),
        *([(glyphs.up_down, "move")] if letters else []),
        *([("Tab", "selections")] if question.view.interaction == "match" else []),
        ("17 Enter", "go to"),
        (shown_key(Command.TIME, letters), "time"),
    ]


def _answering(question: Question, glyphs: Glyphs) -> Hints:
    """Return the keys that answer, the most telling one first."""
    letters, several = letter_range(question.letters), question.view.choose > 1
    match question.view.interaction:
        case "match":
            return [(letters, "fill"), ("Backspace", "clear")]
        case "order":
            return [(letters, "place, undo"), ("- +", "move")]
        case "text":
            return [("Enter", "write")]
        case "none":
            return [("", "")]
    if several:
        return [(letters, "choose, undo"), ("X", "strike")]
    return [(letters, "choose"), ("X", "strike out")]
