"""The exam: one skeleton whose parts are updated in place, question after question."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult

from exam_engine.client.field import Field
from exam_engine.client.screens.base import Column, Row
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.sheets.words import LETTERS
from exam_engine.client.timekeeping import LAST_MINUTES_MS
from exam_engine.client.widgets.foot import Hints
from exam_engine.client.widgets.navigator import Navigator
from exam_engine.client.widgets.question_head import QuestionHead
from exam_engine.client.widgets.question_pane import QuestionPane
from exam_engine.client.widgets.rail import Rail
from exam_engine.client.wishes import AskToFinish, ShowHelp, ShowReview, Wish

_CHOOSING_LETTERS = "ABCDEFGH"
_WISHES: dict[str, Wish] = {
    "R": ShowReview(),
    "f1": ShowHelp(),
    "?": ShowHelp(),
    "f10": AskToFinish(),
}


class ExamScreen(SittingScreen):
    """Letters A to H belong to options, so no other key of this screen is one of them."""

    pane: QuestionPane

    def __init__(self, seat: Seat) -> None:
        super().__init__(seat, QuestionPane(seat.look, seat.attempt), _hints(seat))
        self._head = QuestionHead(seat.look, seat.attempt)
        self._navigator = Navigator(seat.look, seat.attempt)
        self._rail = Rail(seat.look, seat.attempt)
        self._jump: Field | None = None
        self._keys = self._key_table()

    def middle(self) -> ComposeResult:
        yield Row(Column(self._head, self.pane), self._rail)

    def below(self) -> ComposeResult:
        yield self._navigator

    def on_mount(self) -> None:
        self.open(self.attempt.current)

    def place_cursor(self) -> None:
        if self._jump is not None:
            self.foot.place_caret()
        else:
            self.pane.mark_cursor()

    def open(self, n: int) -> None:
        """Bring a question on the screen."""
        if self.attempt.open(n):
            self.seat.wake()
        self.pane.show_question()
        self._show_around()

    def press(self, key: str, character: str | None) -> Wish | None:
        self.status.say("")
        if self._jump is not None:
            self._press_in_jump(self._jump, key, character)
            return None
        letter = (character or "").upper()
        wish = _WISHES.get(key) or _WISHES.get(letter)
        act = self._keys.get(key) or self._keys.get(letter)
        if wish is not None:
            return wish
        if act is not None:
            act()
        elif letter and letter in _CHOOSING_LETTERS:
            self._choose(_CHOOSING_LETTERS.index(letter) + 1)
        elif letter.isdecimal() and letter.isascii():
            self._ask_number(letter)
        else:
            self.scroll_pane(key)
        return None

    # --- what keys do ---

    def _key_table(self) -> dict[str, Callable[[], None]]:
        attempt = self.attempt
        return {
            "up": lambda: self._move(-1),
            "down": lambda: self._move(1),
            "space": lambda: self._choose(self.pane.cursor),
            "enter": lambda: self._choose(self.pane.cursor),
            "backspace": self._take_back,
            "delete": self._take_back,
            "X": self._strike,
            "left": lambda: self._go(attempt.current - 1),
            "P": lambda: self._go(attempt.current - 1),
            "right": lambda: self._go(attempt.current + 1),
            "N": lambda: self._go(attempt.current + 1),
            "home": lambda: self._go(1),
            "end": lambda: self._go(len(attempt.questions)),
            "J": lambda: self._ask_number(""),
            "L": self._flag,
            "T": self._hide_time,
        }

    def _move(self, step: int) -> None:
        self.pane.move(step)
        self.status.renew()

    def _choose(self, position: int) -> None:
        if position > len(self.attempt.question(self.attempt.current).view.options):
            self.status.say(f"there is no option {LETTERS[position - 1]} here")
            return
        changed = self.attempt.choose(self.attempt.current, position)
        self._show_change(changed=changed, cursor=position)

    def _take_back(self) -> None:
        self._show_change(changed=self.attempt.take_back(self.attempt.current))

    def _strike(self) -> None:
        position = self.pane.cursor
        changed = self.attempt.strike(self.attempt.current, position)
        self._show_change(changed=changed)
        if not changed and not self.attempt.closed:
            self.status.say(f"{LETTERS[position - 1]} is your answer: take it back first")

    def _flag(self) -> None:
        self._show_change(changed=self.attempt.flag(self.attempt.current))

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

    # --- jump to a number ---

    def _ask_number(self, digit: str) -> None:
        length = len(str(len(self.attempt.questions)))
        self._jump = Field("Go to question:", length, digit, "Enter go   Esc stay", True)
        self.foot.show_field(self._jump)

    def _press_in_jump(self, field: Field, key: str, character: str | None) -> None:
        if key == "escape":
            self._close_jump()
        elif key == "enter":
            self._close_jump()
            total = len(self.attempt.questions)
            if field.text and 1 <= int(field.text) <= total:
                self._go(int(field.text))
            elif field.text:
                self.status.say(f"there is no question {field.text}; the last is {total}")
        else:
            field.press(key, character)
            self.foot.show_field(field)

    def _close_jump(self) -> None:
        self._jump = None
        self.foot.show_hints(_hints(self.seat))
        self.pane.mark_cursor()

    # --- showing ---

    def _show_change(self, *, changed: bool = False, cursor: int | None = None) -> None:
        if changed:
            self.seat.wake()
        self.pane.show_change(cursor)
        self._show_around()

    def _show_around(self) -> None:
        self._head.renew()
        self._navigator.renew()
        self._rail.renew()
        self.status.renew()


def _hints(seat: Seat) -> Hints:
    glyphs = seat.look.glyphs
    options = max(len(question.view.options) for question in seat.attempt.questions)
    return [
        (f"A-{_CHOOSING_LETTERS[min(options, 8) - 1]}", "choose"),
        (glyphs.left_right, "question"),
        ("X", "strike out"),
        ("L", "flag"),
        ("R", "review"),
        ("F1", "help"),
        ("F10", "finish"),
        (glyphs.up_down, "move"),
        ("17 Enter", "go to"),
        ("T", "time"),
    ]
