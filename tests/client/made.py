"""Small made things for the tests of the pure parts."""

from __future__ import annotations

from msgspec.structs import replace

from client.terminal_support import make_paper
from exam_engine.client.attempt import Attempt
from exam_engine.clock import SetClock
from exam_engine.delivery.presentation import PresentedPaper
from exam_engine.wire.candidate import Progress

HOUR_MS = 3_600_000
START = Progress(
    phase="running",
    session=1,
    remaining_ms=HOUR_MS,
    allowance_ms=HOUR_MS,
    granted_ms=0,
    last_seq=0,
    current=1,
    ending=None,
    questions=(),
)


def presented(items: int = 6) -> PresentedPaper:
    return PresentedPaper(make_paper(items))


def attempt(items: int = 6, clock: SetClock | None = None, **changes: object) -> Attempt:
    """Return an attempt that has just begun, or stands where ``changes`` of its progress say."""
    progress = replace(START, **changes)
    return Attempt(presented(items).view, progress, clock or SetClock(0))
