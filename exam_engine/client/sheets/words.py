"""Words and paragraphs that several screens share."""

from __future__ import annotations

from rich.cells import cell_len

from exam_engine.client.look.lines import EMPTY, Line, line, wrap
from exam_engine.client.passage import Spans, Stretch, painted

_MARKS = ("text", "marked", "selected")
WIDEST_TEXT = 90
"""Longer rows are hard to follow: text never runs wider, however wide the terminal is."""


def count(number: int, noun: str) -> str:
    """Return for example ``1 answer`` or ``3 answers``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def text_room(width: int) -> int:
    """Return how many cells of a pane a row of text has."""
    return min(WIDEST_TEXT, width - 4)


def paragraph(text: str, width: int, role: str = "text", indent: str = "  ") -> list[Line]:
    """Return a wrapped paragraph."""
    room = min(WIDEST_TEXT, width - 2 * cell_len(indent))
    return [line(indent, (row, role)) for row in wrap(text, room)]


def marked_rows(
    text: str, room: int, spans: Spans, here: Stretch | None, indent: str = "  "
) -> list[Line]:
    """Return a wrapped text with what is highlighted in it, and where the candidate is."""
    rows = wrap(text, room)
    if not spans and here is None:
        return [line(indent, row) for row in rows]
    return [
        line(indent, *((row[a:b], _MARKS[kind]) for a, b, kind in pieces))
        for row, pieces in zip(rows, painted(rows, spans, here), strict=True)
    ]


def bullet(text: str, width: int, dot: str, indent: str = "  ") -> list[Line]:
    """Return a wrapped paragraph that hangs on a dot."""
    room = min(WIDEST_TEXT, width - 2 * cell_len(indent)) - cell_len(dot) - 1
    first, *others = wrap(text, room)
    hang = " " * (cell_len(dot) + 1)
    head = line(indent, (f"{dot} ", "accent"), first)
    return [head, *(line(indent, hang, row) for row in others)]


def facts(pairs: list[tuple[str, str]], width: int, indent: str = "  ") -> list[Line]:
    """Return names and values in two columns; a long value hangs in its own."""
    column = max(cell_len(name) for name, _ in pairs) + 3
    rows = []
    for name, value in pairs:
        room = min(WIDEST_TEXT, width - 2 * cell_len(indent)) - column
        label = name + " " * (column - cell_len(name))
        for row in wrap(value, room):
            rows.append(line(indent, (label, "muted"), (row, "strong")))
            label = " " * column
    return rows


def centred(rows: list[Line], width: int, height: int, block: int = 64) -> list[Line]:
    """Put a block of text in the middle, a little above the centre."""
    margin = " " * max(0, (width - block) // 2)
    above = max(0, (height - len(rows)) * 2 // 5)
    return [EMPTY] * above + [line(margin, *row.spans, ground=row.ground) for row in rows]
