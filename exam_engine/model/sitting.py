"""Sittings: a scheduled event with one exam, a window of time, a roster, forms."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.paper import Paper


class RosterEntry(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One candidate on a signed roster; ``form`` is the form that they sit.

    The name is there as a digest with salt: the record binds it, and still says nothing of the
    person once name and salt are erased. ``seat`` is a seat of ``room``, both empty where none was
    given. What is not arranged is left out, so that older records keep their digest.
    """

    number: str
    name_digest: str
    extra_time_ms: int
    form: str
    room: str = ""
    seat: str = ""
    break_ms: int = 0
    colours: str = ""
    plain: bool = False
    separate_room: bool = False
    reader: bool = False
    scribe: bool = False

    @property
    def accommodation(self) -> Accommodation:
        """Return what is arranged for the candidate in this sitting."""
        return Accommodation(
            **{name: getattr(self, name) for name in Accommodation.__struct_fields__}
        )


class SatForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One form of a sitting, bound by its digest."""

    form: str
    digest: str


class Sitting(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One scheduled sitting, as its editor signs it.

    Attempts may start from ``opens_ms`` until ``closes_ms``. ``host`` is the fingerprint of the
    delivery host, whose signature ends the attempts. All ``forms`` are of one exam.
    ``invigilators`` are the fingerprints of those who may act in the room. ``venue`` names the
    venue with the digest of the state in which seats were given, drawn with ``seating_seed``. What
    a record does not have is left out, so that records from before a field keep their digest.
    """

    id: str
    forms: tuple[SatForm, ...]
    opens_ms: int
    closes_ms: int
    host: str
    roster: tuple[RosterEntry, ...]
    invigilators: tuple[str, ...] = ()
    venue: str = ""
    venue_digest: str = ""
    seating_seed: int = 0


class PlannedSitting(NamedTuple):
    """A sitting with its papers by form, ready for delivery."""

    sitting: Sitting
    papers: Mapping[str, Paper]


def name_digest(candidate: Candidate, salt: bytes) -> str:
    """Return the digest that binds a candidate's name (``salt``: 16 random bytes)."""
    return hashlib.sha256(salt + candidate.name.encode()).hexdigest()
