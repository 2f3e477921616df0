"""A text that is being written: cursor, selection, undo, and a clipboard of its own.

No screen and no network. Offsets count characters from 0. The clipboard is the exam's: nothing
from outside reaches it, and nothing in it leaves.
"""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import get_character_cell_size

from exam_engine.client.edits import edit_of
from exam_engine.client.versions import Versions
from exam_engine.client.wrapping import Wrapping
from exam_engine.text import clean_text
from exam_engine.wire.candidate import LONGEST_ESSAY

MOST_STEPS_BACK = 400


class Change(NamedTuple):
    """At ``start``, ``removed`` became ``inserted``; the cursor had been at ``cursor``."""

    start: int
    removed: str
    inserted: str
    cursor: int


class Clipboard:
    """What was cut or copied last, in any question of this exam."""

    def __init__(self) -> None:
        self.text = ""

    def __repr__(self) -> str:
        return "Clipboard(…)"


class Manuscript:
    """``anchor`` is where a selection began, None without one. ``minute`` is the exam's."""

    def __init__(self, text: str, width: int, clipboard: Clipboard) -> None:
        self.wrapping = Wrapping(text.replace("\t", " "), width)
        self.clipboard = clipboard
        self.cursor = len(self.text)
        self.anchor: int | None = None
        self.words = len(self.text.split())
        self._column: int | None = None
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._joins = False
        self.minute = 0
        self._versions = Versions()

    def __repr__(self) -> str:
        return f"Manuscript({len(self.text)} characters)"

    @property
    def text(self) -> str:
        return self.wrapping.text

    @property
    def selection(self) -> tuple[int, int]:
        """Return the offsets of what is selected; both are the cursor's without a selection."""
        other = self.cursor if self.anchor is None else self.anchor
        return min(self.cursor, other), max(self.cursor, other)

    def set_width(self, width: int) -> None:
        """Break the text anew for a width in cells."""
        if self.wrapping.width != width:
            self.wrapping = Wrapping(self.text, width)

    # --- changing; each returns whether the text changed ---

    def insert(self, text: str) -> bool:
        """Put a text in the place of the selection; one that would be too long changes nothing."""
        text = clean_text(text)
        start, end = self.selection
        if len(self.text) - (end - start) + len(text) > LONGEST_ESSAY or not text:
            return False
        # A word typed is one step back, and the blank after it begins the next.
        joins = self._joins and start == end and len(text) == 1 and not text.isspace()
        self._replace(start, end, text, joins=joins)
        self._joins = len(text) == 1
        return True

    def delete_left(self, *, word: bool = False) -> bool:
        """Delete the selection, or the character or word before the cursor."""
        if self.anchor is None or self.anchor == self.cursor:
            self.anchor = self._word_left(self.cursor) if word else max(0, self.cursor - 1)
        return self._delete()

    def delete_right(self, *, word: bool = False) -> bool:
        """Delete the selection, or the character or word after the cursor."""
        if self.anchor is None or self.anchor == self.cursor:
            right = self._character_right(self.cursor)
            self.anchor = self._word_right(self.cursor) if word else right
        return self._delete()

    def cut(self) -> bool:
        """Move the selection to the clipboard."""
        return self.copy() and self._delete()

    def copy(self) -> bool:
        """Put the selection on the clipboard; return whether there was one."""
        start, end = self.selection
        if start == end:
            return False
        self.clipboard.text = self.text[start:end]
        return True

    def paste(self) -> bool:
        """Put what is on the clipboard in the place of the selection."""
        return self.insert(self.clipboard.text)

    def go_back(self) -> bool:
        """Put the text back as it stood a minute of writing earlier; undo takes that back, too."""
        version = self._versions.earlier(self.text)
        if version is None:
            return False
        start, removed, inserted = edit_of(self.text, version)
        self._change(start, start + removed, inserted, joins=False)
        return True

    def undo(self) -> bool:
        """Take the last change back."""
        if not self._done:
            return False
        change = self._done.pop()
        self._undone.append(change)
        self._apply(change.start, len(change.inserted), change.removed)
        self.cursor = change.cursor
        return True

    def redo(self) -> bool:
        """Make the change again that was taken back last."""
        if not self._undone:
            return False
        change = self._undone.pop()
        self._done.append(change)
        self._apply(change.start, len(change.removed), change.inserted)
        self.cursor = change.start + len(change.inserted)
        return True

    # --- moving; with ``select`` the selection grows or shrinks ---

    def move(self, step: int, *, word: bool = False, select: bool = False) -> None:
        """Move by a character or a word; without ``select`` a selection is left at its end."""
        start, end = self.selection
        if start != end and not select and not word:
            self._go(end if step > 0 else start, select=False)
            return
        if word:
            to = self._word_right(self.cursor) if step > 0 else self._word_left(self.cursor)
        elif step > 0:
            to = self._character_right(self.cursor)
        else:
            to = self._character_left(self.cursor)
        self._go(to, select=select)

    def move_rows(self, step: int, *, select: bool = False) -> None:
        """Move by rows as they are broken on the screen, in the column where the move began."""
        row, column = self.wrapping.place_of(self.cursor)
        column = column if self._column is None else self._column
        to = self.wrapping.offset_at(row + step, column)
        if not 0 <= row + step < self.wrapping.rows:
            to = 0 if step < 0 else len(self.text)
        self._go(to, select=select)
        self._column = column

    def move_to_edge(self, side: int, *, whole: bool = False, select: bool = False) -> None:
        """Move to the beginning (-1) or end (1) of the row, or of the whole text."""
        row = self.wrapping.row_of(self.cursor)
        if whole:
            to = 0 if side < 0 else len(self.text)
        elif side < 0:
            to = self.wrapping.starts[row]
        else:
            to = self.wrapping.offset_at(row, self.wrapping.width + 1)
        self._go(to, select=select)

    def select_all(self) -> None:
        """Select the whole text."""
        self.anchor, self.cursor, self._joins = 0, len(self.text), False

    # --- inside ---

    def _go(self, to: int, *, select: bool) -> None:
        if not select:
            self.anchor = None
        elif self.anchor is None:
            self.anchor = self.cursor
        self.cursor, self._column, self._joins = to, None, False

    def _delete(self) -> bool:
        start, end = self.selection
        self.anchor = None
        if start == end:
            return False
        self._replace(start, end, "", joins=False)
        self._joins = False
        return True

    def _replace(self, start: int, end: int, text: str, *, joins: bool) -> None:
        self._versions.keep(self.text, self.minute)
        self._change(start, end, text, joins=joins)

    def _change(self, start: int, end: int, text: str, *, joins: bool) -> None:
        change = Change(start, self.text[start:end], text, self.cursor)
        if joins:
            last = self._done.pop()
            change = last._replace(inserted=last.inserted + text)
        self._done = [*self._done[-MOST_STEPS_BACK:], change]
        self._undone.clear()
        self._apply(start, end - start, text)
        self.cursor = start + len(text)

    def _apply(self, start: int, removed: int, inserted: str) -> None:
        self.wrapping.replace(start, removed, inserted)
        self.words = len(self.text.split())
        self.anchor, self._column, self._joins = None, None, False

    def _character_right(self, offset: int) -> int:
        """Return the offset after the next character and the marks that combine with it."""
        text = self.text
        offset = min(len(text), offset + 1)
        while offset < len(text) and _combines(text[offset]):
            offset += 1
        return offset

    def _character_left(self, offset: int) -> int:
        offset = max(0, offset - 1)
        while offset > 0 and _combines(self.text[offset]):
            offset -= 1
        return offset

    def _word_right(self, offset: int) -> int:
        text, end = self.text, len(self.text)
        while offset < end and not text[offset].isspace():
            offset += 1
        while offset < end and text[offset].isspace():
            offset += 1
        return offset

    def _word_left(self, offset: int) -> int:
        text = self.text
        while offset > 0 and text[offset - 1].isspace():
            offset -= 1
        while offset > 0 and not text[offset - 1].isspace():
            offset -= 1
        return offset


def _combines(character: str) -> bool:
    """Return whether a character takes no cell of its own."""
    return character != "\n" and get_character_cell_size(character) == 0
