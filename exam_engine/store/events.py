"""Attempt events as rows, and back."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, insert, select

from exam_engine.errors import StoreError
from exam_engine.model.attempt import Recorded, decode_event, encode_event
from exam_engine.store.tables import UNREADABLE, EventRow, PulseRow

_EVENT = EventRow.__table__  # type: ignore[attr-defined]
_PULSE = PulseRow.__table__  # type: ignore[attr-defined]
_Numbers = tuple[int, int, int | None, int | None]


class EventWriter:
    """Writes events with a statement that is compiled once: this is the hottest path of all."""

    def __init__(self, engine: Engine) -> None:
        compiled = insert(_EVENT).compile(dialect=engine.dialect)
        self._statement = str(compiled)
        self._positions = compiled.positiontup if compiled.positional else None

    def write(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        """Write rows made by :func:`event_row`."""
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
    moment: int | None = connection.execute(select(_PULSE.c.at_ms)).scalar()
    return moment
