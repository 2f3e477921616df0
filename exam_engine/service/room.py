"""The exam room: every sitting that this service delivers, its papers, its attempts.

The room joins the pure rules of ``delivery`` to the ledger and the clock. It is entered once per
process, gives back the time of the stop before it, and closes attempts whose time is up whether or
not anybody is connected.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterable, Sequence
from typing import Self

from sqlalchemy import Connection, Engine

from exam_engine.clock import Clock
from exam_engine.delivery.intake import (
    new_events,
    require_covered,
    require_session,
    require_terminal,
)
from exam_engine.delivery.timing import (
    expiry_due,
    remaining_ms,
    require_window,
    stop_credit_ms,
)
from exam_engine.errors import AdmissionRefused, AttemptRefused, Refusal
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
from exam_engine.model.sitting import PlannedSitting
from exam_engine.service.news import NewsDesk
from exam_engine.service.reception import Admission, Hall, Reception
from exam_engine.service.writing import AsyncLedger
from exam_engine.store import roster
from exam_engine.store.database import reading
from exam_engine.store.events import last_pulse_ms
from exam_engine.store.ledger import Decide, Outcome
from exam_engine.store.neighbours import Neighbours, join
from exam_engine.store.roster import Place
from exam_engine.store.staging import Decision
from exam_engine.text import clean_line
from exam_engine.vault.admission import new_token, token_digest
from exam_engine.vault.identity import Identity
from exam_engine.wire.candidate import (
    Acknowledgement,
    AdmissionRequest,
    Admitted,
    AttemptView,
    EventsRequest,
    News,
    Progress,
    SubmitRequest,
    Submitted,
)

_log = logging.getLogger(__name__)
_SWEEP_EVERY_S = 0.5


class ExamRoom:
    """Use as an asynchronous context manager."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        planned: Iterable[PlannedSitting],
        host: Identity,
        *,
        sweeps: bool = True,
    ) -> None:
        """:param planned: the sittings to deliver, their signatures checked.

        :param host: the delivery host, which signs the end of every attempt.
        :param sweeps: close expired attempts by a task of its own; a simulation with its own clock
            calls :meth:`sweep` instead.
        """
        self.engine = engine
        self.clock = clock
        self.host = host
        self._reception = Reception(engine, clock, planned)
        self._sweeps = sweeps
        self._sweeper: asyncio.Task[None] | None = None
        self.news_desk = NewsDesk()
        self._shut: frozenset[int] = frozenset()
        self.is_open = False
        self._ledger: AsyncLedger
        self._neighbours: Neighbours

    @property
    def halls(self) -> dict[str, Hall]:
        """Return the sittings delivered here, by id."""
        return self._reception.halls

    def hall_of(self, place: Place) -> Hall:
        """Return the sitting of a place.

        :raises AdmissionRefused: if the place is not as its signed roster has it.
        """
        return self._reception.hall(place)

    def states(self) -> dict[int, AttemptState]:
        """Return the attempts that have not ended, by number, as they are in memory."""
        return dict(self._ledger.ledger.states())

    @property
    def healthy(self) -> bool:
        """Return whether answers are being written."""
        return self._ledger.ledger.healthy

    async def __aenter__(self) -> Self:
        self._neighbours = await asyncio.to_thread(join, self.engine)
        try:
            self._begin()
        except BaseException:
            self._neighbours.close()
            raise
        self.is_open = True
        if self._sweeps:
            self._sweeper = asyncio.create_task(self._sweep_for_ever())
        return self

    def _begin(self) -> None:
        with reading(self.engine) as connection:
            # Where another process went on, the engine never stopped.
            stopped_ms = last_pulse_ms(connection) if self._neighbours.first else None
            attempts = roster.open_attempts(connection)
        self._ledger = AsyncLedger(self.engine, self.clock, self.host, self._neighbours)
        self._shut = frozenset(self._ledger.ledger.begin(attempts, _give_back(stopped_ms)))
        self._ledger.ledger.start()
        loop = asyncio.get_running_loop()
        self._neighbours.begun(lambda named: loop.call_soon_threadsafe(self._hear, named))

    def dismiss(self) -> None:
        """Answer whoever waits for news, and let nobody wait from now on: the service stops."""
        self.is_open = False
        self.news_desk.close()

    async def __aexit__(self, *_: object) -> None:
        self.dismiss()
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        await asyncio.to_thread(self._neighbours.close)
        await self._ledger.close()

    # --- what a candidate's terminal asks for ---

    async def admit(self, request: AdmissionRequest) -> Admitted:
        """Admit a terminal by candidate number and one-time code; an earlier one is replaced.

        :raises AdmissionRefused: if the pair is not right, or the record does not fit the roster.
        :raises AttemptRefused: if the sitting is not open, or the attempt has ended.
        """
        place = self._reception.place_for(clean_line(request.candidate), request.code)
        hall = self._reception.hall(place)
        token = new_token()

        def decide(state: AttemptState, now_ms: int) -> Decision:
            require_window(hall.sitting, state, now_ms)
            session, terminal = state.session + 1, state.terminal + 1

            def write(connection: Connection) -> None:
                assert place.code_digest is not None
                if not roster.use_code(connection, place.attempt_id, place.code_digest):
                    raise AttemptRefused(Refusal.UNAUTHORISED, "the code was used meanwhile")
                digest = token_digest(token)
                roster.add_session(connection, digest, place.attempt_id, terminal)

            return Decision([NewEvent(SessionOpened(session, terminal))], write)

        outcome = await self._execute(place, decide)
        admission = Admission(place, outcome.state.terminal, hall)
        self._reception.admitted(token, admission)
        view = _view(admission, outcome)
        return Admitted(token=token, front_page=view.front_page, progress=view.progress)

    def admission(self, token: str) -> Admission:
        """Return who holds a token.

        :raises AttemptRefused: if nobody does.
        """
        return self._reception.holder(token)

    async def enter(self, admission: Admission) -> AttemptView:
        """Let an admitted terminal that was started again go on.

        What it sent before it stopped and arrives only now no longer counts.
        """

        def decide(state: AttemptState, now_ms: int) -> Decision:
            require_terminal(state, admission.terminal)
            if state.phase is Phase.ENDED:
                return Decision()
            return Decision([NewEvent(SessionOpened(state.session + 1, state.terminal))])

        return _view(admission, await self._execute(admission.place, decide))

    async def view(self, admission: Admission) -> AttemptView:
        """Return the whole attempt: front page, progress, and the paper while the clock runs."""
        return _view(admission, await self._execute(admission.place, _only_for(admission)))

    async def progress(self, admission: Admission) -> Progress:
        """Return where the attempt stands."""
        return _progress(admission, await self._execute(admission.place, _only_for(admission)))

    async def news(self, admission: Admission, after: int) -> News:
        """Return what others did to the attempt, as soon as it is more than ``after`` things.

        Without any, the answer comes after a while all the same: a terminal that hears nothing at
        all knows that the engine is gone.
        """
        with self.news_desk.ask(admission.place.attempt_id) as waiter:
            outcome = await self._execute(admission.place, _only_for(admission))
            if outcome.state.news <= after and outcome.state.phase is not Phase.ENDED:
                await waiter.wait()
                outcome = await self._execute(admission.place, _only_for(admission))
        return admission.paper.news(
            outcome.state, outcome.now_ms, admission.allowance_ms, admission.accommodation.break_ms
        )

    async def agree(self, admission: Admission, statement: str) -> AttemptView:
        """Record that the candidate confirmed identity and agreed to the statement shown."""

        def decide(state: AttemptState, now_ms: int) -> Decision:
            require_terminal(state, admission.terminal)
            if statement != admission.paper.statement:
                raise AttemptRefused(
                    Refusal.NOT_AGREED, "the statement agreed to is not the one in force"
                )
            if state.phase is not Phase.ADMITTED:  # said before; the reply was lost
                return Decision()
            return Decision([NewEvent(Agreed(statement))])

        return _view(admission, await self._execute(admission.place, decide))

    async def start(self, admission: Admission) -> AttemptView:
        """Start the clock and hand out the paper."""

        def decide(state: AttemptState, now_ms: int) -> Decision:
            require_terminal(state, admission.terminal)
            if state.phase in (Phase.RUNNING, Phase.PAUSED):  # started before; the reply was lost
                return Decision()
            require_window(admission.hall.sitting, state, now_ms)
            return Decision([NewEvent(Started(admission.allowance_ms))])

        return _view(admission, await self._execute(admission.place, decide))

    async def record(self, admission: Admission, request: EventsRequest) -> Acknowledgement:
        """Record events; the reply comes when they are on disk."""
        paper = admission.paper
        said = [(paper.event(event), event.elapsed_ms) for event in request.events]

        def decide(state: AttemptState, now_ms: int) -> Decision:
            require_terminal(state, admission.terminal)
            return Decision(new_events(state, request.session, request.first_seq, said))

        outcome = await self._execute(admission.place, decide)
        state = outcome.state
        return Acknowledgement(
            last_seq=state.last_seq,
            phase=state.phase.value,
            remaining_ms=remaining_ms(state, outcome.now_ms),
            granted_ms=state.granted_ms,
            news=state.news,
        )

    async def submit(self, admission: Admission, request: SubmitRequest) -> Submitted:
        """Close the attempt at the candidate's wish."""

        def decide(state: AttemptState, now_ms: int) -> Decision:
            require_terminal(state, admission.terminal)
            if state.phase is Phase.ENDED:  # submitted before, or the time was up: the same ending
                return Decision()
            require_session(state, request.session)
            require_covered(state, request.last_seq)
            return Decision([NewEvent(Ended(Ending.SUBMITTED, now_ms))])

        state = (await self._execute(admission.place, decide)).state
        assert state.ending is not None
        return Submitted(
            ending=state.ending.value,
            answered=len(state.responses),
            unanswered=admission.paper.answerable - len(state.responses),
        )

    # --- what invigilators do ---

    async def act(self, attempt_id: int, decide: Decide) -> Outcome:
        """Do something to an attempt that is not its terminal's own, and tell the terminal."""
        if attempt_id in self._shut:
            raise AdmissionRefused("the record of this attempt is damaged")
        outcome = await self._ledger.execute(attempt_id, decide)
        self.news_desk.tell(attempt_id)
        return outcome

    # --- what the engine does by itself ---

    async def sweep(self) -> int:
        """Close every attempt whose time is up and return how many there were.

        One attempt that cannot be closed does not keep the others open.
        """
        now_ms = self.clock.now_ms()
        closed = 0
        for attempt_id, state in self._ledger.ledger.states():
            if expiry_due(state, now_ms):
                try:
                    await self._ledger.execute(attempt_id, _expire)
                    self.news_desk.tell(attempt_id)
                    closed += 1
                except Exception as error:
                    _log.error("attempt %d could not be closed: %s", attempt_id, error)
        return closed

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_EVERY_S)
            if self._neighbours.sweeps:
                await self.sweep()

    def _hear(self, named: Sequence[int] | None) -> None:
        """Take note of attempts that another process changed (None: perhaps all that are open)."""
        if named is None:
            with reading(self.engine) as connection:
                named = roster.open_attempts(connection)
            self.news_desk.tell_all()
        for attempt_id in named:
            # Asked for nothing, the ledger catches up: what it has in memory is what is swept.
            self._ledger.ledger.submit(attempt_id, _nothing, lambda outcome: None)
            self.news_desk.tell(attempt_id)

    # --- helpers ---

    async def _execute(self, place: Place, decide: Decide) -> Outcome:
        if place.attempt_id in self._shut:
            raise AdmissionRefused("the record of this attempt is damaged; call the invigilator")
        return await self._ledger.execute(place.attempt_id, decide)


