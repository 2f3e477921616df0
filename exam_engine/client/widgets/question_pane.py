"""The current question, with the cursor on an option, a line or an entry, or in a text."""

from __future__ import annotations

from textual.events import Resize

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import EMPTY, Line, line
from exam_engine.client.look.look import Look
from exam_engine.client.manuscript import Clipboard, Manuscript
from exam_engine.client.passage import Stretch
from exam_engine.client.question import Question
from exam_engine.client.sheets.essay import caret_of, count_row, editor_rows
from exam_engine.client.sheets.match import all_selections, selections
from exam_engine.client.sheets.question import question_sheet, question_text
from exam_engine.client.sheets.stops import CURSOR_COLUMN
from exam_engine.client.sheets.words import WIDEST_TEXT, text_room
from exam_engine.client.widgets.sheet import Sheet
from exam_engine.client.writing import Writing

_LEAST_EDITOR_ROWS = 8
_EDITOR_EDGE = 6  # bar and blanks at the left, a blank and the cursor's own cell at the right


class QuestionPane(Sheet):
    """``cursor`` is the stop under the cursor: an option, a line or an entry.

    ``writing`` says that keys go into the text, ``listing`` that the selections stand in the place
    of the lines, ``beside`` that the scenario stands beside the question. ``word`` is where in the
    stem the candidate is, who highlights.
    """

    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="question")
        self._attempt = attempt
        self._rows_of: dict[int, tuple[int, int]] = {}
        self._texts = Writing()
        self._editor_rows = _LEAST_EDITOR_ROWS
        self.cursor = 1
        self.writing = self.listing = self.beside = False
        self.word: Stretch | None = None
        self.move_to_answer()

    @property
    def question(self) -> Question:
        return self._attempt.question(self._attempt.current)

    @property
    def script(self) -> Manuscript:
        """Return the text of the current question as it is being written."""
        return self._texts.script(self.question)

    @property
    def clipboard(self) -> Clipboard:
        """Return what was cut or copied last in this exam."""
        return self._texts.clipboard

    @property
    def text_cells(self) -> int:
        """Return how many cells a row of the stem has."""
        return text_room(self.outer_size.width)

    @property
    def page_rows(self) -> int:
        """Return how many rows of a text are one page."""
        return max(1, len(self.pinned) - 3)

    @property
    def scroll_keys(self) -> tuple[str, str]:
        """Return the keys that scroll the question; in a text the usual ones move there."""
        return ("F7", "F8") if self.writing else super().scroll_keys

    def show_question(self) -> None:
        """Show the current question from its first row, the cursor on its answer if it has one."""
        self.writing = self.listing = False
        self.move_to_answer()
        self.renew()
        self.scroll_to_row(0)
        self.mark_cursor()

    def move_to_answer(self) -> None:
        """Put the cursor on the answer of a choice, else on the first stop."""
        view, response = self.question.view, self.question.response
        if view.interaction == "match":
            self.cursor = response.index(0) + 1 if 0 in response else 1
        else:
            self.cursor = response[0] if response else 1

    def show_change(self, cursor: int | None = None) -> None:
        """Show what changed in the question, with the cursor on ``cursor``."""
        if cursor is not None:
            self.cursor = cursor
        self.renew()
        self._follow_cursor()
        self.mark_cursor()

    def show_writing(self) -> None:
        """Show what changed in the text: the question above it stands as it is."""
        if self._laid_out_for is not None:
            self.pin(self._editor(self.outer_size.width, self._editor_rows))
        self.mark_cursor()

    def move(self, step: int) -> None:
        """Move the cursor by one stop; it stops at the ends, and the stem scrolls into view."""
        stops = list(self._rows_of)
        if not stops:
            self.scroll_to_row(self.first_row + step)
            return
        index = stops.index(self.cursor) + step if self.cursor in stops else 0
        if index < 0:
            self.scroll_to_row(0)
            return
        self.show_change(stops[min(index, len(stops) - 1)])

    def mark_cursor(self) -> None:
        """Put the terminal's own cursor where the candidate is."""
        if self.question.view.interaction == "text" and self.pinned:
            top = self._texts.follow(self.question, self._editor_rows)
            column, row = caret_of(self.script, top)
            self.place_cursor_pinned(column if self.writing else 1, row + 1 if self.writing else 1)
        elif self.cursor in self._rows_of:
            self.place_cursor(CURSOR_COLUMN, self._rows_of[self.cursor][0])
        else:
            self.place_cursor(CURSOR_COLUMN, self.first_row)

    def on_resize(self, event: Resize) -> None:
        """Keep the cursor in view if it was; who had scrolled away from it reads on there."""
        event.prevent_default()  # Textual would call the method of the base class as well
        seen = self._cursor_in_view()
        super().on_resize(event)
        if seen:
            self._follow_cursor()

    def _cursor_in_view(self) -> bool:
        """Return whether the cursor was in view as the pane was laid out last."""
        if self._laid_out_for is None or self.cursor not in self._rows_of:
            return False
        first, last = self._rows_of[self.cursor]
        room = self._laid_out_for[1] - len(self.pinned)
        return self.first_row <= first and last < self.first_row + room

    # --- layout ---

    def lay_out(self, width: int, height: int) -> list[Line]:
        self.pinned, self._rows_of = [], {}
        match self.question.view.interaction:
            case "text":
                return self._lay_out_text(width, height)
            case "match" if self.listing:
                return self._lay_out_listing(width)
            case "match":
                listed = selections(self.question, self.look.glyphs, width, height * 2 // 5)
                self.pinned = [_rule(self.look, width), *(listed or [_elsewhere(self.question)])]
        return self._lay_out_stops(width, height - len(self.pinned))

    def _lay_out_stops(self, width: int, height: int) -> list[Line]:
        """Blank rows and the scoring rule are shown only while nothing has to scroll for them."""
        for airy, scored in ((True, True), (False, True), (False, False)):
            sheet = question_sheet(
                self.question,
                self.cursor,
                self.look.glyphs,
                width,
                airy=airy,
                scored=scored,
                beside=self.beside,
                here=self.word,
            )
            if len(sheet.lines) <= height:
                break
        self._rows_of = sheet.rows
        return sheet.lines

    def _lay_out_listing(self, width: int) -> list[Line]:
        heading = line("  ", ("Selections", "accent"), ("   Tab goes back to the lines", "muted"))
        return [heading, EMPTY, *all_selections(self.question, self.look.glyphs, width)]

    def _lay_out_text(self, width: int, height: int) -> list[Line]:
        """The question has the room it needs above its text, as long as that keeps enough."""
        room = max(3, min(height // 2, height - _LEAST_EDITOR_ROWS - 2))
        for scored in (True, False):
            lines = question_text(
                self.question,
                self.look.glyphs,
                width,
                scored=scored,
                beside=self.beside,
                here=self.word,
            )
            if len(lines) <= room:
                break
        self._editor_rows = max(1, height - min(len(lines), room) - 2)
        self.pinned = self._editor(width, self._editor_rows)
        return lines

    def _editor(self, width: int, rows: int) -> list[Line]:
        question, glyphs = self.question, self.look.glyphs
        script = self._texts.script(question, min(WIDEST_TEXT, width - _EDITOR_EDGE))
        top = self._texts.follow(question, rows)
        text = editor_rows(script, top, rows, glyphs, writing=self.writing)
        return [EMPTY, *text, count_row(question, script, glyphs, top, rows, writing=self.writing)]

    def _follow_cursor(self) -> None:
        if self.cursor in self._rows_of:
            self.bring_into_view(*self._rows_of[self.cursor])


def _elsewhere(question: Question) -> Line:
    """Say where the selections are that have no room below the lines."""
    told = f" shows the {len(question.view.options)} selections in full"
    return line("  ", ("Tab", "key"), (told, "text"))


def _rule(look: Look, width: int) -> Line:
    return line("  ", (look.glyphs.rule * max(0, width - 4), "rest"))
