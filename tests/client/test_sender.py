"""The sender against an engine that loses, doubles, refuses: every event arrives once, in order."""

from __future__ import annotations

import asyncio
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from client.made import HOUR_MS, START, attempt, presented
from exam_engine.client.failures import Refused
from exam_engine.client.sender import Ended, Sender, Stuck, TakenOver
from exam_engine.clock import SetClock
from exam_engine.errors import GatewayError
from exam_engine.wire.candidate import Acknowledgement, AttemptView, QuestionState, Submitted

FAULTS = ("lost", "no reply", "503", "fine", "fine")


class ScriptedEngine:
    """Keeps what it was told, as the real engine does, and misbehaves as its script says."""

    def __init__(self, script=()):
        self.events = []
        self.calls = []
        self.script = list(script)
        self.phase = "running"
        self.remaining_ms = HOUR_MS
        self.granted_ms = 0
        self.refusal = None
        self.lost_from = None

    async def record(self, request):
        await self._meet_fault("record")
        known = len(self.events) + 1 - request.first_seq
        if known < 0:
            raise Refused("out-of-sequence", "a gap", last_seq=len(self.events))
        self.events += request.events[known:]
        self._lose_reply()
        return Acknowledgement(
            last_seq=len(self.events),
            phase=self.phase,
            remaining_ms=self.remaining_ms,
            granted_ms=self.granted_ms,
        )

    async def view(self):
        await self._meet_fault("view")
        return AttemptView(front_page=None, progress=self.progress(), paper=None)

    async def submit(self, request):
        await self._meet_fault("submit")
        if request.last_seq > len(self.events):
            raise Refused("out-of-sequence", "a gap", last_seq=len(self.events))
        self.phase = "ended"
        self._lose_reply()
        answered = len(self.responses())
        return Submitted(ending="submitted", answered=answered, unanswered=6 - answered)

    def responses(self):
        found = {}
        for event in self.events:
            if hasattr(event, "options"):
                found[event.n] = event.options
        return {n: options for n, options in found.items() if options}

    def progress(self):
        questions = tuple(
            QuestionState(n=n, seen=True, response=options, flagged=False, struck_out=())
            for n, options in sorted(self.responses().items())
        )
        return replace(
            START,
            phase=self.phase,
            remaining_ms=self.remaining_ms,
            granted_ms=self.granted_ms,
            last_seq=len(self.events),
            questions=questions,
            ending="submitted" if self.phase == "ended" else None,
        )

    async def _meet_fault(self, call):
        self.calls.append(call)
        await asyncio.sleep(0)
        if self.refusal is not None:
            raise self.refusal
        self._fault = self.script.pop(0) if self.script else "fine"
        if self._fault == "lost":
            raise GatewayError("lost")
        if self._fault == "503":
            raise Refused("not-written", "the disk is full", retry_after_s=1)

    def _lose_reply(self):
        if self._fault == "no reply":
            raise GatewayError("no reply")


async def no_pause(_):
    await asyncio.sleep(0)


def run(engine, candidate, during=None, ask_every_s=30.0):
    """Run a sender to its end; ``during`` acts beside it."""

    async def both():
        sender = Sender(engine, candidate, pause=no_pause, ask_every_s=ask_every_s)
        beside = asyncio.create_task(during(sender)) if during else None
        async with asyncio.timeout(10):
            outcome = await sender.run()
            if beside:
                await beside
        return outcome

    return asyncio.run(both())


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(FAULTS), max_size=60),
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4)), max_size=150),
    st.integers(0, 2**32),
)
def test_every_event_arrives_exactly_once_and_in_order(script, choices, seed):
    rng = random.Random(seed)
    engine, candidate = ScriptedEngine(script), attempt()
    said = []

    async def work(sender):
        for n, position in choices:
            if candidate.choose(n, position):
                said.append((n, (position,)))
                sender.wake()
            if rng.random() < 0.5:
                await asyncio.sleep(0)
        candidate.finish()
        sender.wake()

    outcome = run(engine, candidate, work)
    assert [(event.n, event.options) for event in engine.events] == said
    answered = len(engine.responses())
    assert outcome == Ended("submitted", answered, 6 - answered, 0)
    assert candidate.saving.value == "saved"


def test_batches_have_fifty_events_at_most():
    engine, candidate = ScriptedEngine(), attempt()
    sizes = []
    record = engine.record

    async def counted(request):
        sizes.append(len(request.events))
        return await record(request)

    engine.record = counted
    for n in range(120):
        candidate.choose(1, 1 + n % 2)
    candidate.finish()
    run(engine, candidate)
    assert sizes == [50, 50, 20]


