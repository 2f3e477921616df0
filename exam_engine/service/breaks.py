"""Breaks that candidates take by themselves, as far as their budget goes.

The screen is blanked and no answer is taken until the candidate comes back. The clock stands still
for as long as the budget lasts, and goes on from then; what is left stays for the next break.
"""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from exam_engine.delivery.intake import require_covered, require_session, require_terminal
from exam_engine.delivery.timing import break_left_ms
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import (
    BY_CANDIDATE,
    AttemptState,
    Cause,
    NewEvent,
    Paused,
    Resumed,
)
from exam_engine.service.bearer import bearer_token
from exam_engine.service.openapi import documented
from exam_engine.service.reception import Admission
from exam_engine.service.room import ExamRoom
from exam_engine.store.ledger import Decide
from exam_engine.store.staging import Decision
from exam_engine.wire.candidate import BreakRequest, Progress, ResumeRequest

router = APIRouter(prefix="/api/v1")
_encode = msgspec.json.Encoder().encode


async def take_break(room: ExamRoom, admission: Admission, request: BreakRequest) -> Progress:
    """Begin a break.

    :raises AttemptRefused: if nothing is left of the candidate's budget, if events are missing that
        came before the break, or if the attempt is not running.
    """
    budget_ms = admission.accommodation.break_ms

    def decide(state: AttemptState, now_ms: int) -> Decision:
        require_terminal(state, admission.terminal)
        require_session(state, request.session)
        require_covered(state, request.last_seq)
        if state.pause is not None and state.pause.taken_by_candidate:
            return Decision()  # said before; the reply was lost
        left_ms = break_left_ms(state, now_ms, budget_ms)
        if not left_ms:
            raise AttemptRefused(Refusal.NO_BREAK_LEFT, _no_break(budget_ms))
        return Decision([NewEvent(Paused(Cause.BREAK, BY_CANDIDATE, left_ms))])

    return await _done(room, admission, decide)


async def come_back(room: ExamRoom, admission: Admission, request: ResumeRequest) -> Progress:
    """End a break that the candidate took.

    :raises AttemptRefused: if an invigilator paused the attempt: then they let it go on.
    """

    def decide(state: AttemptState, now_ms: int) -> Decision:
        require_terminal(state, admission.terminal)
        require_session(state, request.session)
        if state.pause is None:
            return Decision()  # said before, or the invigilator was faster
        if not state.pause.taken_by_candidate:
            raise AttemptRefused(
                Refusal.PAUSED, "the invigilator paused the exam and lets it go on; please wait"
            )
        return Decision([NewEvent(Resumed(BY_CANDIDATE))])

    return await _done(room, admission, decide)


async def _done(room: ExamRoom, admission: Admission, decide: Decide) -> Progress:
    outcome = await room.act(admission.place.attempt_id, decide)
    return admission.paper.progress(
        outcome.state, outcome.now_ms, admission.allowance_ms, admission.accommodation.break_ms
    )


def _no_break(budget_ms: int) -> str:
    if budget_ms:
        return "your breaks are used up; call the invigilator if you need another one"
    return "no breaks are arranged for you; call the invigilator if you need one"


@router.post("/attempt/break", openapi_extra=documented(BreakRequest, Progress))
async def begin(request: Request) -> Response:
    """Take a break; the clock stands still as long as the budget lasts."""
    room, admission = _admitted(request)
    message = msgspec.json.decode(await request.body(), type=BreakRequest)
    return _reply(await take_break(room, admission, message))


@router.post("/attempt/resumption", openapi_extra=documented(ResumeRequest, Progress))
async def end(request: Request) -> Response:
    """Come back from a break."""
    room, admission = _admitted(request)
    message = msgspec.json.decode(await request.body(), type=ResumeRequest)
    return _reply(await come_back(room, admission, message))


def _admitted(request: Request) -> tuple[ExamRoom, Admission]:
    room: ExamRoom = request.app.state.room
    return room, room.admission(bearer_token(request.scope["headers"]))


def _reply(message: Progress) -> Response:
    return Response(_encode(message), media_type="application/json")
