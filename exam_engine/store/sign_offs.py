"""Sign-offs in the database: only ever added, each named in the audit log with its digest.

Signatures are the caller's to check.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, insert, select

from exam_engine.canonical import canonical_json
from exam_engine.model.sign_off import SignOff
from exam_engine.store.tables import UNREADABLE, AuditRow, FormSignOffRow
from exam_engine.vault.signing import Signature

RECORD = "record"
"""The audit entry's detail that holds the digest of the sign-off it tells of."""
_SIGN_OFF = FormSignOffRow.__table__  # type: ignore[attr-defined]
_AUDIT = AuditRow.__table__  # type: ignore[attr-defined]


class SignedSignOff(NamedTuple):
    """A sign-off, and who signed it."""

    record: SignOff
    signature: Signature


class SignOffRows(NamedTuple):
    """The sign-offs of a form in order, and the numbers of rows that were altered."""

    found: list[SignedSignOff]
    damaged: list[int]


def add(connection: Connection, signed: SignedSignOff) -> None:
    """Add a sign-off within a write transaction."""
    record, signature = signed
    connection.execute(
        insert(_SIGN_OFF).values(
            form=record.form,
            n=record.n,
            digest=record.digest,
            signer=signature.signer,
            signature=signature.value,
            record=canonical_json(record),
        )
    )


def of_form(connection: Connection, form: str) -> SignOffRows:
    """Return the sign-offs of a form."""
    query = select(_SIGN_OFF).where(_SIGN_OFF.c.form == form).order_by(_SIGN_OFF.c.n)
    found, damaged = [], []
    for row in connection.execute(query):
        record = _record_of(row)
        if record is None:
            # SQLite takes anything in any column.
            damaged.append(row.n if isinstance(row.n, int) else 0)
        else:
            signature = Signature(signer=row.signer, value=row.signature)
            found.append(SignedSignOff(record, signature))
    return SignOffRows(found, damaged)


def named_in_audit_log(connection: Connection, form: str, acts: Sequence[str]) -> list[str]:
    """Return the digests of the sign-offs of a form that the audit log tells of."""
    query = select(_AUDIT.c.details).where(_AUDIT.c.act.in_(acts), _AUDIT.c.subject == form)
    found = []
    for (details,) in connection.execute(query):
        try:
            told = msgspec.json.decode(details, type=dict[str, str])
        except UNREADABLE:
            continue  # an altered audit log is found by its own verification
        if RECORD in told:
            found.append(told[RECORD])
    return found


def _record_of(row: Row[Any]) -> SignOff | None:
    """Return the record of a row, or None if it cannot be read or its columns contradict it."""
    try:
        record = msgspec.json.decode(row.record, type=SignOff)
        content = record.digest
    except (*UNREADABLE, ValueError):
        return None
    told = (row.form, row.n, row.digest, row.signer)
    held = (record.form, record.n, content, record.reviewer)
    return record if told == held and isinstance(row.signature, bytes) else None
