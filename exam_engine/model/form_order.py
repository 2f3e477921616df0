"""An order for forms: how many, by which method, under which further rules."""

from __future__ import annotations

from enum import Enum

import msgspec

from exam_engine.canonical import digest
from exam_engine.model.assembly_rules import NO_RULES, AssemblyRules


class Method(Enum):
    """How forms are made.

    ``PARALLEL``: one programme over all forms. ``LOFT`` (linear on the fly): an own form for
    each candidate, made before the day. ``DRAW``: items are drawn by chance within the rules.
    """

    PARALLEL = "parallel"
    LOFT = "loft"
    DRAW = "draw"


class FormOrder(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What a form editor orders. ``language`` is empty for the blueprint's own."""

    blueprint: str
    forms: int
    seed: int
    method: Method = Method.PARALLEL
    language: str = ""
    rules: AssemblyRules = NO_RULES

    @property
    def digest(self) -> str:
        """Return the digest of the order."""
        return digest(self)
