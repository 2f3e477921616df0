"""Venues: taken in from files, kept by digest, shown with who sits where."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from exam_engine.errors import StoreError
from exam_engine.model.sitting import Sitting
from exam_engine.model.venue import Venue
from exam_engine.office.evidence import genuine_sitting
from exam_engine.office.home import Home
from exam_engine.office.seating.plan import Doubts, Seated, doubts
from exam_engine.source.venue import read_venue
from exam_engine.store import audit_log, venues
from exam_engine.store.database import reading, writing


class SeatMap(NamedTuple):
    """A sitting with its venue, and the neighbours that sit one form."""

    sitting: Sitting
    venue: Venue
    doubts: Doubts


def take_in(home: Home, path: Path, actor: str) -> tuple[Venue, bool]:
    """Put a venue on record as its file has it; return it, and whether anything is new.

    :raises AuthoringError: if the file is not right.
    """
    venue = read_venue(path)
    with writing(home.engine) as connection:
        new = venues.keep(connection, venue)
        if new:
            audit_log.append(
                connection,
                at_ms=home.clock.now_ms(),
                actor=actor,
                act="venue imported",
                subject=venue.id,
                details={"digest": venue.digest, "capacity": str(venue.capacity)},
            )
    return venue, new


def venue(home: Home, venue_id: str) -> Venue:
    """Return a venue as it was imported last.

    :raises StoreError: if there is none.
    """
    with reading(home.engine) as connection:
        return venues.latest(connection, venue_id)


def all_venues(home: Home) -> list[Venue]:
    """Return all venues, by id."""
    with reading(home.engine) as connection:
        return [venues.latest(connection, one) for one in sorted(venues.ids(connection))]


def seat_map(home: Home, sitting_id: str) -> SeatMap:
    """Return who sits where by the signed roster of a sitting.

    :raises StoreError: if it has no seats, or its record or its venue's cannot be believed.
    """
    sitting = genuine_sitting(home, sitting_id).sitting
    if not sitting.venue:
        raise StoreError(f"sitting {sitting_id} was scheduled without a venue and has no seats")
    with reading(home.engine) as connection:
        found = venues.by_digest(connection, sitting.venue, sitting.venue_digest)
    seated = [Seated(entry.room, entry.seat, entry.form) for entry in sitting.roster]
    return SeatMap(sitting, found, doubts(found, seated, len(sitting.forms)))
