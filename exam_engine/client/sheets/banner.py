"""A message of the invigilator, above the paper, and the row that says that help is called."""

from __future__ import annotations

from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import Line, line, spread, wrap
from exam_engine.client.sheets.words import WIDEST_TEXT

CONFIRMS = "ctrl+r"
CALLS = "f12"
_FEWEST_ROWS = 3


def banner(
    messages: list[str], page: int, calls_help: bool, glyphs: Glyphs, size: tuple[int, int]
) -> list[Line]:
    """Return the rows above the paper; none if there is nothing to say.

    :param page: which part of a long message is shown, from 0.
    :param size: the terminal's columns and rows; a third of the rows is the most a message takes.
    """
    width, height = size
    rows = _called(width) if calls_help else []
    if messages:
        rows = [*rows, *_message(messages, page, glyphs, width, height)]
    return rows


def pages(message: str, size: tuple[int, int]) -> int:
    """Return in how many parts a message is shown."""
    return -(-len(_wrapped(message, size[0])) // _rows_a_page(size[1]))


def _called(width: int) -> list[Line]:
    told = line(
        (" ! You called the invigilator", "warn"), (": somebody comes to you. ", "text"),
        ground="tint",
    )  # fmt: skip
    key = line(("F12", "key"), (" not needed any more ", "muted"), ground="tint")
    return [spread(told, key, width)]


def _message(messages: list[str], page: int, glyphs: Glyphs, width: int, height: int) -> list[Line]:
    others = f", and {len(messages) - 1} more after it" if len(messages) > 1 else ""
    rows, room = _wrapped(messages[0], width), _rows_a_page(height)
    shown = rows[page * room : (page + 1) * room]
    last = (page + 1) * room >= len(rows)
    key = line(("Ctrl+R", "key"), (" I have read it " if last else " more ", "text"), ground="tint")
    head = line((f" ! Message from the invigilator{others}", "warn"), ground="tint")
    body = [line(f" {row}", ground="tint") for row in shown]
    return [spread(head, key, width), *body, line((glyphs.rule * width, "rest"))]


def _wrapped(message: str, width: int) -> tuple[str, ...]:
    return wrap(message.strip(), min(WIDEST_TEXT, width - 2))


def _rows_a_page(height: int) -> int:
    return max(_FEWEST_ROWS, height // 3 - 2)
