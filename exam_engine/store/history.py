"""What candidates sat before: attempts that began, by sitting."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from exam_engine.errors import StoreError
from exam_engine.model.attempt import Started
from exam_engine.model.sitting import Sitting
from exam_engine.store.events import recorded_events
from exam_engine.store.tables import (
    UNREADABLE,
    AttemptRow,
    EventRow,
    FormRow,
    ResultRow,
    SittingRow,
)

_ATTEMPT = AttemptRow.__table__  # type: ignore[attr-defined]
_EVENT = EventRow.__table__  # type: ignore[attr-defined]
_FORM = FormRow.__table__  # type: ignore[attr-defined]
_RESULT = ResultRow.__table__  # type: ignore[attr-defined]
_SITTING = SittingRow.__table__  # type: ignore[attr-defined]


class Sat(NamedTuple):
    """One attempt of a candidate: in which sitting, of which exam, when it started.

    ``blueprint`` is the exam's id, empty if its forms are not on record here. ``started_ms`` is
    None if the clock never ran; ``passed`` is None as long as there is no result.
    """

    sitting: str
    blueprint: str
    opens_ms: int
    closes_ms: int
    started_ms: int | None
    passed: bool | None


def forms_sat(
    connection: Connection, candidates: Collection[str], forms: Collection[str]
) -> dict[str, set[str]]:
    """Return by candidate which of some forms they have begun to sit before."""
    query = select(_ATTEMPT.c.sitting_id, _ATTEMPT.c.candidate_number).where(
        select(_EVENT.c.n).where(_EVENT.c.attempt_id == _ATTEMPT.c.id, _EVENT.c.n == 1).exists()
    )
    begun: dict[str, set[str]] = {}
    for sitting, candidate in connection.execute(query).all():
        if candidate in candidates:
            begun.setdefault(sitting, set()).add(candidate)
    found: dict[str, set[str]] = {}
    for sitting, numbers in begun.items():
        record = _sitting(connection, sitting)
        if not {sat.form for sat in record.forms} & set(forms):
            continue
        for entry in record.roster:
            if entry.number in numbers and entry.form in forms:
                found.setdefault(entry.number, set()).add(entry.form)
    return found


def of_candidate(connection: Connection, candidate: str) -> list[Sat]:
    """Return the places that a candidate had or has on rosters, the earliest sitting first."""
    rows = connection.execute(
        select(_ATTEMPT.c.id, _ATTEMPT.c.sitting_id)
        .join(_SITTING, _SITTING.c.id == _ATTEMPT.c.sitting_id)
        .where(_ATTEMPT.c.candidate_number == candidate)
        .order_by(_SITTING.c.opens_ms, _SITTING.c.id)
    ).all()
    found = []
    for attempt, sitting_id in rows:
        sitting = _sitting(connection, sitting_id)
        found.append(
            Sat(
                sitting=sitting_id,
                blueprint=_exam(connection, sitting),
                opens_ms=sitting.opens_ms,
                closes_ms=sitting.closes_ms,
                started_ms=_started_ms(connection, attempt),
                passed=_passed(connection, sitting_id, candidate),
            )
        )
    return found


def absent(connection: Connection, sitting: str) -> list[str]:
    """Return the candidates of a sitting whose attempt never began, by number."""
    begins = select(_EVENT.c.n).where(_EVENT.c.attempt_id == _ATTEMPT.c.id, _EVENT.c.n == 1)
    query = (
        select(_ATTEMPT.c.candidate_number)
        .where(_ATTEMPT.c.sitting_id == sitting, ~begins.exists())
        .order_by(_ATTEMPT.c.candidate_number)
    )
    return list(connection.execute(query).scalars())


def _sitting(connection: Connection, sitting: str) -> Sitting:
    raw = connection.execute(select(_SITTING.c.record).where(_SITTING.c.id == sitting)).scalar()
    try:
        return msgspec.json.decode(raw or b"", type=Sitting)
    except UNREADABLE:
        raise StoreError(f"the record of sitting {sitting} cannot be read") from None


def _exam(connection: Connection, sitting: Sitting) -> str:
    query = select(_FORM.c.blueprint).where(_FORM.c.id == sitting.forms[0].form)
    return connection.execute(query).scalar() or ""


def _started_ms(connection: Connection, attempt: int) -> int | None:
    events = recorded_events(connection, attempt)
    return next((one.at_ms for one in events if isinstance(one.event, Started)), None)


def _passed(connection: Connection, sitting: str, candidate: str) -> bool | None:
    query = (
        select(_RESULT.c.passed)
        .where(_RESULT.c.sitting_id == sitting, _RESULT.c.candidate_number == candidate)
        .order_by(_RESULT.c.revision.desc())
    )
    found: bool | None = connection.execute(query).scalars().first()
    return found
