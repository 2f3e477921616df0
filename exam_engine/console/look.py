"""Rows of text in roles, and how a role is painted.

The sixteen colours of the terminal's own scheme are used, so that the console fits a dark and a
light room, and the Linux console. Whatever a colour says, a word or a sign beside it says too.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.style import Style
from rich.text import Text

_STYLES = {
    "text": Style(),
    "strong": Style(bold=True),
    "muted": Style(color="bright_black"),
    "title": Style(bold=True, reverse=True),
    "accent": Style(color="cyan", bold=True),
    "good": Style(color="green"),
    "warn": Style(color="yellow", bold=True),
    "alert": Style(color="red", bold=True),
    "key": Style(color="cyan", bold=True),
    "here": Style(reverse=True),
    "field": Style(underline=True),
}
_ATTRIBUTES = ("bold", "reverse", "underline")
Part = str | tuple[str, str]


class Look:
    """How roles are painted: in colours, or without any (NO_COLOR)."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._colours = "NO_COLOR" not in environment

    def style(self, role: str) -> Style:
        """Return the style of a role."""
        style = _STYLES[role]
        if self._colours:
            return style
        return Style(**{name: getattr(style, name) for name in _ATTRIBUTES})

    def row(self, *parts: Part, width: int, ground: str = "text") -> Text:
        """Return a row of exactly ``width`` cells; what does not fit is cut, and shows so."""
        row, left = Text(no_wrap=True), width
        for part in parts:
            text, role = (part, "text") if isinstance(part, str) else part
            text = text.replace("\n", " ").replace("\t", " ")
            if cell_len(text) > left:
                text = fit(text, left)
            row.append(text, self._on(ground, role))
            left -= cell_len(text)
        row.append(" " * max(0, left), self.style(ground))
        return row

    def _on(self, ground: str, role: str) -> Style:
        """Return the style of a role on a ground; on the reversed row of the cursor without colour.

        A colour that is read well on one side of a reversal is not on the other.
        """
        style = self.style(role)
        return self.style(ground) + (Style(bold=style.bold) if ground == "here" else style)


def fit(text: str, width: int) -> str:
    """Cut or fill a text to exactly ``width`` cells."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip() + "~"
    return set_cell_size(text, width)


def wrap(text: str, width: int) -> list[str]:
    """Break a text into rows of at most ``width`` cells, at spaces where there are any."""
    rows, row = [], ""
    for word in text.split():
        for piece in chop_cells(word, max(1, width)):
            if row and cell_len(row) + 1 + cell_len(piece) > width:
                rows.append(row)
                row = piece
            else:
                row = f"{row} {piece}" if row else piece
    return [*rows, row] if row else rows
