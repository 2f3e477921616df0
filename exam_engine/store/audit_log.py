"""The audit log in the database: an entry is added in the transaction of the act it tells of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import Connection, Engine, insert, select

from exam_engine.store.database import reading, writing
from exam_engine.store.tables import AuditRow, CheckpointRow
from exam_engine.vault.audit import AuditEntry, Checkpoint, checkpoint, next_entry
from exam_engine.vault.identity import Identity

_ROW = AuditRow.__table__  # type: ignore[attr-defined]
_CHECKPOINT = CheckpointRow.__table__  # type: ignore[attr-defined]


def append(
    connection: Connection,
    *,
    at_ms: int,
    actor: str,
    act: str,
    subject: str,
    details: dict[str, str] | None = None,
) -> AuditEntry:
    """Add an entry within a write transaction."""
    last = latest(connection)
    # A clock set back must not make the log look altered.
    moment = max(at_ms, last.at_ms) if last else at_ms
    entry = next_entry(last, at_ms=moment, actor=actor, act=act, subject=subject, details=details)
    connection.execute(
        insert(_ROW).values(
            n=entry.n,
            at_ms=entry.at_ms,
            actor=entry.actor,
            act=entry.act,
            subject=entry.subject,
            details=msgspec.json.encode(entry.details).decode(),
            previous=entry.previous,
        )
    )
    return entry


def record(
    engine: Engine,
    *,
    at_ms: int,
    actor: str,
    act: str,
    subject: str,
    details: dict[str, str] | None = None,
) -> AuditEntry:
    """Add an entry in a transaction of its own."""
    with writing(engine) as connection:
        return append(
            connection, at_ms=at_ms, actor=actor, act=act, subject=subject, details=details
        )


def latest(connection: Connection) -> AuditEntry | None:
    """Return the last entry, or None."""
    row = connection.execute(select(_ROW).order_by(_ROW.c.n.desc()).limit(1)).first()
    return _entry(row._mapping) if row else None


def entries(engine: Engine) -> Iterator[AuditEntry]:
    """Yield all entries in order."""
    with reading(engine) as connection:
        result = connection.execution_options(yield_per=1000).execute(
            select(_ROW).order_by(_ROW.c.n)
        )
        for row in result:
            yield _entry(row._mapping)


def entries_of(connection: Connection, acts: Sequence[str]) -> list[AuditEntry]:
    """Return the entries of certain acts in order."""
    query = select(_ROW).where(_ROW.c.act.in_(acts)).order_by(_ROW.c.n)
    return [_entry(row._mapping) for row in connection.execute(query)]


def add_checkpoint(engine: Engine, signer: Identity) -> Checkpoint | None:
    """Sign where the log stands, keep the checkpoint and return it; None if the log is empty."""
    with writing(engine) as connection:
        entry = latest(connection)
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


def _entry(row: object) -> AuditEntry:
    fields = dict(row)  # type: ignore[call-overload]
    fields["details"] = msgspec.json.decode(fields["details"], type=dict[str, str])
    return AuditEntry(**fields)
