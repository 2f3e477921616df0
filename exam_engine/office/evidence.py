"""What a result rests on, each piece believed only with its signature.

A form and a sitting are signed by their editor, the end of an attempt by the delivery host, a
result by its marker. Whoever can write to the database but holds none of these secrets can destroy
records, and that is noticed; they cannot change one.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
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
    """A sitting with its forms by id, its blueprint and the answer keys by item, all genuine.

    ``given`` says who was given which form, by the signed roster.
    """

    sitting: Sitting
    forms: dict[str, Form]
    given: dict[str, str]
    blueprint: Blueprint
    answers: dict[str, ItemAnswers]

    def form_of(self, candidate: str) -> Form:
        """Return the form that the signed roster gives to a candidate.

        :raises MarkingError: if the candidate is not on it.
        """
        if candidate not in self.given:
            raise MarkingError(
                f"{self.sitting.id}: candidate {candidate} is not on the signed roster"
            )
        return self.forms[self.given[candidate]]


def gather(home: Home, sitting_id: str, reader: Identity) -> Evidence:
    """Return the evidence for a sitting; ``reader`` opens the answers.

    :raises MarkingError: if a record was altered, or records do not belong together.
    """
    sitting = genuine_sitting(home, sitting_id).sitting
    forms: dict[str, Form] = {}
    for sat in sitting.forms:
        forms[sat.form] = genuine_form(home, sat.form)
        if forms[sat.form].digest != sat.digest:
            raise MarkingError(f"{sitting_id}: the form on record is not the one that was sat")
    first = one_exam(list(forms.values()))
    answers: dict[str, ItemAnswers] = {}
    with banks.open_revision(home, first, reader) as bank:
        for form in forms.values():
            answers |= answers_for(bank, form, known=answers)
    given = {entry.number: entry.form for entry in sitting.roster}
    blueprint = records.blueprint(home.engine, first.blueprint_digest)
    return Evidence(sitting, forms, given, blueprint, answers)


def one_exam(forms: Sequence[Form]) -> Form:
    """Return the first of some forms, all of one blueprint edition and one content of a bank.

    :raises StoreError: naming two that differ.
    """
    for form in forms:
        for what in ("blueprint_digest", "bank", "content_digest"):
            if getattr(form, what) != getattr(forms[0], what):
                raise StoreError(
                    f"forms {forms[0].id} and {form.id} cannot be sat together: they were built "
                    f"from different {'banks' if what == 'bank' else what.split('_')[0] + 's'}"
                )
    return forms[0]


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


def answers_for(bank: SealedBank, form: Form, known: Container[str] = ()) -> dict[str, ItemAnswers]:
    """Return the answer keys of a form's items, each held against the form's digest.

    :param known: items not to open again: forms of one content hold one version of each.

    :raises MarkingError: if the bank does not have one of them.
    """
    try:
        return {
            entry.item: bank.answers(entry.item, entry.version, entry.answers_digest)
            for entry in form.items
            if entry.item not in known
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
