"""Venues: rooms, seats, who sits next to whom, and what a machine can do."""

from __future__ import annotations

from enum import Enum

import msgspec

from exam_engine.canonical import digest


class Feature(Enum):
    """What a seat or its machine offers to candidates who need it."""

    STEP_FREE = "step-free"
    HEIGHT_ADJUSTABLE = "height-adjustable"
    LARGE_SCREEN = "large-screen"
    SCREEN_READER = "screen-reader"
    BRAILLE = "braille"
    OWN_LAMP = "own-lamp"


class VenueSeat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One seat: its name in the room, its place in the grid (both from 1), what it offers."""

    name: str
    row: int
    column: int
    features: tuple[Feature, ...] = ()
    note: str = ""


class Room(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One room. ``neighbours`` are pairs of seats that can see each other's screens.

    A ``separate`` room takes one candidate at a time; others take ``capacity`` at most.
    """

    id: str
    name: str
    separate: bool
    capacity: int
    seats: tuple[VenueSeat, ...]
    neighbours: tuple[tuple[str, str], ...]


class Venue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A venue as it was imported."""

    format: int
    id: str
    name: str
    rooms: tuple[Room, ...]

    @property
    def digest(self) -> str:
        """Return the digest by which sittings name this very state of the venue."""
        return digest(self)

    @property
    def capacity(self) -> int:
        """Return how many candidates can sit at once, those in separate rooms included."""
        return sum(room.capacity for room in self.rooms)
