"""Accommodations in the database: only ever added, each named in the audit log with its digest.

Signatures are the caller's to check.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, insert, select

from exam_engine.canonical import canonical_json
from exam_engine.model.accommodation import Act, Approval
from exam_engine.store.scheduling_tables import AccommodationRow
from exam_engine.store.tables import UNREADABLE, AuditRow
from exam_engine.vault.signing import Signature

RECORD = "record"
"""The audit entry's detail that holds the digest of the entry it tells of."""
AUDITED_AS = {
    Act.APPROVED: "accommodation approved",
    Act.WITHDRAWN: "accommodation withdrawn",
}
_ROW = AccommodationRow.__table__  # type: ignore[attr-defined]
_AUDIT = AuditRow.__table__  # type: ignore[attr-defined]


class SignedApproval(NamedTuple):
    """An entry, and who signed it."""

    record: Approval
    signature: Signature


def add(connection: Connection, signed: SignedApproval) -> None:
    """Add an entry within a write transaction."""
    record, signature = signed
    connection.execute(
        insert(_ROW).values(
            candidate_number=record.candidate,
            n=record.n,
            digest=record.digest,
            signer=signature.signer,
            signature=signature.value,
            record=canonical_json(record),
        )
    )


def entries(
    connection: Connection, candidates: Collection[str] | None = None
) -> dict[str, list[SignedApproval | None]]:
    """Return the entries in order by candidate, of ``candidates`` or all; None for an altered one.

    All rows are read: few candidates have any, and a roster may name more than a query may.
    """
    found: dict[str, list[SignedApproval | None]] = {}
    for row in connection.execute(select(_ROW).order_by(_ROW.c.candidate_number, _ROW.c.n)).all():
        if candidates is None or row.candidate_number in candidates:
            found.setdefault(row.candidate_number, []).append(_signed(row))
    return found


def named_in_audit_log(connection: Connection) -> dict[str, set[str]]:
    """Return by candidate the digests of the entries that the audit log tells of."""
    query = select(_AUDIT.c.subject, _AUDIT.c.details).where(
        _AUDIT.c.act.in_(list(AUDITED_AS.values()))
    )
    found: dict[str, set[str]] = {}
    for subject, details in connection.execute(query).all():
        try:
            told = msgspec.json.decode(details, type=dict[str, str])
        except UNREADABLE:
            continue  # an altered audit log is found by its own verification
        if RECORD in told:
            found.setdefault(subject, set()).add(told[RECORD])
    return found


def _signed(row: Row[Any]) -> SignedApproval | None:
    """Return the entry of a row, or None if it cannot be read or its columns contradict it."""
    try:
        record = msgspec.json.decode(row.record, type=Approval)
        told = (row.candidate_number, row.n, row.digest, row.signer)
        held = (record.candidate, record.n, record.digest, record.entered_by)
    except (*UNREADABLE, ValueError):
        return None
    if told != held or not isinstance(row.signature, bytes):
        return None
    return SignedApproval(record, Signature(signer=row.signer, value=row.signature))
