"""Routes for a candidate's terminal, apart from the one that carries answers (express.py).

Bodies are decoded straight into the closed messages of ``wire`` and encoded straight from them:
what is not in a message class cannot be received or sent.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from exam_engine.service.bearer import bearer_token
from exam_engine.service.openapi import documented
from exam_engine.service.reception import Admission
from exam_engine.service.room import ExamRoom
from exam_engine.wire.candidate import (
    AdmissionRequest,
    Admitted,
    AgreementRequest,
    AttemptView,
    News,
    Progress,
    SubmitRequest,
    Submitted,
)

router = APIRouter(prefix="/api/v1")
_encode = msgspec.json.Encoder().encode


@router.post("/admission", openapi_extra=documented(AdmissionRequest, Admitted))
async def admit(request: Request) -> Response:
    """Admit a terminal with a candidate's number and one-time code."""
    message = msgspec.json.decode(await request.body(), type=AdmissionRequest)
    return _reply(await _room(request).admit(message))


@router.post("/attempt/entry", openapi_extra=documented(None, AttemptView))
async def enter(request: Request) -> Response:
    """Go on at an admitted terminal that was started again."""
    room, admission = _admitted(request)
    return _reply(await room.enter(admission))


@router.get("/attempt/progress", openapi_extra=documented(None, Progress))
async def progress(request: Request) -> Response:
    """Return where the attempt stands, without the paper."""
    room, admission = _admitted(request)
    return _reply(await room.progress(admission))


@router.get("/attempt/news", openapi_extra=documented(None, News))
async def news(request: Request, after: Annotated[int, Query(ge=0, le=1_000_000)]) -> Response:
    """Return what others did to the attempt, once it is more than ``after`` things."""
    room, admission = _admitted(request)
    return _reply(await room.news(admission, after))


@router.get("/attempt", openapi_extra=documented(None, AttemptView))
async def view(request: Request) -> Response:
    """Return the whole attempt."""
    room, admission = _admitted(request)
    return _reply(await room.view(admission))


@router.post("/attempt/agreement", openapi_extra=documented(AgreementRequest, AttemptView))
async def agree(request: Request) -> Response:
    """Confirm identity and agree to the statement shown."""
    room, admission = _admitted(request)
    message = msgspec.json.decode(await request.body(), type=AgreementRequest)
    return _reply(await room.agree(admission, message.statement))


@router.post("/attempt/start", openapi_extra=documented(None, AttemptView))
async def start(request: Request) -> Response:
    """Start the clock and receive the paper."""
    room, admission = _admitted(request)
    return _reply(await room.start(admission))


@router.post("/attempt/submission", openapi_extra=documented(SubmitRequest, Submitted))
async def submit(request: Request) -> Response:
    """Finish the attempt."""
    room, admission = _admitted(request)
    message = msgspec.json.decode(await request.body(), type=SubmitRequest)
    return _reply(await room.submit(admission, message))


def _room(request: Request) -> ExamRoom:
    room: ExamRoom = request.app.state.room
    return room


def _admitted(request: Request) -> tuple[ExamRoom, Admission]:
    room = _room(request)
    return room, room.admission(bearer_token(request.scope["headers"]))


def _reply(message: msgspec.Struct) -> Response:
    return Response(_encode(message), media_type="application/json")
