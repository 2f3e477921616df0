"""A floor without a terminal: lines in a list, sentences collected, an engine that takes all."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from client.kinds import presented_kinds
from client.made import START
from exam_engine.client.attempt import Attempt
from exam_engine.client.linear.deeds import Deeds
from exam_engine.client.linear.ears import TerminalClosed, heard
from exam_engine.client.linear.sitting import Floor, Over
from exam_engine.client.linear.talk import Talk
from exam_engine.client.linear.voice import Voice
from exam_engine.clock import SetClock
from exam_engine.errors import GatewayError
from exam_engine.wire.candidate import Acknowledgement, EventsRequest, Submitted


class WillingEngine:
    """Takes every event and keeps it; ``away`` makes it unreachable.

    ``remaining_ms`` is told with each acknowledgement, the last figure from then on.
    """

    def __init__(self, *remaining_ms: int) -> None:
        self._remaining_ms = list(remaining_ms or (3_600_000,))
        self.events: list[object] = []
        self.away = False

    async def record(self, request: EventsRequest) -> Acknowledgement:
        if self.away:
            raise GatewayError("away")
        self.events[request.first_seq - 1 :] = request.events
        left_ms = self._remaining_ms.pop(0) if self._remaining_ms[1:] else self._remaining_ms[0]
        return Acknowledgement(
            last_seq=len(self.events), phase="running", remaining_ms=left_ms, granted_ms=0
        )

    async def submit(self, request) -> Submitted:
        assert request.last_seq == len(self.events)
        return Submitted(ending="submitted", answered=0, unanswered=0)

    async def progress(self):
        raise GatewayError("not asked here")

    async def enter(self):
        raise GatewayError("not asked here")

    async def news(self, after: int):
        await asyncio.Event().wait()


class ScriptedEars:
    """Gives lines one after the other; after the last one the terminal is closed."""

    def __init__(self, lines: list[bytes]) -> None:
        self._lines = list(lines)

    async def line(self):
        await asyncio.sleep(0)
        if not self._lines:
            raise TerminalClosed
        return heard(self._lines.pop(0))


class Told:
    """What came of a conversation."""

    def __init__(self, attempt: Attempt, engine: WillingEngine, raw: bytes, over: bool) -> None:
        self.attempt, self.engine, self.raw, self.over = attempt, engine, raw, over
        self.words = " ".join(raw.decode().split())


def converse(*lines: str | bytes, engine: WillingEngine | None = None, **changes: object) -> Told:
    """Sit the paper of all kinds of questions with these lines."""
    attempt = Attempt(presented_kinds().view, replace(START, **changes), SetClock(0))
    engine, out = engine or WillingEngine(), bytearray()
    raws = [line.encode() if isinstance(line, str) else line for line in lines]
    return Told(attempt, engine, *asyncio.run(_run(attempt, engine, raws, out)))


async def _run(attempt, engine, raws, out) -> tuple[bytes, bool]:
    talk = Talk(Voice(out.extend, lambda: 80), ScriptedEars(raws))
    try:
        async with Floor(talk, attempt, engine, engine) as floor:
            await Deeds(floor).run()
    except Over:
        return bytes(out), True
    except TerminalClosed:
        return bytes(out), False
    raise AssertionError("deeds do not end by themselves")
