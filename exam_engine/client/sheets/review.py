"""The review: what needs attention first, then all the rest."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, fit, line
from exam_engine.client.question import Question
from exam_engine.client.sheets.navigator import glyph_of
from exam_engine.client.sheets.words import LETTERS

_STATE_CELLS = 18


class Filter(Enum):
    """What the review lists."""

    ALL = "all questions"
    FLAGGED = "flagged"
    UNANSWERED = "no answer"


class ReviewSheet(NamedTuple):
    """``rows`` maps each question listed, in order, to its row."""

    lines: list[Line]
    rows: dict[int, int]


def review_head(attempt: Attempt, chosen: Filter, glyphs: Glyphs) -> list[Line]:
    """Return heading and counts."""
    unseen = sum(not q.seen and not q.answered for q in attempt.questions)
    gap = "   "
    shown = chosen.value if chosen is Filter.ALL else f"only: {chosen.value}"
    return [
        EMPTY,
        line("  ", ("Review your answers", "accent")),
        line("  ", (f"Nothing is submitted until you finish. Showing {shown}.", "muted")),
        EMPTY,
        line(
            "  ",
            (f"{glyphs.answered} {attempt.answered} answered", "good"),
            gap,
            (f"{glyphs.flagged} {attempt.flagged} flagged", "warn"),
            gap,
            f"{glyphs.seen} {attempt.unanswered - unseen} seen, no answer",
            gap,
            (f"{glyphs.unseen} {unseen} not seen", "muted"),
        ),
    ]


def review_sheet(
    attempt: Attempt, chosen: Filter, cursor: int, glyphs: Glyphs, width: int
) -> ReviewSheet:
    """List the questions that ``chosen`` lets through, ``cursor`` being a question's number."""
    listed = [question for question in attempt.questions if _passes(question, chosen)]
    attention = [question for question in listed if question.flagged or not question.answered]
    rest = [question for question in listed if question.answered and not question.flagged]
    lines: list[Line] = []
    rows: dict[int, int] = {}
    for heading, questions in (("Needs attention", attention), ("Answered", rest)):
        if not questions:
            continue
        if lines:
            lines.append(EMPTY)
        lines.append(line("  ", (f"{heading} ({len(questions)})", "muted")))
        for question in questions:
            rows[question.view.n] = len(lines)
            lines.append(_row(question, question.view.n == cursor, glyphs, width))
    if not lines:
        lines.append(line("  ", ("There is no such question.", "muted")))
    return ReviewSheet(lines, rows)


def _passes(question: Question, chosen: Filter) -> bool:
    if chosen is Filter.FLAGGED:
        return question.flagged
    return chosen is Filter.ALL or not question.answered


def _row(question: Question, here: bool, glyphs: Glyphs, width: int) -> Line:
    glyph, role = glyph_of(question, glyphs)
    side = glyphs.cursor if here else " "
    stem = " ".join(question.view.stem.split())
    return line(
        " ",
        (side, "cursor"),
        "  ",
        (glyph, role),
        (f"{question.view.n:>5}  ", "strong"),
        fit(_state(question), _STATE_CELLS),
        "  ",
        (fit(stem, max(0, min(width, 110) - 33), glyphs.more), "muted"),
        ground="tint" if here else "page",
    )


def _state(question: Question) -> str:
    if question.answered:
        letters = "".join(LETTERS[position - 1] for position in question.response)
        words = f"answer {letters}"
    else:
        words = "no answer" if question.seen else "not seen"
    return f"{words}, flagged" if question.flagged else words
