"""Sittings: a scheduled event with one exam, a window of time, a roster, a form."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

from exam_engine.model.candidate import Candidate
from exam_engine.model.paper import Paper


class RosterEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One candidate on a signed roster.

    The name is there as a digest with salt: the record binds it, and still says nothing of the
    person once name and salt are erased.
    """

    number: str
    name_digest: str
    extra_time_ms: int


class Sitting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scheduled sitting, as its editor signs it.

    Attempts may start from ``opens_ms`` until ``closes_ms``. ``host`` is the fingerprint of the
    delivery host, whose signature ends the attempts.
    """

    id: str
    form: str
    form_digest: str
    opens_ms: int
    closes_ms: int
    host: str
    roster: tuple[RosterEntry, ...]


class PlannedSitting(NamedTuple):
    """A sitting with its paper, ready for delivery."""

    sitting: Sitting
    paper: Paper


def name_digest(candidate: Candidate, salt: bytes) -> str:
    """Return the digest that binds a candidate's name (``salt``: 16 random bytes)."""
    return hashlib.sha256(salt + candidate.name.encode()).hexdigest()
