"""Bookings: sittings opened for booking, candidates booked under their scheme's retake rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from exam_engine.clock import iso_utc
from exam_engine.errors import StoreError
from exam_engine.model.booking import BookingState, Offer
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.scheme import RetakeRules
from exam_engine.office.home import Home
from exam_engine.office.roster_file import RosterLine
from exam_engine.office.shipped import blueprint_file
from exam_engine.office.sittings import require_id
from exam_engine.scheme.retakes import Turn, refusal
from exam_engine.source.blueprint import read_blueprint
from exam_engine.source.scheme import read_scheme
from exam_engine.store import audit_log, bookings, history, people, records, roster
from exam_engine.store.bookings import Booking
from exam_engine.store.database import reading, writing


class Booked(NamedTuple):
    """A candidate with how their booking stands, and since when."""

    candidate: Candidate
    state: BookingState
    since_ms: int


def open_for_booking(
    home: Home, sitting: str, blueprint: str, opens_ms: int, places: int, actor: str
) -> Offer:
    """Open a sitting for booking; the scheme's retake rules are kept with it as they are now.

    :param blueprint: an id that came with the engine, or the path of a .toml file.
    :raises ExamEngineError: if there is no such exam, or the sitting is open or scheduled already.
    """
    require_id(sitting)
    path = Path(blueprint) if blueprint.endswith(".toml") else blueprint_file(blueprint)
    exam = read_blueprint(path)
    rules = _rules_beside(path)
    if opens_ms <= home.clock.now_ms():
        raise StoreError(f"sitting {sitting} would open in the past, at {iso_utc(opens_ms)}")
    offer = Offer(
        format=1,
        sitting=sitting,
        blueprint=exam.id,
        opens_ms=opens_ms,
        places=places,
        retakes=rules,
    )
    with writing(home.engine) as connection:
        if roster.has_sitting(connection, sitting):
            raise StoreError(f"sitting {sitting} is scheduled already; choose another id")
        bookings.add_offer(connection, offer)
        _tell(home, connection, actor, "sitting opened for booking", sitting)
    return offer


def book(home: Home, sitting: str, candidate: str, actor: str) -> Booking:
    """Book a candidate who is on record.

    :raises StoreError: if there is no place, or a retake rule forbids it: then with the first day
        on which it would be possible.
    """
    with writing(home.engine) as connection:
        offer = _open_offer(connection, sitting)
        if candidate not in people.known(connection, [candidate]):
            raise StoreError(
                f"candidate {candidate} is not on record; take them in first with: "
                "exam-engine candidate import FILE"
            )
        standing = bookings.of_sitting(connection, sitting)
        before = standing.get(candidate)
        if before is not None and before.state is BookingState.BOOKED:
            raise StoreError(f"candidate {candidate} is booked for {sitting} already")
        taken = sum(one.state is BookingState.BOOKED for one in standing.values())
        if taken >= offer.places:
            raise StoreError(f"sitting {sitting} is full: all {offer.places} places are booked")
        _require_allowed(home, connection, offer, candidate)
        return _step(home, connection, sitting, candidate, before, BookingState.BOOKED, actor)


def cancel(home: Home, sitting: str, candidate: str, actor: str) -> Booking:
    """Cancel a booking, as long as the sitting is not scheduled.

    :raises StoreError: if there is none to cancel.
    """
    with writing(home.engine) as connection:
        _open_offer(connection, sitting)
        before = bookings.of_sitting(connection, sitting).get(candidate)
        if before is None or before.state is not BookingState.BOOKED:
            raise StoreError(f"candidate {candidate} is not booked for {sitting}")
        return _step(home, connection, sitting, candidate, before, BookingState.CANCELLED, actor)


def listed(home: Home, sitting: str) -> tuple[Offer, list[Booked]]:
    """Return what is offered, and who is or was booked, by number.

    :raises StoreError: if the sitting was never open for booking.
    """
    with reading(home.engine) as connection:
        offer = bookings.offer(connection, sitting)
        standing = bookings.of_sitting(connection, sitting)
        known = people.known(connection, sorted(standing))
    return offer, [
        Booked(known[number].candidate, one.state, one.at_ms)
        for number, one in sorted(standing.items())
    ]


def offered(home: Home) -> list[tuple[Offer, int]]:
    """Return all sittings that were open for booking, with how many are booked."""
    with reading(home.engine) as connection:
        return [
            (
                offer,
                sum(
                    one.state is BookingState.BOOKED
                    for one in bookings.of_sitting(connection, offer.sitting).values()
                ),
            )
            for offer in bookings.offers(connection)
        ]


def roster_lines(home: Home, sitting: str, opens_ms: int, forms: Sequence[str]) -> list[RosterLine]:
    """Return a roster of all who are booked.

    :raises StoreError: if nobody is, or the sitting was offered for another day or another exam.
    """
    offer, booked = listed(home, sitting)
    if iso_utc(offer.opens_ms)[:10] != iso_utc(opens_ms)[:10]:
        raise StoreError(
            f"sitting {sitting} was booked for {iso_utc(offer.opens_ms)[:10]}, not "
            f"{iso_utc(opens_ms)[:10]}"
        )
    for form in forms:
        exam = records.form(home.engine, form).form.blueprint
        if exam != offer.blueprint:
            raise StoreError(
                f"sitting {sitting} was booked for {offer.blueprint}; form {form} is of {exam}"
            )
    lines = [
        RosterLine(one.candidate, Accommodation())
        for one in booked
        if one.state is BookingState.BOOKED
    ]
    if not lines:
        raise StoreError(f"nobody is booked for sitting {sitting}")
    return lines


def record_absences(home: Home, sitting: str, actor: str) -> list[str]:
    """Put on record who did not come to a sitting that has closed; return all who did not.

    :raises StoreError: if there is no such sitting, or it has not closed.
    """
    closes_ms = roster.sitting_on_record(home.engine, sitting).sitting.closes_ms
    if home.clock.now_ms() <= closes_ms:
        raise StoreError(f"sitting {sitting} closes at {iso_utc(closes_ms)}; wait until then")
    with writing(home.engine) as connection:
        absent = history.absent(connection, sitting)
        standing = bookings.of_sitting(connection, sitting)
        for number in absent:
            before = standing.get(number)
            if before is None or before.state is not BookingState.ABSENT:
                _step(home, connection, sitting, number, before, BookingState.ABSENT, actor)
    return absent


def _rules_beside(blueprint: Path) -> RetakeRules | None:
    """Return the retake rules of the scheme in whose folder a blueprint lies, if it has any."""
    path = blueprint.parent / "scheme.toml"
    return read_scheme(path).retakes if path.is_file() else None


def _open_offer(connection: Connection, sitting: str) -> Offer:
    offer = bookings.offer(connection, sitting)
    if roster.has_sitting(connection, sitting):
        raise StoreError(f"sitting {sitting} is scheduled; its roster is signed and stays as it is")
    return offer


def _require_allowed(home: Home, connection: Connection, offer: Offer, candidate: str) -> None:
    if offer.retakes is None:
        return
    turns = _turns(home, connection, offer, candidate)
    refused = refusal(offer.retakes, turns, _day(offer.opens_ms))
    if refused is not None:
        first = (
            f"from {date.fromordinal(refused.first)} on"
            if refused.first
            else "not at any later day"
        )
        raise StoreError(
            f"candidate {candidate} may not sit {offer.blueprint} on "
            f"{iso_utc(offer.opens_ms)[:10]}: {refused.reason}; possible {first}"
        )


def _turns(home: Home, connection: Connection, offer: Offer, candidate: str) -> Iterator[Turn]:
    """Yield the attempts of an exam that a candidate made, missed, or has ahead."""
    assert offer.retakes is not None
    now_ms = home.clock.now_ms()
    scheduled = set()
    for sat in history.of_candidate(connection, candidate):
        scheduled.add(sat.sitting)
        missed = sat.started_ms is None and sat.closes_ms < now_ms
        if sat.blueprint == offer.blueprint and (not missed or offer.retakes.no_shows_count):
            yield Turn(_day(sat.started_ms or sat.opens_ms), sat.passed)
    for one in bookings.of_candidate(connection, candidate):
        if one.state is BookingState.BOOKED and one.sitting not in {*scheduled, offer.sitting}:
            other = bookings.offer(connection, one.sitting)
            if other.blueprint == offer.blueprint and other.opens_ms > now_ms:
                yield Turn(_day(other.opens_ms))


def _day(moment_ms: int) -> int:
    return datetime.fromtimestamp(moment_ms / 1000, tz=UTC).date().toordinal()


def _step(
    home: Home,
    connection: Connection,
    sitting: str,
    candidate: str,
    before: Booking | None,
    state: BookingState,
    actor: str,
) -> Booking:
    n = before.n + 1 if before else 1
    booking = Booking(sitting, candidate, n, state, home.clock.now_ms())
    bookings.step(connection, booking, actor)
    _tell(home, connection, actor, f"booking: {state.value}", f"{sitting}: candidate {candidate}")
    return booking


def _tell(home: Home, connection: Connection, actor: str, act: str, subject: str) -> None:
    audit_log.append(connection, at_ms=home.clock.now_ms(), actor=actor, act=act, subject=subject)
