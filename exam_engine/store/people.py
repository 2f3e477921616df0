"""Candidates on record: number, name, and the salt that hides the name on signed rosters."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from exam_engine.errors import StoreError
from exam_engine.model.candidate import Candidate
from exam_engine.store.tables import CandidateRow

_CANDIDATE = CandidateRow.__table__  # type: ignore[attr-defined]
_SALT_BYTES = 16
# Databases limit how many values one statement may name.
_AT_ONCE = 500
_MOST_PROBLEMS = 20


class Known(NamedTuple):
    """A candidate on record with the salt of their name."""

    candidate: Candidate
    salt: bytes


def known(connection: Connection, numbers: Sequence[str]) -> dict[str, Known]:
    """Return the candidates on record among these numbers."""
    found = {}
    for part in _parts(numbers):
        query = select(_CANDIDATE).where(_CANDIDATE.c.number.in_(part))
        for row in connection.execute(query):
            candidate = Candidate(number=row.number, name=row.name)
            found[row.number] = Known(candidate, bytes(row.salt))
    return found


def everybody(connection: Connection) -> list[Candidate]:
    """Return all candidates on record, by number."""
    query = select(_CANDIDATE.c.number, _CANDIDATE.c.name).order_by(_CANDIDATE.c.number)
    return [Candidate(number=row.number, name=row.name) for row in connection.execute(query)]


def enter(connection: Connection, candidates: Sequence[Candidate]) -> tuple[dict[str, Known], int]:
    """Put candidates on record who are not yet; return them all, and how many are new.

    A candidate without a name has to be on record.

    :raises StoreError: naming those whose number is known under another name, or not known.
    """
    found = known(connection, [one.number for one in candidates])
    problems = list(_problems(candidates, found))
    if problems:
        rest = len(problems) - _MOST_PROBLEMS
        more = [f"and {rest} more like these"] if rest > 0 else []
        raise StoreError("\n".join(problems[:_MOST_PROBLEMS] + more))
    new = [Known(one, os.urandom(_SALT_BYTES)) for one in candidates if one.number not in found]
    if new:
        rows = [{"number": who.number, "name": who.name, "salt": salt} for who, salt in new]
        connection.execute(insert(_CANDIDATE), rows)
    return found | {one.candidate.number: one for one in new}, len(new)


def _problems(candidates: Sequence[Candidate], found: dict[str, Known]) -> Iterator[str]:
    for one in candidates:
        on_record = found.get(one.number)
        if on_record is None and not one.name:
            yield (
                f"candidate {one.number} is not on record; write the name beside the number, "
                "or take them in with: exam-engine candidate import FILE"
            )
        elif on_record is not None and one.name not in ("", on_record.candidate.name):
            yield (
                f"candidate {one.number} is known as {on_record.candidate.name!r}, not "
                f"{one.name!r}; correct the roster, or the candidate's record"
            )


def _parts(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]
