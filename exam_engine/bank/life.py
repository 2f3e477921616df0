"""What may be done in the life of a version: one table of transitions, and what each act needs.

The procedure: an author sends a draft to review; two people other than the author approve it, one
looking at the matter, one at language and fairness, and one of them answers without having seen the
answer key. A wrong blind answer, or another answer that can be defended, sends the version back
whatever the verdict. Then it is tried on candidates, without scoring, and taken into use.

Pure, and used twice (``bank.standing``): before an act is recorded, and whenever records are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from exam_engine.bank.pilot import doubt_about_pilot
from exam_engine.model.item_type import ItemState
from exam_engine.model.life import (
    Act,
    AnsweredBlind,
    Equivalent,
    Moved,
    PilotAccepted,
    Reviewed,
    Role,
)


class Who(Enum):
    """Who may make a transition."""

    ANYBODY = "anybody with an identity"
    NOT_AUTHOR = "anybody but the author"
    REVIEW = "a review"


_S = ItemState
TRANSITIONS: Mapping[tuple[ItemState, ItemState], Who] = {
    (_S.DRAFT, _S.IN_REVIEW): Who.ANYBODY,
    (_S.IN_REVIEW, _S.DRAFT): Who.ANYBODY,
    (_S.IN_REVIEW, _S.REJECTED): Who.REVIEW,
    (_S.IN_REVIEW, _S.PILOT): Who.NOT_AUTHOR,
    (_S.IN_REVIEW, _S.OPERATIONAL): Who.NOT_AUTHOR,
    (_S.PILOT, _S.OPERATIONAL): Who.NOT_AUTHOR,
    (_S.PILOT, _S.IN_REVIEW): Who.ANYBODY,
    (_S.PILOT, _S.RETIRED): Who.ANYBODY,
    (_S.OPERATIONAL, _S.IN_REVIEW): Who.ANYBODY,
    (_S.OPERATIONAL, _S.RESTED): Who.ANYBODY,
    (_S.OPERATIONAL, _S.RETIRED): Who.ANYBODY,
    (_S.RESTED, _S.OPERATIONAL): Who.NOT_AUTHOR,
    (_S.RESTED, _S.IN_REVIEW): Who.ANYBODY,
    (_S.RESTED, _S.RETIRED): Who.ANYBODY,
}
"""Every allowed transition and who may make it.

To take a version out of use is open to all: it is on record, and review can undo it. From in review
to operational go versions whose pilot stands, and translations.
"""

IN_USE = frozenset({_S.PILOT, _S.OPERATIONAL, _S.RESTED})
FINAL = frozenset({_S.REJECTED, _S.RETIRED})
"""States in which a version stays whatever becomes of its text."""
REACHES_CANDIDATES = frozenset({_S.PILOT, _S.OPERATIONAL})


class Subject(NamedTuple):
    """The version whose life it is. ``authors`` are folded names (:func:`author_names`).

    ``answerable`` says whether there is an answer key to answer against: not for essays.
    ``recorded`` is False in a public bank, where states are declared and only reviews recorded.
    ``piloted`` is False for what needs no pilot (translations). ``knowing`` are folded names of
    people who know the answer key before they answer: of a translation the authors of its source.
    """

    name: str
    version: int
    digest: str
    authors: frozenset[str]
    answerable: bool = True
    recorded: bool = True
    piloted: bool = True
    knowing: frozenset[str] = frozenset()


class Elder(NamedTuple):
    """An earlier version as it was last in use; ``accepted`` says that its pilot stands."""

    digest: str
    accepted: bool
    equivalent: Equivalent | None = None


class Approval(NamedTuple):
    """A reviewer's approval in the present round; ``blind`` says it rests on a blind answer."""

    by: str
    role: Role
    blind: bool


class Standing(NamedTuple):
    """Where a version stands. ``shown`` are those who have seen its answer key.

    ``answered`` and ``reviewed`` are those who did in the present round of review; ``submitters``
    count as authors. ``notes`` say what was ignored or held back, and why.
    """

    state: ItemState
    approvals: tuple[Approval, ...] = ()
    answered: Mapping[str, bool] = {}
    reviewed: frozenset[str] = frozenset()
    submitters: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    pilot: PilotAccepted | None = None
    equivalent: Equivalent | None = None
    notes: tuple[str, ...] = ()


def author_names(author: str) -> frozenset[str]:
    """Return the folded names by which an ``author`` field may name an identity.

    The whole field, each of several authors, and each word: "Anna Berg" is also "anna" and
    "anna.berg". Rather one reviewer too few than an author who reviews their own item.
    """
    several = re.split(r"[,;&/]|\band\b", author)
    return frozenset(filter(None, map(folded_name, [author, *several, *author.split()])))


def is_author(subject: Subject, life: Standing, actor: str) -> bool:
    """Return whether ``actor`` wrote the version or sent it to review."""
    return folded_name(actor) in subject.authors or actor in life.submitters


