"""The one kind of widget there is: rows of text that scroll."""

from __future__ import annotations

from rich.segment import Segment
from textual.events import Resize
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from exam_engine.client.look.lines import EMPTY, Line
from exam_engine.client.look.look import Look

_MOST_STRIPS = 200


class Sheet(Widget, inherit_bindings=False, can_focus=False):
    """A subclass lays its lines out in :meth:`lay_out`, and calls :meth:`renew` on a change.

    ``pinned`` rows stay at the bottom; the lines scroll in the room above them.
    """

    ALLOW_SELECT = False

    def __init__(self, look: Look, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self.look = look
        self.first_row = 0
        self.pinned: list[Line] = []
        self._rows: list[Line] = []
        self._strips: dict[Line, Strip] = {}
        self._laid_out_for: tuple[int, int] | None = None

    def lay_out(self, width: int, height: int) -> list[Line]:
        """Return the lines for a size in cells."""
        raise NotImplementedError

    def renew(self) -> None:
        """Lay out again and repaint the rows that differ."""
        if self._laid_out_for is None:
            return  # not on the screen yet: painting lays out
        before = self._window()
        self._lay_out()
        self._repaint(before)

    def repaint(self) -> None:
        """Paint everything again: the colours are others."""
        self._strips.clear()
        self.refresh()

    @property
    def scroll_keys(self) -> tuple[str, str]:
        """Return the names of the keys that scroll up and down by a page."""
        return "PgUp", "PgDn"

    def pin(self, rows: list[Line]) -> None:
        """Show other pinned rows, as many as there were; nothing else is laid out again."""
        before = self._window()
        self.pinned = rows
        self._repaint(before)

    @property
    def room(self) -> int:
        """Return how many rows are in view above the pinned ones."""
        return max(0, self.outer_size.height - len(self.pinned))

    def scroll_to_row(self, row: int) -> None:
        """Make ``row`` the first one on the screen, as far as there is text."""
        before = self._window()
        self.first_row = max(0, min(row, self._last_first_row()))
        self._repaint(before)

    def page(self, direction: int) -> None:
        """Scroll by a page that keeps two rows of the one before."""
        self.scroll_to_row(self.first_row + direction * max(1, self.room - 2))

    def bring_into_view(self, first: int, last: int) -> None:
        """Scroll as little as possible so that rows ``first`` to ``last`` are on the screen."""
        row = max(self.first_row, last - self.room + 1)
        self.scroll_to_row(min(row, first))

    @property
    def above(self) -> int:
        """Return how many rows are out of sight above."""
        return self.first_row

    @property
    def below(self) -> int:
        """Return how many rows are out of sight below."""
        return max(0, len(self._rows) - self.first_row - self.room)

    def show_role(self, role: str) -> None:
        """Bring what is painted in a role into view, and the terminal's own cursor there."""
        rows = [n for n, row in enumerate(self._rows) if any(s.role == role for s in row.spans)]
        if not rows:
            return
        self.bring_into_view(rows[0], rows[-1])
        spans = self._rows[rows[0]].spans
        first = next(n for n, span in enumerate(spans) if span.role == role)
        self.place_cursor(Line(spans[:first]).width, rows[0])

    def place_cursor(self, column: int, row: int) -> None:
        """Put the terminal's own cursor on a row of the sheet: screen readers follow it."""
        self._place_cursor(column, max(0, min(row - self.first_row, self.room - 1)))

    def place_cursor_pinned(self, column: int, row: int) -> None:
        """Put the terminal's own cursor on a pinned row."""
        self._place_cursor(column, self.room + row)

    def _place_cursor(self, column: int, y: int) -> None:
        place = self.region.offset + Offset(column, y)
        if self.app.cursor_position != place:
            self.app.cursor_position = place
            self.refresh(Region(column, y, 1, 1))  # the cursor moves at the end of a repaint

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows within ``crop``.

        Textual would merge each with the styles of a style sheet, for every widget on the screen
        at every key. A sheet has its colours already, so that its strips can go out as they are.
        """
        if self._laid_out_for != tuple(self.outer_size):
            self._lay_out()
        strips = [self._strip(row) for row in self._window()[crop.y : crop.bottom]]
        if (crop.x, crop.width) != (0, self.outer_size.width):
            return [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def on_resize(self, event: Resize) -> None:
        event.stop()
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        width, height = self.outer_size
        if self._laid_out_for != (width, height):
            self._strips.clear()
        self._laid_out_for = (width, height)
        self._rows = self.lay_out(width, height) if width and height else []
        self.first_row = max(0, min(self.first_row, self._last_first_row()))

    def _last_first_row(self) -> int:
        return len(self._rows) - self.room

    def _window(self) -> list[Line]:
        rows = self._rows[self.first_row : self.first_row + self.room]
        return rows + [EMPTY] * (self.room - len(rows)) + self.pinned[: self.outer_size.height]

    def _repaint(self, before: list[Line]) -> None:
        width = self.outer_size.width
        pairs = zip(before, self._window(), strict=False)
        changed = [Region(0, y, width, 1) for y, (old, new) in enumerate(pairs) if old != new]
        if changed:
            self.refresh(*changed)

    def _strip(self, row: Line) -> Strip:
        strip = self._strips.get(row)
        if strip is None:
            style, ground = self.look.style, self.look.style("text", row.ground)
            segments = [Segment(span.text, style(span.role, row.ground)) for span in row.spans]
            strip = Strip(segments, row.width).adjust_cell_length(self.outer_size.width, ground)
            if len(self._strips) > _MOST_STRIPS:
                self._strips.clear()
            self._strips[row] = strip
        return strip
