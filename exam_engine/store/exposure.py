"""Who started which sitting, and when: what the exposure of items is counted from.

An attempt counts from its event "started", when the paper is on the screen; building a form or
scheduling a sitting shows nothing to anybody.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from exam_engine.model.attempt import Started, encode_event
from exam_engine.store.tables import AttemptRow, EventRow

_ATTEMPT = AttemptRow.__table__  # type: ignore[attr-defined]
_EVENT = EventRow.__table__  # type: ignore[attr-defined]

# How every such event begins on disk: its tag, up to the first comma.
_BEGINNING = encode_event(Started(allowance_ms=0)).split(b",")[0] + b","


class Start(NamedTuple):
    """One attempt that began: whose it is, at which sitting, when."""

    sitting: str
    candidate: str
    at_ms: int


def starts(connection: Connection, since_ms: int = 0) -> list[Start]:
    """Return all attempts that began at ``since_ms`` or later, the earliest first."""
    beginning = func.substr(_EVENT.c.event, 1, len(_BEGINNING))
    query = (
        select(_ATTEMPT.c.sitting_id, _ATTEMPT.c.candidate_number, func.min(_EVENT.c.at_ms))
        .join(_EVENT, _EVENT.c.attempt_id == _ATTEMPT.c.id)
        .where(beginning == _BEGINNING)
        .group_by(_ATTEMPT.c.id, _ATTEMPT.c.sitting_id, _ATTEMPT.c.candidate_number)
        .having(func.min(_EVENT.c.at_ms) >= since_ms)
    )
    found = [Start(*row) for row in connection.execute(query).all()]
    return sorted(found, key=lambda start: (start.at_ms, start.sitting, start.candidate))
