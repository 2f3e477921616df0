"""Sign-offs over forms: two people who did not build a form say that it may be used.

Step 1: a row counts only if it can be read and its columns agree with it.
Step 2: a sign-off counts only with the genuine signature of the reviewer whom it names.
Step 3: a sign-off counts only if the rules allowed it then (``assembly.facts.standing``).
Step 4: whatever the audit log tells of and nobody can show keeps the form from use: it may have
been a rejection. Before a sitting is scheduled the audit log itself has to be intact.
"""

from __future__ import annotations

from sqlalchemy import Connection

from exam_engine.assembly.facts.standing import NEEDED, Standing, State, standing_of, why_not
from exam_engine.errors import StoreError
from exam_engine.model.form import Form
from exam_engine.model.sign_off import FIRST, SIGN_OFF_KIND, Decision, SignOff
from exam_engine.office.evidence import audit_findings, genuine_form
from exam_engine.office.home import Home
from exam_engine.store import audit_log, records
from exam_engine.store import sign_offs as store
from exam_engine.store.database import reading, writing
from exam_engine.store.sign_offs import SignedSignOff
from exam_engine.text import clean_line, harmful_characters
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import doubt_about, sign_record

AUDITED_AS = {Decision.APPROVED: "form approved", Decision.REJECTED: "form rejected"}
"""How the audit log names each decision."""
LONGEST_COMMENT = 1_000


def decide(
    home: Home, form_id: str, reviewer: Identity, decision: Decision, comment: str = ""
) -> Standing:
    """Put a reviewer's decision over a form on record, signed, and return where the form stands.

    :raises StoreError: if the form cannot be believed, or this person may not decide so.
    """
    form = genuine_form(home, form_id)
    comment = _comment(decision, comment)
    with writing(home.engine) as connection:
        before = _standing(home, connection, form)
        _refuse(home, form, before, reviewer, decision)
        record = SignOff(
            format=1,
            form=form.id,
            form_digest=form.digest,
            n=len(before.sign_offs) + 1,
            previous=before.sign_offs[-1].digest if before.sign_offs else FIRST,
            decision=decision,
            reviewer=reviewer.name,
            fingerprint=reviewer.fingerprint,
            comment=comment,
            at_ms=home.clock.now_ms(),
        )
        signature = sign_record(reviewer, SIGN_OFF_KIND, record)
        store.add(connection, SignedSignOff(record, signature))
        audit_log.append(
            connection,
            at_ms=record.at_ms,
            actor=reviewer.name,
            act=AUDITED_AS[decision],
            subject=form.id,
            details={"digest": form.digest, store.RECORD: record.digest},
        )
        audit_log.add_checkpoint(connection, reviewer)
        return _standing(home, connection, form)


def standing(home: Home, form: Form) -> Standing:
    """Return where a form on record stands."""
    with reading(home.engine) as connection:
        return _standing(home, connection, form)


def signed_standing(home: Home, form: Form) -> tuple[str, Standing]:
    """Return the name of whoever built a form, and where it stands."""
    return records.form(home.engine, form.id).signature.signer, standing(home, form)


def approved_form(home: Home, form_id: str) -> Form:
    """Return a form on record that two people signed off.

    :raises StoreError: if it is not, with the next step; or if the audit log was altered.
    """
    form = genuine_form(home, form_id)
    found = standing(home, form)
    if found.state is not State.APPROVED:
        raise StoreError(f"form {form_id} may not be used: it {_why_and_next(form_id, found)}")
    findings = audit_findings(home)[1]
    if findings:
        raise StoreError(
            f"the audit log was altered (entry {findings[0].n} {findings[0].problem}), so that a "
            f"rejection of form {form_id} may be missing; see: exam-engine audit verify"
        )
    return form


def _why_and_next(form_id: str, found: Standing) -> str:
    match found.state:
        case State.REJECTED:
            return f"was {found.words}; build a new form"
        case State.DOUBTFUL:
            return f"is {found.words}; build a new form, or restore the database"
    return (
        f"{found.words}; {NEEDED} people who did not build it each run: "
        f"exam-engine form approve {form_id} --identity NAME"
    )


def _comment(decision: Decision, comment: str) -> str:
    harmful = harmful_characters(comment)
    if harmful:
        raise StoreError(f"the comment holds {', '.join(harmful)}, which no comment may hold")
    comment = clean_line(comment)
    if len(comment) > LONGEST_COMMENT:
        raise StoreError(
            f"the comment has {len(comment)} characters; write {LONGEST_COMMENT} at most"
        )
    if decision is Decision.REJECTED and not comment:
        raise StoreError("a rejection needs a comment: what is wrong, for whoever mends it")
    return comment


def _refuse(
    home: Home, form: Form, before: Standing, reviewer: Identity, decision: Decision
) -> None:
    if home.trusted().by_fingerprint(reviewer.fingerprint) is None:
        raise StoreError(
            f"{reviewer.name} is not among the recipients trusted here: the sign-off would not "
            "count; see: exam-engine identity trust"
        )
    refused = why_not(
        decision, reviewer.name, reviewer.fingerprint, _builder(home, form), before.sign_offs
    )
    if before.doubts:
        refused = f"the record of its sign-offs is not whole: {before.doubts[0]}"
    if refused:
        raise StoreError(f"form {form.id}: {refused}")


def _builder(home: Home, form: Form) -> str:
    """Return the fingerprint of whoever signed a form; its signature was checked before."""
    name = records.form(home.engine, form.id).signature.signer
    known = home.trusted().by_name(name)
    return known.fingerprint if known else ""


def _standing(home: Home, connection: Connection, form: Form) -> Standing:
    trusted = home.trusted()
    # Step 1.
    rows = store.of_form(connection, form.id)
    doubts = [f"sign-off {n} was altered" for n in rows.damaged]
    genuine: list[SignOff] = []
    for record, signature in rows.found:
        # Step 2.
        doubt = doubt_about(trusted, SIGN_OFF_KIND, record, signature)
        signer = trusted.by_name(record.reviewer)
        if not doubt and (signer is None or signer.fingerprint != record.fingerprint):
            doubt = f"{record.reviewer} is another person now than the one who signed"
        if doubt:
            doubts.append(f"sign-off {record.n}: {doubt}")
        else:
            genuine.append(record)
    # Step 4.
    held = {record.digest for record, _ in rows.found}
    told = store.named_in_audit_log(connection, form.id, list(AUDITED_AS.values()))
    doubts += [
        f"the audit log tells of sign-off {digest[:12]}, which is not there"
        for digest in told
        if digest not in held
    ]
    # Step 3.
    return standing_of(form.digest, _builder(home, form), genuine, doubts)
