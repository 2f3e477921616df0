"""What a result rests on, each piece believed only with its signature.

A form and a sitting are signed by their editor, the end of an attempt by the delivery host, a
result by its marker. Whoever can write to the database but holds none of these secrets can destroy
records, and that is noticed; they cannot change one.
"""

from __future__ import annotations

from typing import NamedTuple

from exam_engine.bank.sealed import SealedBank
from exam_engine.errors import MarkingError, StoreError
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.result import Result
from exam_engine.model.sitting import Sitting
from exam_engine.office import banks
from exam_engine.office.home import Home
from exam_engine.store import audit_log, records, roster
from exam_engine.store.database import reading
from exam_engine.store.records import FORM_KIND
from exam_engine.store.roster import SITTING_KIND, SignedSitting
from exam_engine.vault.audit import (
    AuditEntry,
    AuditFinding,
    Checkpoint,
    checkpoint_is_genuine,
    verify_log,
)
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import doubt_about


class Evidence(NamedTuple):
    """A sitting with its form, its blueprint and the answer keys, all genuine."""

    sitting: Sitting
    form: Form
    blueprint: Blueprint
    answers: dict[str, ItemAnswers]


def gather(home: Home, sitting_id: str, reader: Identity) -> Evidence:
    """Return the evidence for a sitting; ``reader`` opens the answers.

    :raises MarkingError: if a record was altered, or records do not belong together.
    """
    sitting = genuine_sitting(home, sitting_id).sitting
    form = genuine_form(home, sitting.form)
    if form.digest != sitting.form_digest:
        raise MarkingError(f"{sitting_id}: the form on record is not the one that was sat")
    with banks.open_revision(home, form, reader) as bank:
        answers = answers_for(bank, form)
    return Evidence(sitting, form, records.blueprint(home.engine, form.blueprint_digest), answers)


def genuine_sitting(home: Home, sitting_id: str) -> SignedSitting:
    """Return a sitting on record.

    :raises StoreError: if there is none, or its signature cannot be believed.
    """
    signed = roster.sitting_on_record(home.engine, sitting_id)
    doubt = doubt_about(home.trusted(), SITTING_KIND, signed.sitting, signed.signature)
    if doubt or signed.sitting.id != sitting_id:
        raise StoreError(f"sitting {sitting_id}: {doubt or 'the record is another sitting'}")
    return signed


def genuine_form(home: Home, form_id: str) -> Form:
    """Return a form on record.

    :raises StoreError: if there is none, or it or its signature cannot be believed.
    """
    form, signature = records.form(home.engine, form_id)
    doubt = doubt_about(home.trusted(), FORM_KIND, form, signature)
    if doubt:
        raise StoreError(f"form {form_id}: {doubt}")
    return form


def blueprint_of(home: Home, result: Result) -> Blueprint:
    """Return the blueprint that a result was reached under."""
    return records.blueprint(home.engine, genuine_form(home, result.form).blueprint_digest)


def answers_for(bank: SealedBank, form: Form) -> dict[str, ItemAnswers]:
    """Return the answer keys of a form's items, each held against the form's digest.

    :raises MarkingError: if the bank does not have one of them.
    """
    try:
        return {
            entry.item: bank.answers(entry.item, entry.version, entry.answers_digest)
            for entry in form.items
        }
    except KeyError as error:
        raise MarkingError(f"{bank.path} has no answers for {error}") from None


def audit_findings(
    home: Home, elsewhere: list[Checkpoint] | None = None
) -> tuple[list[AuditEntry], list[AuditFinding]]:
    """Return the audit log and what is wrong with it.

    :param elsewhere: checkpoints that were kept outside this home.
    """
    trusted = home.trusted()
    with reading(home.engine) as connection:
        entries, findings = audit_log.entries(connection)
    stated = [*audit_log.checkpoints(home.engine), *(elsewhere or [])]
    for checkpoint in stated:
        signer = trusted.by_name(checkpoint.signer)
        if signer is None or not checkpoint_is_genuine(checkpoint, signer):
            problem = f"the checkpoint is not signed by {checkpoint.signer} as known here"
            findings.append(AuditFinding(n=checkpoint.n, problem=problem))
    return entries, [*findings, *verify_log(entries, stated)]


def intact_audit_log(home: Home) -> list[AuditEntry]:
    """Return the audit log.

    :raises StoreError: if anything in it was altered.
    """
    entries, findings = audit_findings(home)
    if findings:
        raise StoreError(
            f"the audit log was altered (entry {findings[0].n} {findings[0].problem}); "
            "nothing is marked on such a record; see: exam-engine audit verify"
        )
    return entries
