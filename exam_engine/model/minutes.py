"""Session minutes: what happened in a sitting, as one record that somebody signs.

They hold names: they are the centre's document of who sat where. They hold nothing that was
answered.
"""

from __future__ import annotations

import msgspec

MINUTES_KIND = "session minutes"


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class MinutesLine(_Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happened, when, in words."""

    at_ms: int
    words: str


class Person(_Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An identity by name and fingerprint; the name is empty where it is not known."""

    name: str
    fingerprint: str


class BoundForm(_Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form of the sitting, by its digest."""

    form: str
    digest: str


class SeatMinutes(_Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One candidate's part of a sitting.

    ``phase`` is where the attempt stood; times are None before they came. ``extra_ms`` is the
    accommodation within ``allowance_ms``; ``granted_ms`` was granted since, ``stopped_ms`` given
    back for pauses. ``digest`` is that of the ``events`` on record; ``doubt`` says why the end is
    not to be believed, and is empty if the delivery host signed just these events.
    """

    candidate: str
    name: str
    seat: str
    form: str
    checked_in: str
    phase: str
    ending: str
    started_ms: int | None
    ended_ms: int | None
    allowance_ms: int
    extra_ms: int
    granted_ms: int
    stopped_ms: int
    terminals: int
    answered: int
    incidents: int
    events: int
    digest: str
    doubt: str
    log: tuple[MinutesLine, ...]


class AuditStand(_Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The checkpoint of the audit log that belongs to the minutes."""

    n: int
    digest: str
    signer: str
    signature: bytes


class Minutes(_Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sitting from its first check-in to its last end, as it stood at ``made_ms``."""

    format: int
    sitting: str
    sitting_digest: str
    opens_ms: int
    closes_ms: int
    made_ms: int
    engine: str
    host: Person
    invigilators: tuple[Person, ...]
    forms: tuple[BoundForm, ...]
    seats: tuple[SeatMinutes, ...]
    audit: AuditStand


class SignedMinutes(_Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes and who signed them: what the file holds."""

    minutes: Minutes
    signer: Person
    signature: bytes
