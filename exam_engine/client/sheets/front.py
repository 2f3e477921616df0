"""The pages before the clock runs: welcome, identity, conditions, ready."""

from __future__ import annotations

from exam_engine.client.admission_file import Entry
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line, wrap
from exam_engine.client.sheets.card import key_card
from exam_engine.client.sheets.words import bullet, count, facts, paragraph
from exam_engine.wire.candidate import FrontPage

BLOCK = 64
_LABEL_CELLS = 21
_FIELD_CELLS = 30


def welcome_page(
    entry: Entry, active: int, message: str, glyphs: Glyphs
) -> tuple[list[Line], tuple[int, int]]:
    """Return the welcome page, and row and column of the caret."""
    rows = [
        line(("Welcome to your exam", "accent")),
        EMPTY,
        line("Enter your candidate number and the one-time code you were given."),
        EMPTY,
    ]
    fields = zip(("Candidate number", "One-time code"), entry, strict=True)
    for n, (label, text) in enumerate(fields):
        here = n == active
        side = (f"{glyphs.cursor if here else ' '} ", "cursor")
        name = (f"{label:<{_LABEL_CELLS - 2}}", "accent" if here else "muted")
        blanks = ("_" * max(0, _FIELD_CELLS - len(text)), "muted")
        rows += [line(side, name, (text, "field"), blanks), EMPTY]
    caret = (4 + 2 * active, _LABEL_CELLS + len(entry[active]))
    rows += [line((row, "alert")) for row in wrap(message, BLOCK)] if message else [EMPTY]
    return rows, caret


def identity_page(front: FrontPage) -> list[Line]:
    """Return the question whether the right person sits here."""
    pairs = [
        ("Name", front.name),
        ("Candidate number", front.candidate),
        ("Exam", front.title),
        ("Sitting", front.sitting),
    ]
    return [
        line(("Is this you?", "accent")),
        EMPTY,
        *facts(pairs, BLOCK, indent=""),
        EMPTY,
        *(
            line(row)
            for row in wrap(
                "If anything here is wrong, do not go on: press N and call the invigilator.", BLOCK
            )
        ),
    ]


def conditions_page(front: FrontPage, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the facts of the exam, its notices, and the statement to agree to."""
    rows = [EMPTY, line("  ", ("Your exam", "accent")), EMPTY, *facts(_facts(front), width), EMPTY]
    first = "Your first time here? ", "strong"
    told = " practises the keys: nothing counts, no clock runs."
    rows += [line("  ", first, ("F9", "key"), told), EMPTY]
    for notice in front.notices:
        rows += bullet(notice, width, glyphs.dot)
    rows += [EMPTY, line("  ", ("Your statement", "accent")), EMPTY]
    for sentence in front.agreement:
        rows += bullet(sentence, width, glyphs.dot)
    return rows


def ready_page(front: FrontPage, glyphs: Glyphs, width: int) -> list[Line]:
    """Return the last page before the clock runs."""
    allowed = front.minutes + front.extra_minutes
    return [
        EMPTY,
        line("  ", ("Everything is ready", "accent")),
        EMPTY,
        *paragraph(
            f"You have {count(allowed, 'minute')} for {count(front.items, 'question')}. "
            "Every answer is saved at once; if this terminal fails, you go on at any other one. "
            "These are the keys; each kind of question tells its own (F1 shows them):",
            width,
        ),
        EMPTY,
        *key_card(glyphs),
        EMPTY,
        line("  ", ("The clock starts when you press ", "strong"), ("Enter", "key"), "."),
    ]


def _facts(front: FrontPage) -> list[tuple[str, str]]:
    time = count(front.minutes, "minute")
    if front.extra_minutes:
        time = (
            f"{count(front.minutes + front.extra_minutes, 'minute')} "
            f"({front.minutes} and your {front.extra_minutes} extra)"
        )
    breaks = f"{count(front.break_minutes, 'minute')} with the clock standing still: Ctrl+P"
    return [
        ("Exam", front.title),
        ("Questions", f"{front.items}, in any order"),
        ("Time", time),
        *([("Breaks", breaks)] if front.break_minutes else []),
        ("To pass", f"{front.cut_score} of {count(front.total_marks, 'mark')}"),
        ("You may use", ", ".join(front.resources) or "nothing: this is a closed-book exam"),
    ]
