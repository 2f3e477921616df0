"""Seats as a person wants to read them: in words, the urgent ones first, with timers that tick."""

from __future__ import annotations

import re
from collections.abc import Iterable

from exam_engine.text import clean_line
from exam_engine.wire.invigilator import Board, SeatView

QUIET_MS = 300_000
"""A running exam from which nothing came for so long is worth a look."""
SOON_MS = 300_000

_STATES = {
    "admitted": "seated",
    "agreed": "ready",
    "running": "running",
    "paused": "PAUSED",
    "ended": "ended",
    "damaged": "DAMAGED",
}
_ENDINGS = {"submitted": "submitted", "expired": "time up", "forced": "finished for"}


class LiveSeat:
    """A seat of a board that came ``since_ms`` ago."""

    def __init__(self, view: SeatView, since_ms: int) -> None:
        self.view = view
        self._since_ms = max(0, since_ms)

    @property
    def state(self) -> str:
        """Return where the attempt stands, in a word."""
        view = self.view
        if view.phase == "admitted" and not view.terminal:
            return "here" if view.checked_in else "expected"
        return _STATES.get(view.phase, view.phase)

    @property
    def left_ms(self) -> int | None:
        """Return the time left now; a pause stands still as long as it is given back."""
        view = self.view
        if view.remaining_ms is None or view.phase == "ended":
            return None
        if view.pause is None:
            gone_ms = self._since_ms
        elif view.pause.free_ms < 0:
            gone_ms = 0
        else:
            gone_ms = max(0, self._since_ms - view.pause.free_ms)
        return max(0, view.remaining_ms - gone_ms)

    @property
    def heard_ms(self) -> int | None:
        """Return how long ago the last answer or move came to the engine's disk."""
        if self.view.heard_ms is None:
            return None
        return self.view.heard_ms + (0 if self.view.phase == "ended" else self._since_ms)

    @property
    def is_quiet(self) -> bool:
        return self.view.phase == "running" and (self.heard_ms or 0) >= QUIET_MS

    @property
    def urgency(self) -> int:
        """Return what comes first on the board: the smaller, the sooner."""
        view = self.view
        if view.phase == "damaged":
            return 0
        if view.phase == "ended":
            return 9
        if view.calls_help:
            return 1
        if view.phase == "paused":
            return 2
        if view.incidents:
            return 3
        if self.is_quiet:
            return 4
        if view.comments or view.unread:
            return 5
        return 6

    @property
    def notes(self) -> list[tuple[str, str]]:
        """Return what is to be known at a glance, with the role of each, the urgent first."""
        view, told = self.view, []
        if view.phase == "damaged":
            told.append(("! record damaged", "alert"))
        if view.calls_help and view.phase != "ended":
            told.append(("! calls for help", "alert"))
        if view.pause is not None:
            told.append((f"{view.pause.cause}: {view.pause.words}", "warn"))
        if view.ending is not None:
            told.append((_ENDINGS.get(view.ending, view.ending), "text"))
        if view.incidents:
            told.append((_count(view.incidents, "incident"), "warn"))
        if self.is_quiet:
            told.append(("quiet", "warn"))
        if view.unread:
            told.append((f"{view.unread} unread", "warn"))
        if view.comments:
            told.append((f"comment on {', '.join(map(str, view.comments))}", "text"))
        if view.granted_ms:
            told.append((f"+{short_time(view.granted_ms)}", "text"))
        if not view.checked_in and view.terminal and view.phase != "ended":
            told.append(("not checked in", "warn"))
        return told


def live_seats(board: Board | None, since_ms: int, wanted: str = "") -> list[LiveSeat]:
    """Return the seats of a board that fit a filter, the urgent ones first, else by seat."""
    if board is None:
        return []
    seats = (LiveSeat(view, since_ms) for view in board.seats)
    found = [seat for seat in seats if _fits(seat, wanted)]
    return sorted(
        found, key=lambda seat: (seat.urgency, _natural(seat.view.seat), seat.view.candidate)
    )


def summary(seats: Iterable[LiveSeat]) -> str:
    """Return how many candidates there are in each state, in words."""
    counts: dict[str, int] = {}
    for seat in seats:
        counts[seat.state] = counts.get(seat.state, 0) + 1
    return ", ".join(f"{number} {state}" for state, number in counts.items()) or "nobody"


def short_time(duration_ms: int | None) -> str:
    """Return a length of time in at most six cells: ``1:05 h``, ``12 min``, ``45 s``, ``-``."""
    if duration_ms is None:
        return "-"
    seconds = duration_ms // 1000
    if seconds >= 3600:
        return f"{seconds // 3600}:{seconds // 60 % 60:02} h"
    return f"{seconds // 60} min" if seconds >= 120 else f"{seconds} s"


def _natural(name: str) -> list[tuple[int, str]]:
    """Return what sorts A2 before A10."""
    parts = re.split(r"([0-9]+)", name)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _fits(seat: LiveSeat, wanted: str) -> bool:
    view = seat.view
    notes = (words for words, _ in seat.notes)
    row = " ".join((view.candidate, view.name, view.seat, seat.state, *notes)).casefold()
    return all(word in row for word in clean_line(wanted).casefold().split())
