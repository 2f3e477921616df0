"""Orders and item parameters that forms were built from, kept by digest.

A form binds both by digest (``Form.order_digest``, ``Form.parameters_digest``): whoever builds a
form keeps them in the same transaction, and a certificate finds them again years later.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from sqlalchemy import Connection, Engine, insert, select

from exam_engine.canonical import canonical_json
from exam_engine.errors import StoreError
from exam_engine.model.form_order import FormOrder
from exam_engine.model.parameters import ParameterTable
from exam_engine.store.database import reading
from exam_engine.store.tables import UNREADABLE, FormInputRow

_INPUT = FormInputRow.__table__  # type: ignore[attr-defined]
_ORDER, _PARAMETERS = "order", "parameters"
T = TypeVar("T", FormOrder, ParameterTable)


def keep_order(connection: Connection, order: FormOrder) -> None:
    """Put an order on record, unless it is there already."""
    _keep(connection, _ORDER, order)


def keep_parameters(connection: Connection, parameters: ParameterTable) -> None:
    """Put a table of item parameters on record, unless it is there already."""
    _keep(connection, _PARAMETERS, parameters)


def order(engine: Engine, digest: str) -> FormOrder | None:
    """Return the order with this digest, or None if it is not on record.

    :raises StoreError: if it was altered.
    """
    return _find(engine, _ORDER, digest, FormOrder)


def parameters(engine: Engine, digest: str) -> ParameterTable | None:
    """Return the item parameters with this digest, or None if they are not on record.

    :raises StoreError: if they were altered.
    """
    return _find(engine, _PARAMETERS, digest, ParameterTable)


def _keep(connection: Connection, kind: str, record: FormOrder | ParameterTable) -> None:
    known = select(_INPUT.c.kind).where(_INPUT.c.digest == record.digest)
    if connection.execute(known).first() is None:
        connection.execute(
            insert(_INPUT).values(digest=record.digest, kind=kind, record=canonical_json(record))
        )


def _find(engine: Engine, kind: str, digest: str, type: type[T]) -> T | None:
    with reading(engine) as connection:
        query = select(_INPUT.c.record).where(_INPUT.c.digest == digest, _INPUT.c.kind == kind)
        row = connection.execute(query).first()
    if row is None:
        return None
    try:
        found = msgspec.json.decode(row.record, type=type)
    except UNREADABLE:
        found = None
    if found is None or found.digest != digest:
        raise StoreError(f"the {kind} with digest {digest[:16]} was altered on record")
    return found
