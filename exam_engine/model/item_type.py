"""Item types: what the candidate does, what is scored, and which rules fit.

A type is a choice of an *interaction* (what the candidate does) and of a usual scoring rule. Five
interactions cover all types.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class ItemType(Enum):
    """The item types that the engine delivers and marks."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    GRADIENT = "gradient"
    TRUE_FALSE = "true-false"
    ASSERTION_REASON = "assertion-reason"
    MATCH = "match"
    ORDER = "order"
    ESSAY = "essay"
    PERFORMANCE = "performance"


class Interaction(Enum):
    """What the candidate does at the terminal; NONE is done elsewhere, before assessors."""

    CHOICE = "choice"
    MATCH = "match"
    ORDER = "order"
    TEXT = "text"
    NONE = "none"


class Level(Enum):
    """Cognitive level, after Anderson and Krathwohl (2001)."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"
    EVALUATE = "evaluate"
    CREATE = "create"


class OptionOrder(Enum):
    """May a form present the options in another order than the author wrote them?"""

    ANY = "any"
    FIXED = "fixed"


class Security(Enum):
    """``PUBLIC`` material is known to candidates and never reaches a secure exam."""

    PUBLIC = "public"
    SECURE = "secure"


class ItemState(Enum):
    """Where an item version stands in its life."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    PILOT = "pilot"
    OPERATIONAL = "operational"
    RESTED = "rested"
    RETIRED = "retired"
    REJECTED = "rejected"


INTERACTIONS: Mapping[ItemType, Interaction] = {
    ItemType.SINGLE: Interaction.CHOICE,
    ItemType.MULTIPLE: Interaction.CHOICE,
    ItemType.GRADIENT: Interaction.CHOICE,
    ItemType.TRUE_FALSE: Interaction.MATCH,
    ItemType.ASSERTION_REASON: Interaction.MATCH,
    ItemType.MATCH: Interaction.MATCH,
    ItemType.ORDER: Interaction.ORDER,
    ItemType.ESSAY: Interaction.TEXT,
    ItemType.PERFORMANCE: Interaction.NONE,
}

RULES_FOR: Mapping[ItemType, tuple[str, ...]] = {
    ItemType.SINGLE: ("exact",),
    ItemType.MULTIPLE: ("exact", "partial", "coverage", "every-decision"),
    ItemType.GRADIENT: ("weighted",),
    ItemType.TRUE_FALSE: ("per-line", "exact", "net-correct", "negative"),
    ItemType.ASSERTION_REASON: ("per-line", "exact", "net-correct", "negative"),
    ItemType.MATCH: ("per-line", "exact", "net-correct", "negative"),
    ItemType.ORDER: ("order-position", "order-exact", "order-pairs"),
    ItemType.ESSAY: ("rubric",),
    ItemType.PERFORMANCE: ("rubric",),
}
"""The scoring rules that each type may use; the first is the usual one."""

TRUE, FALSE = "T", "F"
ASSERTION_REASON_OPTIONS = ("A", "B", "C", "D", "E")
"""A true, true and explains; B true, true, does not explain; C true, false; D false, true; E false,
false. The texts are the engine's (``wire.instructions``), never an author's."""
