"""Sittings: a scheduled event with one exam, a window of time, a roster, a form."""

from __future__ import annotations

import msgspec


class Sitting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scheduled sitting. Attempts may start from ``opens_ms`` until ``closes_ms``."""

    id: str
    form: str
    form_digest: str
    opens_ms: int
    closes_ms: int
