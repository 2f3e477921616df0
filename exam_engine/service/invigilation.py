"""What a console may ask for: sittings, the board, acts for one seat, several, a room or all."""

from __future__ import annotations

import asyncio

from exam_engine.errors import AdmissionRefused, AttemptRefused, StoreError
from exam_engine.model.attempt import Cause
from exam_engine.service.acts import question
from exam_engine.service.board import BoardDesk, Standing, seat_of
from exam_engine.service.reception import Hall
from exam_engine.service.room import ExamRoom
from exam_engine.service.sign_in import Invigilator, SignInDesk
from exam_engine.text import clean_line
from exam_engine.vault.admission import new_code
from exam_engine.vault.trust import TrustedSigners
from exam_engine.wire.incidents import INCIDENTS
from exam_engine.wire.invigilator import (
    Act,
    ActReply,
    ActRequest,
    Answer,
    Board,
    FinishFor,
    Incident,
    Pause,
    Proof,
    SeatDetails,
    SignedIn,
    SittingView,
    TakeOver,
    finish_purpose,
    room_of,
)

_DONE = {
    "check-in": "checked in",
    "pause": "paused",
    "resume": "goes on",
    "grant": "time granted",
    "message": "message sent",
    "help-done": "help noted as given",
    "incident": "incident noted",
    "takeover": "new code made",
    "finish": "finished",
}


class Invigilation:
    """The invigilators' side of an exam room."""

    def __init__(self, room: ExamRoom, trusted: TrustedSigners) -> None:
        """:param trusted: the identities that may sign in, if a sitting names them."""
        self._room = room
        sittings = [hall.sitting for hall in room.halls.values()]
        self.desk = SignInDesk(room.engine, room.clock, room.host, trusted, sittings)
        self._boards = BoardDesk(room, room.engine, room.clock)

    async def sign_in(self, proof: Proof) -> SignedIn:
        """Open a session for a console.

        :raises AdmissionRefused: if the proof does not admit.
        """
        token, who, until_ms = await self.desk.sign_in(proof)
        mine = [hall for hall in self._room.halls.values() if _names(hall, who)]
        return SignedIn(
            token=token,
            name=who.name,
            until_ms=until_ms,
            sittings=tuple(_sitting_view(hall) for hall in mine),
        )

    async def board(self, who: Invigilator, sitting: str, after: int) -> Board:
        """Return the board of a sitting once it differs from version ``after``."""
        return await self._boards.next_board(self._hall(who, sitting), after)

    async def details(self, who: Invigilator, sitting: str, candidate: str) -> SeatDetails:
        """Return what happened in one attempt."""
        return await asyncio.to_thread(
            self._boards.details, self._hall(who, sitting), clean_line(candidate)
        )

    async def act(self, who: Invigilator, request: ActRequest) -> ActReply:
        """Do one thing for everybody that a request means; each gets an answer of their own.

        :raises AdmissionRefused: if the act makes no sense for anybody, or nobody is meant.
        """
        hall = self._hall(who, request.sitting)
        _require_sense(request.act)
        meant = _meant(hall, request, await self._boards.standings(hall))
        second = await self._second_person(who, request, hall)
        doing = (self._one(who, request.act, standing, second) for standing in meant)
        return ActReply(answers=tuple(await asyncio.gather(*doing)))

    # --- helpers ---

    async def _one(self, who: Invigilator, act: Act, standing: Standing, second: str) -> Answer:
        place, number = standing.place, standing.place.candidate.number
        code = new_code() if isinstance(act, TakeOver) else ""
        try:
            self._room.hall_of(place)
            decide = question(act, place, who.name, second=second, code=code)
            await self._room.act(place.attempt_id, decide)
        except (AttemptRefused, AdmissionRefused, StoreError) as error:
            return Answer(candidate=number, done=False, words=str(error))
        tag = str(act.__struct_config__.tag)
        return Answer(candidate=number, done=True, words=_DONE[tag], code=code)

    async def _second_person(self, who: Invigilator, request: ActRequest, hall: Hall) -> str:
        """Return the name of who consents to an ending; empty for every other act."""
        act = request.act
        if not isinstance(act, FinishFor):
            return ""
        if request.everyone or request.room:
            raise AdmissionRefused("name the candidates whose exams are to be finished")
        purpose = finish_purpose(request.sitting, request.candidates, act.reason, who.fingerprint)
        second = await self.desk.second_person(act.second, purpose, who)
        if not _names(hall, second):
            raise AdmissionRefused(f"{second.name} is not an invigilator of this sitting")
        return second.name

    def _hall(self, who: Invigilator, sitting: str) -> Hall:
        hall = self._room.halls.get(sitting)
        if hall is None or not _names(hall, who):
            raise AdmissionRefused(f"there is no sitting {clean_line(sitting)!r} of yours here")
        return hall


def _names(hall: Hall, who: Invigilator) -> bool:
    return who.fingerprint in hall.sitting.invigilators


def _meant(hall: Hall, request: ActRequest, standings: list[Standing]) -> list[Standing]:
    """Return the places that a request means; in acts for many, those that have ended rest."""
    if request.candidates:
        wanted = {clean_line(number) for number in request.candidates}
        found = [one for one in standings if one.place.candidate.number in wanted]
        unknown = wanted - {one.place.candidate.number for one in found}
        if unknown:
            raise AdmissionRefused(
                f"not on the roster of {hall.sitting.id}: {', '.join(sorted(unknown)[:5])}"
            )
        return found
    going_on = [one for one in standings if one.state and one.state.ending is None]
    if request.room:
        going_on = [one for one in going_on if room_of(seat_of(hall, one)) == request.room]
    elif not request.everyone:
        going_on = []
    if not going_on:
        raise AdmissionRefused("nobody is meant: name candidates, a room, or everyone")
    return going_on


def _require_sense(act: Act) -> None:
    if isinstance(act, Pause) and act.cause not in {cause.value for cause in Cause}:
        raise AdmissionRefused(f"{clean_line(act.cause)!r} is no cause of a pause")
    if isinstance(act, Incident) and act.kind not in INCIDENTS.get(act.cause, {}):
        raise AdmissionRefused(
            f"{clean_line(act.cause)!r}, {clean_line(act.kind)!r} is no kind of incident"
        )


def _sitting_view(hall: Hall) -> SittingView:
    sitting = hall.sitting
    paper = next(iter(hall.papers.values()))
    return SittingView(
        id=sitting.id,
        title=paper.view.title,
        opens_ms=sitting.opens_ms,
        closes_ms=sitting.closes_ms,
        candidates=len(sitting.roster),
    )
