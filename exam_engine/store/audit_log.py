"""The audit log in the database: an entry is added in the transaction of the act it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Engine, Row, insert, select

from exam_engine.errors import StoreError
from exam_engine.store.database import is_postgresql, reading, writing
from exam_engine.store.postgresql import lock_audit_log
from exam_engine.store.tables import UNREADABLE, AuditRow, CheckpointRow
from exam_engine.vault.audit import (
    AuditEntry,
    AuditFinding,
    Checkpoint,
    checkpoint,
    next_entry,
)
from exam_engine.vault.identity import Identity

_ROW = AuditRow.__table__  # type: ignore[attr-defined]
_CHECKPOINT = CheckpointRow.__table__  # type: ignore[attr-defined]


class Act(NamedTuple):
    """What an entry tells: who did what to what."""

    actor: str
    act: str
    subject: str
    details: dict[str, str]


def append(
    connection: Connection,
    *,
    at_ms: int,
    actor: str,
    act: str,
    subject: str,
    details: dict[str, str] | None = None,
) -> None:
    """Add an entry within a write transaction."""
    append_all(connection, at_ms, [Act(actor, act, subject, details or {})])


def append_all(connection: Connection, at_ms: int, acts: Iterable[Act]) -> None:
    """Add entries in order within a write transaction."""
    append_timed(connection, [(at_ms, act) for act in acts])


def append_timed(connection: Connection, acts: Sequence[tuple[int, Act]]) -> None:
    """Add entries, each with its moment, in order within a write transaction."""
    if not acts:
        return
    if is_postgresql(connection):
        lock_audit_log(connection)
    last = _latest(connection)
    rows = []
    for at_ms, (actor, act, subject, details) in acts:
        # A clock set back must not make the log look altered.
        moment = max(at_ms, last.at_ms) if last else at_ms
        last = next_entry(
            last, at_ms=moment, actor=actor, act=act, subject=subject, details=details
        )
        row = msgspec.structs.asdict(last)
        row["details"] = msgspec.json.encode(last.details, order="sorted").decode()
        rows.append(row)
    connection.execute(insert(_ROW), rows)


def record(
    engine: Engine,
    *,
    at_ms: int,
    actor: str,
    act: str,
    subject: str,
    details: dict[str, str] | None = None,
) -> None:
    """Add an entry in a transaction of its own, for an act that writes nothing else."""
    with writing(engine) as connection:
        append(connection, at_ms=at_ms, actor=actor, act=act, subject=subject, details=details)


def entries(connection: Connection) -> tuple[list[AuditEntry], list[AuditFinding]]:
    """Return all entries that can be read, in order, and a finding for each that cannot."""
    found, findings = [], []
    for row in connection.execute(select(_ROW).order_by(_ROW.c.n)):
        try:
            found.append(_entry(row))
        except UNREADABLE:
            number = row.n if isinstance(row.n, int) else 0
            findings.append(AuditFinding(n=number, problem="cannot be read: it was altered"))
    return found, findings


def about(connection: Connection, subject: str) -> list[AuditEntry]:
    """Return the entries that tell of one subject and can be read, in order."""
    query = select(_ROW).where(_ROW.c.subject == subject).order_by(_ROW.c.n)
    found = []
    for row in connection.execute(query):
        try:
            found.append(_entry(row))
        except UNREADABLE:
            continue  # told of by the log's own verification
    return found


def add_checkpoint(connection: Connection, signer: Identity) -> Checkpoint | None:
    """Sign where the log stands, keep the checkpoint and return it; None if the log is empty."""
    entry = _latest(connection)
    if entry is None:
        return None
    stated = checkpoint(entry, signer)
    known = select(_CHECKPOINT.c.n).where(
        _CHECKPOINT.c.n == stated.n, _CHECKPOINT.c.signer == stated.signer
    )
    if connection.execute(known).first() is None:
        connection.execute(insert(_CHECKPOINT).values(**msgspec.structs.asdict(stated)))
    return stated


def checkpoints(engine: Engine) -> list[Checkpoint]:
    """Return the checkpoints kept, in order."""
    with reading(engine) as connection:
        rows = connection.execute(select(_CHECKPOINT).order_by(_CHECKPOINT.c.n))
        return [Checkpoint(**row._mapping) for row in rows]


def acts_on(found: Iterable[AuditEntry], acts: Sequence[str]) -> list[AuditEntry]:
    """Return the entries that tell of certain acts."""
    return [entry for entry in found if entry.act in acts]


def _latest(connection: Connection) -> AuditEntry | None:
    row = connection.execute(select(_ROW).order_by(_ROW.c.n.desc()).limit(1)).first()
    if row is None:
        return None
    try:
        return _entry(row)
    except UNREADABLE:
        raise StoreError(
            "the last entry of the audit log cannot be read: it was altered; restore the database"
        ) from None


def _entry(row: Row[Any]) -> AuditEntry:
    fields = dict(row._mapping)
    fields["details"] = msgspec.json.decode(fields["details"])
    return msgspec.convert(fields, AuditEntry)
