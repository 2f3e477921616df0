"""The pages that end or interrupt an exam."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line, wrap
from exam_engine.client.sender import Ended
from exam_engine.client.sheets.words import count, facts

BLOCK = 64
FINISH_WORD = "FINISH"
_HOW = {
    "submitted": "You finished. All your answers are submitted.",
    "expired": "The time was up. All the answers on record are submitted.",
    "forced": "The invigilators ended it. All the answers on record are submitted.",
}


def notice_page(heading: str, sentences: list[str], role: str = "accent") -> list[Line]:
    """Return a page that only says something."""
    rows = [line((row, role)) for row in wrap(heading, BLOCK)]
    for sentence in sentences:
        rows += [EMPTY, *(line(row) for row in wrap(sentence, BLOCK))]
    return rows


def finish_page(
    attempt: Attempt, typed: str, message: str, glyphs: Glyphs
) -> tuple[list[Line], tuple[int, int]]:
    """Return the page that asks whether to finish, and row and column of the caret."""
    waiting = attempt.answers_waiting
    rows = [line(("Finish the exam?", "accent")), EMPTY, *_counts(attempt, glyphs)]
    if waiting:
        text = f"! {count(waiting, 'answer')} not saved yet: sent before the exam ends"
        rows.append(line((text, "alert")))
    rows += [EMPTY, line("After this nothing can be changed."), EMPTY]
    label = "Type FINISH and press Enter: "
    caret = (len(rows), len(label) + len(typed))
    blanks = "_" * max(0, len(FINISH_WORD) - len(typed))
    rows += [line((label, "strong"), (typed, "field"), (blanks, "muted")), EMPTY]
    rows.append(line((message, "alert")))
    return rows, caret


def end_page(end: Ended) -> list[Line]:
    """Return the last page of all."""
    pairs = [("Answered", count(end.answered, "question"))]
    pairs.append(("No answer", count(end.unanswered, "question")))
    rows = [
        line(("Your exam is submitted", "good")),
        EMPTY,
        line(_HOW.get(end.ending, "All the answers on record are submitted.")),
        EMPTY,
        *facts(pairs, BLOCK, indent=""),
        EMPTY,
    ]
    if end.missing:
        text = (
            f"{count(end.missing, 'answer')} on your screen reached the engine too late and "
            "could not be counted. Tell the invigilator before you leave."
        )
        rows += [*(line((row, "alert")) for row in wrap(text, BLOCK)), EMPTY]
    return [*rows, line(("You may leave. Call the invigilator.", "strong"))]


def _counts(attempt: Attempt, glyphs: Glyphs) -> list[Line]:
    rows = [line((f"{glyphs.answered} {count(attempt.answered, 'question')} answered", "good"))]
    if attempt.in_part:
        text = f"{glyphs.in_part} {count(attempt.in_part, 'question')} answered in part"
        rows.append(line((text, "warn")))
    if attempt.unanswered:
        text = f"{glyphs.seen} {count(attempt.unanswered, 'question')} without an answer"
        rows.append(line((text, "alert")))
    if attempt.elsewhere:
        text = (
            f"{glyphs.elsewhere} {count(attempt.elsewhere, 'question')} done before your assessors"
        )
        rows.append(line((text, "muted")))
    if attempt.flagged:
        text = f"{glyphs.flagged} {count(attempt.flagged, 'question')} flagged to look again"
        rows.append(line((text, "warn")))
    return rows
