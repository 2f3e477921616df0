"""Colour schemes. A text role has a contrast of at least 7:1 on every ground (WCAG 2.2, AAA).

Nothing is told by colour alone: each role that means something comes with a glyph or a word.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as ``#rrggbb``. ``page``, ``panel`` and ``tint`` are grounds, ``line`` is for rules,
    the others are for text."""

    page: str
    panel: str
    tint: str
    line: str
    text: str
    muted: str
    accent: str
    good: str
    warn: str
    alert: str


GROUNDS = ("page", "panel", "tint")
TEXTS = tuple(f.name for f in fields(Palette) if f.name not in (*GROUNDS, "line"))

DARK = Palette(
    page="#10151d",
    panel="#1a222e",
    tint="#1d2c42",
    line="#46536a",
    text="#eef2f7",
    muted="#b3bdcb",
    accent="#9cc3ff",
    good="#86e0ac",
    warn="#f5cf78",
    alert="#ffb3a8",
)
LIGHT = Palette(
    page="#fbfbf9",
    panel="#eceef1",
    tint="#e0eaf8",
    line="#9aa3b0",
    text="#14181f",
    muted="#414954",
    accent="#0b4183",
    good="#0b4f2c",
    warn="#5f3f00",
    alert="#7d1414",
)
CONTRAST = Palette(
    page="#000000",
    panel="#000000",
    tint="#1c1c1c",
    line="#ffffff",
    text="#ffffff",
    muted="#e4e4e4",
    accent="#ffff00",
    good="#5dff9b",
    warn="#ffd75e",
    alert="#ffafaf",
)
SCHEMES = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
