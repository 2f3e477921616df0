"""Candidates, and what is arranged for them."""

from __future__ import annotations

import msgspec


class Candidate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person who sits exams. ``number`` is what the roster, the terminal and results use."""

    number: str
    name: str


class Accommodation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate is granted beyond the blueprint's conditions, in one attempt.

    ``break_ms`` is the budget of breaks during which the clock stands still. ``colours`` is the
    terminal's colour scheme, empty for its own; ``plain`` asks for the plain mode.
    """

    extra_time_ms: int = 0
    break_ms: int = 0
    colours: str = ""
    plain: bool = False
    separate_room: bool = False
    reader: bool = False
    scribe: bool = False
