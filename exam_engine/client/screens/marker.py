"""Highlighting by keys: a caret that walks over the words of a stem or of a scenario."""

from __future__ import annotations

from exam_engine.client import remarks
from exam_engine.client.look.lines import wrap
from exam_engine.client.passage import Passage, Spans, Stretch, stretch_around, toggled
from exam_engine.client.screens.sitting import Seat
from exam_engine.client.widgets.question_pane import QuestionPane
from exam_engine.client.widgets.scenario_pane import ScenarioPane
from exam_engine.client.widgets.status import Status

_STEPS = {"left": -1, "right": 1}
_ROWS = {"up": -1, "down": 1}
_LEAVES = ("escape", "u", "U", "ctrl+u")
_HELP = "move to the first word, and press Space"


class Marker:
    """Takes all keys while it is in hand. ``anchor`` is the word at which a stretch began."""

    def __init__(
        self, seat: Seat, status: Status, pane: QuestionPane, scenario: ScenarioPane
    ) -> None:
        self._seat = seat
        self._status = status
        self._pane = pane
        self._scenario = scenario
        self._passage: Passage | None = None
        self._text = ""
        self._word = 0
        self._anchor: int | None = None

    @property
    def active(self) -> bool:
        return self._passage is not None

    def take_up(self) -> None:
        """Begin at the first word of the scenario if that is being read, else of the stem."""
        question = self._pane.question
        here, scenario = self._scenario.here, question.scenario
        self._text = scenario.text if here and scenario else question.view.stem
        passage = Passage(self._text)
        if passage.words:
            self._passage, self._word, self._anchor = passage, 0, None
            self._show()
            self._status.say(_HELP)

    def put_down(self) -> None:
        """Leave; what was highlighted stays."""
        self._passage = self._anchor = None
        self._pane.word = self._scenario.word = None
        self._sheet.renew()

    def press(self, key: str, character: str | None) -> None:
        """Walk, mark, copy or leave."""
        if self._passage is None:
            return
        if key in _LEAVES:
            if self._anchor is None:
                self.put_down()
                return
            self._anchor = None
        elif key in ("space", "enter"):
            self._mark(self._passage)
        elif key == "ctrl+c":
            stretch = stretch_around(self._known(), self._stretch(self._passage))
            self._pane.clipboard.text = self._passage.copy(stretch)
            self._status.say("copied: Ctrl+V pastes it into a text of yours")
        elif not self._walk(self._passage, key):
            self._status.say(_HELP)
        self._show()

    def _walk(self, passage: Passage, key: str) -> bool:
        last = len(passage.words) - 1
        if key in _STEPS:
            self._word = max(0, min(self._word + _STEPS[key], last))
        elif key in _ROWS:
            rows = wrap(self._text, self._sheet.text_cells)
            self._word = passage.word_in_row(rows, self._word, _ROWS[key])
        elif key in ("home", "end"):
            self._word = 0 if key == "home" else last
        else:
            return False
        return True

    def _mark(self, passage: Passage) -> None:
        """Begin a stretch, or end it: it is then highlighted, or no longer if it was."""
        if self._anchor is None:
            self._anchor = self._word
            self._status.say("move to the last word, and press Space again")
            return
        attempt, scenario = self._seat.attempt, self._scenario.here
        spans = toggled(self._known(), self._stretch(passage))
        self._anchor = None
        if spans is None:
            self._status.say("no more can be highlighted in this text")
        elif remarks.highlight(attempt, attempt.current, spans, scenario=scenario):
            self._seat.wake()

    def _known(self) -> Spans:
        attempt = self._seat.attempt
        return remarks.highlighted(attempt, attempt.current, scenario=self._scenario.here)

    def _stretch(self, passage: Passage) -> Stretch:
        other = self._word if self._anchor is None else self._anchor
        first, last = sorted((self._word, other))
        return passage.words[first][0], passage.words[last][1]

    @property
    def _sheet(self) -> QuestionPane | ScenarioPane:
        return self._scenario if self._scenario.here else self._pane

    def _show(self) -> None:
        if self._passage is not None:
            self._sheet.word = self._stretch(self._passage)
            self._sheet.renew()
            self._sheet.show_role("selected")
