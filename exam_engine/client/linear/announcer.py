"""What happened to the attempt and has to be said: some of it at once, the rest at a prompt.

Time passes silently: a warning waits until something is asked anyway. A pause, its end, a message
of the invigilator and the end of the time are said at once, because typing on would be in vain or
somebody wants to be heard; the line that is being typed stays in the terminal.
"""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.client.outbox import Saving
from exam_engine.client.timekeeping import FOR_EVER, minutes
from exam_engine.wire.candidate import PauseView

_WHY = {
    "break": "Your break has begun.",
    "environment": "The exam is paused: something in the room or the building disturbs it.",
    "candidate": "Your exam is paused: the invigilator paused it for you.",
    "staff": "The exam is paused by the invigilators; it has nothing to do with you.",
    "technical": "The exam is paused: there is a technical fault. You did nothing wrong.",
}
_ANY = "The exam is paused by the invigilator."
TIME_UP = (
    "The time is up. Your answers are being submitted. A line that you had not ended with Enter "
    "is not among them."
)
NOT_SAVED = (
    "Not saved yet: the engine does not answer. Go on working; this terminal tries again by itself."
)


class Announcer:
    """Knows what was said of an attempt."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._pause: PauseView | None = None
        self._messages: set[int] = set()
        self._called = attempt.around.calls_help
        self._time_up = False
        self._unsaved = False

    def at_once(self) -> list[str]:
        """Return what cannot wait, each thing once."""
        said = [*self._new_messages(), *self._change_of_pause(), *self._help_came()]
        time_up = self._attempt.time_up and not self._attempt.finishing
        if time_up and not self._time_up:
            said.append(TIME_UP)
        self._time_up = time_up
        return said

    def at_prompt(self) -> list[str]:
        """Return what could wait: warnings of the time, time that was added, answers now saved."""
        attempt, said = self._attempt, []
        if gained_ms := attempt.take_gained_ms():
            said.append(f"Time was added: {minutes(gained_ms)}.")
        if warning := attempt.warnings.due(attempt.time.remaining_ms(), attempt.time.allowed_ms):
            said.append(f"{warning[:1].upper()}{warning[1:]}.")
        if self._unsaved and attempt.saving is Saving.SAVED:
            self._unsaved = False
            said.append("Everything is saved now.")
        return said

    def saving(self) -> str:
        """Return whether the last change is saved."""
        if self._attempt.saving is Saving.SAVED:
            self._unsaved = False
            return "Saved."
        self._unsaved = True
        return NOT_SAVED

    def call_words(self) -> str:
        """Return what the candidate's own call, or its end, means; it is then not said again."""
        self._called = self._attempt.around.calls_help
        if self._called:
            return "The invigilator is called. Enter: call, if nobody is needed any more."
        return "The call is taken back."

    def _new_messages(self) -> list[str]:
        new = [m for m in self._attempt.around.messages if m.number not in self._messages]
        self._messages.update(message.number for message in new)
        said = [f"Message from the invigilator: {message.text.strip()}" for message in new]
        return (
            [*said, "At the prompt of a question, enter confirm to say that you heard it."]
            if said
            else []
        )

    def _change_of_pause(self) -> list[str]:
        before, now = self._pause, self._attempt.around.pause
        self._pause = now
        if now is None:
            return (
                ["The exam goes on. Enter: repeat, to hear the question."]
                if before is not None
                else []
            )
        if before is not None and (before.cause, before.words) == (now.cause, now.words):
            return []
        said = [f"The invigilator says: {now.words.strip()}"] if now.words.strip() else []
        return [
            _WHY.get(now.cause, _ANY), *said, clock_words(self._attempt),
            "Your answers are kept. The exam goes on here by itself.",
        ]  # fmt: skip

    def _help_came(self) -> list[str]:
        before, self._called = self._called, self._attempt.around.calls_help
        return ["Your call for help was answered."] if before and not self._called else []


def clock_words(attempt: Attempt) -> str:
    """Return the time left, and whether the clock stands still."""
    left = minutes(attempt.time.remaining_ms())
    said = f"{left} {'is' if left.startswith('1 ') else 'are'} left."
    free_ms = attempt.time.free_ms
    if free_ms == FOR_EVER:
        return f"The clock stands still: you lose no time. {said}"
    if free_ms:
        return f"The clock stands still for {minutes(free_ms)} more, then it runs. {said}"
    return f"The clock runs during this pause. {said}" if attempt.paused else said
