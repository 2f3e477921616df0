"""The card of keys, and what the glyphs mean."""

from __future__ import annotations

from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, Part, fit, line

_COLUMN = 38
_SAVED = "Every answer is saved at once. The clock goes on while you read this."


def key_card(glyphs: Glyphs, most_options: int) -> list[Line]:
    """Return the keys of the exam in two columns."""
    last = "ABCDEFGH"[min(most_options, 8) - 1]
    left = [
        (f"A-{last}", "choose that answer"),
        (f"{glyphs.up_down}", "move between the answers"),
        ("Space", "choose at the cursor"),
        ("Backspace", "take your answer back"),
        ("X", "strike out, or restore"),
        ("PgDn PgUp", "scroll a long question"),
        ("T", "hide or show the time"),
    ]
    right = [
        (f"{glyphs.left_right}", "previous, next question"),
        ("Home End", "first, last question"),
        ("17 Enter", "go to question 17"),
        ("L", "flag to look again"),
        ("R", "review all questions"),
        ("F1 or ?", "these keys"),
        ("F10", "finish the exam"),
    ]
    return [line("  ", *_entry(a, 11), *_entry(b, 10)) for a, b in zip(left, right, strict=True)]


def legend(glyphs: Glyphs) -> list[Line]:
    """Return what the glyphs mean."""
    return [
        line(
            "  ",
            (glyphs.answered, "good"),
            " answered   ",
            (glyphs.answered_flagged, "warn"),
            " answered, flagged   ",
            (glyphs.flagged, "warn"),
            " flagged   ",
            glyphs.seen,
            " seen   ",
            (glyphs.unseen, "muted"),
            " not seen",
        ),
        line(
            "  ",
            (glyphs.chosen, "good"),
            " your answer   ",
            (glyphs.struck, "muted"),
            " struck out: a note to yourself, never marked",
        ),
    ]


def help_page(glyphs: Glyphs, most_options: int) -> list[Line]:
    """Return the help: keys, glyphs, and what saves the work."""
    return [
        EMPTY,
        line("  ", ("Keys", "accent")),
        EMPTY,
        *key_card(glyphs, most_options),
        EMPTY,
        line("  ", ("Signs", "accent")),
        EMPTY,
        *legend(glyphs),
        EMPTY,
        line("  ", (_SAVED, "muted")),
    ]


def _entry(entry: tuple[str, str], key_cells: int) -> tuple[Part, ...]:
    key, act = entry
    return (fit(key, key_cells), "key"), fit(act, _COLUMN - key_cells)
