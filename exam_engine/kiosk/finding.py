"""What an audit finds of one way out. Only what was seen to be closed is closed."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from exam_engine.kiosk.machine import Machine


class Standing(Enum):
    """How a way out stands. The values are printed, and are part of the JSON."""

    OPEN = "open"
    CLOSED = "closed"
    UNDECIDED = "not decided"


class Verdict(NamedTuple):
    """A standing, and in one line what was tried or looked at and what was seen."""

    standing: Standing
    tried: str


class WayOut(NamedTuple):
    """A way out by name, how it is tried, how it is closed, and on which terminals it exists.

    ``on`` is "console", "ssh" or "both".
    """

    name: str
    check: Callable[[Machine], Verdict]
    close_by: str
    on: str


class Finding(NamedTuple):
    """What is printed of one way out."""

    name: str
    standing: Standing
    tried: str
    close_by: str


class Unknown(Exception):
    """A check cannot be decided here; the message says why."""


WAYS_OUT: list[WayOut] = []

Check = Callable[["Machine"], Verdict]


def way_out(name: str, close_by: str, *, on: str = "both") -> Callable[[Check], Check]:
    """Register a check under a name, with the sentence that tells how to close what it finds."""

    def register(check: Check) -> Check:
        WAYS_OUT.append(WayOut(name, check, close_by, on))
        return check

    return register


def judge(holes: list[str], tried: str) -> Verdict:
    """Return that it is open, with what was found, or closed, with what was looked at."""
    if holes:
        return Verdict(Standing.OPEN, "; ".join(holes))
    return Verdict(Standing.CLOSED, tried)
