"""Breaking sentences into rows of a terminal, or of a braille display."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

NARROWEST = 20


def cells(text: str) -> int:
    """Return how many columns a text takes: wide characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def wrapped(text: str, width: int) -> list[str]:
    """Return the rows of a text, without empty ones: they are noise when read aloud.

    :param width: columns, at least ``NARROWEST``.
    """
    width = max(NARROWEST, width)
    return [row for line in text.split("\n") for row in _rows(line, width)]


def _rows(line: str, width: int) -> Iterator[str]:
    row = ""
    for word in line.split():
        joined = f"{row} {word}" if row else word
        if cells(joined) <= width:
            row = joined
            continue
        if row:
            yield row
        *full, row = _pieces(word, width)
        yield from full
    if row:
        yield row


def _pieces(word: str, width: int) -> list[str]:
    """Return a word in pieces that fit: languages without blanks are one long word."""
    pieces, used = [""], 0
    for character in word:
        size = _cells(character)
        if used + size > width:
            pieces.append("")
            used = 0
        pieces[-1] += character
        used += size
    return pieces


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
