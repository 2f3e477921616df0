"""Rubrics: how examiners mark what no rule can."""

from __future__ import annotations

import msgspec


class Band(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an answer worth ``least`` to ``most`` marks of a criterion looks like."""

    least: int
    most: int
    text: str


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is judged, with its bands from 0 to ``marks``; ``task`` is its task's letter.

    ``task`` is empty where the criterion looks at the answer as a whole.
    """

    id: str
    name: str
    task: str
    marks: int
    bands: tuple[Band, ...]


class Cap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ceiling on the sum of all criteria where ``when`` holds, as the examiner finds."""

    id: str
    when: str
    marks: int


class Rubric(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Criteria, caps, and what good answers may contain."""

    criteria: tuple[Criterion, ...]
    caps: tuple[Cap, ...]
    indicative: str

    @property
    def marks(self) -> int:
        """Return the marks that can be had."""
        return sum(criterion.marks for criterion in self.criteria)
