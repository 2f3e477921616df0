"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import Response
from starlette.types import ASGIApp

import exam_engine
from exam_engine.service import breaks, candidate, invigilator
from exam_engine.service.express import ExpressLane
from exam_engine.service.failures import HANDLED, answer
from exam_engine.service.invigilation import Invigilation
from exam_engine.service.limits import BodyLimit
from exam_engine.service.room import ExamRoom
from exam_engine.vault.trust import TrustedSigners
from exam_engine.wire.candidate import LARGEST_REQUEST_BYTES


def create_app(
    room: ExamRoom, *, enters_room: bool = True, trusted: TrustedSigners | None = None
) -> ASGIApp:
    """Return the service for ``room``: the limit, the express lane, and the API behind them.

    :param enters_room: open and close the room with the application; a caller that has no
        lifespan (an in-process transport) enters the room itself.
    :param trusted: the identities that may sign in as invigilators; nobody may without them.
    """
    api = create_api(room, enters_room=enters_room, trusted=trusted)
    return BodyLimit(ExpressLane(api, room), LARGEST_REQUEST_BYTES)


def create_api(
    room: ExamRoom, *, enters_room: bool = True, trusted: TrustedSigners | None = None
) -> FastAPI:
    """Return the API without its limit and its lane."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if not enters_room:
            yield
            return
        async with room:
            yield

    # No documentation pages and no description at run time: a terminal needs neither.
    api = FastAPI(
        title="exam-engine",
        version=exam_engine.__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    api.state.room = room
    api.state.invigilation = Invigilation(room, trusted or TrustedSigners())
    for error in HANDLED:
        api.add_exception_handler(error, answer)
    api.include_router(candidate.router)
    api.include_router(breaks.router)
    api.include_router(invigilator.router)

    @api.get("/health")
    async def health() -> Response:
        if room.healthy:
            return Response(b'{"status":"ready"}', media_type="application/json")
        return Response(b'{"status":"not writing"}', 503, media_type="application/json")

    return api
