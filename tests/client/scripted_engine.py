"""An engine in this process that follows the real rules, and loses, doubles or delays messages."""

from __future__ import annotations

import asyncio
import contextlib

from msgspec.structs import replace

from client.made import HOUR_MS, presented
from exam_engine.client.failures import Refused
from exam_engine.delivery.intake import new_events, require_covered, require_session
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, GatewayError
from exam_engine.model.attempt import AttemptState, Ended, Ending, Phase, SessionOpened
from exam_engine.wire.candidate import Acknowledgement, AttemptView, Submitted

FAULTS = ("lost", "no reply", "late", "503", "fine", "fine")


class ScriptedEngine:
    """Keeps what it is told by the real rules, and misbehaves as its script says.

    "late" stands for a request that seems lost, and arrives when the next one has been answered.
    """

    def __init__(self, script=()):
        self.state = AttemptState(
            phase=Phase.RUNNING, session=1, terminal=1, allowance_ms=HOUR_MS, started_ms=0
        )
        self.paper = presented()
        self.events = []
        self.calls = []
        self.script = list(script)
        self.remaining_ms = HOUR_MS
        self.refusal = None
        self._on_their_way = []

    async def record(self, request):
        return await self._answer("record", lambda: self._record(request))

    async def progress(self):
        return await self._answer("progress", self.record_now)

    async def enter(self):
        return await self._answer("enter", self._enter)

    async def submit(self, request):
        return await self._answer("submit", lambda: self._submit(request))

    def record_now(self):
        progress = self.paper.progress(self.state, 0, HOUR_MS)
        return replace(progress, remaining_ms=self.remaining_ms)

    def responses(self):
        """Return what is on record, by question: positions."""
        states = self.record_now().questions
        return {state.n: state.response for state in states if state.response}

    async def arrive(self):
        """Let everything arrive that was on its way."""
        while self._on_their_way:
            with contextlib.suppress(AttemptRefused):
                self._on_their_way.pop(0)()

    def _record(self, request):
        said = [(self.paper.event(event), event.elapsed_ms) for event in request.events]
        new = new_events(self.state, request.session, request.first_seq, said)
        for event in new:
            self.state = transition(self.state, event.event, 0, event.seq)
        self.events += request.events[len(said) - len(new) :]
        return Acknowledgement(
            last_seq=self.state.last_seq,
            phase=self.state.phase.value,
            remaining_ms=self.remaining_ms,
            granted_ms=self.state.granted_ms,
        )

    def _enter(self):
        self.tell(SessionOpened(self.state.session + 1, self.state.terminal))
        return AttemptView(front_page=None, progress=self.record_now(), paper=None)

    def _submit(self, request):
        if self.state.phase is not Phase.ENDED:
            require_session(self.state, request.session)
            require_covered(self.state, request.last_seq)
            self.tell(Ended(Ending.SUBMITTED, 0))
        answered = len(self.state.responses)
        return Submitted(ending="submitted", answered=answered, unanswered=6 - answered)

    def tell(self, event):
        """Record an event of the engine's own."""
        self.state = transition(self.state, event, 0)

    async def _answer(self, call, act):
        self.calls.append(call)
        await asyncio.sleep(0)
        if self.refusal is not None:
            raise self.refusal
        fault = self.script.pop(0) if self.script else "fine"
        if fault == "503":
            raise Refused("not-written", "the disk is full", retry_after_s=1)
        if fault == "late":
            self._on_their_way.append(act)
        if fault in ("lost", "late"):
            raise GatewayError(fault)
        try:
            reply = act()
        except AttemptRefused as refused:
            raise Refused(refused.reason.value, str(refused), last_seq=refused.last_seq) from None
        finally:
            await self.arrive()
        if fault == "no reply":
            raise GatewayError(fault)
        return reply
