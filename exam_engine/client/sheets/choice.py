"""Options to choose from: one, or several."""

from __future__ import annotations

from rich.cells import cell_len

from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import line, wrap
from exam_engine.client.question import Question
from exam_engine.client.sheets.stops import Rows
from exam_engine.client.sheets.words import WIDEST_TEXT


def choice_body(question: Question, cursor: int, glyphs: Glyphs, width: int) -> list[Rows]:
    """Return the options, each with its letter and its mark."""
    return [
        _option(question, option.position, option.text, cursor, glyphs, width)
        for option in question.view.options
    ]


def _option(
    question: Question, position: int, text: str, cursor: int, glyphs: Glyphs, width: int
) -> Rows:
    mark, mark_role, text_role = _mark(question, position, glyphs)
    here = position == cursor
    side = glyphs.cursor if here else " "
    ground = "tint" if here else "page"
    letter_role = "accent" if here else ("muted" if text_role == "struck" else "strong")
    letter = (question.letters[position - 1], letter_role)
    hang = " " * (5 + cell_len(mark))
    room = min(WIDEST_TEXT, width - 4) - len(hang)
    first, *others = wrap(text, room)
    bar = (f" {side}", "cursor")
    marked = ("  ", (mark, mark_role), " ", (first, text_role))
    tail = [line(bar, hang, (row, text_role), ground=ground) for row in others]
    return Rows(position, [line(bar, " ", letter, *marked, ground=ground), *tail])


def _mark(question: Question, position: int, glyphs: Glyphs) -> tuple[str, str, str]:
    """Return the mark of an option, its role, and the role of the option's text.

    Marks are round where one option can be chosen and square where several can.
    """
    several = question.view.choose > 1
    if position in question.response:
        return (glyphs.boxed if several else glyphs.chosen), "good", "strong"
    if position in question.struck_out:
        return glyphs.struck, "muted", "struck"
    return (glyphs.box if several else glyphs.free), "muted", "text"
