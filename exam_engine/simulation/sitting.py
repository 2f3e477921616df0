"""A sitting of simulated candidates through the real service, thinking times compressed.

Every candidate is a state machine in one queue of moments: the clock is set to the next moment,
everybody who acts within the next few seconds talks to the service at the same time through the
terminal's own gateway, and their next moments are put into the queue. What candidates do, and when,
is fixed by their plans, so that two runs leave the same responses however requests interleave.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Sequence

from exam_engine.client.failures import Refused
from exam_engine.client.gateway import Gateway
from exam_engine.clock import SetClock
from exam_engine.delivery.timing import ARRIVAL_GRACE_MS
from exam_engine.service.app import create_app
from exam_engine.service.room import ExamRoom
from exam_engine.simulation.exchange import InProcess
from exam_engine.simulation.plan import Plan
from exam_engine.wire.candidate import (
    AdmissionRequest,
    AgreementRequest,
    EventsRequest,
    OpenedEvent,
    RespondedEvent,
    SubmitRequest,
    TerminalEvent,
)

_TICK_MS = 5_000

Progress = Callable[[int, int], None]


class SimulatedCandidate:
    """One candidate at one terminal. :meth:`act` does what is due and returns when to come back."""

    def __init__(self, gateway: Gateway, plan: Plan, code: str) -> None:
        self._gateway = gateway
        self._plan = plan
        self._code = code
        self._session = 0
        self._seq = 0
        self._step = -1
        self._started_ms = 0
        self._deadline_ms = 0
        self.ended = False

    async def act(self, now_ms: int) -> int | None:
        """Do what is due at ``now_ms``; return the next moment, or None at the end."""
        try:
            if self._step < 0:
                await self._enter(now_ms)
            elif now_ms >= self._deadline_ms:
                self.ended = True  # the terminal has locked; the engine will close the attempt
            else:
                await self._answer(now_ms)
        except Refused as refused:
            if refused.code not in ("time-expired", "already-submitted"):
                raise
            self.ended = True  # the time was up; what is on record is submitted
        return None if self.ended else now_ms + self._plan.steps[self._step].think_ms

    async def _enter(self, now_ms: int) -> None:
        request = AdmissionRequest(candidate=self._plan.candidate.number, code=self._code)
        admitted = await self._gateway.admit(request)
        self._gateway.token = admitted.token
        self._session = admitted.progress.session
        statement = admitted.front_page.statement
        await self._gateway.agree(AgreementRequest(statement=statement))
        started = await self._gateway.start()
        self._started_ms = now_ms
        self._deadline_ms = now_ms + started.progress.remaining_ms
        self._step = 0
        await self._send([OpenedEvent(n=self._plan.steps[0].n, elapsed_ms=0)])

    async def _answer(self, now_ms: int) -> None:
        step = self._plan.steps[self._step]
        elapsed_ms = now_ms - self._started_ms
        said: list[TerminalEvent] = []
        if step.options or step.text:
            said.append(
                RespondedEvent(
                    n=step.n, options=step.options, text=step.text, elapsed_ms=elapsed_ms
                )
            )
        self._step += 1
        if self._step < len(self._plan.steps):
            said.append(OpenedEvent(n=self._plan.steps[self._step].n, elapsed_ms=elapsed_ms))
        await self._send(said)
        if self._step == len(self._plan.steps):
            await self._gateway.submit(SubmitRequest(session=self._session, last_seq=self._seq))
            self.ended = True

    async def _send(self, said: Sequence[TerminalEvent]) -> None:
        if said:
            request = EventsRequest(
                session=self._session, first_seq=self._seq + 1, events=tuple(said)
            )
            await self._gateway.record(request)
            self._seq += len(said)


def sit(
    room: ExamRoom,
    clock: SetClock,
    opens_ms: int,
    seats: Sequence[tuple[Plan, str]],
    progress: Progress = lambda done, total: None,
) -> None:
    """Sit all candidates of ``seats``, pairs of plan and one-time code.

    :param room: the service, which does not sweep by itself and reads ``clock``.
    :param opens_ms: when the sitting opens; arrivals count from there.
    """
    asyncio.run(_sit(room, clock, opens_ms, seats, progress))


async def _sit(
    room: ExamRoom,
    clock: SetClock,
    opens_ms: int,
    seats: Sequence[tuple[Plan, str]],
    progress: Progress,
) -> None:
    async with room:
        exchange = InProcess(create_app(room, enters_room=False))
        candidates = [SimulatedCandidate(Gateway(exchange), plan, code) for plan, code in seats]
        moments = [(opens_ms + plan.arrives_ms, at) for at, (plan, _) in enumerate(seats)]
        heapq.heapify(moments)
        ended = 0
        while moments:
            due = _due_together(moments)
            clock.set_ms(max(clock.now_ms(), due[0][0]))
            await room.sweep()
            nexts = await asyncio.gather(*(candidates[at].act(moment) for moment, at in due))
            for (_, at), moment in zip(due, nexts, strict=True):
                if moment is not None:
                    heapq.heappush(moments, (moment, at))
            ended += sum(moment is None for moment in nexts)
            progress(ended, len(seats))
        clock.advance_ms(24 * 3_600_000 + ARRIVAL_GRACE_MS)
        await room.sweep()


def _due_together(moments: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take from the queue whoever acts within one tick of the next moment."""
    due = [heapq.heappop(moments)]
    end = due[0][0] + _TICK_MS
    while moments and moments[0][0] < end:
        due.append(heapq.heappop(moments))
    return due
