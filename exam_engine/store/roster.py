"""Sittings, rosters and who may sit: what is arranged before an attempt begins."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from exam_engine.canonical import canonical_json
from exam_engine.errors import StoreError
from exam_engine.model.attempt import AttemptEnd
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.sitting import RosterEntry, Sitting, name_digest
from exam_engine.store.database import reading
from exam_engine.store.tables import (
    UNREADABLE,
    AttemptRow,
    CandidateRow,
    EventRow,
    SessionRow,
    SittingRow,
)
from exam_engine.vault.signing import Signature

SITTING_KIND = "sitting"
_ATTEMPT = AttemptRow.__table__  # type: ignore[attr-defined]
_CANDIDATE = CandidateRow.__table__  # type: ignore[attr-defined]
_EVENT = EventRow.__table__  # type: ignore[attr-defined]
_SESSION = SessionRow.__table__  # type: ignore[attr-defined]
_SITTING = SittingRow.__table__  # type: ignore[attr-defined]


class SignedSitting(NamedTuple):
    """A sitting on record, the file name of its sealed papers, and who signed it."""

    sitting: Sitting
    paper: str
    signature: Signature


class SignedEnd(NamedTuple):
    """The statement with which the delivery host ended an attempt."""

    end: AttemptEnd
    signature: Signature


class Place(NamedTuple):
    """One candidate's place on a roster, which is also the attempt's number."""

    attempt_id: int
    sitting_id: str
    candidate: Candidate
    salt: bytes
    accommodation: Accommodation
    code_digest: bytes | None
    ended_ms: int | None
    end: SignedEnd | None

    def is_as_signed(self, entry: RosterEntry | None) -> bool:
        """Return whether the place is as a signed roster has it.

        Form, seat and whatever else is arranged are known from the signed roster alone.
        """
        return entry is not None and entry == replace(
            entry,
            number=self.candidate.number,
            name_digest=name_digest(self.candidate, self.salt),
            extra_time_ms=self.accommodation.extra_time_ms,
        )


def known_or_new(connection: Connection, candidate: Candidate) -> bytes:
    """Put a candidate on record unless they are, and return the salt of their name.

    :raises StoreError: if the number is known under another name.
    """
    query = select(_CANDIDATE.c.name, _CANDIDATE.c.salt)
    row = connection.execute(query.where(_CANDIDATE.c.number == candidate.number)).first()
    if row is None:
        salt = os.urandom(16)
        connection.execute(
            insert(_CANDIDATE).values(number=candidate.number, name=candidate.name, salt=salt)
        )
        return salt
    if row.name != candidate.name:
        raise StoreError(
            f"candidate {candidate.number} is known as {row.name!r}, not {candidate.name!r}; "
            "correct the roster, or the candidate's record"
        )
    return bytes(row.salt)


def add_sitting(connection: Connection, signed: SignedSitting) -> None:
    """Add a signed sitting.

    :raises StoreError: if there is one of that id already.
    """
    try:
        connection.execute(
            insert(_SITTING).values(
                id=signed.sitting.id,
                opens_ms=signed.sitting.opens_ms,
                paper=signed.paper,
                record=canonical_json(signed.sitting),
                signer=signed.signature.signer,
                signature=signed.signature.value,
            )
        )
    except IntegrityError:
        raise StoreError(
            f"there is a sitting {signed.sitting.id} already; choose another id"
        ) from None


def add_places(
    connection: Connection, sitting: Sitting, code_digests: Iterable[tuple[str, bytes]]
) -> None:
    """Add a place for everybody on the roster, with the digests of their one-time codes."""
    extra = {entry.number: entry.extra_time_ms for entry in sitting.roster}
    rows = [
        {
            "sitting_id": sitting.id,
            "candidate_number": number,
            "extra_time_ms": extra[number],
            "code_digest": digest,
        }
        for number, digest in code_digests
    ]
    if rows:
        connection.execute(insert(_ATTEMPT), rows)


def reissue_code(connection: Connection, sitting: str, candidate: str, digest: bytes) -> None:
    """Give a candidate a new one-time code.

    :raises StoreError: if the candidate is not on the roster or the attempt has ended.
    """
    row = connection.execute(
        select(_ATTEMPT.c.id, _ATTEMPT.c.ended_ms).where(
            _ATTEMPT.c.sitting_id == sitting, _ATTEMPT.c.candidate_number == candidate
        )
    ).first()
    if row is None:
        raise StoreError(f"candidate {candidate} is not on the roster of {sitting}")
    if row.ended_ms is not None:
        raise StoreError(f"the attempt of candidate {candidate} in {sitting} has ended")
    connection.execute(update(_ATTEMPT).where(_ATTEMPT.c.id == row.id).values(code_digest=digest))


def has_sitting(connection: Connection, sitting: str) -> bool:
    """Return whether there is a sitting of that id."""
    query = select(_SITTING.c.id).where(_SITTING.c.id == sitting)
    return connection.execute(query).first() is not None


def sitting_on_record(engine: Engine, sitting: str) -> SignedSitting:
    """Return a sitting. Its signature is the caller's to check.

    :raises StoreError: if there is no such sitting, or its record cannot be read.
    """
    with reading(engine) as connection:
        row = connection.execute(select(_SITTING).where(_SITTING.c.id == sitting)).first()
        known = connection.execute(select(_SITTING.c.id).order_by(_SITTING.c.id)).scalars().all()
    if row is None:
        raise StoreError(
            f"there is no sitting {sitting!r}; there are: {', '.join(known) or 'none'}"
        )
    return _signed_sitting(row)


def sitting_ids(engine: Engine) -> list[str]:
    """Return the ids of all sittings, the earliest first."""
    query = select(_SITTING.c.id).order_by(_SITTING.c.opens_ms, _SITTING.c.id)
    with reading(engine) as connection:
        return list(connection.execute(query).scalars())


def places_of_candidate(connection: Connection, candidate: str) -> list[Place]:
    """Return a candidate's places on all rosters."""
    return _places(connection, _ATTEMPT.c.candidate_number == candidate)


