"""Breaking a long text into rows while it is typed.

Every character keeps its place, blanks included: a row is a stretch of the text, so that the cursor
can be mapped to a row and back. After a change only the rows that it can reach are broken again:
from the row before it (a word may move back up) to the first row that begins where it began before.
"""

from __future__ import annotations

from bisect import bisect_right

from rich.cells import get_character_cell_size


class Wrapping:
    """The rows of a text at a width in cells. ``starts`` are the offsets at which rows begin."""

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = max(2, width)
        self.starts = [0]
        self._break(0, [])

    @property
    def rows(self) -> int:
        return len(self.starts)

    def replace(self, start: int, removed: int, inserted: str) -> None:
        """Take note that ``removed`` characters from ``start`` on became ``inserted``."""
        self.text = self.text[:start] + inserted + self.text[start + removed :]
        shift = len(inserted) - removed
        first = max(0, self.row_of(start) - 1)
        # Rows that began after the change begin there still, unless a break before them moved.
        after = bisect_right(self.starts, start + removed)
        later = [offset + shift for offset in self.starts[after:]]
        del self.starts[first + 1 :]
        self._break(self.starts[first], later)

    def row_of(self, offset: int) -> int:
        """Return the row in which a character, or the cursor before it, stands."""
        return bisect_right(self.starts, offset) - 1

    def row(self, index: int) -> str:
        """Return the text of a row without its line end."""
        return self.text[self.starts[index] : self.end_of(index)].rstrip("\n")

    def end_of(self, index: int) -> int:
        """Return the offset at which a row ends, its line end included."""
        return self.starts[index + 1] if index + 1 < self.rows else len(self.text)

    def place_of(self, offset: int) -> tuple[int, int]:
        """Return row and column, in cells, of the cursor before a character.

        Blanks at the end of a row may hang over its edge; the cursor then stays at the edge.
        """
        row = self.row_of(offset)
        return row, min(cells(self.text[self.starts[row] : offset]), self.width)

    def offset_at(self, row: int, column: int) -> int:
        """Return the offset in a row that is nearest to a column, from the left."""
        row = max(0, min(row, self.rows - 1))
        text, offset = self.row(row), self.starts[row]
        # A row that was broken inside a word or at blanks ends where the next one begins.
        last = row + 1 < self.rows and self.text[self.end_of(row) - 1] != "\n"
        for index in range(len(text) - last):
            size = cells(text[index])
            if column < size:
                return offset + index
            column -= size
        return offset + max(0, len(text) - last)

    def _break(self, at: int, later: list[int]) -> None:
        """Add the rows from ``at`` on, until one begins where one of ``later`` did."""
        known = set(later)
        while True:
            following = self._next_start(at)
            if following is None:
                return
            if following in known:
                self.starts += later[later.index(following) :]
                return
            self.starts.append(following)
            at = following

    def _next_start(self, at: int) -> int | None:
        """Return where the row after the one at ``at`` begins; None if that is the last."""
        text, width = self.text, self.width
        line_end = text.find("\n", at)
        end = len(text) if line_end < 0 else line_end
        edge = self._edge(at, end, width)
        if edge >= end:
            return None if line_end < 0 else line_end + 1
        if text[edge] == " ":  # blanks hang over the edge
            while edge < end and text[edge] == " ":
                edge += 1
            if edge == end:
                return None if line_end < 0 else line_end + 1
            return edge
        blank = text.rfind(" ", at, edge)
        return blank + 1 if blank >= 0 else edge

    def _edge(self, at: int, end: int, width: int) -> int:
        """Return the offset of the first character that does not fit in a row."""
        stretch = text = self.text[at : min(end, at + width + 1)]
        if stretch.isascii():
            return min(end, at + width)
        used = 0
        for index, character in enumerate(text):
            used += get_character_cell_size(character)
            if used > width:
                return at + max(1, index)
        # Characters without a width let more of them in.
        offset = at + len(text)
        while offset < end:
            used += get_character_cell_size(self.text[offset])
            if used > width:
                break
            offset += 1
        return offset


def cells(text: str) -> int:
    """Return the width of a text in cells, without a cache: texts here change with every key."""
    if text.isascii():
        return len(text)
    return sum(map(get_character_cell_size, text))
