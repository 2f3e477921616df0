"""Offers and bookings on record: every step of a booking is kept, the last one counts."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select

from exam_engine.canonical import canonical_json
from exam_engine.errors import StoreError
from exam_engine.model.booking import BookingState, Offer
from exam_engine.store.scheduling_tables import BookingRow, OfferRow
from exam_engine.store.tables import UNREADABLE

_OFFER = OfferRow.__table__  # type: ignore[attr-defined]
_BOOKING = BookingRow.__table__  # type: ignore[attr-defined]


class Booking(NamedTuple):
    """How a candidate's booking for a sitting stands since its ``n``-th step."""

    sitting: str
    candidate: str
    n: int
    state: BookingState
    at_ms: int


def add_offer(connection: Connection, offer: Offer) -> None:
    """Put on record that a sitting can be booked.

    :raises StoreError: if it can be already.
    """
    known = select(_OFFER.c.sitting_id).where(_OFFER.c.sitting_id == offer.sitting)
    if connection.execute(known).first() is not None:
        raise StoreError(f"sitting {offer.sitting} is open for booking already")
    connection.execute(
        insert(_OFFER).values(
            sitting_id=offer.sitting, opens_ms=offer.opens_ms, record=canonical_json(offer)
        )
    )


def offer(connection: Connection, sitting: str) -> Offer:
    """Return a sitting that can be booked.

    :raises StoreError: if there is none of that id, or its record was altered.
    """
    raw = connection.execute(select(_OFFER.c.record).where(_OFFER.c.sitting_id == sitting)).scalar()
    if raw is None:
        known = connection.execute(select(_OFFER.c.sitting_id)).scalars().all()
        raise StoreError(
            f"sitting {sitting!r} is not open for booking; these are: "
            f"{', '.join(sorted(known)) or 'none'}; open it with: exam-engine booking open"
        )
    try:
        found = msgspec.json.decode(raw, type=Offer)
    except UNREADABLE:
        raise StoreError(f"the record of what is offered as {sitting} cannot be read") from None
    if found.sitting != sitting:
        raise StoreError(f"the record of what is offered as {sitting} is another sitting's")
    return found


def offers(connection: Connection) -> list[Offer]:
    """Return all sittings that were ever open for booking, the earliest first."""
    query = select(_OFFER.c.sitting_id).order_by(_OFFER.c.opens_ms, _OFFER.c.sitting_id)
    return [offer(connection, one) for one in connection.execute(query).scalars().all()]


def step(connection: Connection, booking: Booking, actor: str) -> None:
    """Add a step of a booking."""
    connection.execute(
        insert(_BOOKING).values(
            sitting_id=booking.sitting,
            candidate_number=booking.candidate,
            n=booking.n,
            state=booking.state.value,
            at_ms=booking.at_ms,
            actor=actor,
        )
    )


def of_sitting(connection: Connection, sitting: str) -> dict[str, Booking]:
    """Return how the bookings of a sitting stand, by candidate."""
    return {one.candidate: one for one in _latest(connection, _BOOKING.c.sitting_id == sitting)}


def of_candidate(connection: Connection, candidate: str) -> list[Booking]:
    """Return how a candidate's bookings stand, by sitting."""
    return _latest(connection, _BOOKING.c.candidate_number == candidate)


def _latest(connection: Connection, condition: object) -> list[Booking]:
    query = (
        select(_BOOKING)
        .where(condition)  # type: ignore[arg-type]
        .order_by(_BOOKING.c.sitting_id, _BOOKING.c.candidate_number, _BOOKING.c.n)
    )
    found: dict[tuple[str, str], Booking] = {}
    for row in connection.execute(query).all():
        try:
            state = BookingState(row.state)
        except ValueError:
            raise StoreError(
                f"the booking of candidate {row.candidate_number} for {row.sitting_id} was altered"
            ) from None
        found[row.sitting_id, row.candidate_number] = Booking(
            row.sitting_id, row.candidate_number, row.n, state, row.at_ms
        )
    return list(found.values())
