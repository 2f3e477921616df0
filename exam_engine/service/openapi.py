"""The service's OpenAPI description, from the wire's own message classes."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from exam_engine.service.express import EVENTS_PATH
from exam_engine.wire import candidate as wire
from exam_engine.wire import invigilator as invigilator_wire
from exam_engine.wire.candidate import RefusalView

_TEMPLATE = "#/components/schemas/{name}"


def documented(
    request: type[msgspec.Struct] | None, answer: type[msgspec.Struct]
) -> dict[str, Any]:
    """Return what a route's description says of its messages."""
    extra: dict[str, Any] = {
        "responses": {
            "200": {"description": "Done", "content": _content(answer)},
            "default": {
                "description": "Refused, with the reason",
                "content": _content(RefusalView),
            },
        }
    }
    if request is not None:
        extra["requestBody"] = {"required": True, "content": _content(request)}
    return extra


def describe(api: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the service."""
    document = api.openapi()
    document["paths"][EVENTS_PATH] = {
        "post": {
            "summary": "Record events",
            "description": "Record events; the acknowledgement comes when they are on disk.",
            **documented(wire.EventsRequest, wire.Acknowledgement),
        }
    }
    messages = [
        kind
        for kind in [*vars(wire).values(), *vars(invigilator_wire).values()]
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    ]
    _, components = msgspec.json.schema_components(messages, ref_template=_TEMPLATE)
    document.setdefault("components", {}).setdefault("schemas", {}).update(components)
    return document


def _content(kind: type[msgspec.Struct]) -> dict[str, Any]:
    reference = {"$ref": _TEMPLATE.format(name=kind.__name__)}
    return {"application/json": {"schema": reference}}
