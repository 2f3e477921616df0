"""The rows of a text that is being written, and what is counted of it."""

from __future__ import annotations

from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import Line, Part, line
from exam_engine.client.manuscript import Manuscript
from exam_engine.client.question import Question
from exam_engine.client.sheets.words import count
from exam_engine.wire.candidate import LONGEST_ESSAY

TEXT_COLUMN = 3
_NEARLY_FULL = 1_000


def editor_rows(
    script: Manuscript, first: int, height: int, glyphs: Glyphs, *, writing: bool
) -> list[Line]:
    """Return the rows of a text from row ``first`` on, with a bar at their left.

    Only the rows in view are made: a key costs the same in a long text as in a short one.
    """
    side = (glyphs.cursor if writing else glyphs.side, "cursor" if writing else "rest")
    rows = []
    for index in range(first, first + height):
        parts = _row(script, index) if index < script.wrapping.rows else ()
        rows.append(line(" ", side, " ", *parts, ground="panel"))
    return rows


def _row(script: Manuscript, index: int) -> tuple[Part, ...]:
    wrapping = script.wrapping
    begins, text = wrapping.starts[index], wrapping.row(index)
    start, end = (max(0, min(offset - begins, len(text))) for offset in script.selection)
    # A selected line end shows as a blank, so that a blank line can be seen to be selected.
    low, high = script.selection
    line_end = low <= begins + len(text) < high
    return (
        text[:start],
        (text[start:end] + " " * line_end, "selected"),
        text[end:],
    )


def count_row(
    question: Question,
    script: Manuscript,
    glyphs: Glyphs,
    first: int,
    height: int,
    *,
    writing: bool,
) -> Line:
    """Return how much is written, against the guidance and the limit, and what is out of view."""
    words, guidance = script.words, question.view.words
    parts: list[Part] = [" ", (count(words, "word"), _role(words, guidance))]
    if guidance:
        parts.append((f" of {guidance[0]} to {guidance[1]}", "muted"))
        parts.append((_verdict(words, guidance), "warn"))
    left = LONGEST_ESSAY - len(script.text)
    if left <= _NEARLY_FULL:
        parts.append((f"   room for {count(left, 'character')}", "warn"))
    if not writing:
        what = "go on writing" if script.text else "write"
        parts += [("   Enter", "key"), (f" {what}", "muted")]
    below = script.wrapping.rows - first - height
    for rows, glyph in ((first, glyphs.above), (below, glyphs.below)):
        if rows > 0:
            parts.append((f"   {glyph} {count(rows, 'row')}", "warn"))
    return line(*parts)


def _role(words: int, guidance: tuple[int, ...]) -> str:
    if not guidance:
        return "strong"
    return "good" if guidance[0] <= words <= guidance[-1] else "warn"


def _verdict(words: int, guidance: tuple[int, ...]) -> str:
    """Say in words what the colour says. Guidance is no limit."""
    if words > guidance[-1]:
        return f", {words - guidance[-1]} over"
    return ""


def caret_of(script: Manuscript, first: int) -> tuple[int, int]:
    """Return column and row, within the pane, of the cursor."""
    row, column = script.wrapping.place_of(script.cursor)
    return TEXT_COLUMN + column, row - first
