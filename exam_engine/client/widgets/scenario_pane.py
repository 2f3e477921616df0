"""The scenario of the current question: over it on narrow screens, beside it on wide ones."""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.lines import Line, clip, line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.scenario import scenario_sheet
from exam_engine.client.widgets.sheet import Sheet


class ScenarioPane(Sheet):
    """Keeps for each scenario how far it was scrolled. ``here``: the keys scroll it now."""

    def __init__(self, look: Look, attempt: Attempt) -> None:
        super().__init__(look, id="scenario")
        self._attempt = attempt
        self._scenario = ""
        self._scrolled: dict[str, int] = {}
        self.here = False
        self.beside = False

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
            return scenario_sheet(question, self.look.glyphs, width, here=self.here)
        # Beside a question, a rule stands between the two.
        inner = width - 2
        rows = scenario_sheet(question, self.look.glyphs, inner, here=self.here)
        rows += [Line()] * (height - len(rows))
        glyphs = self.look.glyphs
        rule = (f"{glyphs.cursor} ", "cursor") if self.here else (f"{glyphs.side} ", "rest")
        return [_ended(row, inner, rule) for row in rows]


def _ended(row: Line, width: int, rule: tuple[str, str]) -> Line:
    row = clip(row, width)
    return line(*row.spans, " " * (width - row.width), rule)
