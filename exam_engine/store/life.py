"""Life records in the database: only ever added, each named in the audit log with its digest.

Signatures are the caller's to check.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, insert, or_, select

from exam_engine.canonical import canonical_json
from exam_engine.model.life import LifeRecord
from exam_engine.store.tables import UNREADABLE, AuditRow, LifeRow
from exam_engine.vault.signing import Signature

RECORD = "record"
"""The audit entry's detail that holds the digest of the life record it tells of."""
_LIFE = LifeRow.__table__  # type: ignore[attr-defined]
_AUDIT = AuditRow.__table__  # type: ignore[attr-defined]


class SignedLife(NamedTuple):
    """A life record, and who signed it."""

    record: LifeRecord
    signature: Signature


class DamagedLife(NamedTuple):
    """A row that cannot be read, or whose columns contradict its record."""

    subject: str
    version: int
    n: int


def add(connection: Connection, signed: SignedLife) -> None:
    """Add a record within a write transaction."""
    record, signature = signed
    connection.execute(
        insert(_LIFE).values(
            bank=record.bank,
            subject=record.subject,
            version=record.version,
            n=record.n,
            digest=record.record_digest,
            signer=signature.signer,
            signature=signature.value,
            record=canonical_json(record),
        )
    )


def next_number(connection: Connection, bank: str, subject: str, version: int) -> int:
    """Return the number of the next record in the life of a version."""
    query = select(_LIFE.c.n).where(
        _LIFE.c.bank == bank, _LIFE.c.subject == subject, _LIFE.c.version == version
    )
    # SQLite takes anything in any column: only numbers count.
    numbers = [n for n in connection.execute(query).scalars() if isinstance(n, int)]
    return max(numbers, default=0) + 1


def of_bank(
    connection: Connection, bank: str, subject: str | None = None
) -> tuple[list[SignedLife], list[DamagedLife]]:
    """Return the records of a bank, version by version in order, and what is damaged.

    :param subject: only this one's and its kin's (:func:`kin_of`), or all.
    """
    query = select(_LIFE).where(_LIFE.c.bank == bank)
    if subject is not None:
        source = kin_of(subject)
        translated = _LIFE.c.subject.endswith(f" {source}", autoescape=True)
        query = query.where(or_(_LIFE.c.subject == source, translated))
    query = query.order_by(_LIFE.c.subject, _LIFE.c.version, _LIFE.c.n)
    found, damaged = [], []
    for row in connection.execute(query):
        record = _record_of(row)
        if record is None:
            damaged.append(DamagedLife(row.subject, row.version, row.n))
        else:
            found.append(SignedLife(record, Signature(signer=row.signer, value=row.signature)))
    return found, damaged


def kin_of(subject: str) -> str:
    """Return the name that an item has in common with its translations (``de ID``): its id."""
    return subject.rpartition(" ")[2]


def named_in_audit_log(connection: Connection, acts: Sequence[str]) -> list[tuple[str, str]]:
    """Return (version name, record digest) of every life record that the audit log tells of.

    They come in its order.
    """
    query = select(_AUDIT.c.subject, _AUDIT.c.details).where(_AUDIT.c.act.in_(acts))
    query = query.order_by(_AUDIT.c.n)
    found = []
    for subject, details in connection.execute(query):
        try:
            told = msgspec.json.decode(details, type=dict[str, str])
        except UNREADABLE:
            continue  # an altered audit log is found by its own verification
        if RECORD in told:
            found.append((subject, told[RECORD]))
    return found


def _record_of(row: Row[Any]) -> LifeRecord | None:
    """Return the record of a row, or None if it cannot be read or its columns contradict it."""
    try:
        record = msgspec.json.decode(row.record, type=LifeRecord)
        content = record.record_digest
    except (*UNREADABLE, ValueError):
        return None
    told = (row.bank, row.subject, row.version, row.n, row.digest, row.signer)
    held = (record.bank, record.subject, record.version, record.n, content, record.actor)
    return record if told == held and isinstance(row.signature, bytes) else None
