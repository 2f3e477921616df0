"""Venues on record: every import is kept, the last one of an id is in force."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select

from exam_engine.canonical import canonical_json
from exam_engine.errors import StoreError
from exam_engine.model.venue import Venue
from exam_engine.store.scheduling_tables import VenueRow
from exam_engine.store.tables import UNREADABLE

_VENUE = VenueRow.__table__  # type: ignore[attr-defined]


def keep(connection: Connection, venue: Venue) -> bool:
    """Put a venue on record; return False if it is there as it is."""
    before = _rows(connection, venue.id)
    if before and before[-1].digest == venue.digest:
        return False
    connection.execute(
        insert(_VENUE).values(
            id=venue.id,
            n=before[-1].n + 1 if before else 1,
            digest=venue.digest,
            record=canonical_json(venue),
        )
    )
    return True


def latest(connection: Connection, venue_id: str) -> Venue:
    """Return a venue as it was imported last.

    :raises StoreError: if there is none, or its record was altered.
    """
    rows = _rows(connection, venue_id)
    if not rows:
        known = ", ".join(sorted(ids(connection))) or "none"
        raise StoreError(
            f"there is no venue {venue_id!r}; there are: {known}; "
            "take one in with: exam-engine venue import FILE"
        )
    return _venue(rows[-1])


def by_digest(connection: Connection, venue_id: str, digest: str) -> Venue:
    """Return the state of a venue that a sitting names.

    :raises StoreError: if it is not on record, or was altered.
    """
    for row in _rows(connection, venue_id):
        if row.digest == digest:
            return _venue(row)
    raise StoreError(
        f"venue {venue_id} is not on record as the sitting names it (digest {digest[:12]})"
    )


def ids(connection: Connection) -> set[str]:
    """Return the ids of all venues."""
    return set(connection.execute(select(_VENUE.c.id)).scalars())


def _rows(connection: Connection, venue_id: str) -> list[Row[Any]]:
    query = select(_VENUE).where(_VENUE.c.id == venue_id).order_by(_VENUE.c.n)
    return list(connection.execute(query).all())


def _venue(row: Row[Any]) -> Venue:
    try:
        venue = msgspec.json.decode(row.record, type=Venue)
        as_kept = (venue.id, venue.digest) == (row.id, row.digest)
    except (*UNREADABLE, ValueError):
        as_kept = False
    if not as_kept:
        raise StoreError(
            f"the record of venue {row.id} was altered; import its file again, which goes on record"
        )
    return venue
