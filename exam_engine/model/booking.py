"""Bookings: who is to sit in a sitting that has not been scheduled yet."""

from __future__ import annotations

from enum import Enum

import msgspec

from exam_engine.model.scheme import RetakeRules


class BookingState(Enum):
    """How a booking stands. ``ABSENT``: the sitting is over and the candidate never came."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    ABSENT = "absent"


class Offer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sitting that candidates can be booked for, with the retake rules as they were then.

    ``blueprint`` is the exam's id. It opens at ``opens_ms`` and has so many ``places``.
    """

    format: int
    sitting: str
    blueprint: str
    opens_ms: int
    places: int
    retakes: RetakeRules | None
