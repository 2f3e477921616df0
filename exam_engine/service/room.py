"""The exam room: every sitting that this service delivers, its papers, its attempts.

The room joins the pure rules of ``delivery`` to the ledger and the clock. It is entered once per
process, gives back the time of the stop before it, and closes attempts whose time is up whether or
not anybody is connected.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import NamedTuple, Self

from sqlalchemy import Connection, Engine

from exam_engine.clock import Clock, iso_utc
from exam_engine.delivery.intake import new_events, require_covered, require_session
from exam_engine.delivery.presentation import PresentedPaper
from exam_engine.delivery.timing import (
    allowance_ms,
    expiry_due,
    remaining_ms,
    stop_credit_ms,
)
from exam_engine.errors import AdmissionRefused, AttemptRefused, ExamEngineError, Refusal
from exam_engine.model.attempt import (
    Agreed,
    AttemptState,
    Ended,
    Ending,
    NewEvent,
    Phase,
    SessionOpened,
    Started,
    TimeGranted,
)
from exam_engine.model.paper import Paper
from exam_engine.service.throttle import Throttle
from exam_engine.service.writing import AsyncLedger
from exam_engine.store import roster
from exam_engine.store.database import reading
from exam_engine.store.events import last_pulse_ms
from exam_engine.store.ledger import Decision
from exam_engine.store.roster import Place
from exam_engine.text import clean_line
from exam_engine.vault.admission import code_digest, codes_match, new_token, token_digest
from exam_engine.wire.candidate import (
    Acknowledgement,
    AdmissionRequest,
    Admitted,
    AttemptView,
    EventsRequest,
    Submitted,
)

_log = logging.getLogger(__name__)
_SWEEP_EVERY_S = 0.5


class Admission(NamedTuple):
    """A terminal that is admitted: which attempt, which of its sessions, which paper."""

    place: Place
    session: int
    paper: PresentedPaper


class ExamRoom:
    """Use as an asynchronous context manager."""

    def __init__(
        self, engine: Engine, clock: Clock, papers: Mapping[str, Paper], *, sweeps: bool = True
    ) -> None:
        """:param papers: the opened papers by form id.

        :param sweeps: close expired attempts by a task of its own; a simulation with its own clock
            calls :meth:`sweep` instead.
        """
        self._engine = engine
        self._clock = clock
        self._papers = {form: PresentedPaper(paper) for form, paper in papers.items()}
        self._admissions: dict[bytes, Admission] = {}
        self._throttle = Throttle(clock)
        self._sweeps = sweeps
        self._sweeper: asyncio.Task[None] | None = None
        self._ledger: AsyncLedger

    async def __aenter__(self) -> Self:
        with reading(self._engine) as connection:
            stopped_ms = last_pulse_ms(connection)
            attempts = roster.open_attempts(connection)
        self._ledger = AsyncLedger(self._engine, self._clock)
        await self._give_back(attempts, stopped_ms)
        if self._sweeps:
            self._sweeper = asyncio.create_task(self._sweep_for_ever())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        await self._ledger.close()

    # --- what a candidate's terminal asks for ---

    async def admit(self, request: AdmissionRequest) -> Admitted:
        """Admit a terminal by candidate number and one-time code; an earlier one is replaced.

        :raises AdmissionRefused: if the pair is not right or has to wait.
        :raises AttemptRefused: if the sitting is not open, or the attempt has ended.
        """
        number = clean_line(request.candidate)
        self._throttle.check(number)
        place = self._place_for(number, request.code)
        if place is None:
            self._throttle.failed(number)
            raise AdmissionRefused(
                "this candidate number and code do not fit together, or the code was used; "
                "check both, or ask the invigilator for a new code"
            )
        self._throttle.succeeded(number)
        paper = self._paper(place)
        token = new_token()

        def decide(state: AttemptState, now_ms: int) -> Decision:
            _require_window(place, state, now_ms)
            session = state.session + 1

            def write(connection: Connection) -> None:
                assert place.code_digest is not None
                if not roster.use_code(connection, place.attempt_id, place.code_digest):
                    raise AttemptRefused(Refusal.UNAUTHORISED, "the code was used meanwhile")
                roster.add_session(connection, token_digest(token), place.attempt_id, session)

            return Decision([NewEvent(SessionOpened(session))], write)

        outcome = await self._ledger.execute(place.attempt_id, decide)
        admission = Admission(place, outcome.state.session, paper)
        self._admissions[token_digest(token)] = admission
        return Admitted(
            token=token,
            front_page=self._view(admission, outcome.state, outcome.now_ms).front_page,
            progress=self._view(admission, outcome.state, outcome.now_ms).progress,
        )

    def admission(self, token: str) -> Admission:
        """Return who holds a token.

        :raises AttemptRefused: if nobody does.
        """
        digest = token_digest(token)
        found = self._admissions.get(digest)
        if found is None:
            found = self._admission_on_record(digest)
            self._admissions[digest] = found
        return found

    async def view(self, admission: Admission) -> AttemptView:
        """Return the whole attempt: front page, progress, and the paper while the clock runs."""
        outcome = await self._ledger.execute(
            admission.place.attempt_id, _only_for(admission.session)
        )
        return self._view(admission, outcome.state, outcome.now_ms)

    async def agree(self, admission: Admission, statement: str) -> AttemptView:
        """Record that the candidate confirmed identity and agreed to the statement shown."""

        def decide(state: AttemptState, now_ms: int) -> Decision:
            require_session(state, admission.session)
            if statement != admission.paper.statement:
                raise AttemptRefused(
                    Refusal.NOT_AGREED, "the statement agreed to is not the one in force"
                )
            if state.phase is not Phase.ADMITTED:  # said before; the reply was lost
                return Decision()
            return Decision([NewEvent(Agreed(statement))])

        outcome = await self._ledger.execute(admission.place.attempt_id, decide)
        return self._view(admission, outcome.state, outcome.now_ms)

    async def start(self, admission: Admission) -> AttemptView:
        """Start the clock and hand out the paper."""
        place = admission.place
        allowed_ms = self._allowance_ms(admission)

        def decide(state: AttemptState, now_ms: int) -> Decision:
            require_session(state, admission.session)
            if state.phase is Phase.RUNNING:  # started before; the reply was lost
                return Decision()
            _require_window(place, state, now_ms)
            return Decision([NewEvent(Started(allowed_ms))])

        outcome = await self._ledger.execute(place.attempt_id, decide)
        return self._view(admission, outcome.state, outcome.now_ms)

    async def record(self, admission: Admission, request: EventsRequest) -> Acknowledgement:
        """Record events; the reply comes when they are on disk."""
        said = [(admission.paper.event(event), event.elapsed_ms) for event in request.events]

        def decide(state: AttemptState, now_ms: int) -> Decision:
            return Decision(new_events(state, admission.session, request.first_seq, said))

        outcome = await self._ledger.execute(admission.place.attempt_id, decide)
        state = outcome.state
        return Acknowledgement(
            last_seq=state.last_seq,
            phase=state.phase.value,
            remaining_ms=remaining_ms(state, outcome.now_ms),
            granted_ms=state.granted_ms,
        )

    async def submit(self, admission: Admission, last_seq: int) -> Submitted:
        """Close the attempt at the candidate's wish."""

        def decide(state: AttemptState, now_ms: int) -> Decision:
            require_session(state, admission.session)
            require_covered(state, last_seq)
            if state.phase is Phase.ENDED:  # submitted before, or the time was up: the same ending
                return Decision()
            return Decision([NewEvent(Ended(Ending.SUBMITTED, now_ms))])

        outcome = await self._ledger.execute(admission.place.attempt_id, decide)
        state = outcome.state
        assert state.ending is not None
        return Submitted(
            ending=state.ending.value,
            answered=len(state.responses),
            unanswered=admission.paper.head.items - len(state.responses),
        )

    # --- what the engine does by itself ---

    async def sweep(self) -> int:
        """Close every attempt whose time is up and return how many there were.

        One attempt that cannot be closed does not keep the others open.
        """
        now_ms = self._clock.now_ms()
        closed = 0
        for attempt_id, state in self._ledger.ledger.states():
            if expiry_due(state, now_ms):
                try:
                    await self._ledger.execute(attempt_id, _expire)
                    closed += 1
                except ExamEngineError as error:
                    _log.error("attempt %d could not be closed: %s", attempt_id, error)
        return closed

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_EVERY_S)
            await self.sweep()

    async def _give_back(self, attempts: list[int], stopped_ms: int | None) -> None:
        """Load the open attempts, and grant each that runs the time of the stop."""

        def decide(state: AttemptState, now_ms: int) -> Decision:
            lost_ms = 0 if stopped_ms is None else stop_credit_ms(state, stopped_ms, now_ms)
            if lost_ms == 0:
                return Decision()
            return Decision([NewEvent(TimeGranted(lost_ms, "the engine had stopped"))])

        await asyncio.gather(*(self._ledger.execute(number, decide) for number in attempts))

    # --- helpers ---

    def _place_for(self, number: str, code: str) -> Place | None:
        with reading(self._engine) as connection:
            places = roster.places_of_candidate(connection, number)
        fitting = [
            place
            for place in places
            if place.code_digest is not None
            and codes_match(place.code_digest, code_digest(place.sitting.id, number, code))
        ]
        return fitting[0] if fitting else None

    def _admission_on_record(self, digest: bytes) -> Admission:
        with reading(self._engine) as connection:
            found = roster.find_session(connection, digest)
            if found is None:
                raise AttemptRefused(
                    Refusal.UNAUTHORISED, "this terminal is not admitted; enter number and code"
                )
            attempt_id, session = found
            place = roster.place(connection, attempt_id)
        return Admission(place, session, self._paper(place))

    def _paper(self, place: Place) -> PresentedPaper:
        paper = self._papers.get(place.sitting.form)
        if paper is None or paper.head.form_digest != place.sitting.form_digest:
            raise AdmissionRefused(
                f"the paper of sitting {place.sitting.id} is not on this engine; "
                "call the invigilator"
            )
        return paper

    def _allowance_ms(self, admission: Admission) -> int:
        return allowance_ms(
            admission.paper.time_allowed_ms, admission.place.accommodation.extra_time_ms
        )

    def _view(self, admission: Admission, state: AttemptState, now_ms: int) -> AttemptView:
        place, paper = admission.place, admission.paper
        return AttemptView(
            front_page=paper.front_page(place.candidate, place.sitting.id, place.accommodation),
            progress=paper.progress(state, now_ms, self._allowance_ms(admission)),
            paper=paper.view if state.phase is Phase.RUNNING else None,
        )


def _only_for(session: int):  # type: ignore[no-untyped-def]
    def decide(state: AttemptState, now_ms: int) -> Decision:
        require_session(state, session)
        return Decision()

    return decide


def _expire(state: AttemptState, now_ms: int) -> Decision:
    return Decision([NewEvent(Ended(Ending.EXPIRED, state.deadline_ms))])


def _require_window(place: Place, state: AttemptState, now_ms: int) -> None:
    """Refuse a start outside the sitting's window; a running attempt may always be re-entered."""
    if state.phase in (Phase.RUNNING, Phase.ENDED):
        return
    sitting = place.sitting
    if now_ms < sitting.opens_ms:
        raise AttemptRefused(
            Refusal.NOT_YET_OPEN, f"the sitting opens at {iso_utc(sitting.opens_ms)}"
        )
    if now_ms > sitting.closes_ms:
        raise AttemptRefused(
            Refusal.WINDOW_CLOSED,
            f"the sitting closed for new starts at {iso_utc(sitting.closes_ms)}",
        )
