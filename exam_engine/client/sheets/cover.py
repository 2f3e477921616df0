"""What covers the paper, in words: a pause, the last moments of an exam."""

from __future__ import annotations

from typing import NamedTuple

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.timekeeping import FOR_EVER, minutes
from exam_engine.wire.candidate import PauseView

_WHY = {
    "break": ("Break", "Your break has begun."),
    "environment": ("The exam is paused", "Something in the room or the building disturbs it."),
    "candidate": ("Your exam is paused", "The invigilator paused it for you."),
    "staff": ("The exam is paused", "The invigilators paused it; it has nothing to do with you."),
    "technical": ("The exam is paused", "There is a technical fault. You did nothing wrong."),
}
_ANY = ("The exam is paused", "The invigilator paused it.")
_GOES_ON = "The exam goes on here by itself. Nothing has to be done; F12 calls the invigilator."
_COME_BACK = "Press Enter to come back from your break. F12 calls the invigilator."
_KEPT = "Your answers are kept. The questions stay covered until the exam goes on."


class Cover(NamedTuple):
    """A heading, sentences, and the role of the heading."""

    heading: str
    sentences: list[str]
    role: str = "warn"


def cover_of(attempt: Attempt, glyphs: Glyphs) -> Cover | None:
    """Return what covers the paper now; None if nothing does."""
    pause = attempt.around.pause
    if pause is not None and not attempt.time_up:
        return _of_pause(attempt, pause)
    if attempt.finishing:
        return Cover("Finishing your exam", _last_answers(attempt, glyphs))
    return Cover("Time is up", _last_answers(attempt, glyphs)) if attempt.time_up else None


def _of_pause(attempt: Attempt, pause: PauseView) -> Cover:
    heading, why = _WHY.get(pause.cause, _ANY)
    said = [f"The invigilator says: {pause.words}"] if pause.words.strip() else []
    goes_on = _COME_BACK if attempt.around.on_break else _GOES_ON
    return Cover(heading, [why, *said, _clock(attempt), _KEPT, goes_on], "accent")


def _clock(attempt: Attempt) -> str:
    """Say what the clock does, because that is what a candidate wants to know first."""
    left, free_ms = minutes(attempt.time.remaining_ms()), attempt.time.free_ms
    if free_ms == FOR_EVER:
        return f"The clock stands still: you lose no time. {_left(left)}."
    if free_ms:
        return f"The clock stands still for {minutes(free_ms)} more, then it runs. {_left(left)}."
    return f"The clock runs during this pause. {_left(left)}."


def _left(left: str) -> str:
    return f"{left} {'is' if left.startswith('1 ') else 'are'} left"


def _last_answers(attempt: Attempt, glyphs: Glyphs) -> list[str]:
    if attempt.trouble:
        return [
            "Saving your last answers. The engine cannot be reached at the moment; "
            "this terminal tries again by itself.",
            "Stay here, and call the invigilator.",
        ]
    return ["Saving your last answers" + glyphs.more]
