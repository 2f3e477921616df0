"""Glyphs, each one cell wide.

Two sets: one for terminal emulators, one for the Linux console, whose fonts hold little beyond
ASCII. Within a set no two states share a glyph, so that a screen without colour tells the same.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """States of questions, marks of options, and parts of the frame."""

    # questions
    answered: str
    in_part: str
    answered_flagged: str
    flagged: str
    seen: str
    unseen: str
    elsewhere: str
    # options: three cells each, or one
    free: str
    chosen: str
    struck: str
    box: str
    boxed: str
    # frame
    cursor: str
    done: str
    rest: str
    rule: str
    side: str
    above: str
    below: str
    tick: str
    dot: str
    more: str
    # names of keys
    up_down: str
    left_right: str


FULL = Glyphs(
    answered="●",
    in_part="◐",
    answered_flagged="⚑",
    flagged="⚐",
    seen="○",
    unseen="·",
    elsewhere="-",
    free="○",
    chosen="◉",
    struck="×",
    box="□",
    boxed="▣",
    cursor="▌",
    done="━",
    rest="─",
    rule="─",
    side="│",
    above="▲",
    below="▼",
    tick="✓",
    dot="·",
    more="…",
    up_down="↑↓",
    left_right="←→",
)

CONSOLE = Glyphs(
    answered="■",
    in_part="%",
    answered_flagged="!",
    flagged="?",
    seen="o",
    unseen="·",
    elsewhere="-",
    free="( )",
    chosen="(•)",
    struck="-x-",
    box="[ ]",
    boxed="[■]",
    cursor=">",
    done="━",
    rest="─",
    rule="─",
    side="|",
    above="^",
    below="v",
    tick="*",
    dot="·",
    more="~",
    up_down="Up/Dn",
    left_right="N/P",
)
