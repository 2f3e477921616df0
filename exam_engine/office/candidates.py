"""Candidates on record: taken in from files, listed."""

from __future__ import annotations

from collections.abc import Sequence

from exam_engine.model.candidate import Candidate
from exam_engine.office.home import Home
from exam_engine.store import audit_log, people
from exam_engine.store.database import reading, writing


def take_in(home: Home, candidates: Sequence[Candidate], actor: str) -> int:
    """Put candidates on record and return how many are new; all or none.

    :raises StoreError: naming those whose number is known under another name.
    """
    with writing(home.engine) as connection:
        _, new = people.enter(connection, candidates)
        if new:
            audit_log.append(
                connection,
                at_ms=home.clock.now_ms(),
                actor=actor,
                act="candidates imported",
                subject=f"{new} candidates",
            )
    return new


def everybody(home: Home) -> list[Candidate]:
    """Return all candidates on record, by number."""
    with reading(home.engine) as connection:
        return people.everybody(connection)