def refusal(
    subject: Subject, life: Standing, actor: str, act: Act, elders: Mapping[int, Elder]
) -> str:
    """Return why ``actor`` may not do this now, or an empty text."""
    if not isinstance(act, Moved) and is_author(subject, life, actor):
        return _by_author(actor)
    match act:
        case Moved():
            return _refused_move(subject, life, actor, act, elders)
        case AnsweredBlind():
            return _refused_answer(subject, life, actor)
        case Reviewed():
            if subject.answerable and actor not in life.shown:
                return f"{actor} has to answer it blind first"
            return why_no_reviewer(subject, life, actor)
        case PilotAccepted():
            if life.state is not _S.PILOT:
                return f"it is {life.state.value}; a pilot is accepted while it is in pilot"
            return doubt_about_pilot(act)
        case Equivalent():
            return _refused_link(subject, act, elders)


def why_no_reviewer(subject: Subject, life: Standing, actor: str) -> str:
    """Return why ``actor`` cannot review the version now, or an empty text."""
    if is_author(subject, life, actor):
        return _by_author(actor)
    if life.state is not _S.IN_REVIEW:
        return f"it is {life.state.value}, not in review"
    if actor in life.reviewed:
        return f"{actor} has reviewed it in this round"
    return ""


def lacking(
    subject: Subject, life: Standing, to: ItemState, elders: Mapping[int, Elder]
) -> list[str]:
    """Return what a version lacks before it may reach candidates in state ``to``."""
    found = []
    people = {approval.by for approval in life.approvals}
    if len(people) < 2:
        found.append(f"two approvals by others than the author (there are {len(people)})")
    roles = {approval.role for approval in life.approvals}
    found += [f"the approval of a {role.value} reviewer" for role in Role if role not in roles]
    if subject.answerable and not any(approval.blind for approval in life.approvals):
        found.append("an approval that rests on a right blind answer")
    waiting = sorted(by for by, right in life.answered.items() if not right)
    found += [f"the verdict of {by}, whose blind answer was not the answer key's" for by in waiting]
    if to is _S.OPERATIONAL and subject.piloted and not pilot_stands(life, elders):
        found.append("an accepted pilot")
    return found


def pilot_stands(life: Standing, elders: Mapping[int, Elder]) -> bool:
    """Return whether a pilot was accepted, of this version or of one it is equivalent to."""
    if life.pilot is not None:
        return True
    elder = elders.get(life.equivalent.to) if life.equivalent else None
    return elder is not None and elder.accepted and elder.digest == _linked(life)


def _refused_move(
    subject: Subject, life: Standing, actor: str, act: Moved, elders: Mapping[int, Elder]
) -> str:
    if not subject.recorded:
        return "the bank is public: write the state into its file"
    who = TRANSITIONS.get((life.state, act.to))
    if who is None or (act.to is _S.PILOT and not subject.piloted):
        ways = [to.value for (state, to), _ in TRANSITIONS.items() if state is life.state]
        return (
            f"there is no way from {life.state.value} to {act.to.value}; "
            f"from there to: {', '.join(ways) or 'nowhere: give a revision the next number'}"
        )
    if who is Who.REVIEW:
        return f"only a review makes it {act.to.value}"
    if who is Who.NOT_AUTHOR and is_author(subject, life, actor):
        return _by_author(actor)
    if act.to in REACHES_CANDIDATES:
        missing = lacking(subject, life, act.to, elders)
        if act.lint_errors is None:
            missing.append("a run of lint")
        elif act.lint_errors:
            missing.append(f"zero lint errors (there are {act.lint_errors})")
        if missing:
            return f"before it is {act.to.value} it needs " + "; ".join(missing)
    return ""


def _refused_answer(subject: Subject, life: Standing, actor: str) -> str:
    if not subject.answerable:
        return "it has no answer key to answer against"
    if life.state is not _S.IN_REVIEW:
        return f"it is {life.state.value}, not in review"
    if actor in life.shown:
        return f"{actor} has seen the answer key of this version, so an answer is not blind"
    return ""


def _refused_link(subject: Subject, act: Equivalent, elders: Mapping[int, Elder]) -> str:
    elder = elders.get(act.to)
    if act.to >= subject.version or elder is None:
        known = ", ".join(str(one) for one in sorted(elders) if one < subject.version)
        return f"version {act.to} is no earlier version that was in use; there are: {known or '-'}"
    if elder.digest != act.digest:
        return f"version {act.to} is on record with another content"
    return ""


def _linked(life: Standing) -> str:
    return life.equivalent.digest if life.equivalent else ""


def _by_author(actor: str) -> str:
    return f"{actor} wrote it or sent it to review; somebody else has to do this"


def folded_name(name: str) -> str:
    """Return a name as names are compared: without capitals, accents, spaces and signs."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if character.isalnum())
