"""Session minutes as PDF: the same bytes for the same record.

All that stands in the record stands in the document, apart from the full bytes of the audit log's
checkpoint, of which number, digest and signer are printed.
"""

from __future__ import annotations

from typing import Any

from exam_engine.canonical import digest
from exam_engine.clock import iso_utc
from exam_engine.delivery.chronicle import duration_words
from exam_engine.model.minutes import Minutes, SeatMinutes, SignedMinutes
from exam_engine.report.pdf import typeset
from exam_engine.text import clean_line

_ENDINGS = {"submitted": "submitted", "expired": "time up", "forced": "finished on behalf"}
_PHASES = {
    "admitted": "not started",
    "agreed": "not started",
    "running": "still running",
    "paused": "still paused",
}


def minutes_pdf(signed: SignedMinutes) -> bytes:
    """Return session minutes as PDF."""
    return typeset("minutes.typ", minutes_told(signed))


def minutes_told(signed: SignedMinutes) -> dict[str, Any]:
    """Return everything that the document shows, as text."""
    minutes = signed.minutes
    return {
        "title": clean_line(minutes.sitting),
        "facts": _facts(minutes),
        "forms": [[clean_line(one.form), one.digest] for one in minutes.forms],
        "people": [["delivery host", clean_line(minutes.host.name), minutes.host.fingerprint]]
        + [["invigilator", clean_line(one.name), one.fingerprint] for one in minutes.invigilators],
        "seats": [_seat_row(seat) for seat in minutes.seats],
        "logs": [_log(seat) for seat in minutes.seats if seat.log],
        "digests": [[seat.candidate, str(seat.events), seat.digest] for seat in minutes.seats],
        "doubts": [f"{seat.candidate}: {seat.doubt}" for seat in minutes.seats if seat.doubt],
        "audit": [
            str(minutes.audit.n),
            minutes.audit.digest,
            clean_line(minutes.audit.signer),
        ],
        "signed": {
            "name": clean_line(signed.signer.name),
            "fingerprint": clean_line(signed.signer.fingerprint),
            "digest": digest(minutes),
            "signature": signed.signature.hex(),
        },
    }


def _facts(minutes: Minutes) -> list[list[str]]:
    came = [seat for seat in minutes.seats if seat.terminals]
    granted = sum(1 for seat in minutes.seats if seat.granted_ms)
    return [
        ["Starts allowed", f"{iso_utc(minutes.opens_ms)} to {iso_utc(minutes.closes_ms)}"],
        ["Candidates", f"{len(minutes.seats)} on the roster, {len(came)} admitted"],
        ["Checked in", str(sum(bool(seat.checked_in) for seat in minutes.seats))],
        ["Ended", str(sum(bool(seat.ending) for seat in minutes.seats))],
        ["Incidents", str(sum(seat.incidents for seat in minutes.seats))],
        ["Incident time", f"granted to {granted}"],
        ["Made", f"{iso_utc(minutes.made_ms)}, exam-engine {clean_line(minutes.engine)}"],
        ["Sitting's digest", minutes.sitting_digest],
    ]


def _seat_row(seat: SeatMinutes) -> list[str]:
    return [
        clean_line(seat.seat),
        clean_line(seat.candidate),
        clean_line(seat.name),
        clean_line(seat.checked_in) or "no",
        _moment(seat.started_ms),
        _moment(seat.ended_ms),
        _standing(seat),
        _time(seat.allowance_ms) + (f" ({_time(seat.extra_ms)} extra)" if seat.extra_ms else ""),
        _time(seat.granted_ms),
        _time(seat.stopped_ms),
        str(seat.answered),
    ]


def _standing(seat: SeatMinutes) -> str:
    if seat.ending:
        return _ENDINGS.get(seat.ending, seat.ending)
    return _PHASES.get(seat.phase, seat.phase) if seat.terminals else "did not come"


def _log(seat: SeatMinutes) -> dict[str, Any]:
    place = f", seat {clean_line(seat.seat)}" if seat.seat else ""
    terminals = f", {seat.terminals} terminals" if seat.terminals > 1 else ""
    return {
        "head": f"{clean_line(seat.candidate)}, {clean_line(seat.name)}{place}{terminals}",
        "form": clean_line(seat.form),
        "lines": [[iso_utc(line.at_ms)[11:19], clean_line(line.words)] for line in seat.log],
    }


def _moment(at_ms: int | None) -> str:
    return iso_utc(at_ms)[11:19] if at_ms else "-"


def _time(duration_ms: int) -> str:
    return duration_words(duration_ms) if duration_ms else "-"
