"""The rows around a page: title, time bar, question header, saving, keys."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import Line, Part, Span, clip, line, spread
from exam_engine.client.outbox import Saving
from exam_engine.client.question import Question
from exam_engine.client.sheets.words import count
from exam_engine.wire.instructions import number_word

_KINDS: Mapping[str, tuple[str, str]] = {
    "gradient": ("choose the ", "best"),
    "true-false": ("true", " or false"),
    "assertion-reason": ("assertion", " and reason"),
    "match": ("", "match"),
    "order": ("put in ", "order"),
    "essay": ("", "write"),
    "performance": ("before your ", "assessors"),
}
"""What to do, in two or three words; elsewhere options are chosen."""


def title_row(title: str, name: str, width: int, glyphs: Glyphs) -> Line:
    """Return the title with the candidate's name at the right; a long title gives way."""
    right = clip(line((name, "muted"), " ", ground="panel"), width // 2, glyphs.more)
    room = width - right.width - 4
    left = clip(line(" ", (title, "accent"), ground="panel"), room, glyphs.more)
    return spread(left, right, width)


def time_bar(share_left: float, width: int, glyphs: Glyphs, *, urgent: bool) -> Line:
    """Return the bar of the time left; it doubles as a rule."""
    left = min(width, -int(-share_left * width // 1))
    role = "warn" if urgent else "done"
    return line((glyphs.done * left, role), (glyphs.rest * (width - left), "rest"))


def question_head(question: Question, total: int, width: int, glyphs: Glyphs) -> Line:
    """Return ``Question 17 of 40 · choose one · 1 mark``, and the flag."""
    view = question.view
    dot = (f" {glyphs.dot} ", "muted")
    left = line(
        "  ",
        (f"Question {view.n}", "accent"),
        (f" of {total}", "muted"),
        dot,
        *_kind(question),
        dot,
        (count(view.marks, "mark"), "muted"),
    )
    flag = glyphs.answered_flagged if question.answered else glyphs.flagged
    told = ("! your comment  ", "muted") if question.comment else ""
    flagged = (f"{flag} look again  ", "warn") if question.flagged else ""
    return spread(left, line(told, flagged), width)


def note_row(question: Question, width: int, glyphs: Glyphs) -> Line:
    """Return the candidate's note on a question; empty without one."""
    if not question.note:
        return Line()
    return clip(line("  ", ("Your note: ", "muted"), question.note), width - 1, glyphs.more)


def _kind(question: Question) -> tuple[Part, ...]:
    view = question.view
    lead, rest = _KINDS.get(view.type, ("choose ", number_word(view.choose).lower()))
    return (lead, "muted"), (rest, "strong")


def status_row(saving: Line, said: Line, width: int, glyphs: Glyphs) -> Line:
    """Return the rule below a page, with what is said there and whether the work is saved."""
    rule = Span(glyphs.rule, "rest")
    left = line((glyphs.rule * 2, "rest"), *said.spans)
    right = line(*saving.spans, (glyphs.rule * 2, "rest")) if saving.spans else Line()
    return spread(left, right, width, rule)


def overflow_words(above: int, below: int, keys: tuple[str, str], glyphs: Glyphs) -> Line:
    """Return what lies beyond a page, and the two ``keys`` that scroll there."""
    up, down = keys
    if above and below:
        both = f" {glyphs.above}{glyphs.below} more above and below "
        return line((both, "warn"), (f"{up} {down} ", "key"))
    if below:
        return line((f" {glyphs.below} more below ", "warn"), (f"{down} ", "key"))
    if above:
        return line((f" {glyphs.above} more above ", "muted"), (f"{up} ", "key"))
    return Line()


def saving_words(attempt: Attempt, glyphs: Glyphs) -> Line:
    """Return whether the candidate's work is on the engine's disk."""
    match attempt.saving:
        case Saving.SAVED:
            return line((f" {glyphs.tick} saved ", "good"))
        case Saving.SAVING:
            return line((f" saving{glyphs.more} ", "muted"))
        case Saving.WAITING:
            if attempt.next_batch() is None:
                return line((" ! the engine does not answer, trying again ", "alert"))
            waiting = attempt.answers_waiting
            verb = "waits" if waiting == 1 else "wait"
            what = f": {count(waiting, 'answer')} {verb}" if waiting else ""
            return line((f" ! not saved yet{what}, trying again ", "alert"))


def hints_row(hints: list[tuple[str, str]], width: int) -> Line:
    """Return keys and what they do; those that do not fit are left out from the right."""
    row = line(" ", ground="panel")
    for key, act in hints:
        longer = line(*row.spans, (key, "key"), (f" {act}  ", "muted"), ground="panel")
        if longer.width - 2 > width:
            break
        row = longer
    return row


def prompt_row(label: str, text: str, length: int, width: int, hint: str = "") -> tuple[Line, int]:
    """Return a row with a field to type into, and the column of the caret.

    Of a text that is longer than the row, its end is shown.
    """
    left = line(" ", (label, "strong"), " ", ground="panel")
    right = Line((Span(f"  {hint}", "muted"),)) if hint else Line()
    room = max(8, width - left.width - right.width - 1)
    shown = _tail(text, min(room, length))
    blanks = "_" * max(0, min(room, length) - cell_len(shown))
    row = line(*left.spans, (shown, "field"), (blanks, "muted"), *right.spans, ground="panel")
    return clip(row, width), left.width + cell_len(shown)


def _tail(text: str, room: int) -> str:
    """Return the end of a text that fits, with a sign where it was cut."""
    if cell_len(text) <= room:
        return text
    while cell_len(text) > room - 2:
        text = text[1:]
    return f"< {text}"
