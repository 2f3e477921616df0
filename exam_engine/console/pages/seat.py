"""One seat: how it stands, and what happened there."""

from __future__ import annotations

from collections.abc import Callable

from exam_engine.clock import iso_utc
from exam_engine.console.look import Part, wrap
from exam_engine.console.pages.scrolling import ScrollingPage
from exam_engine.console.seats import LiveSeat, short_time
from exam_engine.wire.invigilator import SeatDetails


class SeatPage(ScrollingPage):
    """``seat`` returns the seat as it stands now, None if it is gone."""

    def __init__(self, details: SeatDetails, seat: Callable[[], LiveSeat | None]) -> None:
        super().__init__()
        self.title = f"Candidate {details.candidate}"
        self._details = details
        self._seat = seat

    def rows(self, width: int) -> list[list[Part]]:
        rows: list[list[Part]] = [[]]
        seat = self._seat()
        if seat is not None:
            rows += self._facts(seat)
        rows += [[], [("  What happened (UTC)", "strong")]]
        for line in self._details.log:
            first, *others = wrap(line.words, width - 14) or [""]
            rows.append([(f"  {iso_utc(line.at_ms)[11:19]}  ", "muted"), first])
            rows += [[" " * 12, other] for other in others]
        return rows

    @staticmethod
    def _facts(seat: LiveSeat) -> list[list[Part]]:
        view = seat.view
        facts = (
            ("name", view.name),
            ("seat", view.seat or "not noted"),
            ("checked in", view.checked_in or "no"),
            ("state", seat.state + (f", question {view.current}" if view.terminal else "")),
            ("answered", f"{view.answered} of {view.questions}"),
            ("saved", _ago(seat.heard_ms)),
            ("time left", short_time(seat.left_ms)),
            ("extra time", _given(view.extra_ms)),
            ("granted", _given(view.granted_ms)),
            ("for pauses", _given(view.stopped_ms)),
            ("terminals", f"{view.terminal} admitted"),
        )
        rows: list[list[Part]] = [[(f"  {name:<13}", "muted"), told] for name, told in facts]
        notes: list[Part] = [("  notes        ", "muted")]
        for words, role in seat.notes:
            notes += [(words, role), "  "]
        return [*rows, notes] if seat.notes else rows


def _ago(heard_ms: int | None) -> str:
    return "nothing yet" if heard_ms is None else f"{short_time(heard_ms)} ago"


def _given(duration_ms: int) -> str:
    return short_time(duration_ms) if duration_ms else "none"
