"""Schemes: one body's qualification programme."""

from __future__ import annotations

import msgspec


class Scheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scheme with the official names of its certificates, by the engine's short name."""

    id: str
    title: str
    institute: str
    edition: str
    certificates: dict[str, str]
