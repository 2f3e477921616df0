"""Lines of text in roles: what layout makes and widgets paint. Widths are in terminal cells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, chop_cells, set_cell_size

Part = str | tuple[str, str]


class Span(NamedTuple):
    """Text in one role (see ``look.Look.style``)."""

    text: str
    role: str


class Line(NamedTuple):
    """One row on a ground: ``page``, ``panel`` or ``tint``."""

    spans: tuple[Span, ...] = ()
    ground: str = "page"

    @property
    def plain(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def width(self) -> int:
        return sum(cell_len(span.text) for span in self.spans)


EMPTY = Line()


def line(*parts: Part, ground: str = "page") -> Line:
    """Return a line of parts: plain text, or pairs of (text, role)."""
    spans = (Span(part, "text") if isinstance(part, str) else Span(*part) for part in parts)
    return Line(tuple(span for span in spans if span.text), ground)


def spread(left: Line, right: Line, width: int, fill: Span | None = None) -> Line:
    """Put ``left`` and ``right`` at the ends of a row; ``left`` gives way if both do not fit."""
    left = clip(left, max(0, width - right.width - 1)) if right.spans else clip(left, width)
    gap = width - left.width - right.width
    if fill is None or gap < 1:
        filler = Span(" " * max(0, gap), "text")
    else:
        filler = Span(fill.text * gap, fill.role)
    return Line((*left.spans, filler, *right.spans), left.ground)


def clip(row: Line, width: int, more: str = "…") -> Line:
    """Cut a line to ``width``; what was cut shows as ``more``."""
    if row.width <= width:
        return row
    room, spans = max(0, width - cell_len(more)), []
    for span in row.spans:
        size = cell_len(span.text)
        if size > room:
            spans.append(Span(set_cell_size(span.text, room).rstrip() + more, span.role))
            break
        spans.append(span)
        room -= size
    return Line(tuple(spans), row.ground) if width > 0 else Line((), row.ground)


def fit(text: str, width: int, more: str = "…") -> str:
    """Cut or fill a text to exactly ``width`` cells."""
    if cell_len(text) > width:
        text = set_cell_size(text, max(0, width - cell_len(more))).rstrip() + more
    return set_cell_size(text, width)


@lru_cache(maxsize=512)
def wrap(text: str, width: int) -> tuple[str, ...]:
    """Break a text into rows of at most ``width`` cells, at spaces where there are any.

    Line ends of the text stay. A row that fits is kept as it is, inner spaces included.
    """
    rows: list[str] = []
    for paragraph in text.expandtabs(4).split("\n"):
        rows.extend(_wrap_paragraph(paragraph.rstrip(), max(1, width)))
    return tuple(rows)


def _wrap_paragraph(text: str, width: int) -> Iterator[str]:
    if cell_len(text) <= width:
        yield text
        return
    indent = text[: len(text) - len(text.lstrip())][: max(0, min(width // 2, width - 2))]
    row = indent
    for word in text.split():
        glue = "" if row == indent else " "
        if cell_len(row) + len(glue) + cell_len(word) <= width:
            row += glue + word
            continue
        if row != indent:
            yield row
            row = indent
        # A word longer than a row: an address, or a language that is written without spaces.
        *full, rest = chop_cells(word, width - len(indent))
        for piece in full:
            yield indent + piece
        row = indent + rest
    yield row
