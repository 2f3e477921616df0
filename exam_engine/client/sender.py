"""The one task that talks to the engine while an attempt runs.

It sends waiting events in order and in batches, repeats until they are acknowledged, and asks for
the time when it has nothing to say. The engine recognises repeats by their number, so sending
again is always harmless, and nothing is ever sent out of order because only this task sends.

Numbers hold within a session. When the engine says that this session is over, either another
terminal was admitted, or an entry of this terminal that was long on its way arrived after a later
one. The sender enters again: that is refused in the first case, and mends the second.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol

from exam_engine.client.attempt import Attempt
from exam_engine.client.back_off import BackOff
from exam_engine.client.failures import Refused
from exam_engine.client.surroundings import Turn
from exam_engine.errors import GatewayError, Refusal
from exam_engine.wire.candidate import (
    Acknowledgement,
    AttemptView,
    BreakRequest,
    EventsRequest,
    Progress,
    ResumeRequest,
    SubmitRequest,
    Submitted,
)

ASK_EVERY_S = 30.0
ASK_WHEN_TIME_IS_UP_S = 1.0
ASK_IN_A_PAUSE_S = 5.0
_MOST_ENTRIES = 3
_ENDED = "ended"
_NO_TURN = frozenset({Refusal.NO_BREAK_LEFT.value, Refusal.PAUSED.value})
_OVER = frozenset({Refusal.TIME_EXPIRED.value, Refusal.ALREADY_SUBMITTED.value})


class Engine(Protocol):
    """What the sender needs of a gateway."""

    async def record(self, request: EventsRequest) -> Acknowledgement: ...

    async def submit(self, request: SubmitRequest) -> Submitted: ...

    async def progress(self) -> Progress: ...

    async def enter(self) -> AttemptView: ...

    async def take_break(self, request: BreakRequest) -> Progress: ...

    async def come_back(self, request: ResumeRequest) -> Progress: ...


class Ended(NamedTuple):
    """The attempt has ended; ``missing`` answers on the screen are not what was submitted."""

    ending: str
    answered: int
    unanswered: int
    missing: int


class TakenOver(NamedTuple):
    """Another terminal was admitted; ``waiting`` answers had not reached the engine."""

    waiting: int


class Stuck(NamedTuple):
    """The engine refuses what cannot be refused: people have to look."""

    code: str
    message: str
    waiting: int


Outcome = Ended | TakenOver | Stuck


class Sender:
    """Use: ``outcome = await Sender(gateway, attempt).run()``."""

    def __init__(
        self,
        engine: Engine,
        attempt: Attempt,
        on_change: Callable[[], None] = lambda: None,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        ask_every_s: float = ASK_EVERY_S,
    ) -> None:
        self._engine = engine
        self._attempt = attempt
        self.on_change = on_change
        self._pause = pause
        self._ask_every_s = ask_every_s
        self._woken = asyncio.Event()
        self._back_off = BackOff()
        self._entries = 0
        self._enter_next = False
        self._ask_next = False

    def wake(self) -> None:
        """Say that the attempt has something to send, or is about to end."""
        self._woken.set()

    def ask(self) -> None:
        """Ask the engine soon how the attempt stands: something happened to it."""
        self._ask_next = True
        self._woken.set()

    async def run(self) -> Outcome:
        """Work until the attempt ends, or this terminal has no more part in it."""
        while True:
            try:
                outcome = await self._step()
            except Refused as refused:
                outcome = await self._refused(refused)
            except GatewayError:
                outcome = None
                await self._try_again_later()
            else:
                self._back_off.reset()
                self._attempt.trouble = False
            if outcome is not None:
                return outcome
            self.on_change()

    async def _step(self) -> Outcome | None:
        """One exchange with the engine, or a wait until there is a reason for one."""
        attempt = self._attempt
        if self._enter_next:
            return await self._enter()
        batch = attempt.next_batch()
        if batch is not None:
            acknowledgement = await self._engine.record(batch)
            attempt.hear(acknowledgement.remaining_ms, acknowledgement.granted_ms)
            self._enter_next = not attempt.engine_has(acknowledgement.last_seq)
            self._ask_next = acknowledgement.phase == _ENDED
            return None
        if self._ask_next:
            return await self._ask()
        if attempt.around.wish is not None:
            await self._turn(attempt.around.wish)
            return None
        if attempt.finishing:
            return await self._submit()
        await self._rest()
        return None

    async def _ask(self) -> Outcome | None:
        """Ask for the time; the reply also tells of the end, and of another session."""
        progress = await self._engine.progress()
        self._ask_next = False
        if progress.phase == _ENDED:
            return self._ended(progress)
        self._attempt.hear_news(progress)
        self._enter_next = progress.session != self._attempt.session
        return None

    async def _enter(self) -> Outcome | None:
        """Open a new session, unless that has not helped before: then somebody else does so, too.

        Two terminals with one token (a folder that was copied) would replace each other for ever.
        """
        if self._entries == _MOST_ENTRIES:
            return TakenOver(self._attempt.answers_waiting)
        progress = (await self._engine.enter()).progress
        self._entries += 1
        self._enter_next = False
        if progress.phase == _ENDED:
            return self._ended(progress)
        self._attempt.enter_again(progress)
        return None

    async def _turn(self, turn: Turn) -> None:
        """Begin a break or end it; a refusal is told to the candidate and changes nothing."""
        attempt = self._attempt
        try:
            if turn is Turn.BREAK:
                request = BreakRequest(session=attempt.session, last_seq=attempt.last_seq)
                progress = await self._engine.take_break(request)
            else:
                progress = await self._engine.come_back(ResumeRequest(session=attempt.session))
        except Refused as refused:
            if refused.code not in _NO_TURN:
                raise
            attempt.around.refused(str(refused))
        else:
            attempt.around.granted()
            attempt.hear_news(progress)

    async def _submit(self) -> Outcome:
        request = SubmitRequest(session=self._attempt.session, last_seq=self._attempt.last_seq)
        submitted = await self._engine.submit(request)
        return Ended(submitted.ending, submitted.answered, submitted.unanswered, 0)

    async def _rest(self) -> None:
        """Wait until there is something to send, or it is time to ask."""
        limit_s = self._ask_every_s
        if self._attempt.time_up:
            limit_s = min(limit_s, ASK_WHEN_TIME_IS_UP_S)
        await self._wait(limit_s)

    async def _wait(self, limit_s: float) -> None:
        """Wait for something to send; after ``limit_s``, ask."""
        try:
            async with asyncio.timeout(limit_s):
                await self._woken.wait()
        except TimeoutError:
            self._ask_next = True
        self._woken.clear()

    async def _refused(self, refused: Refused) -> Outcome | None:
        """Decide what a refusal means; None to go on."""
        attempt = self._attempt
        if refused.code == Refusal.OUT_OF_SEQUENCE.value and refused.last_seq is not None:
            self._enter_next = not attempt.engine_has(refused.last_seq)
            await self._pause(self._back_off.next_s())  # not in a circle at full speed
            return None
        if refused.code in _OVER:
            return await self._over()
        if refused.code == Refusal.PAUSED.value:
            return await self._hold()
        if refused.code == Refusal.SUPERSEDED.value:
            if self._enter_next:
                return TakenOver(attempt.answers_waiting)
            self._enter_next = True
            return None
        if refused.is_passing:
            await self._try_again_later(refused.retry_after_s or 0)
            return None
        return Stuck(refused.code, str(refused), attempt.answers_waiting)

    async def _over(self) -> Outcome | None:
        """The engine takes no more answers: ask what the end is.

        Between the last answer it takes and the end itself lie seconds, in which time may yet be
        granted: until the engine says that the attempt has ended, nothing is given up.
        """
        with contextlib.suppress(GatewayError, Refused):
            progress = await self._engine.progress()
            if progress.phase == _ENDED:
                return self._ended(progress)
            self._attempt.hear_news(progress)
        await self._try_again_later()
        return None

    async def _hold(self) -> Outcome | None:
        """The attempt is paused: keep what waits until it goes on."""
        self._woken.clear()
        with contextlib.suppress(GatewayError, Refused):
            progress = await self._engine.progress()
            if progress.phase == _ENDED:
                return self._ended(progress)
            self._attempt.hear_news(progress)
            self.on_change()
        if self._attempt.paused:
            await self._wait(min(self._ask_every_s, ASK_IN_A_PAUSE_S))
        else:
            await self._pause(self._back_off.next_s())
        return None

    def _ended(self, progress: Progress) -> Ended:
        return ended(progress, len(self._attempt.questions), self._attempt)

    async def _try_again_later(self, at_least_s: float = 0) -> None:
        self._attempt.trouble = True
        self.on_change()
        await self._pause(max(at_least_s, self._back_off.next_s()))


def ended(progress: Progress, questions: int, attempt: Attempt | None = None) -> Ended:
    """Return the end that ``progress`` tells of."""
    answered = sum(bool(state.response or state.text) for state in progress.questions)
    missing = attempt.answers_missing(progress) if attempt else 0
    elsewhere = attempt.elsewhere if attempt else 0
    return Ended(progress.ending or "", answered, questions - answered - elsewhere, missing)
