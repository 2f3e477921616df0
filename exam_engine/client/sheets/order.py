"""Entries to be put in order: those that have a place, in their order, then those that have not."""

from __future__ import annotations

from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import Line, line, wrap
from exam_engine.client.question import Question
from exam_engine.client.sheets.stops import Rows
from exam_engine.client.sheets.words import WIDEST_TEXT

_HANG = " " * 9


def order_body(question: Question, cursor: int, glyphs: Glyphs, width: int) -> list[Rows]:
    """Return the entries with their places; letters stay with their entries."""
    rows = [_heading("Your order")] if question.response else []
    for place, position in enumerate(question.response, start=1):
        rows.append(_entry(question, position, place, cursor, glyphs, width))
    waiting = [n for n in order_of(question) if n not in question.response]
    if waiting and question.response:
        rows.append(_heading("Without a place yet"))
    return rows + [_entry(question, n, 0, cursor, glyphs, width) for n in waiting]


def order_of(question: Question) -> list[int]:
    """Return the entries as they stand on the screen, from top to bottom."""
    every = range(1, len(question.view.options) + 1)
    return [*question.response, *(n for n in every if n not in question.response)]


def _heading(text: str) -> Rows:
    return Rows(0, [line("  ", (text, "muted"))])


def _entry(
    question: Question, position: int, place: int, cursor: int, glyphs: Glyphs, width: int
) -> Rows:
    here = position == cursor
    side, ground = (glyphs.cursor, "tint") if here else (" ", "page")
    bar, text_role = (f" {side}", "cursor"), "strong" if place else "text"
    slot = (f"[{place or '':>2}]", "good" if place else "muted")
    letter = (f" {question.letters[position - 1]}", "accent" if here else "strong")
    room = min(WIDEST_TEXT, width - 4) - len(_HANG)
    first, *others = wrap(question.view.options[position - 1].text, room)
    rows: list[Line] = [line(bar, " ", slot, letter, "  ", (first, text_role), ground=ground)]
    rows += [line(bar, _HANG, (row, text_role), ground=ground) for row in others]
    return Rows(position, rows)