def places_of_sitting(connection: Connection, sitting: str) -> list[Place]:
    """Return the roster of a sitting, by candidate number."""
    return _places(connection, _ATTEMPT.c.sitting_id == sitting)


def place(connection: Connection, attempt_id: int) -> Place:
    """Return the place of an attempt.

    :raises StoreError: if there is none.
    """
    found = _places(connection, _ATTEMPT.c.id == attempt_id)
    if not found:
        raise StoreError(f"there is no attempt {attempt_id}")
    return found[0]


def open_attempts(connection: Connection) -> list[int]:
    """Return the numbers of attempts that have not ended (many may not have begun)."""
    query = select(_ATTEMPT.c.id).where(_ATTEMPT.c.ended_ms.is_(None)).order_by(_ATTEMPT.c.id)
    return list(connection.execute(query).scalars())


def open_places(connection: Connection, sitting: str) -> tuple[int, int]:
    """Return how many attempts of a sitting have not ended, and how many of these have begun."""
    begins = select(_EVENT.c.n).where(_EVENT.c.attempt_id == _ATTEMPT.c.id, _EVENT.c.n == 1)
    query = select(func.count(), func.count().filter(begins.exists())).where(
        _ATTEMPT.c.sitting_id == sitting, _ATTEMPT.c.ended_ms.is_(None)
    )
    waiting, begun = connection.execute(query).one()
    return waiting, begun


def use_code(connection: Connection, attempt_id: int, digest: bytes) -> bool:
    """Take a one-time code out of use; return False if it was used meanwhile."""
    changed = connection.execute(
        update(_ATTEMPT)
        .where(_ATTEMPT.c.id == attempt_id, _ATTEMPT.c.code_digest == digest)
        .values(code_digest=None)
    )
    return changed.rowcount == 1


def add_session(connection: Connection, digest: bytes, attempt_id: int, terminal: int) -> None:
    """Record that the terminal with this token is the ``terminal``-th admitted to an attempt."""
    connection.execute(
        insert(_SESSION).values(token_digest=digest, attempt_id=attempt_id, terminal=terminal)
    )


def find_session(connection: Connection, digest: bytes) -> tuple[int, int] | None:
    """Return (attempt, terminal) of a token, or None."""
    row = connection.execute(select(_SESSION).where(_SESSION.c.token_digest == digest)).first()
    return (row.attempt_id, row.terminal) if row else None


def _places(connection: Connection, condition: object) -> list[Place]:
    query = (
        select(_ATTEMPT, _CANDIDATE.c.name, _CANDIDATE.c.salt)
        .join(_CANDIDATE, _CANDIDATE.c.number == _ATTEMPT.c.candidate_number)
        .where(condition)  # type: ignore[arg-type]
        .order_by(_ATTEMPT.c.candidate_number, _ATTEMPT.c.sitting_id)
    )
    return [
        Place(
            attempt_id=row.id,
            sitting_id=row.sitting_id,
            candidate=Candidate(number=row.candidate_number, name=row.name),
            salt=row.salt,
            accommodation=Accommodation(extra_time_ms=row.extra_time_ms),
            code_digest=row.code_digest,
            ended_ms=row.ended_ms,
            end=_signed_end(row),
        )
        for row in connection.execute(query).all()
    ]


def _signed_end(row: object) -> SignedEnd | None:
    fields = row._mapping  # type: ignore[attr-defined]
    if fields["end"] is None:
        return None
    try:
        end = msgspec.json.decode(fields["end"], type=AttemptEnd)
    except UNREADABLE:
        raise StoreError(
            f"the end of attempt {fields['id']} on record cannot be read: it was altered"
        ) from None
    signature = Signature(signer=fields["end_signer"] or "", value=fields["end_signature"] or b"")
    return SignedEnd(end, signature)


def _signed_sitting(row: object) -> SignedSitting:
    fields = row._mapping  # type: ignore[attr-defined]
    try:
        sitting = msgspec.json.decode(fields["record"], type=Sitting)
    except UNREADABLE:
        raise StoreError(f"the record of sitting {fields['id']} cannot be read") from None
    signature = Signature(signer=fields["signer"], value=fields["signature"])
    return SignedSitting(sitting, fields["paper"], signature)
