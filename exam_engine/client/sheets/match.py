"""Lines to be filled in with selections: match, true or false, assertion and reason."""

from __future__ import annotations

from rich.cells import cell_len

from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import Line, Part, fit, line, wrap
from exam_engine.client.question import Question
from exam_engine.client.sheets.stops import Rows
from exam_engine.client.sheets.words import WIDEST_TEXT, count
from exam_engine.wire.candidate import LineView

_NUMBER_CELLS = 2
_BECAUSE = "BECAUSE"
_GAP = 2


def match_body(question: Question, cursor: int, glyphs: Glyphs, width: int) -> list[Rows]:
    """Return the lines, each with its number and the slot for its selection."""
    worth = {entry.marks for entry in question.view.lines}
    return [
        Rows(n, _line(question, n, entry, n == cursor, glyphs, width, tell=len(worth) > 1))
        for n, entry in enumerate(question.view.lines, start=1)
    ]


def _line(
    question: Question,
    n: int,
    entry: LineView,
    here: bool,
    glyphs: Glyphs,
    width: int,
    *,
    tell: bool,
) -> list[Line]:
    side, ground = (glyphs.cursor, "tint") if here else (" ", "page")
    slot, role = slot_of(question, n)
    bar = (f" {side}", "cursor")
    head: tuple[Part, ...] = (
        (f"{n:>{_NUMBER_CELLS}} ", "accent" if here else "strong"),
        (f"[{slot}]", role),
        " ",
    )
    hang = " " * (_NUMBER_CELLS + cell_len(slot) + 4)
    room = max(10, min(WIDEST_TEXT, width - 4) - len(hang))
    texts = _told(entry, tell=tell)
    first, *others = [row for text in texts for row in wrap(text, room)]
    tail = [line(bar, hang, row, ground=ground) for row in others]
    return [line(bar, *head, first, ground=ground), *tail]


def _told(entry: LineView, *, tell: bool) -> list[str]:
    """Return the texts of a line: assertion and reason are joined by a word of their own."""
    texts = [entry.texts[0], *(f"{_BECAUSE} {text}" for text in entry.texts[1:])]
    if tell:
        texts[-1] += f" ({count(entry.marks, 'mark')})"
    return texts


def slot_of(question: Question, n: int) -> tuple[str, str]:
    """Return what stands in the slot of a line, and its role.

    True and false stand there as words, all else as a letter.
    """
    words = [option.text for option in question.view.options]
    names = words if question.view.type == "true-false" else list(question.letters)
    cells = max(map(cell_len, names))
    position = question.response[n - 1] if question.response else 0
    if not position:
        return " " * cells, "muted"
    return fit(names[position - 1], cells), "good"


def selections(question: Question, glyphs: Glyphs, width: int, most_rows: int) -> list[Line]:
    """Return the selections in as few columns as need no cut; nothing if they need more rows."""
    entries = _entries(question, glyphs)
    room = min(WIDEST_TEXT, width - 4)
    for columns in (4, 3, 2):
        cells = (room - _GAP * (columns - 1)) // columns
        if columns <= len(entries) and all(_width(parts) <= cells for parts in entries):
            rows = _in_columns(entries, columns, min(cells, max(map(_width, entries)) + 2))
            return rows if len(rows) <= most_rows else []
    rows = [row for parts in entries for row in _hanging(parts, room)]
    return rows if len(rows) <= most_rows else []


def all_selections(question: Question, glyphs: Glyphs, width: int) -> list[Line]:
    """Return the selections one below the other, however many rows they need."""
    room = min(WIDEST_TEXT, width - 4)
    return [row for parts in _entries(question, glyphs) for row in _hanging(parts, room)]


Entry = tuple[str, str, str]
"""Letter, mark (used already, where that counts), text."""


def _entries(question: Question, glyphs: Glyphs) -> list[Entry]:
    view = question.view
    used = {0} if view.reuse else set(question.response)
    return [
        (letter, glyphs.tick if option.position in used else " ", option.text)
        for letter, option in zip(question.letters, view.options, strict=True)
    ]


def _width(entry: Entry) -> int:
    return cell_len(entry[0]) + 3 + cell_len(entry[2])


def _parts(entry: Entry, text: str) -> tuple[Part, ...]:
    letter, mark, _ = entry
    return (letter, "key"), (f" {mark} ", "good"), (text, "muted" if mark.strip() else "text")


def _in_columns(entries: list[Entry], columns: int, cells: int) -> list[Line]:
    """Fill the columns one after the other, as an alphabet is read in a book."""
    height = -(-len(entries) // columns)
    rows = []
    for first in range(height):
        parts: list[Part] = ["  "]
        for entry in entries[first::height]:
            parts += _parts(entry, fit(entry[2], cells - 4 + _GAP))
        rows.append(line(*parts))
    return rows


def _hanging(entry: Entry, room: int) -> list[Line]:
    first, *others = wrap(entry[2], room - 4)
    return [line("  ", *_parts(entry, first)), *(line("      ", row) for row in others)]
