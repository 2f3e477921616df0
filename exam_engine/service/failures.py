"""The one map from errors to HTTP."""

from __future__ import annotations

import logging

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from exam_engine.errors import AdmissionRefused, AttemptRefused, Refusal, StoreError
from exam_engine.wire.candidate import RefusalView

_log = logging.getLogger(__name__)

_STATUS = {
    Refusal.NOT_YET_OPEN: 403,
    Refusal.WINDOW_CLOSED: 403,
    Refusal.NOT_STARTED: 409,
    Refusal.ALREADY_STARTED: 409,
    Refusal.NOT_AGREED: 409,
    Refusal.PAUSED: 409,
    Refusal.NOT_PAUSED: 409,
    Refusal.NO_BREAK_LEFT: 409,
    Refusal.TIME_EXPIRED: 410,
    Refusal.ALREADY_SUBMITTED: 410,
    Refusal.OUT_OF_SEQUENCE: 409,
    Refusal.UNKNOWN_QUESTION: 422,
    Refusal.UNKNOWN_OPTION: 422,
    Refusal.IMPOSSIBLE_RESPONSE: 422,
    Refusal.SUPERSEDED: 401,
    Refusal.UNAUTHORISED: 401,
}


def failure(error: Exception) -> tuple[int, RefusalView]:
    """Return the HTTP status and the message: what went wrong, and nothing of the inside."""
    match error:
        case AttemptRefused():
            return _STATUS[error.reason], RefusalView(
                refusal=error.reason.value, message=str(error), last_seq=error.last_seq
            )
        case AdmissionRefused(retry_after_s=wait_s):
            return 429 if wait_s else 403, RefusalView(
                refusal="not-admitted", message=str(error), retry_after_s=wait_s
            )
        case msgspec.DecodeError() | UnicodeDecodeError():
            said = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            return 422, RefusalView(
                refusal="malformed", message=f"the message is not understood: {said}"
            )
        case StoreError():
            _log.error("not written: %s", error)
            return 503, RefusalView(refusal="not-written", message=str(error), retry_after_s=1)
        case ClientDisconnect():  # nobody is left to read this
            return 400, RefusalView(refusal="no-such-request", message="the request was cut short")
        case HTTPException(status_code=status, detail=detail):
            code = "too-large" if status == 413 else "no-such-request"
            return status, RefusalView(refusal=code, message=str(detail))
    return 500, RefusalView(
        refusal="engine-error", message="the engine met an error; the invigilator can see it"
    )


def refuse(status: int, view: RefusalView) -> Response:
    """Return a refusal as an HTTP reply."""
    return Response(msgspec.json.encode(view), status, media_type="application/json")


async def answer(_: Request, error: Exception) -> Response:
    """Reply to a request that failed."""
    return refuse(*failure(error))


HANDLED = (
    AttemptRefused,
    AdmissionRefused,
    msgspec.DecodeError,
    UnicodeDecodeError,
    StoreError,
    ClientDisconnect,
    HTTPException,
    Exception,
)
