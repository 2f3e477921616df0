"""Where a form stands, from the sign-offs over it: the rules of who may decide what.

A form may be used once two different people have approved it, neither of whom built it. A rejection
ends it: what was wrong is mended in a new form. Whatever is missing from the record blocks the form
too, because it may have been a rejection.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from exam_engine.model.sign_off import FIRST, Decision, SignOff

NEEDED = 2
"""Approvals that a form needs, by different people."""


class State(Enum):
    """Where a form stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    DOUBTFUL = "doubtful"


class Standing(NamedTuple):
    """Where a form stands: the sign-offs that count, in order, and what is doubtful."""

    state: State
    sign_offs: tuple[SignOff, ...]
    doubts: tuple[str, ...] = ()

    @property
    def approvals(self) -> tuple[SignOff, ...]:
        """Return the approvals."""
        return tuple(one for one in self.sign_offs if one.decision is Decision.APPROVED)

    @property
    def words(self) -> str:
        """Return the standing in words."""
        names = " and ".join(one.reviewer for one in self.approvals)
        match self.state:
            case State.APPROVED:
                return f"approved by {names}"
            case State.REJECTED:
                last = next(one for one in self.sign_offs if one.decision is Decision.REJECTED)
                return f"rejected by {last.reviewer}: {last.comment}"
            case State.DOUBTFUL:
                return f"doubtful: {self.doubts[0]}"
        missing = NEEDED - len(self.approvals)
        waits = f"waits for {missing} sign-off{'' if missing == 1 else 's'}"
        return f"{waits}; approved by {names}" if names else waits


def standing_of(
    digest: str, builder: str, sign_offs: Sequence[SignOff], doubts: Sequence[str] = ()
) -> Standing:
    """Return where a form stands.

    :param digest: the form's.
    :param builder: the fingerprint of whoever built and signed it.
    :param sign_offs: those whose signatures are genuine, in order.
    :param doubts: what is known to be missing or altered.
    """
    found: list[SignOff] = []
    wrong = list(doubts)
    previous = FIRST
    for n, one in enumerate(sign_offs, start=1):
        if (one.n, one.previous) != (n, previous):
            wrong.append(f"sign-off {one.n} does not follow the one before it")
        previous = one.digest
        refused = why_not(one.decision, one.reviewer, one.fingerprint, builder, found)
        if one.form_digest != digest:
            wrong.append(f"sign-off {one.n} is over another form of this id")
        elif refused:
            wrong.append(f"sign-off {one.n} does not count: {refused}")
        else:
            found.append(one)
    return Standing(_state(found, wrong), tuple(found), tuple(wrong))


def why_not(
    decision: Decision,
    reviewer: str,
    fingerprint: str,
    builder: str,
    earlier: Sequence[SignOff],
) -> str:
    """Return why this person may not decide so after ``earlier``, or an empty text."""
    rejected = next((one for one in earlier if one.decision is Decision.REJECTED), None)
    if rejected is not None:
        return f"{rejected.reviewer} has rejected the form; build a new one"
    if decision is Decision.REJECTED:
        return ""  # anybody may stop a form, its builder too
    if fingerprint == builder:
        return f"{reviewer} built the form: two others sign it off"
    if any(fingerprint == one.fingerprint or reviewer == one.reviewer for one in earlier):
        return f"{reviewer} has signed it off already: two different people do"
    return ""


def _state(found: Sequence[SignOff], wrong: Sequence[str]) -> State:
    if any(one.decision is Decision.REJECTED for one in found):
        return State.REJECTED
    if wrong:
        return State.DOUBTFUL
    return State.APPROVED if len(found) >= NEEDED else State.WAITING
