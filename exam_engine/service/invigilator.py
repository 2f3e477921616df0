"""Routes for an invigilator's console."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from exam_engine.service.bearer import bearer_token
from exam_engine.service.invigilation import Invigilation
from exam_engine.service.openapi import documented
from exam_engine.service.sign_in import Invigilator
from exam_engine.wire.invigilator import (
    ActReply,
    ActRequest,
    Board,
    Challenge,
    ChallengeRequest,
    Proof,
    SeatDetails,
    SignedIn,
    SignedOut,
)

router = APIRouter(prefix="/api/v1/invigilator")
_encode = msgspec.json.Encoder().encode
_Name = Annotated[str, Query(min_length=1, max_length=80)]


@router.post("/challenge", openapi_extra=documented(ChallengeRequest, Challenge))
async def challenge(request: Request) -> Response:
    """Return a challenge to sign."""
    message = msgspec.json.decode(await request.body(), type=ChallengeRequest)
    return _reply(_invigilation(request).desk.challenge(message))


@router.post("/session", openapi_extra=documented(Proof, SignedIn))
async def sign_in(request: Request) -> Response:
    """Sign in with a proof of identity."""
    message = msgspec.json.decode(await request.body(), type=Proof)
    return _reply(await _invigilation(request).sign_in(message))


@router.post("/session/end", openapi_extra=documented(None, SignedOut))
async def sign_out(request: Request) -> Response:
    """Sign out."""
    await _invigilation(request).desk.sign_out(bearer_token(request.scope["headers"]))
    return _reply(SignedOut())


@router.get("/board", openapi_extra=documented(None, Board))
async def board(
    request: Request,
    sitting: _Name,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> Response:
    """Return the board once its version is another than ``after``, or after a while."""
    invigilation, who = _signed_in(request)
    return _reply(await invigilation.board(who, sitting, after))


@router.get("/details", openapi_extra=documented(None, SeatDetails))
async def details(request: Request, sitting: _Name, candidate: _Name) -> Response:
    """Return what happened in one attempt."""
    invigilation, who = _signed_in(request)
    return _reply(await invigilation.details(who, sitting, candidate))


@router.post("/act", openapi_extra=documented(ActRequest, ActReply))
async def act(request: Request) -> Response:
    """Do something for one candidate, several, a room or all."""
    invigilation, who = _signed_in(request)
    message = msgspec.json.decode(await request.body(), type=ActRequest)
    return _reply(await invigilation.act(who, message))


def _invigilation(request: Request) -> Invigilation:
    found: Invigilation = request.app.state.invigilation
    return found


def _signed_in(request: Request) -> tuple[Invigilation, Invigilator]:
    invigilation = _invigilation(request)
    return invigilation, invigilation.desk.holder(bearer_token(request.scope["headers"]))


def _reply(message: msgspec.Struct) -> Response:
    return Response(_encode(message), media_type="application/json")
