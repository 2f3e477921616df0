"""Results: pass or fail with the evidence and a revision number."""

from __future__ import annotations

import msgspec

from exam_engine.canonical import digest
from exam_engine.model.mark import Mark


class RequirementScore(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Marks earned and possible under one requirement of the blueprint."""

    code: str
    title: str
    earned: str
    possible: int


class HurdleScore(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A hurdle, and what was reached of the marks that could be had there."""

    requirement: str
    percent: int
    earned: str
    possible: int
    taken: bool


class Result(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """One numbered revision of one candidate's result.

    ``attempt_digest`` and ``form_digest`` bind the evidence: from the stored events and the form
    an independent command arrives at the same record. ``on_trial`` lists the numbers of questions
    that were marked and count nothing. Who reached the cut score and missed one of the ``hurdles``
    has not passed.
    """

    format: int
    sitting: str
    candidate: str
    blueprint: str
    form: str
    form_digest: str
    attempt_digest: str
    revision: int
    reason: str
    raw_score: int
    total_marks: int
    cut_score: int
    passed: bool
    ending: str
    requirements: tuple[RequirementScore, ...]
    marks: tuple[Mark, ...]
    on_trial: tuple[int, ...] = ()
    hurdles: tuple[HurdleScore, ...] = ()

    @property
    def awaiting(self) -> int:
        """Return how many marks wait for examiners: until they are given, nothing is final."""
        return sum(
            mark.possible for mark in self.marks if mark.awaiting and mark.n not in self.on_trial
        )

    @property
    def digest(self) -> str:
        """Return the digest that is signed."""
        return digest(self)
