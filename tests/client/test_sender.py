"""The sender against an engine that loses, doubles, refuses: every event arrives once, in order."""

from __future__ import annotations

import asyncio
import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.made import HOUR_MS, attempt, presented
from client.scripted_engine import FAULTS, ScriptedEngine
from exam_engine.client.attempt import Attempt
from exam_engine.client.failures import Refused
from exam_engine.client.sender import Ended, Sender, Stuck, TakenOver
from exam_engine.clock import SetClock
from exam_engine.errors import GatewayError
from exam_engine.model import attempt as record
from exam_engine.model.attempt import TimeGranted


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
    taken = engine.record

    async def counted(request):
        sizes.append(len(request.events))
        return await taken(request)

    engine.record = counted
    for n in range(120):
        candidate.choose(1, 1 + n % 2)
    candidate.finish()
    run(engine, candidate)
    assert sizes == [50, 50, 20]


def test_an_engine_that_lost_events_is_told_them_again():
    engine, candidate = ScriptedEngine(), attempt()

    async def work(sender):
        candidate.choose(1, 1)
        sender.wake()
        while candidate.next_batch() is not None:
            await asyncio.sleep(0)
        older_copy = engine.state
        candidate.choose(1, 2)
        candidate.choose(2, 3)
        sender.wake()
        while candidate.next_batch() is not None:
            await asyncio.sleep(0)
        engine.state = older_copy
        candidate.finish()
        sender.wake()

    assert run(engine, candidate, work) == Ended("submitted", 2, 4, 0)
    assert engine.responses() == {1: (2,), 2: (3,)}
    assert "enter" not in engine.calls


def test_an_engine_that_lost_the_session_too_is_told_what_the_screen_says():
    engine = ScriptedEngine()
    older_copy = engine.state
    engine._enter()
    candidate = attempt(session=2)

    async def work(sender):
        candidate.choose(1, 2)
        candidate.flag(3)
        sender.wake()
        while candidate.next_batch() is not None:
            await asyncio.sleep(0)
        engine.state = older_copy
        candidate.finish()
        sender.wake()

    assert run(engine, candidate, work) == Ended("submitted", 1, 5, 0)
    assert engine.state.flagged == {3}


def test_what_a_killed_terminal_had_on_its_way_no_longer_counts():
    """Taken late, its events would be mistaken for those with the same numbers of the next."""
    engine, before = ScriptedEngine(["late"]), attempt()
    before.choose(5, 1)

    async def killed():
        with contextlib.suppress(GatewayError):
            await engine.record(before.next_batch())
        return (await engine.enter()).progress

    progress = asyncio.run(killed())
    candidate = Attempt(presented().view, progress, SetClock(0))
    candidate.choose(1, 2)
    candidate.finish()
    assert run(engine, candidate) == Ended("submitted", 1, 5, 0)
    assert engine.responses() == {1: (2,)}


def test_an_entry_of_this_terminal_that_comes_late_is_mended_by_another_one():
    engine, candidate = ScriptedEngine(), attempt()
    candidate.open(2)

    async def work(sender):
        engine._enter()
        candidate.choose(2, 3)
        sender.wake()
        while engine.responses() != {2: (3,)}:
            await asyncio.sleep(0)
        engine._enter()
        candidate.finish()
        sender.wake()

    assert run(engine, candidate, work) == Ended("submitted", 1, 5, 0)
    assert engine.calls.count("enter") == 2


def test_an_idle_terminal_learns_of_a_later_session_when_it_asks():
    engine, candidate = ScriptedEngine(), attempt()
    engine._enter()

    async def work(sender):
        while "enter" not in engine.calls:
            await asyncio.sleep(0)
        candidate.finish()
        sender.wake()

    assert run(engine, candidate, work, ask_every_s=0.01) == Ended("submitted", 0, 6, 0)


def test_two_terminals_with_one_token_do_not_replace_each_other_for_ever():
    engine, candidate = ScriptedEngine(), attempt()

    async def other(sender):
        for position in range(1, 100):
            engine._enter()
            candidate.choose(1, 1 + position % 4)
            sender.wake()
            for _ in range(20):
                await asyncio.sleep(0)

    assert run(engine, candidate, other) == TakenOver(1)
    assert engine.calls.count("enter") == 3


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(FAULTS), max_size=60),
    st.lists(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4)), max_size=20), max_size=4),
    st.integers(0, 2**32),
)
def test_a_terminal_that_is_killed_again_and_again_leaves_the_record_its_screen_shows(
    script, lives, seed
):
    rng, engine = random.Random(seed), ScriptedEngine(script)

    async def live(candidate, choices):
        sender = asyncio.create_task(Sender(engine, candidate, pause=no_pause).run())
        for n, position in choices:
            candidate.choose(n, position)
            for _ in range(rng.randrange(4)):
                await asyncio.sleep(0)
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sender

    async def begin():
        while True:
            with contextlib.suppress(GatewayError, Refused):
                progress = (await engine.enter()).progress
                return Attempt(presented().view, progress, SetClock(0))

    async def story():
        for choices in lives:
            await live(await begin(), choices)
        return await begin()

    candidate = asyncio.run(story())
    candidate.choose(6, 2)
    candidate.finish()
    shown = {q.view.n: q.response for q in candidate.questions if q.response}
    assert run(engine, candidate) == Ended("submitted", len(shown), 6 - len(shown), 0)
    assert engine.responses() == shown


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


def test_an_idle_terminal_learns_that_another_one_was_admitted():
    engine, candidate = ScriptedEngine(), attempt()
    engine.refusal = Refused("superseded", "another terminal")
    assert run(engine, candidate, ask_every_s=0.01) == TakenOver(0)
    assert engine.calls == ["progress", "enter"]


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

    async def late(_):
        engine.tell(record.Ended(record.Ending.SUBMITTED, 0))
        raise Refused("already-submitted", "the time was up", last_seq=0)

    engine.record = late
    candidate.choose(1, 1)
    assert run(engine, candidate) == Ended("submitted", 0, 6, missing=1)


def test_time_that_is_granted_after_the_time_was_up_is_used():
    clock = SetClock(0)
    engine, candidate = ScriptedEngine(), attempt(clock=clock)
    in_time, refusals = engine.record, 0

    async def late(request):
        nonlocal refusals
        if engine.state.granted_ms:
            return await in_time(request)
        refusals += 1
        if refusals == 3:
            engine.remaining_ms = 60_000
            engine.tell(TimeGranted(60_000, "a stop"))
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
        while engine.calls.count("progress") < 2:
            await asyncio.sleep(0)
        engine.tell(record.Ended(record.Ending.SUBMITTED, 0))

    assert run(engine, candidate, work, ask_every_s=0.01).ending == "submitted"


def test_back_off_grows_to_five_seconds_with_full_jitter():
    from exam_engine.client.back_off import BackOff

    waits = [[back_off.next_s() for _ in range(12)] for back_off in (BackOff() for _ in range(300))]
    longest = [max(column) for column in zip(*waits, strict=True)]
    assert 0 < longest[0] <= 0.2
    assert 4 < longest[-1] <= 5
    assert min(min(column) for column in zip(*waits, strict=True)) < 0.05


def test_the_presented_paper_is_what_the_attempt_shows():
    assert [q.view for q in attempt().questions] == list(presented().view.questions)
