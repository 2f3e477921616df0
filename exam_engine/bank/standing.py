"""Where a version stands in its life, derived from its records.

One function from state and act to the next state (:func:`after`). A record that the rules did not
allow changes nothing, even with a genuine signature on it: :func:`standing` names and ignores it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from exam_engine.bank.life import FINAL, IN_USE, Approval, Elder, Standing, Subject, refusal
from exam_engine.model.item_type import ItemState
from exam_engine.model.life import (
    FIRST,
    Act,
    AnsweredBlind,
    Equivalent,
    LifeRecord,
    Moved,
    PilotAccepted,
    Reviewed,
    Verdict,
)

_S = ItemState
Seen = Callable[[LifeRecord | None], frozenset[str]]
"""Who had seen the answer key elsewhere before a record was made, or (None) by now."""


def nobody(_: LifeRecord | None) -> frozenset[str]:
    """Return that nobody has seen the answer key elsewhere."""
    return frozenset()


def opening(subject: Subject) -> Standing:
    """Return where a version stands of which nothing is on record."""
    return Standing(_S.DRAFT if subject.recorded else _S.IN_REVIEW)


def after(life: Standing, actor: str, act: Act) -> Standing:
    """Return where a version stands after an act that was not refused."""
    match act:
        case Moved(to=to):
            submitted = life.state is _S.DRAFT and to is _S.IN_REVIEW
            life = _new_round(life) if to in (_S.IN_REVIEW, _S.DRAFT) else life
            submitters = life.submitters | {actor} if submitted else life.submitters
            return life._replace(state=to, submitters=submitters)
        case AnsweredBlind(right=right):
            answered = {**life.answered, actor: right}
            return life._replace(answered=answered, shown=life.shown | {actor})
        case Reviewed():
            return _after_review(life, actor, act)
        case PilotAccepted():
            return life._replace(pilot=act)
        case Equivalent():
            return life._replace(equivalent=act)


def sends_back(life: Standing, actor: str, act: Reviewed) -> str:
    """Return why a review sends the version back whatever its verdict, or an empty text."""
    if life.answered.get(actor) is False:
        return f"{actor} answered blind, and not as the answer key has it"
    if act.defensible:
        return f"{actor} finds that another answer can be defended"
    return ""


def standing(
    subject: Subject,
    records: Sequence[LifeRecord],
    elders: Mapping[int, Elder] | None = None,
    doubts: Sequence[str] = (),
    seen: Seen = nobody,
) -> Standing:
    """Return where a version stands by its records.

    :param records: the genuine ones of this subject and version, in order.
    :param elders: earlier versions that were in use, by number.
    :param doubts: what is missing or altered; with any, the version is kept from candidates.
    :param seen: who saw the same answer key in another life, such as a translation's.
    """
    lives, last, notes = _walk(subject, records, elders or {}, seen)
    life = lives.get(subject.digest, opening(subject))
    life = life._replace(shown=last.shown | seen(None), submitters=last.submitters)
    if last.state in FINAL and life.state is not last.state:
        ended = last.state.value
        notes.append(f"this version was {ended} and stays so; give a revision the next number")
        life = life._replace(state=last.state)
    elif subject.digest not in lives and subject.recorded and last.state is not _S.DRAFT:
        notes.append(f"modified since it was {last.state.value}: it begins as a draft again")
    if doubts:
        life = life._replace(approvals=())  # what is missing may have taken them back
    if doubts and life.state in IN_USE:
        notes.append(f"held back from {life.state.value}: its record is not whole")
        life = life._replace(state=_S.IN_REVIEW)
    return life._replace(notes=(*doubts, *notes))


def _walk(
    subject: Subject, records: Iterable[LifeRecord], elders: Mapping[int, Elder], seen: Seen
) -> tuple[dict[str, Standing], Standing, list[str]]:
    """Return where each content of a version stands, the last that counted, and what did not.

    Who has seen the answer key and who submitted are the version's, whatever its content; so is
    its rejection or retirement, after which nothing moves.
    """
    lives: dict[str, Standing] = {}
    notes: list[str] = []
    last = opening(subject)
    for record in records:
        life = lives.get(record.digest, opening(subject))
        life = life._replace(shown=last.shown | seen(record), submitters=last.submitters)
        if last.state in FINAL:
            life = life._replace(state=last.state)
        refused = refusal(subject, life, record.actor, record.act, elders)
        if refused:
            notes.append(f"record {record.n} by {record.actor} is ignored: {refused}")
        else:
            last = lives[record.digest] = after(life, record.actor, record.act)
    return lives, last, notes


def broken_links(records: Iterable[LifeRecord]) -> list[str]:
    """Return where the chain of a version's genuine records does not hold together."""
    found, previous = [], FIRST
    for record in records:
        if record.previous != previous:
            found.append(f"a record before number {record.n} is missing or was altered")
        previous = record.record_digest
    return found


def sharing(links: Mapping[int, int], version: int) -> tuple[int, ...]:
    """Return the versions whose statistics may be taken together with those of ``version``.

    :param links: by a version the earlier one that it was declared equivalent to.
    """
    group = {version}
    while True:
        wider = group | {to for one, to in links.items() if one in group}
        wider |= {one for one, to in links.items() if to in group}
        if wider == group:
            return tuple(sorted(group))
        group = wider


def _after_review(life: Standing, actor: str, act: Reviewed) -> Standing:
    back = sends_back(life, actor, act)
    blind = life.answered.get(actor, False)
    life = life._replace(reviewed=life.reviewed | {actor}, shown=life.shown | {actor})
    if act.verdict is Verdict.REJECT:
        return _new_round(life)._replace(state=_S.REJECTED)
    if back or act.verdict is Verdict.CHANGES:
        return _new_round(life)._replace(state=_S.DRAFT)
    return life._replace(approvals=(*life.approvals, Approval(actor, act.role, blind)))


def _new_round(life: Standing) -> Standing:
    return life._replace(approvals=(), answered={}, reviewed=frozenset())
