"""Attempt events as rows, and back."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, func, insert, select

from exam_engine.errors import StoreError
from exam_engine.model.attempt import Recorded, decode_event, encode_event
from exam_engine.store.database import is_postgresql
from exam_engine.store.tables import UNREADABLE, EventRow, PulseRow

_EVENT = EventRow.__table__  # type: ignore[attr-defined]
_PULSE = PulseRow.__table__  # type: ignore[attr-defined]
_Numbers = tuple[int, int, int | None, int | None]

# One statement with a list for each column: a third of the time of as many statements as rows.
_COLUMNS = ("attempt_id", "n", "at_ms", "seq", "elapsed_ms", "event")
_ALL_AT_ONCE = f"""INSERT INTO attempt_event ({", ".join(_COLUMNS)}) SELECT * FROM
unnest(%s::int[], %s::int[], %s::bigint[], %s::int[], %s::bigint[], %s::bytea[])"""  # noqa: S608


class EventWriter:
    """Writes events with a statement that is compiled once: this is the hottest path of all."""

    def __init__(self, engine: Engine) -> None:
        self._all_at_once = is_postgresql(engine)
        compiled = insert(_EVENT).compile(dialect=engine.dialect)
        self._statement = str(compiled)
        self._positions = compiled.positiontup if compiled.positional else None

    def write(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        """Write rows made by :func:`event_row`."""
        if self._all_at_once:
            columns = tuple([row[name] for row in rows] for name in _COLUMNS)
            connection.exec_driver_sql(_ALL_AT_ONCE, columns)
            return
        if self._positions is None:
            connection.exec_driver_sql(self._statement, rows)
            return
        names = self._positions
        connection.exec_driver_sql(
            self._statement, [tuple(row[name] for name in names) for row in rows]
        )


def event_row(attempt_id: int, recorded: Recorded) -> dict[str, Any]:
    """Return the row of an event."""
    return {
        "attempt_id": attempt_id,
        "n": recorded.n,
        "at_ms": recorded.at_ms,
        "seq": recorded.seq,
        "elapsed_ms": recorded.elapsed_ms,
        "event": encode_event(recorded.event),
    }


_LATER = """SELECT e.* FROM attempt_event e
JOIN unnest(%s::int[], %s::int[]) AS known (attempt_id, n)
ON e.attempt_id = known.attempt_id AND e.n > known.n ORDER BY e.attempt_id, e.n"""


def later_events(connection: Connection, known: dict[int, int]) -> dict[int, list[Recorded]]:
    """Return what PostgreSQL has of attempts after so many events each, in order.

    :raises StoreError: if one cannot be read: the record was altered.
    """
    rows = connection.exec_driver_sql(_LATER, (list(known), list(known.values()))).all()
    found: dict[int, list[Recorded]] = {attempt_id: [] for attempt_id in known}
    for row in rows:
        found[row.attempt_id].append(_recorded(row))
    return found


def recorded_events(connection: Connection, attempt_id: int) -> list[Recorded]:
    """Return the events of an attempt in order.

    :raises StoreError: if one cannot be read: the record was altered.
    """
    query = select(_EVENT).where(_EVENT.c.attempt_id == attempt_id).order_by(_EVENT.c.n)
    # All rows first: a cursor left open by an error would keep the connection in its old moment.
    return [_recorded(row) for row in connection.execute(query).all()]


def _recorded(row: Row[Any]) -> Recorded:
    try:
        numbers = (row.n, row.at_ms, row.seq, row.elapsed_ms)
        n, at_ms, seq, elapsed_ms = msgspec.convert(numbers, _Numbers)
        event = decode_event(row.event)
    except UNREADABLE:
        raise StoreError(f"event {row.n} on record cannot be read: it was altered") from None
    return Recorded(n=n, at_ms=at_ms, seq=seq, elapsed_ms=elapsed_ms, event=event)


def last_pulse_ms(connection: Connection) -> int | None:
    """Return the last moment at which an engine wrote that it ran, or None."""
    moment: int | None = connection.execute(select(func.max(_PULSE.c.at_ms))).scalar()
    return moment