def test_an_engine_that_lost_events_is_told_them_again():
    engine, candidate = ScriptedEngine(), attempt()

    async def work(sender):
        for position in (1, 2, 3):
            candidate.choose(1, position)
        sender.wake()
        while candidate.next_batch() is not None:
            await asyncio.sleep(0)
        del engine.events[1:]  # restored from an older copy
        candidate.choose(2, 1)
        candidate.finish()
        sender.wake()

    run(engine, candidate, work)
    assert [event.options for event in engine.events] == [(1,), (2,), (3,), (1,)]


def test_events_of_a_killed_terminal_that_arrive_late_are_noticed():
    """The figures at entry said 0; then a request of the terminal before came in as number 1."""
    engine = ScriptedEngine()
    before = attempt()
    before.choose(5, 1)
    engine.events += before.next_batch().events
    candidate = attempt()
    candidate.check_wanted = True
    candidate.choose(1, 2)  # also number 1: the engine takes it for a repeat
    candidate.finish()
    assert run(engine, candidate) == Ended("submitted", 1, 5, 0)
    assert engine.responses() == {1: (2,)}


def test_trouble_shows_while_the_engine_is_away_and_goes_when_it_is_back():
    engine, candidate = ScriptedEngine(["lost", "503"]), attempt()
    states = []

    async def work(sender):
        sender.on_change = lambda: states.append(candidate.saving.value)
        candidate.choose(1, 1)
        sender.wake()
        while "saved" not in states:
            await asyncio.sleep(0)
        candidate.finish()
        sender.wake()

    run(engine, candidate, work)
    assert states[:4] == ["saving", "waiting", "waiting", "waiting"]
    assert "saved" in states


def test_another_terminal_has_taken_over():
    engine, candidate = ScriptedEngine(), attempt()
    engine.refusal = Refused("superseded", "another terminal")
    candidate.choose(1, 1)
    assert run(engine, candidate) == TakenOver(1)


@pytest.mark.parametrize("code", ["unauthorised", "unknown-question", "malformed", "too-large"])
def test_what_cannot_be_refused_stops_with_its_reason(code):
    engine, candidate = ScriptedEngine(), attempt()
    engine.refusal = Refused(code, "no")
    candidate.choose(1, 1)
    assert run(engine, candidate) == Stuck(code, "no", 1)


def test_the_engine_ended_the_attempt_and_the_last_answer_came_too_late():
    engine, candidate = ScriptedEngine(), attempt()

    async def record(_):
        engine.phase = "ended"
        raise Refused("already-submitted", "the time was up", last_seq=0)

    engine.record = record
    candidate.choose(1, 1)
    assert run(engine, candidate) == Ended("submitted", 0, 6, missing=1)


def test_time_that_is_granted_after_the_time_was_up_is_used():
    clock = SetClock(0)
    engine, candidate = ScriptedEngine(), attempt(clock=clock)
    record, refusals = engine.record, 0

    async def late(request):
        nonlocal refusals
        if engine.granted_ms:
            return await record(request)
        refusals += 1
        if refusals == 3:
            engine.remaining_ms = engine.granted_ms = 60_000
        raise Refused("time-expired", "the time was up", last_seq=0)

    engine.record, engine.remaining_ms = late, 0

    async def work(sender):
        candidate.choose(1, 1)
        clock.advance_ms(HOUR_MS)
        sender.wake()
        while candidate.next_batch() is not None:
            await asyncio.sleep(0)
        assert not candidate.time_up
        candidate.finish()
        sender.wake()

    assert run(engine, candidate, work) == Ended("submitted", 1, 5, 0)


def test_it_asks_when_it_has_nothing_to_say_and_learns_of_the_end():
    engine, candidate = ScriptedEngine(), attempt()

    async def work(sender):
        while engine.calls.count("view") < 2:
            await asyncio.sleep(0)
        engine.phase = "ended"

    assert run(engine, candidate, work, ask_every_s=0.01).ending == "submitted"


def test_a_record_that_never_follows_the_screen_is_reported():
    engine, candidate = ScriptedEngine(), attempt()
    engine.responses = lambda: {1: (4,)}
    candidate.choose(1, 1)
    candidate.finish()
    outcome = run(engine, candidate)
    assert isinstance(outcome, Stuck)
    assert outcome.code == "record-differs"


def test_back_off_grows_to_five_seconds_with_full_jitter():
    from exam_engine.client.back_off import BackOff

    waits = [[back_off.next_s() for _ in range(12)] for back_off in (BackOff() for _ in range(300))]
    longest = [max(column) for column in zip(*waits, strict=True)]
    assert 0 < longest[0] <= 0.2
    assert 4 < longest[-1] <= 5
    assert min(min(column) for column in zip(*waits, strict=True)) < 0.05


def test_the_presented_paper_is_what_the_attempt_shows():
    assert [q.view for q in attempt().questions] == list(presented().view.questions)
