"""Sittings, rosters and who may sit: what is arranged before an attempt begins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from exam_engine.errors import StoreError
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.sitting import Sitting
from exam_engine.store.database import reading, writing
from exam_engine.store.tables import AttemptRow, CandidateRow, SessionRow, SittingRow

_ATTEMPT = AttemptRow.__table__  # type: ignore[attr-defined]
_CANDIDATE = CandidateRow.__table__  # type: ignore[attr-defined]
_SESSION = SessionRow.__table__  # type: ignore[attr-defined]
_SITTING = SittingRow.__table__  # type: ignore[attr-defined]


class Place(NamedTuple):
    """One candidate's place on a roster, which is also the attempt's number."""

    attempt_id: int
    sitting: Sitting
    candidate: Candidate
    accommodation: Accommodation
    code_digest: bytes | None
    ended_ms: int | None


class Entry(NamedTuple):
    """A candidate to put on a roster, with the digest of their one-time code."""

    candidate: Candidate
    code_digest: bytes
    accommodation: Accommodation = Accommodation()


def add_sitting(connection: Connection, sitting: Sitting, paper: str) -> None:
    """Add a sitting whose sealed paper is the file ``paper``.

    :raises StoreError: if there is one of that id already.
    """
    try:
        connection.execute(
            insert(_SITTING).values(
                id=sitting.id,
                form_id=sitting.form,
                form_digest=sitting.form_digest,
                opens_ms=sitting.opens_ms,
                closes_ms=sitting.closes_ms,
                paper=paper,
            )
        )
    except IntegrityError:
        raise StoreError(f"there is a sitting {sitting.id} already; choose another id") from None


def add_entries(connection: Connection, sitting: str, entries: Iterable[Entry]) -> None:
    """Put candidates on the roster of a sitting.

    :raises StoreError: if a candidate is on it already, or known under another name.
    """
    for entry in entries:
        _add_candidate(connection, entry.candidate)
        try:
            connection.execute(
                insert(_ATTEMPT).values(
                    sitting_id=sitting,
                    candidate_number=entry.candidate.number,
                    extra_time_ms=entry.accommodation.extra_time_ms,
                    code_digest=entry.code_digest,
                )
            )
        except IntegrityError:
            raise StoreError(
                f"candidate {entry.candidate.number} is on the roster of {sitting} already"
            ) from None


def _add_candidate(connection: Connection, candidate: Candidate) -> None:
    query = select(_CANDIDATE.c.name).where(_CANDIDATE.c.number == candidate.number)
    known = connection.execute(query).scalar()
    if known is None:
        connection.execute(insert(_CANDIDATE).values(number=candidate.number, name=candidate.name))
    elif known != candidate.name:
        raise StoreError(
            f"candidate {candidate.number} is known as {known!r}, not {candidate.name!r}; "
            "correct the roster, or the candidate's record"
        )


def reissue_code(engine: Engine, sitting: str, candidate: str, digest: bytes) -> int:
    """Give a candidate a new one-time code and return the number of the attempt.

    :raises StoreError: if the candidate is not on the roster or the attempt has ended.
    """
    with writing(engine) as connection:
        row = connection.execute(
            select(_ATTEMPT.c.id, _ATTEMPT.c.ended_ms).where(
                _ATTEMPT.c.sitting_id == sitting, _ATTEMPT.c.candidate_number == candidate
            )
        ).first()
        if row is None:
            raise StoreError(f"candidate {candidate} is not on the roster of {sitting}")
        if row.ended_ms is not None:
            raise StoreError(f"the attempt of candidate {candidate} in {sitting} has ended")
        connection.execute(
            update(_ATTEMPT).where(_ATTEMPT.c.id == row.id).values(code_digest=digest)
        )
        return int(row.id)


def sitting_and_paper(engine: Engine, sitting: str) -> tuple[Sitting, str]:
    """Return a sitting and the file name of its sealed paper.

    :raises StoreError: if there is no such sitting.
    """
    with reading(engine) as connection:
        row = connection.execute(select(_SITTING).where(_SITTING.c.id == sitting)).first()
        known = connection.execute(select(_SITTING.c.id).order_by(_SITTING.c.id)).scalars().all()
    if row is None:
        raise StoreError(
            f"there is no sitting {sitting!r}; there are: {', '.join(known) or 'none'}"
        )
    return _sitting(row), row.paper


def sittings(engine: Engine) -> list[tuple[Sitting, str]]:
    """Return all sittings with their sealed papers, the earliest first."""
    query = select(_SITTING).order_by(_SITTING.c.opens_ms, _SITTING.c.id)
    with reading(engine) as connection:
        return [(_sitting(row), row.paper) for row in connection.execute(query)]


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


def use_code(connection: Connection, attempt_id: int, digest: bytes) -> bool:
    """Take a one-time code out of use; return False if it was used meanwhile."""
    changed = connection.execute(
        update(_ATTEMPT)
        .where(_ATTEMPT.c.id == attempt_id, _ATTEMPT.c.code_digest == digest)
        .values(code_digest=None)
    )
    return changed.rowcount == 1


def add_session(connection: Connection, digest: bytes, attempt_id: int, session: int) -> None:
    """Record that the terminal with this token serves session ``session`` of an attempt."""
    connection.execute(
        insert(_SESSION).values(token_digest=digest, attempt_id=attempt_id, session=session)
    )


def find_session(connection: Connection, digest: bytes) -> tuple[int, int] | None:
    """Return (attempt, session) of a token, or None."""
    row = connection.execute(select(_SESSION).where(_SESSION.c.token_digest == digest)).first()
    return (row.attempt_id, row.session) if row else None


def _places(connection: Connection, condition: object) -> list[Place]:
    query = (
        select(_ATTEMPT, _CANDIDATE.c.name, _SITTING)
        .join(_CANDIDATE, _CANDIDATE.c.number == _ATTEMPT.c.candidate_number)
        .join(_SITTING, _SITTING.c.id == _ATTEMPT.c.sitting_id)
        .where(condition)  # type: ignore[arg-type]
        .order_by(_ATTEMPT.c.candidate_number, _SITTING.c.id)
    )
    return [
        Place(
            attempt_id=row.id,
            sitting=Sitting(
                id=row.sitting_id,
                form=row.form_id,
                form_digest=row.form_digest,
                opens_ms=row.opens_ms,
                closes_ms=row.closes_ms,
            ),
            candidate=Candidate(number=row.candidate_number, name=row.name),
            accommodation=Accommodation(extra_time_ms=row.extra_time_ms),
            code_digest=row.code_digest,
            ended_ms=row.ended_ms,
        )
        for row in connection.execute(query)
    ]


def _sitting(row: object) -> Sitting:
    fields = row._mapping  # type: ignore[attr-defined]
    return Sitting(
        id=fields["id"],
        form=fields["form_id"],
        form_digest=fields["form_digest"],
        opens_ms=fields["opens_ms"],
        closes_ms=fields["closes_ms"],
    )
