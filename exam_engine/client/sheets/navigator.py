"""Where the candidate stands: the strip of glyphs in tens, and the rail for wide terminals."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, Span, line, spread
from exam_engine.client.question import Question

RAIL_WIDTH = 28
_TEN = 10
_FIVE = 5
_BLOCK_CELLS = 15


def glyph_of(question: Question, glyphs: Glyphs) -> tuple[str, str]:
    """Return the glyph of a question's state and its role."""
    if question.flagged:
        return (glyphs.answered_flagged if question.answered else glyphs.flagged), "warn"
    if question.elsewhere:
        return glyphs.elsewhere, "muted"
    if question.answered:
        return glyphs.answered, "good"
    if question.in_part:
        return glyphs.in_part, "warn"
    return (glyphs.seen, "text") if question.seen else (glyphs.unseen, "muted")


def strip(attempt: Attempt, glyphs: Glyphs, width: int) -> Line:
    """Return one row: as many tens as fit, always with the current question among them."""
    counts = line(
        (f"{attempt.answered}", "good"),
        (f"/{len(attempt.questions) - attempt.elsewhere} ", "muted"),
        (f"{glyphs.flagged}{attempt.flagged} ", "warn"),
    )
    blocks = -(-len(attempt.questions) // _TEN)
    fitting = max(1, (width - counts.width - 3) // _BLOCK_CELLS)
    first = min(max(0, (attempt.current - 1) // _TEN - fitting // 2), max(0, blocks - fitting))
    row: list[Span] = [Span(" " if first == 0 else glyphs.more, "muted")]
    for block in range(first, min(blocks, first + fitting)):
        row += _block(attempt, block, glyphs)
    if first + fitting < blocks:
        row.append(Span(glyphs.more, "muted"))
    return spread(Line(tuple(row)), counts, width)


def _block(attempt: Attempt, block: int, glyphs: Glyphs) -> list[Span]:
    start = block * _TEN
    spans = [Span(f"{start + 1:>2} ", "muted")]
    for question in attempt.questions[start : start + _TEN]:
        glyph, role = glyph_of(question, glyphs)
        spans.append(Span(glyph, "here" if question.view.n == attempt.current else role))
    spans.append(Span("  ", "text"))
    return spans


def rail(attempt: Attempt, glyphs: Glyphs, height: int) -> list[Line]:
    """Return the rail: numbers with glyphs, five a row, and the counts."""
    side = Span(f"{glyphs.side} ", "rest")
    counts = _counts(attempt, glyphs)
    room = max(1, height - len(counts) - 5)
    total = -(-len(attempt.questions) // _FIVE)
    first = min(max(0, (attempt.current - 1) // _FIVE - room // 2), max(0, total - room))
    rows = [EMPTY, line(("Questions", "muted")), EMPTY]
    rows += [_five(attempt, row, glyphs) for row in range(first, min(total, first + room))]
    rows += [EMPTY, line((glyphs.rule * (RAIL_WIDTH - 4), "rest")), *counts]
    return [Line((side, *row.spans)) for row in rows] + [Line((side,))] * (height - len(rows))


def _five(attempt: Attempt, row: int, glyphs: Glyphs) -> Line:
    spans: list[Span] = []
    for question in attempt.questions[row * _FIVE : (row + 1) * _FIVE]:
        glyph, role = glyph_of(question, glyphs)
        here = question.view.n == attempt.current
        spans.append(Span(f"{question.view.n:>3}{glyph}", "here" if here else role))
        spans.append(Span(" ", "text"))
    return Line(tuple(spans))


def _counts(attempt: Attempt, glyphs: Glyphs) -> list[Line]:
    seen = sum(q.seen and q.blank for q in attempt.questions)
    unseen = sum(not q.seen and q.blank for q in attempt.questions)
    table = [
        (glyphs.answered, "answered", attempt.answered, "good"),
        (glyphs.in_part, "in part", attempt.in_part, "warn"),
        (glyphs.answered_flagged, "flagged, answered", _flagged(attempt, True), "warn"),
        (glyphs.flagged, "flagged, open", _flagged(attempt, False), "warn"),
        (glyphs.seen, "seen, no answer", seen, "text"),
        (glyphs.unseen, "not seen", unseen, "muted"),
    ]
    if attempt.elsewhere:
        table.append((glyphs.elsewhere, "before assessors", attempt.elsewhere, "muted"))
    return [
        line((f"{glyph} ", role), f"{name:<19}", (f"{number:>3}", "strong"))
        for glyph, name, number, role in table
    ]


def _flagged(attempt: Attempt, answered: bool) -> int:
    return sum(q.flagged and q.answered is answered for q in attempt.questions)
