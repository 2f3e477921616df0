"""The sheet of one question: stem and options, with marks and the cursor."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len

from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line, wrap
from exam_engine.client.question import Question
from exam_engine.client.sheets.words import LETTERS, WIDEST_TEXT

CURSOR_COLUMN = 1


class QuestionSheet(NamedTuple):
    """``rows`` gives the first and the last row of each option."""

    lines: list[Line]
    rows: list[tuple[int, int]]


def question_sheet(
    question: Question, cursor: int, glyphs: Glyphs, width: int, *, airy: bool
) -> QuestionSheet:
    """Lay out a question for a pane of ``width`` cells.

    :param cursor: the position of the option under the cursor, 0 for none.
    :param airy: put a blank row between options.
    """
    lines = [line("  ", row) for row in wrap(question.view.stem, min(WIDEST_TEXT, width - 4))]
    lines.append(EMPTY)
    rows: list[tuple[int, int]] = []
    for option in question.view.options:
        if airy and rows:
            lines.append(EMPTY)
        first = len(lines)
        lines += _option(question, option.position, option.text, cursor, glyphs, width)
        rows.append((first, len(lines) - 1))
    return QuestionSheet(lines, rows)


def _option(
    question: Question, position: int, text: str, cursor: int, glyphs: Glyphs, width: int
) -> list[Line]:
    mark, mark_role, text_role = _mark(question, position, glyphs)
    here = position == cursor
    side = glyphs.cursor if here else " "
    ground = "tint" if here else "page"
    letter_role = "accent" if here else ("muted" if text_role == "struck" else "strong")
    letter = (LETTERS[position - 1], letter_role)
    hang = " " * (5 + cell_len(mark))
    room = min(WIDEST_TEXT, width - 4) - len(hang)
    first, *others = wrap(text, room)
    bar = (f" {side}", "cursor")
    marked = ("  ", (mark, mark_role), " ", (first, text_role))
    tail = [line(bar, hang, (row, text_role), ground=ground) for row in others]
    return [line(bar, " ", letter, *marked, ground=ground), *tail]


def _mark(question: Question, position: int, glyphs: Glyphs) -> tuple[str, str, str]:
    """Return the mark of an option, its role, and the role of the option's text."""
    if position in question.response:
        return glyphs.chosen, "good", "strong"
    if position in question.struck_out:
        return glyphs.struck, "muted", "struck"
    return glyphs.free, "muted", "text"
