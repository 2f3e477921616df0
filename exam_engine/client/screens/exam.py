"""The exam: one skeleton whose parts are updated in place, question after question."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult

from exam_engine.client.answering import press_in_answer
from exam_engine.client.answering.act import Act, Press
from exam_engine.client.commands import Command, command_of_key, command_of_letter, interrupts
from exam_engine.client.screens.base import Column, Row
from exam_engine.client.screens.marker import Marker
from exam_engine.client.screens.pen import Pen
from exam_engine.client.screens.prompts import Prompts
from exam_engine.client.screens.sides import Sides
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.sheets.hints import exam_hints, marker_hints
from exam_engine.client.timekeeping import LAST_MINUTES_MS
from exam_engine.client.widgets.navigator import Navigator
from exam_engine.client.widgets.question_head import QuestionHead
from exam_engine.client.widgets.question_pane import QuestionPane
from exam_engine.client.widgets.rail import Rail
from exam_engine.client.wishes import (
    AskToFinish,
    ShowHelp,
    ShowReview,
    TakeBreak,
    TurnColours,
    Wish,
)

_WISHES: dict[Command, Wish] = {
    Command.REVIEW: ShowReview(),
    Command.HELP: ShowHelp(),
    Command.FINISH: AskToFinish(),
    Command.COLOURS: TurnColours(),
    Command.BREAK: TakeBreak(),
}
_LETTERS_OF_MOST = "ABCDEFGH"
_NO_PASTE = "nothing can be pasted from outside; Ctrl+V pastes from this exam"


class ExamScreen(SittingScreen):
    """A key means, in this order: a command with a key of its own, an answer, a command's letter.

    While a text is written, only commands with function keys interrupt it.
    """

    pane: QuestionPane

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat, QuestionPane(seat.look, seat.attempt), [])
        self._head = QuestionHead(seat.look, seat.attempt)
        self._navigator = Navigator(seat.look, seat.attempt)
        self._rail = Rail(seat.look, seat.attempt)
        self._sides = Sides(self, seat, self.pane)
        self._pen = Pen(self, seat, self.pane)
        self._prompts = Prompts(seat, self.foot, self.status, self._go, self._prompt_closed)
        self._marker = Marker(seat, self.status, self.pane, self._sides.scenario)
        self._acts = self._act_table()

    def middle(self) -> ComposeResult:
        yield Row(self._sides.scenario, Column(self._head, self.pane, id="column"), self._rail)

    def below(self) -> ComposeResult:
        yield self._navigator

    def on_mount(self) -> None:
        self.open(self.attempt.current)

    def on_resize(self) -> None:
        super().on_resize()
        self._sides.show(reading=self._sides.reading)

    def place_cursor(self) -> None:
        if self._prompts.active:
            self._prompts.place_caret()
        elif self._sides.reading:
            self._sides.scenario.mark_cursor()
        else:
            self.pane.mark_cursor()

    def open(self, n: int) -> None:
        """Bring a question on the screen; back in a text that is being written, go on writing."""
        self._marker.put_down()
        goes_on = self.pane.writing and n == self.attempt.current
        self._pen.put_down()
        if self.attempt.open(n):
            self.seat.wake()
        self._sides.show(reading=False)
        self.pane.show_question()
        if goes_on:
            self._pen.take_up()
        self._show_around()

    def press(self, key: str, character: str | None) -> Wish | None:
        self.status.say("")
        if self._prompts.active:
            self._prompts.press(key, character)
            return None
        if self._marker.active and not self._leaves_marker(key):
            self._marker.press(key, character)
            self._show_around()
            return None
        if self._sides.reading and self._sides.leaves(key, character):
            self._turn_to_scenario()
            return None
        if self._sides.reading and self._sides.press(key, character):
            return None
        command = command_of_key(key)
        if self.pane.writing and not (command and interrupts(key)):
            if self._pen.press(key, character):
                self._show_around()
            return None
        return self._command(command) if command else self._press_in_question(key, character)

    def refuse_paste(self) -> None:
        self.status.say(_NO_PASTE)

    # --- what keys do ---

    def _press_in_question(self, key: str, character: str | None) -> Wish | None:
        letter = (character or "").upper()
        question, pane = self.attempt.question(self.attempt.current), self.pane
        act = press_in_answer(self.attempt, Press(question, pane.cursor, key, letter))
        if act is not None:
            pane.listing = False
            self._show_act(act)
        elif (command := command_of_letter(letter)) is not None:
            return self._command(command)
        elif letter.isdecimal() and letter.isascii():
            self._prompts.ask_number(letter)
        elif question.view.interaction == "text" and (key == "enter" or character):
            self._take_pen(key)
        elif key == "tab" and question.view.interaction == "match":
            pane.listing = not pane.listing
            pane.show_change()
            self.status.renew()
        elif letter and letter in _LETTERS_OF_MOST and question.letters:
            self.status.say(f"there is no option {letter} here")
        else:
            self.scroll_pane(key)
        return None

    def _leaves_marker(self, key: str) -> bool:
        """Put the marker down for a command with a function key; return whether it was one."""
        if not (key.startswith("f") and command_of_key(key)):
            return False
        self._marker.put_down()
        return True

    def _command(self, command: Command) -> Wish | None:
        wish = _WISHES.get(command)
        if wish is None:
            self._acts[command]()
        else:
            self._pen.lift()
        return wish

    def _act_table(self) -> dict[Command, Callable[[], None]]:
        attempt = self.attempt
        return {
            Command.UP: lambda: self._move(-1),
            Command.DOWN: lambda: self._move(1),
            Command.PREVIOUS: lambda: self._go(attempt.current - 1),
            Command.NEXT: lambda: self._go(attempt.current + 1),
            Command.FIRST: lambda: self._go(1),
            Command.LAST: lambda: self._go(len(attempt.questions)),
            Command.GO_TO: self._prompts.ask_number,
            Command.COMMENT: self._prompts.ask_comment,
            Command.HIGHLIGHT: self._take_marker,
            Command.NOTE: self._prompts.ask_note,
            Command.FLAG: self._flag,
            Command.TIME: self._hide_time,
            Command.SCENARIO: self._turn_to_scenario,
        }

    def _show_act(self, act: Act) -> None:
        if act.changed:
            self.seat.wake()
        self.pane.show_change(act.cursor)
        self._show_around()
        if act.notice:
            self.status.say(act.notice)

    def _take_pen(self, key: str) -> None:
        if key == "enter":
            self._pen.take_up()
            self._show_around()
        else:
            self.status.say("press Enter to write")

    def _take_marker(self) -> None:
        self._marker.take_up()
        self._show_hints()

    def _move(self, step: int) -> None:
        self.pane.move(step)
        self.status.renew()

    def _flag(self) -> None:
        self._show_act(Act(self.attempt.flag(self.attempt.current)))

    def _go(self, n: int) -> None:
        if not 1 <= n <= len(self.attempt.questions):
            end = "first" if n < 1 else "last"
            self.status.say(f"this is the {end} question" + ("; R reviews" if n > 1 else ""))
        elif n != self.attempt.current:
            self.open(n)

    def _hide_time(self) -> None:
        if self.attempt.time.remaining_ms() <= LAST_MINUTES_MS:
            self.status.say("in the last five minutes the time stays on the screen")
            return
        self.attempt.time_hidden = not self.attempt.time_hidden
        self.tick()

    def _turn_to_scenario(self) -> None:
        if self._sides.turn():
            self._show_around()

    # --- showing ---

    def _prompt_closed(self) -> None:
        self._show_around()
        self.place_cursor()

    def _show_around(self) -> None:
        self._head.renew()
        self._navigator.renew()
        self._rail.renew()
        self.status.renew()
        self._show_hints()

    def _show_hints(self) -> None:
        if self._marker.active:
            self.foot.show_hints(marker_hints(self.look.glyphs))
            return
        question, writing, reading = self.pane.question, self.pane.writing, self._sides.reading
        glyphs = self.look.glyphs
        self.foot.show_hints(exam_hints(question, glyphs, writing=writing, reading=reading))
