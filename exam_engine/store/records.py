"""Blueprints, forms and results on record. Signatures are the caller's to check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, insert, select

from exam_engine.canonical import canonical_json
from exam_engine.errors import StoreError
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.result import Result
from exam_engine.store.database import reading
from exam_engine.store.tables import UNREADABLE, BlueprintRow, FormRow, ResultRow
from exam_engine.vault.signing import Signature

FORM_KIND = "form"
RESULT_KIND = "result"
_BLUEPRINT = BlueprintRow.__table__  # type: ignore[attr-defined]
_FORM = FormRow.__table__  # type: ignore[attr-defined]
_RESULT = ResultRow.__table__  # type: ignore[attr-defined]


class SignedForm(NamedTuple):
    """A form on record, and who signed it."""

    form: Form
    signature: Signature


class SignedResult(NamedTuple):
    """A result revision on record, and who signed it."""

    result: Result
    signature: Signature


class Damaged(NamedTuple):
    """A result on record that cannot be read, or whose columns contradict it."""

    candidate: str
    problem: str


def keep_blueprint(connection: Connection, blueprint: Blueprint) -> None:
    """Put a blueprint on record, unless this very edition is there already."""
    known = select(_BLUEPRINT.c.id).where(_BLUEPRINT.c.digest == blueprint.digest)
    if connection.execute(known).first() is None:
        connection.execute(
            insert(_BLUEPRINT).values(
                digest=blueprint.digest,
                id=blueprint.id,
                edition=blueprint.edition,
                record=canonical_json(blueprint),
            )
        )


def blueprint(engine: Engine, digest: str) -> Blueprint:
    """Return the blueprint with this digest.

    :raises StoreError: if it is not on record, or was altered.
    """
    with reading(engine) as connection:
        row = connection.execute(select(_BLUEPRINT).where(_BLUEPRINT.c.digest == digest)).first()
    try:
        found = msgspec.json.decode(row.record, type=Blueprint) if row else None
    except UNREADABLE:
        found = None
    if found is None or found.digest != digest:
        raise StoreError(
            f"the blueprint with digest {digest[:16]} is not on record, or was altered"
        )
    return found


def keep_form(connection: Connection, signed: SignedForm) -> bool:
    """Put a form on record; return False if this very form is there already.

    :raises StoreError: if another form has that id.
    """
    form, signature = signed
    query = select(_FORM.c.digest).where(_FORM.c.id == form.id)
    known = connection.execute(query).scalar()
    if known is not None:
        if known != form.digest:
            raise StoreError(f"another form of id {form.id} is on record, with digest {known[:16]}")
        return False
    connection.execute(
        insert(_FORM).values(
            id=form.id,
            digest=form.digest,
            blueprint=form.blueprint,
            record=canonical_json(form),
            signer=signature.signer,
            signature=signature.value,
        )
    )
    return True


def form(engine: Engine, form_id: str) -> SignedForm:
    """Return a form on record.

    :raises StoreError: if there is none, or it was altered.
    """
    with reading(engine) as connection:
        row = connection.execute(select(_FORM).where(_FORM.c.id == form_id)).first()
    if row is None:
        known = ", ".join(form_ids(engine)) or "none"
        raise StoreError(f"there is no form {form_id!r}; there are: {known}")
    try:
        found = msgspec.json.decode(row.record, type=Form)
    except UNREADABLE:
        raise StoreError(f"the record of form {form_id} cannot be read: it was altered") from None
    if found.digest != row.digest:
        raise StoreError(f"the record of form {form_id} was altered: its digest does not match")
    return SignedForm(found, Signature(signer=row.signer, value=row.signature))


def form_ids(engine: Engine) -> list[str]:
    """Return the ids of all forms on record, sorted."""
    with reading(engine) as connection:
        return list(connection.execute(select(_FORM.c.id).order_by(_FORM.c.id)).scalars())


def keep_results(connection: Connection, revisions: Iterable[SignedResult]) -> None:
    """Add result revisions. Revisions are never replaced."""
    rows = [
        {
            "sitting_id": result.sitting,
            "candidate_number": result.candidate,
            "revision": result.revision,
            "passed": result.passed,
            "raw_score": result.raw_score,
            "digest": result.digest,
            "signer": signature.signer,
            "signature": signature.value,
            "record": canonical_json(result),
        }
        for result, signature in revisions
    ]
    if rows:
        connection.execute(insert(_RESULT), rows)


def results(engine: Engine, sitting: str) -> tuple[list[SignedResult], list[Damaged]]:
    """Return the latest revision of every result of a sitting by candidate, and what is damaged."""
    query = (
        select(_RESULT)
        .where(_RESULT.c.sitting_id == sitting)
        .order_by(_RESULT.c.candidate_number, _RESULT.c.revision)
    )
    latest: dict[str, SignedResult] = {}
    damaged = []
    with reading(engine) as connection:
        for row in connection.execute(query):
            try:
                result = msgspec.json.decode(row.record, type=Result)
            except UNREADABLE:
                damaged.append(Damaged(row.candidate_number, "the record cannot be read"))
                continue
            told = (row.digest, row.passed, row.raw_score, row.candidate_number, row.revision)
            held = (result.digest, result.passed, result.raw_score, result.candidate)
            if told != (*held, result.revision) or result.sitting != sitting:
                damaged.append(Damaged(row.candidate_number, "record and columns differ"))
                continue
            signature = Signature(signer=row.signer, value=row.signature)
            latest[result.candidate] = SignedResult(result, signature)
    return list(latest.values()), damaged