def _view(admission: Admission, outcome: Outcome) -> AttemptView:
    paper, place = admission.paper, admission.place
    running = outcome.state.phase in (Phase.RUNNING, Phase.PAUSED)
    return AttemptView(
        front_page=paper.front_page(
            place.candidate, admission.hall.sitting.id, admission.accommodation
        ),
        progress=_progress(admission, outcome),
        paper=paper.view if running else None,
    )


def _progress(admission: Admission, outcome: Outcome) -> Progress:
    return admission.paper.progress(
        outcome.state, outcome.now_ms, admission.allowance_ms, admission.accommodation.break_ms
    )


def _only_for(admission: Admission) -> Decide:
    def decide(state: AttemptState, now_ms: int) -> Decision:
        require_terminal(state, admission.terminal)
        return Decision()

    return decide


def _give_back(stopped_ms: int | None) -> Decide:
    """Grant each running attempt the time since the engine last ran."""

    def decide(state: AttemptState, now_ms: int) -> Decision:
        lost_ms = 0 if stopped_ms is None else stop_credit_ms(state, stopped_ms, now_ms)
        if lost_ms == 0:
            return Decision()
        return Decision([NewEvent(TimeGranted(lost_ms, "the engine had stopped"))])

    return decide


def _expire(state: AttemptState, now_ms: int) -> Decision:
    if not expiry_due(state, now_ms):  # another process gave time, or closed it
        return Decision()
    return Decision([NewEvent(Ended(Ending.EXPIRED, state.deadline_at(now_ms)))])


def _nothing(state: AttemptState, now_ms: int) -> Decision:
    return Decision()
