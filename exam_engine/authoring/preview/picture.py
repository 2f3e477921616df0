"""A frame of a terminal as text, as text with colours, as SVG, and as PNG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from rich.cells import cell_len
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from exam_engine.client.look.look import Look
from exam_engine.client.look.palette import DARK, Palette
from exam_engine.errors import AuthoringError

CELL_X, CELL_Y, MARGIN, FONT_SIZE, BASELINE = 12, 25, 14, 20, 19
PNG_SCALE = 1.5
_NO_BREAK = "&#160;"
# Lines are drawn, not written, so that they join: left, top, width (0: the run's), height.
_RULES: dict[str, tuple[float, float, float, float]] = {
    "━": (0, 11, 0, 3),
    "─": (0, 12, 0, 1),
    "│": (6, 0, 1, CELL_Y),
    "▌": (0, 0, CELL_X / 2, CELL_Y),
}
_PIECES = re.compile("([━─│▌])\\1*|[^━─│▌]+")
# Fonts that the reader has: a picture loads nothing from elsewhere.
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" \
width="{width}" height="{height}" role="img">
<title>{title}</title>
<rect width="{width}" height="{height}" rx="10" fill="{page}"/>
<g font-family="{fonts}" font-size="{size}">
"""


def as_text(rows: Sequence[Strip]) -> str:
    """Return the rows without styles and without blanks at their ends."""
    return "\n".join(row.text.rstrip() for row in rows)


def as_ansi(rows: Sequence[Strip]) -> str:
    """Return the rows with their styles, as a terminal of 16 million colours shows them."""
    return "\n".join(
        "".join(
            (segment.style or Style()).render(segment.text, color_system=ColorSystem.TRUECOLOR)
            for segment in row.simplify()
        )
        for row in rows
    )


def as_svg(rows: Sequence[Strip], title: str, look: Look) -> str:
    """Return the rows as SVG that loads nothing from elsewhere."""
    palette = look.palette or DARK
    cells = max((row.cell_length for row in rows), default=0)
    head = _HEAD.format(
        width=cells * CELL_X + 2 * MARGIN,
        height=len(rows) * CELL_Y + 2 * MARGIN,
        title=escape(title),
        page=palette.page,
        fonts=_FONTS,
        size=FONT_SIZE,
    )
    parts = [head]
    for y, row in enumerate(rows):
        x = 0
        for segment in row.simplify():
            parts.append(_run(segment, MARGIN + x * CELL_X, MARGIN + y * CELL_Y, palette))
            x += segment.cell_length
    return "".join([*parts, "</g>\n</svg>\n"])


def write_picture(rows: Sequence[Strip], title: str, look: Look, file: Path) -> None:
    """Write an SVG or a PNG, as the file's name says.

    :raises AuthoringError: if the name ends otherwise, or the file is there already.
    """
    if file.suffix not in (".svg", ".png"):
        raise AuthoringError([f"{file}: a picture's name ends in .svg or .png"])
    svg = as_svg(rows, title, look)
    body = svg.encode() if file.suffix == ".svg" else _png(svg)
    try:
        with file.open("xb") as stream:
            stream.write(body)
    except FileExistsError:
        raise AuthoringError(
            [f"{file}: is there already; take it away or name another file"]
        ) from None


def _png(svg: str) -> bytes:
    import vl_convert  # here: a library that only pictures need, and large

    return bytes(vl_convert.svg_to_png(svg, scale=PNG_SCALE))


def _run(segment: Segment, left: float, top: float, palette: Palette) -> str:
    """Return one run of text in one style, on its ground."""
    style = segment.style or Style()
    colour, ground = _css(style.color, palette.text), _css(style.bgcolor, palette.page)
    if style.reverse:
        colour, ground = ground, colour
    parts = []
    if ground != palette.page:
        parts.append(_box(left, top, segment.cell_length * CELL_X, CELL_Y, ground))
    look = f'fill="{colour}"'
    look += ' font-weight="bold"' * bool(style.bold)
    look += ' text-decoration="line-through"' * bool(style.strike)
    for piece in _PIECES.finditer(segment.text):
        width = cell_len(piece[0]) * CELL_X
        if piece[0][0] in _RULES:
            x, y, wide, high = _RULES[piece[0][0]]
            parts.append(_box(left + x, top + y, wide or width, high, colour))
        elif piece[0].strip():
            parts.append(_words(piece[0], left, top, look))
        left += width
    return "".join(parts)


def _words(text: str, left: float, top: float, look: str) -> str:
    left += (len(text) - len(text.lstrip())) * CELL_X
    text = text.strip()
    # The length keeps columns in line whatever font the reader has.
    place = f'x="{left:g}" y="{top + BASELINE}" textLength="{cell_len(text) * CELL_X}"'
    return f"<text {place} {look}>{escape(text).replace(' ', _NO_BREAK)}</text>\n"


def _box(left: float, top: float, width: float, height: float, colour: str) -> str:
    size = f'width="{width:g}" height="{height:g}"'
    return f'<rect x="{left:g}" y="{top:g}" {size} fill="{colour}"/>\n'


def _css(colour: Color | None, default: str) -> str:
    return default if colour is None or colour.is_default else colour.get_truecolor().hex
