"""Candidates, and what is arranged for them."""

from __future__ import annotations

import msgspec


class Candidate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person who sits exams. ``number`` is what the roster, the terminal and results use."""

    number: str
    name: str


class Accommodation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate is granted beyond the blueprint's conditions."""

    extra_time_ms: int = 0
