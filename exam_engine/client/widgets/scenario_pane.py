"""The scenario of the current question: over it on narrow screens, beside it on wide ones."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line, clip, line
from exam_engine.client.look.look import Look
from exam_engine.client.passage import Stretch
from exam_engine.client.question import Question
from exam_engine.client.remarks import highlighted
from exam_engine.client.sheets.scenario import scenario_sheet
from exam_engine.client.sheets.words import text_room
from exam_engine.client.widgets.sheet import Sheet


class ScenarioPane(Sheet):
    """Keeps for each scenario how far it was scrolled. ``here``: the keys scroll it now.

    ``word`` is where in its text the candidate is, who highlights.
    """

    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="scenario")
        self._attempt = attempt
        self._scenario = ""
        self._scrolled: dict[str, int] = {}
        self.here = False
        self.beside = False
        self.word: Stretch | None = None

    def show_question(self) -> None:
        """Show the scenario of the current question, where it was left."""
        scenario = self._attempt.question(self._attempt.current).view.scenario
        if scenario != self._scenario:
            self._scrolled[self._scenario] = self.first_row
            self._scenario = scenario
            self.first_row = self._scrolled.get(scenario, 0)
        self.renew()

    def scroll_by_key(self, key: str) -> bool:
        """Scroll if ``key`` is one that scrolls."""
        match key:
            case "pageup" | "pagedown":
                self.page(1 if key == "pagedown" else -1)
            case "up" | "down":
                self.scroll_to_row(self.first_row + (1 if key == "down" else -1))
            case "home" | "end":
                self.scroll_to_row(0 if key == "home" else self.above + self.below)
            case _:
                return False
        return True

    def mark_cursor(self) -> None:
        """Put the terminal's own cursor on the first row in view."""
        self.place_cursor(1, self.first_row)

    def lay_out(self, width: int, height: int) -> list[Line]:
        question = self._attempt.question(self._attempt.current)
        if not self.beside:
            return self._sheet(question, width)
        # Beside a question, a rule stands between the two.
        inner = width - 2
        rows = self._sheet(question, inner)
        rows += [Line()] * (height - len(rows))
        glyphs = self.look.glyphs
        rule = (f"{glyphs.cursor} ", "cursor") if self.here else (f"{glyphs.side} ", "rest")
        return [_ended(row, inner, rule) for row in rows]

    def _sheet(self, question: Question, width: int) -> list[Line]:
        spans = highlighted(self._attempt, question.view.n, scenario=True)
        glyphs = self.look.glyphs
        return scenario_sheet(question, glyphs, width, here=self.here, spans=spans, word=self.word)

    @property
    def text_cells(self) -> int:
        """Return how many cells a row of the scenario's text has."""
        return text_room(self.outer_size.width - (2 if self.beside else 0))


def _ended(row: Line, width: int, rule: tuple[str, str]) -> Line:
    row = clip(row, width)
    return line(*row.spans, " " * (width - row.width), rule)
