"""What stands beside or over a question: its scenario, and the rail of all questions."""

from __future__ import annotations

from exam_engine.client.commands import Command, command_of_key, command_of_letter, interrupts
from exam_engine.client.screens.base import WIDE_COLUMNS
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.widgets.question_pane import QuestionPane
from exam_engine.client.widgets.scenario_pane import ScenarioPane

_LEAVES = ("escape", "enter")


class Sides:
    """``reading``: keys scroll the scenario, which covers the question on a narrow screen."""

    def __init__(self, screen: SittingScreen, seat: Seat, pane: QuestionPane) -> None:
        self._screen = screen
        self._pane = pane
        self.scenario = ScenarioPane(seat.look, seat.attempt)

    @property
    def reading(self) -> bool:
        return self.scenario.here

    def show(self, *, reading: bool) -> None:
        """Show scenario, question and rail as the width and the question have it."""
        named = self._pane.question.scenario is not None
        beside = named and self._screen.size.width >= WIDE_COLUMNS
        self.scenario.here, self.scenario.beside = reading and named, beside
        self._pane.beside = beside
        self._screen.set_class(beside, "-beside")
        self._screen.set_class(self.scenario.here, "-scenario")
        self.scenario.show_question()
        self._screen.status.follow(self.scenario if self.scenario.here else self._pane)

    def turn(self) -> bool:
        """Turn to the scenario or back; return whether there is one."""
        if self._pane.question.scenario is None:
            self._screen.status.say("this question refers to no scenario")
            return False
        self.show(reading=not self.reading)
        self._screen.call_after_refresh(self._show_overflow)
        return True

    def leaves(self, key: str, character: str | None) -> bool:
        """Return whether a key turns from the scenario back to the question."""
        return key in _LEAVES or self._command(key, character) is Command.SCENARIO

    def press(self, key: str, character: str | None) -> bool:
        """Scroll; return whether the key is done with.

        What answers or writes is done only where the question is in view.
        """
        if self.scenario.scroll_by_key(key):
            self._show_overflow()
        elif self.scenario.beside or self._command(key, character) is not None:
            return False
        else:
            self._screen.status.say("Esc goes back to the question")
        return True

    def _command(self, key: str, character: str | None) -> Command | None:
        """Return what a key asks for, unless it answers or writes."""
        letter = (character or "").upper()
        if self._pane.writing:
            return command_of_key(key) if interrupts(key) else None
        named = self._pane.question.letters
        return command_of_key(key) or (None if letter in named else command_of_letter(letter))

    def _show_overflow(self) -> None:
        self._screen.status.renew()
        self._screen.place_cursor()
