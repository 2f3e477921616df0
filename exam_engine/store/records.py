"""Forms and results on record."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, Engine, insert, select

from exam_engine.canonical import canonical_json
from exam_engine.errors import StoreError
from exam_engine.model.form import Form
from exam_engine.model.result import Result
from exam_engine.store.database import reading
from exam_engine.store.tables import FormRow, ResultRow

_FORM = FormRow.__table__  # type: ignore[attr-defined]
_RESULT = ResultRow.__table__  # type: ignore[attr-defined]


class SignedResult(msgspec.Struct, frozen=True, kw_only=True):
    """A result revision as it stands on record."""

    result: Result
    signer: str
    signature: bytes


def keep_form(connection: Connection, form: Form) -> bool:
    """Put a form on record; return False if this very form is there already.

    :raises StoreError: if another form has that id.
    """
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
        )
    )
    return True


def form(engine: Engine, form_id: str) -> Form:
    """Return a form on record.

    :raises StoreError: if there is none, or it was altered.
    """
    with reading(engine) as connection:
        row = connection.execute(select(_FORM).where(_FORM.c.id == form_id)).first()
    if row is None:
        known = ", ".join(form_ids(engine)) or "none"
        raise StoreError(f"there is no form {form_id!r}; there are: {known}")
    found = msgspec.json.decode(row.record, type=Form)
    if found.digest != row.digest:
        raise StoreError(f"the record of form {form_id} was altered: its digest does not match")
    return found


def form_ids(engine: Engine) -> list[str]:
    """Return the ids of all forms on record, sorted."""
    with reading(engine) as connection:
        return list(connection.execute(select(_FORM.c.id).order_by(_FORM.c.id)).scalars())


def keep_results(connection: Connection, revisions: Iterable[SignedResult]) -> None:
    """Add result revisions. Revisions are never replaced."""
    rows = [
        {
            "sitting_id": signed.result.sitting,
            "candidate_number": signed.result.candidate,
            "revision": signed.result.revision,
            "passed": signed.result.passed,
            "raw_score": signed.result.raw_score,
            "digest": signed.result.digest,
            "signer": signed.signer,
            "signature": signed.signature,
            "record": canonical_json(signed.result),
        }
        for signed in revisions
    ]
    if rows:
        connection.execute(insert(_RESULT), rows)


def results(engine: Engine, sitting: str) -> list[SignedResult]:
    """Return the latest revision of every result of a sitting, by candidate number.

    :raises StoreError: if a record was altered.
    """
    query = (
        select(_RESULT)
        .where(_RESULT.c.sitting_id == sitting)
        .order_by(_RESULT.c.candidate_number, _RESULT.c.revision)
    )
    latest: dict[str, SignedResult] = {}
    with reading(engine) as connection:
        for row in connection.execute(query):
            result = msgspec.json.decode(row.record, type=Result)
            told = (row.digest, row.passed, row.raw_score, row.candidate_number, row.revision)
            if told != (
                result.digest,
                result.passed,
                result.raw_score,
                result.candidate,
                result.revision,
            ):
                raise StoreError(
                    f"the result of candidate {row.candidate_number} was altered on record"
                )
            latest[result.candidate] = SignedResult(
                result=result, signer=row.signer, signature=row.signature
            )
    return list(latest.values())
