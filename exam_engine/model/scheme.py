"""Schemes: one body's qualification programme."""

from __future__ import annotations

import msgspec


class RetakeRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When an exam may be sat again, in days; 0 sets no limit.

    ``waiting_days`` lie between two attempts at least; ``most_attempts`` fall within any
    ``period_days``. ``no_shows_count`` says whether who did not come has used an attempt up;
    ``after_pass`` whether an exam may be sat again that was passed.
    """

    waiting_days: int = 0
    most_attempts: int = 0
    period_days: int = 0
    no_shows_count: bool = True
    after_pass: bool = False


class Scheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scheme with the official names of its certificates, by the engine's short name."""

    id: str
    title: str
    institute: str
    edition: str
    certificates: dict[str, str]
    retakes: RetakeRules | None = None
