"""A look: glyphs and colours for one kind of terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.style import Style

from exam_engine.client.look.glyphs import CONSOLE, FULL, Glyphs
from exam_engine.client.look.palette import SCHEMES, Palette

PROFILES = ("full", "console")
MONO = "mono"
SCHEME_NAMES = (*SCHEMES, MONO)
CONSOLE_SCHEMES = ("console", MONO)
SCHEME_WORDS = {
    "dark": "dark colours",
    "light": "light colours",
    "contrast": "high contrast",
    "mono": "no colours",
    "console": "colours",
}

_BOLD = frozenset({"strong", "accent", "key", "here", "done", "marked"})
_REVERSED = frozenset({"here", "selected"})
_UNDERLINED = frozenset({"field", "marked"})
_COLOUR_OF = {
    "strong": "text",
    "struck": "muted",
    "cursor": "accent",
    "done": "accent",
    "key": "warn",
    "rest": "line",
    "field": "text",
    "here": "accent",
    "selected": "text",
    "marked": "warn",
}
# The Linux console has 16 colours and no half tones: grey is its normal text, bright its bold.
_CONSOLE_COLOUR = {
    "accent": "cyan",
    "good": "green",
    "warn": "yellow",
    "alert": "red",
    "line": "default",
    "text": "default",
    "muted": "default",
}


@dataclass(eq=False)
class Look:
    """``palette`` is None on the Linux console, whose own 16 colours are used.

    Without ``colours`` (NO_COLOR, or the scheme "mono") neither is: bold, reverse, underline and
    glyphs tell everything. ``forced`` says that there are to be no colours at all.
    """

    glyphs: Glyphs
    palette: Palette | None
    colours: bool = True
    scheme: str = "dark"
    forced: bool = False
    _styles: dict[tuple[str, str], Style] = field(default_factory=dict, repr=False)

    def turn(self) -> str:
        """Take the next scheme; return its name."""
        schemes = CONSOLE_SCHEMES if self.is_console else SCHEME_NAMES
        here = schemes.index(self.scheme) if self.scheme in schemes else -1
        return self.wear(schemes[(here + 1) % len(schemes)])

    def wear(self, scheme: str) -> str:
        """Take a scheme by name, as far as this terminal has it; return the one that is worn."""
        if not self.forced and scheme in (CONSOLE_SCHEMES if self.is_console else SCHEME_NAMES):
            self.scheme, self.colours = scheme, scheme != MONO
            if not self.is_console and scheme != MONO:
                self.palette = SCHEMES[scheme]
            self._styles.clear()
        return self.scheme

    @property
    def is_console(self) -> bool:
        return self.palette is None

    def style(self, role: str, ground: str) -> Style:
        """Return the style of a role on a ground."""
        key = (role, ground)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._make(role, ground)
        return style

    def background(self) -> str:
        """Return the page's colour for style sheets."""
        return "ansi_default" if self.palette is None or not self.colours else self.palette.page

    def _make(self, role: str, ground: str) -> Style:
        bold = role in _BOLD
        if not self.colours:
            strike, underline = role == "struck", role in _UNDERLINED
            return Style(bold=bold, reverse=role in _REVERSED, strike=strike, underline=underline)
        if self.palette is None:
            colour = _CONSOLE_COLOUR[_COLOUR_OF.get(role, role)]
            underline = role in _UNDERLINED
            # The console shows a bold colour bright: dark red or brown on black is hard to read.
            bold = bold or colour != "default"
            return Style(
                color=colour,
                bgcolor="default",
                bold=bold,
                reverse=role in _REVERSED,
                underline=underline,
            )
        back = getattr(self.palette, ground)
        if role in _REVERSED:  # where the candidate is, and what is selected
            ink = getattr(self.palette, _COLOUR_OF[role])
            return Style(color=self.palette.page, bgcolor=ink, bold=bold)
        colour = getattr(self.palette, _COLOUR_OF.get(role, role))
        strike, underline = role == "struck", role in _UNDERLINED
        return Style(color=colour, bgcolor=back, bold=bold, strike=strike, underline=underline)


def choose_look(profile: str | None, scheme: str, environment: Mapping[str, str]) -> Look:
    """Return the look for a profile, by default that of the terminal's type."""
    by_type = "console" if environment.get("TERM") == "linux" else "full"
    forced = "NO_COLOR" in environment
    colours = not forced and scheme != MONO
    worn = scheme if colours else MONO
    if (profile or by_type) == "console":
        worn = CONSOLE_SCHEMES[0] if colours else MONO
        return Look(CONSOLE, None, colours, worn, forced)
    return Look(FULL, SCHEMES.get(scheme, SCHEMES["dark"]), colours, worn, forced)
