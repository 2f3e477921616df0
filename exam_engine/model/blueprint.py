"""Blueprints: the definition of one exam, one edition."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import Enum
from fractions import Fraction

import msgspec

from exam_engine.canonical import digest
from exam_engine.model.assembly_rules import NO_RULES, AssemblyRules
from exam_engine.model.item_type import ItemType, Level, Security


class Navigation(Enum):
    """How a candidate may move between questions."""

    FREE = "free"


class Rounding(Enum):
    """How a pass mark in percent becomes whole marks: up means "not less than"."""

    UP = "up"


class BodyOfKnowledge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The standard that questions refer to, with the edition pinned."""

    standard: str
    edition: str
    amendments: tuple[str, ...]


class Resource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A permitted resource of an open-book exam.

    ``digest`` is SHA-256 of the file that is permitted, or empty where a printed copy is used.
    """

    id: str
    title: str
    edition: str
    digest: str


class PaperRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape and conditions of the paper. An empty tuple of resources means closed book.

    ``types`` says how many items of each type; ``options`` is how many options a single or
    multiple item has, 0 for any number.
    """

    items: int
    minutes: int
    types: dict[ItemType, int]
    options: int
    total_marks: int
    navigation: Navigation
    resources: tuple[Resource, ...]


class Hurdle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has to be reached in a part of the outline, in percent of the marks to be had there."""

    requirement: str
    percent: int


class PassRule(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The pass mark, in percent of the marks that can be had; and every hurdle has to be taken."""

    percent: int
    rounding: Rounding
    hurdles: tuple[Hurdle, ...] = ()

    def cut_score(self, total_marks: int) -> int:
        """Return the marks needed to pass out of ``total_marks``.

        Exact in fractions: in floating point, 55 % of 100 would round up to 56.
        """
        return math.ceil(Fraction(self.percent, 100) * total_marks)


class Requirement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A node of the content outline: ``items`` of the paper test it."""

    code: str
    title: str
    items: int
    parts: tuple[Requirement, ...]

    def leaves(self) -> Iterator[Requirement]:
        """Yield the nodes without parts below and including this one, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


class Blueprint(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One exam, one edition. Immutable once a form has been built from it.

    ``bank`` is the bank that forms are drawn from unless another one is named. ``paper.items`` and
    all quotas count scored items; ``assembly`` says what else forms keep to.
    """

    id: str
    edition: str
    scheme: str
    bank: str
    title: str
    certificate: str
    language: str
    security: Security
    body_of_knowledge: BodyOfKnowledge
    paper: PaperRules
    pass_rule: PassRule
    levels: dict[Level, int]
    requirements: tuple[Requirement, ...]
    notices: tuple[str, ...]
    agreement: tuple[str, ...]
    assembly: AssemblyRules = NO_RULES

    @property
    def total_marks(self) -> int:
        """Return the marks that can be had."""
        return self.paper.total_marks

    @property
    def cut_score(self) -> int:
        """Return the marks needed to pass, before any equating."""
        return self.pass_rule.cut_score(self.total_marks)

    @property
    def time_allowed_ms(self) -> int:
        """Return the time allowed without accommodations, in milliseconds."""
        return self.paper.minutes * 60_000

    @property
    def digest(self) -> str:
        """Return the digest of this edition."""
        return digest(self)

    def leaves(self) -> tuple[Requirement, ...]:
        """Return the requirements that items are counted under, in order."""
        return tuple(leaf for node in self.requirements for leaf in node.leaves())

    def leaf_codes(self, code: str) -> frozenset[str]:
        """Return the codes of the requirements at and below ``code`` that items are counted under.

        Empty if the outline has no such requirement.
        """
        return frozenset(
            leaf.code for node in self.requirements for leaf in _leaves_below(node, code)
        )


def _leaves_below(node: Requirement, code: str) -> Iterator[Requirement]:
    if node.code == code:
        yield from node.leaves()
        return
    for part in node.parts:
        yield from _leaves_below(part, code)
