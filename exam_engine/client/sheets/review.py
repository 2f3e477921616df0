"""The review: what needs attention first, then all the rest."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, fit, line
from exam_engine.client.question import Question
from exam_engine.client.sheets.navigator import glyph_of
from exam_engine.client.sheets.words import count

_STATE_CELLS = 20
_MOST_LETTERS = 4


class Filter(Enum):
    """What the review lists."""

    ALL = "all questions"
    FLAGGED = "flagged"
    UNANSWERED = "no answer, or in part"


class ReviewSheet(NamedTuple):
    """``rows`` maps each question listed, in order, to its row."""

    lines: list[Line]
    rows: dict[int, int]


def review_head(attempt: Attempt, chosen: Filter, glyphs: Glyphs) -> list[Line]:
    """Return heading and counts."""
    unseen = sum(not q.seen and q.blank for q in attempt.questions)
    in_part = (f"{glyphs.in_part} {attempt.in_part} in part", "warn")
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
            *((in_part, gap) if attempt.in_part else ()),
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
    attention = [q for q in listed if q.flagged or q.blank or q.in_part]
    answered = [q for q in listed if q.answered and not q.flagged]
    elsewhere = [q for q in listed if q.elsewhere and not q.flagged]
    lines: list[Line] = []
    rows: dict[int, int] = {}
    for heading, questions in _sections(attention, answered, elsewhere):
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
    return chosen is Filter.ALL or question.blank or question.in_part


def _sections(*sections: list[Question]) -> list[tuple[str, list[Question]]]:
    names = ("Needs attention", "Answered", "Done before your assessors")
    return list(zip(names, sections, strict=True))


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
        (fit(stem, max(0, min(width, 110) - 35), glyphs.more), "muted"),
        ground="tint" if here else "page",
    )


def _state(question: Question) -> str:
    words = _answer(question)
    return f"{words}, flagged" if question.flagged else words


def _answer(question: Question) -> str:
    done, whole = question.progress
    if question.elsewhere:
        return "assessors"
    if question.blank:
        return "no answer" if question.seen else "not seen"
    if question.in_part:
        return f"{done} of {whole}"
    match question.view.interaction:
        case "text":
            return count(len(question.written.split()), "word")
        case "match":
            return f"all {whole} lines"
    letters = "".join(question.letters[position - 1] for position in question.response)
    return f"answer {letters}" if len(letters) <= _MOST_LETTERS else f"all {whole}"
