"""What happens around the attempt: a pause, messages, a call for help. No screen, no network."""

from __future__ import annotations

from enum import Enum

from exam_engine.wire.candidate import MessageView, News, PauseView, Progress


class Turn(Enum):
    """What a candidate can do about the clock: begin a break, or end it."""

    BREAK = "break"
    BACK = "back"


class Surroundings:
    """What others did to the attempt, as far as this terminal has heard of it.

    ``news`` is the number of things that others did. ``calls_help`` says that an invigilator was
    called and has not come yet. ``break_left_ms`` is what is left of the candidate's breaks.
    ``wish`` is a turn that the candidate wants and the engine was not told of, ``refusal`` why it
    refused the last one.
    """

    def __init__(self, progress: Progress) -> None:
        self.news = progress.news
        self.pause: PauseView | None = progress.pause
        self.calls_help = progress.calls_help
        self.break_left_ms = progress.break_left_ms
        self.wish: Turn | None = None
        self.refusal = ""
        self._unread = progress.messages
        self._read: set[int] = set()

    def hear(self, told: News | Progress, *, call_on_its_way: bool) -> None:
        """Take what the engine tells.

        :param call_on_its_way: the engine does not know yet whether help is called.
        """
        self.news, self.pause, self._unread = told.news, told.pause, told.messages
        self.break_left_ms = told.break_left_ms
        if not call_on_its_way:
            self.calls_help = told.calls_help

    @property
    def messages(self) -> list[MessageView]:
        """Return the messages that the candidate has not confirmed, the oldest first."""
        return [message for message in self._unread if message.number not in self._read]

    @property
    def on_break(self) -> bool:
        return self.pause is not None and self.pause.cause == "break"

    def wants(self, turn: Turn) -> bool:
        """Take note of a wish for a break, or for the end of one; False if there is none to have.

        A wish that is refused is withdrawn by :meth:`refused`.
        """
        possible = self.on_break
        if turn is Turn.BREAK:
            possible = self.pause is None and self.break_left_ms > 0
        if possible:
            self.wish = turn
        return possible

    def granted(self) -> None:
        """Take note that the engine did what was wished for."""
        self.wish = None

    def refused(self, why: str) -> None:
        """Take note that it did not."""
        self.wish, self.refusal = None, why

    def take_refusal(self) -> str:
        """Return why the last wish was refused, once."""
        refusal, self.refusal = self.refusal, ""
        return refusal

    def confirm(self) -> int | None:
        """Take note that the oldest message was read; return its number."""
        messages = self.messages
        if not messages:
            return None
        self._read.add(messages[0].number)
        return messages[0].number
