"""The card of keys."""

from __future__ import annotations

from exam_engine.console.look import Part, wrap
from exam_engine.console.pages.scrolling import ScrollingPage

KEYS = (
    ("Up Dn PgUp PgDn", "choose a seat"),
    ("Space", "mark a seat: acts are then for all that are marked"),
    ("A", "mark all that are shown, or none"),
    ("/", "show only seats that fit some words; Esc shows all again"),
    ("Enter", "what happened at this seat"),
    ("", ""),
    ("C", "check in: who sits there, and which document you saw"),
    ("P  R", "pause, resume"),
    ("T", "give incident time"),
    ("M", "message, which the candidate confirms"),
    ("H", "help was given"),
    ("I", "put an incident on record, with its effect on time"),
    ("O", "other seat: a new code, to go on at another terminal"),
    ("F", "finish for a candidate, together with a second invigilator"),
    ("", ""),
    ("F1 or ?", "these keys"),
    ("Q", "sign out and leave; the exams go on"),
)
_SIGNS = (
    "Urgent seats come first: calls for help, pauses, incidents, quiet terminals (nothing came for "
    "five minutes). Saved is how long ago the last answer or move reached the engine's disk. Left "
    "is the time left."
)


class HelpPage(ScrollingPage):
    title = "Keys"

    def rows(self, width: int) -> list[list[Part]]:
        keys: list[list[Part]] = [[(f"  {key:<17}", "key"), told] for key, told in KEYS]
        signs: list[list[Part]] = [[f"  {row}"] for row in wrap(_SIGNS, width - 4)]
        return [[], *keys, [], *signs]
