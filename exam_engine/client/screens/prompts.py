"""What the exam asks for in its bottom row: a question's number, a comment, a note."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from exam_engine.client import remarks
from exam_engine.client.field import Field
from exam_engine.client.screens.sitting import Seat
from exam_engine.client.widgets.foot import Foot
from exam_engine.client.widgets.status import Status
from exam_engine.wire.candidate import LONGEST_COMMENT, LONGEST_NOTE

_SAVES = "Enter save   Esc leave"


class _Prompt(NamedTuple):
    """``done`` takes what was typed, once it is confirmed."""

    field: Field
    done: Callable[[str], None]


class Prompts:
    """At most one of them at a time; all keys are its own meanwhile."""

    def __init__(
        self,
        seat: Seat,
        foot: Foot,
        status: Status,
        go: Callable[[int], None],
        closed: Callable[[], None],
    ) -> None:
        """:param go: opens a question; ``closed`` shows the exam's own keys again."""
        self._seat = seat
        self._attempt = seat.attempt
        self._foot = foot
        self._status = status
        self._go = go
        self._closed = closed
        self._prompt: _Prompt | None = None

    @property
    def active(self) -> bool:
        return self._prompt is not None

    def ask_number(self, digit: str = "") -> None:
        """Ask for the number of a question."""
        length = len(str(len(self._attempt.questions)))
        field = Field("Go to question:", length, digit, "Enter go   Esc stay", True)
        self._ask(field, self._jump)

    def ask_comment(self) -> None:
        """Ask what is wrong with the question on the screen."""
        n = self._attempt.current
        known = self._attempt.question(n).comment
        field = Field(f"What is wrong with question {n}?", LONGEST_COMMENT, known, _SAVES)
        self._ask(field, lambda text: self._comment(n, text))

    def ask_note(self) -> None:
        """Ask for a note on the question on the screen."""
        n = self._attempt.current
        known = self._attempt.question(n).note
        field = Field(f"Your note on question {n}:", LONGEST_NOTE, known, _SAVES)
        self._ask(field, lambda text: self._note(n, text))

    def press(self, key: str, character: str | None) -> None:
        """Type, confirm or leave."""
        if self._prompt is None:
            return
        field, done = self._prompt
        if key in ("escape", "enter"):
            self._prompt = None
            self._closed()
            if key == "enter":
                done(field.text)
        else:
            field.press(key, character)
            self._foot.show_field(field)

    def place_caret(self) -> None:
        self._foot.place_caret()

    def _ask(self, field: Field, done: Callable[[str], None]) -> None:
        self._prompt = _Prompt(field, done)
        self._foot.show_field(field)

    def _jump(self, text: str) -> None:
        total = len(self._attempt.questions)
        if text and 1 <= int(text) <= total:
            self._go(int(text))
        elif text:
            self._status.say(f"there is no question {text}; the last is {total}")

    def _comment(self, n: int, text: str) -> None:
        if remarks.comment(self._attempt, n, text):
            self._seat.wake()
            taken = "your comment goes to the exam's editors" if text.strip() else "comment deleted"
            self._closed()
            self._status.say(taken)

    def _note(self, n: int, text: str) -> None:
        if remarks.note(self._attempt, n, text):
            self._seat.wake()
            self._closed()
            self._status.say(
                "your note is kept; nobody marks it" if text.strip() else "note deleted"
            )
