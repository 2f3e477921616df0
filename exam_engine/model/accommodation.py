"""Accommodations as they are approved for a candidate: a profile, dated and signed.

A profile says what is arranged and never why: there is no field for a diagnosis, and none for free
text into which one could be written.
"""

from __future__ import annotations

import re
from enum import Enum
from fractions import Fraction
from math import ceil

import msgspec

from exam_engine.canonical import digest
from exam_engine.model.venue import Feature

ACCOMMODATION_KIND = "accommodation"
FIRST = "0" * 64
SCHEMES = ("dark", "light", "contrast", "mono")
"""The colours that a candidate can be granted; without any, the terminal's own are shown."""
LARGEST_FACTOR = 4
MOST_EXTRA_MINUTES = 600
MOST_BREAK_MINUTES = 240


class Act(Enum):
    """What an entry does."""

    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is arranged for a candidate in every sitting.

    ``time_factor`` is a fraction as text, from "1" to "4", of the blueprint's minutes;
    ``extra_minutes`` come on top of it. ``break_minutes`` is the budget of breaks during which the
    clock stands still. A reader or a scribe is somebody who speaks, and so needs a separate room.
    """

    time_factor: str = "1"
    extra_minutes: int = 0
    break_minutes: int = 0
    colours: str = ""
    plain: bool = False
    separate_room: bool = False
    reader: bool = False
    scribe: bool = False
    machine: tuple[Feature, ...] = ()

    @property
    def alone(self) -> bool:
        """Return whether the candidate has to sit in a separate room."""
        return self.separate_room or self.reader or self.scribe

    def extra_time_ms(self, minutes: int) -> int:
        """Return the time on top of the blueprint's ``minutes``, rounded up to whole minutes."""
        longer = ceil(minutes * Fraction(self.time_factor)) - minutes
        return (longer + self.extra_minutes) * 60_000

    def problem(self) -> str:
        """Return what is outside the limits, or an empty text."""
        plain = re.fullmatch(r"[1-9][0-9]{0,4}(/[1-9][0-9]{0,4})?", self.time_factor)
        factor = Fraction(self.time_factor) if plain else Fraction(0)
        if not 1 <= factor <= LARGEST_FACTOR or str(factor) != self.time_factor:
            return f"time factor: a fraction from 1 to {LARGEST_FACTOR}, such as 5/4"
        if not 0 <= self.extra_minutes <= MOST_EXTRA_MINUTES:
            return f"extra minutes: 0 to {MOST_EXTRA_MINUTES}"
        if not 0 <= self.break_minutes <= MOST_BREAK_MINUTES:
            return f"break minutes: 0 to {MOST_BREAK_MINUTES}"
        if self.colours not in ("", *SCHEMES):
            return f"colours: one of {', '.join(SCHEMES)}"
        return ""


class Approval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry: ``profile`` is approved for sittings from one day to another, or withdrawn.

    ``approved_by`` is whoever decided, in their ``role``; ``entered_by`` is the identity that
    signed the entry, with its ``fingerprint``. Days are ISO 8601 ("2026-03-02"), both included. A
    withdrawal counts at once and has no ``profile`` and no days. ``previous`` is the digest of the
    candidate's entry before, so that none can be taken out unnoticed.
    """

    format: int
    candidate: str
    n: int
    previous: str
    act: Act
    profile: Profile | None
    approved_by: str
    role: str
    approved_on: str
    valid_until: str
    entered_by: str
    fingerprint: str
    at_ms: int

    @property
    def digest(self) -> str:
        """Return the digest by which the audit log and the next entry name this one."""
        return digest(self)

    def covers(self, day: str) -> bool:
        """Return whether it is approved for a sitting on ``day``."""
        return self.act is Act.APPROVED and self.approved_on <= day <= self.valid_until


def in_force(entries: list[Approval], day: str) -> Profile | None:
    """Return what counts on ``day`` of a candidate's entries in order, or None.

    The last approval that covers the day counts; a withdrawal ends all before it.
    """
    for entry in reversed(entries):
        if entry.act is Act.WITHDRAWN:
            return None
        if entry.covers(day):
            return entry.profile
    return None
