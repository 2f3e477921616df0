"""Reviews and steps in the life of items and translations, each signed and on record.

Every act takes this way, within one write transaction:

Step 1: the life is read afresh, with only genuine records.
Step 2: the rules say whether this person may do this now (``bank.life``).
Step 3: the record names the one before it, is signed, and must be believed here.
Step 4: the record and the audit entry that names its digest are written together.
"""

from __future__ import annotations

from exam_engine.bank.blind import is_right
from exam_engine.bank.life import Standing, refusal
from exam_engine.bank.standing import after
from exam_engine.errors import LifeRefused, VaultError
from exam_engine.model.item_type import ItemState
from exam_engine.model.life import (
    LIFE_KIND,
    Act,
    AnsweredBlind,
    Equivalent,
    LifeRecord,
    Moved,
    PilotAccepted,
    Reviewed,
    Role,
    Verdict,
    version_name,
)
from exam_engine.office.home import Home
from exam_engine.office.life_notes import LONGEST_NOTE, note_of
from exam_engine.office.life_records import AUDITED_AS, BankLife, life_of_bank
from exam_engine.office.under_review import UnderReview
from exam_engine.store import audit_log
from exam_engine.store import life as store
from exam_engine.store.database import writing
from exam_engine.text import clean_line
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import doubt_about, sign_record


def standing_of(home: Home, under: UnderReview) -> Standing:
    """Return where a version stands by its records."""
    return life_of_bank(home, under.bank.head.id, under.subject.name).standing(under.subject)


def answer_blind(
    home: Home, under: UnderReview, reviewer: Identity, answer: tuple[str, ...]
) -> bool:
    """Put a blind answer on record, before anything else is shown; return whether it is right.

    :param answer: as ``bank.blind.read_answer`` returns it.
    :raises LifeRefused: if this person cannot answer it blind now.
    """
    assert under.item is not None
    right = is_right(under.item, answer)
    told = "answered: " + (", ".join(answer) or "cannot tell")
    note = note_of(home, under, standing_of(home, under), reviewer, told)
    _record(home, under, reviewer, AnsweredBlind(right=right, note=note))
    return right


def review(
    home: Home,
    under: UnderReview,
    reviewer: Identity,
    role: Role,
    verdict: Verdict,
    comment: str,
    *,
    defensible: bool,
) -> Standing:
    """Put a verdict on record and return where the version then stands.

    :param defensible: whether another answer can be defended; the comment should say which.
    :raises LifeRefused: if this person cannot review it now.
    """
    if verdict is not Verdict.APPROVE and not comment.strip():
        raise LifeRefused(f"{under.name}: say in a comment what is wrong")
    life = standing_of(home, under)
    note = note_of(home, under, life, reviewer, comment) if comment.strip() else {}
    act = Reviewed(role=role, verdict=verdict, defensible=defensible, note=note)
    return _record(home, under, reviewer, act)


def move(
    home: Home,
    under: UnderReview,
    actor: Identity,
    to: ItemState,
    reason: str,
    lint_errors: int | None,
) -> Standing:
    """Move a version to another state and return where it then stands.

    :param lint_errors: how many errors lint finds in it, None if it was not run.
    :raises LifeRefused: if there is no such way, or not for this person, or something is lacking.
    """
    return _record(
        home,
        under,
        actor,
        Moved(to=to, reason=_reason(under, reason), lint_errors=lint_errors),
    )


def accept_pilot(
    home: Home, under: UnderReview, actor: Identity, pilot: tuple[int, str, str], reason: str
) -> Standing:
    """Accept a pilot by its statistics: candidates, proportion right, corrected correlation.

    :raises LifeRefused: if they do not allow it, or this person may not.
    """
    n, p, r = pilot
    act = PilotAccepted(n=n, p=p.strip(), r=r.strip(), reason=_reason(under, reason))
    return _record(home, under, actor, act)


def declare_equivalent(
    home: Home, under: UnderReview, actor: Identity, to: int, reason: str
) -> Standing:
    """Declare a version equivalent to an earlier one, so that statistics may be carried over.

    :raises LifeRefused: if that version was never in use, or this person may not.
    """
    lives = life_of_bank(home, under.bank.head.id, under.subject.name)
    elder = lives.elders(under.subject).get(to)
    act = Equivalent(to=to, digest=elder.digest if elder else "", reason=_reason(under, reason))
    return _record(home, under, actor, act)


def _record(home: Home, under: UnderReview, actor: Identity, act: Act) -> Standing:
    subject, bank = under.subject, under.bank.head.id
    with writing(home.engine) as connection:
        # Step 1.
        lives = BankLife(home, bank, connection, subject.name)
        life = lives.standing(subject)
        doubts = lives.doubts(subject.name, subject.version)
        if doubts:
            raise LifeRefused(
                f"{under.name}: {doubts[0]}; restore the database, or give it the next version"
            )
        # Step 2.
        refused = refusal(subject, life, actor.name, act, lives.elders(subject))
        if refused:
            raise LifeRefused(f"{under.name}: {refused}")
        # Step 3.
        record = LifeRecord(
            bank=bank,
            subject=subject.name,
            version=subject.version,
            digest=subject.digest,
            n=store.next_number(connection, bank, subject.name, subject.version),
            previous=lives.last_digest(subject.name, subject.version),
            at_ms=home.clock.now_ms(),
            actor=actor.name,
            act=act,
        )
        signature = sign_record(actor, LIFE_KIND, record)
        doubt = doubt_about(home.trusted(), LIFE_KIND, record, signature)
        if doubt:
            raise VaultError(f"a record by {actor.name} would not be believed here: it {doubt}")
        # Step 4.
        store.add(connection, store.SignedLife(record, signature))
        audit_log.append(
            connection,
            at_ms=record.at_ms,
            actor=actor.name,
            act=AUDITED_AS[type(act)],
            subject=version_name(bank, subject.name, subject.version),
            details=_details(record),
        )
    return after(life, actor.name, act)


def _details(record: LifeRecord) -> dict[str, str]:
    told = {store.RECORD: record.record_digest}
    match record.act:
        case Moved(to=to):
            told["to"] = to.value
        case Reviewed(verdict=verdict, role=role):
            told |= {"verdict": verdict.value, "role": role.value}
        case PilotAccepted(n=n):
            told["candidates"] = str(n)
        case Equivalent(to=version):
            told["version"] = str(version)
    return told


def _reason(under: UnderReview, reason: str) -> str:
    told = clean_line(reason)
    if not 10 <= len(told) <= LONGEST_NOTE:
        raise LifeRefused(f"{under.name}: give a reason of 10 to {LONGEST_NOTE} characters")
    return told
