"""Several processes in front of one PostgreSQL: what one does, all the others know in time.

Two rooms stand for two processes: they share nothing but the database.
"""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest

from exam_engine.clock import Stopwatch
from exam_engine.model.attempt import Cause, Ended, MessageSent, NewEvent, Paused, TimeGranted
from exam_engine.service.app import create_app
from exam_engine.store.database import writing
from exam_engine.store.neighbours import join
from exam_engine.store.staging import Decision, write_pulse
from seats import HOUR_MS, Seat
from service.story import events_of, place_of, story

pytestmark = pytest.mark.postgresql_only
MINUTE_MS = 60_000


@asynccontextmanager
async def process(centre):
    """One more process of the service; yields (room, client)."""
    async with centre.room() as room:
        app = create_app(room, enters_room=False)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://engine") as client:
            yield room, client


def saying(*events):
    return lambda state, now_ms: Decision([NewEvent(event) for event in events])


async def until(reached, longest_s=5):
    watch = Stopwatch()
    while not reached():
        assert watch.elapsed_s() < longest_s, "it never came"
        await asyncio.sleep(0.01)


@story
async def test_one_attempt_goes_on_through_either_process(centre):
    async with process(centre) as (_, one), process(centre) as (_, other):
        seat = Seat(one, "C-1")
        await seat.begin(centre.codes["C-1"])
        for n in range(1, 21):
            seat.client = other if n % 2 else one
            assert (await seat.answer(n, n % 4 + 1)).json()["last_seq"] == n
            progress = (await seat.get("/attempt/progress")).json()
            assert progress["last_seq"] == n
        assert (await seat.submit()).json()["answered"] == 20
        seat.client = one
        assert (await seat.submit()).json()["answered"] == 20  # told again, not done again
    assert [entry.n for entry in events_of(centre, "C-1")] == list(range(1, 25))


@story
async def test_answers_of_many_sent_to_both_at_once_are_all_on_record_once(centre):
    async with process(centre) as (_, one), process(centre) as (_, other):
        seats = [Seat(one, number) for number in ("C-1", "C-2", "C-3", "C-4")]
        for seat in seats:
            await seat.begin(centre.codes[seat.number])

        async def answer_twice(seat, n):
            """The same message to both processes, as a terminal whose network stutters sends it."""
            message = {"type": "responded", "n": n, "options": [1], "elapsed_ms": 0}
            body = {"session": seat.session, "first_seq": n, "events": [message]}
            head = {"authorization": f"Bearer {seat.token}"}
            path = "/api/v1/attempt/events"
            return await asyncio.gather(
                *(client.post(path, json=body, headers=head) for client in (one, other))
            )

        for n in range(1, 31):
            replies = await asyncio.gather(*(answer_twice(seat, n) for seat in seats))
            for both in replies:
                assert [reply.json()["last_seq"] for reply in both] == [n, n]
    for seat in seats:
        assert [e.seq for e in events_of(centre, seat.number) if e.seq] == list(range(1, 31))


@story
async def test_a_terminal_that_was_replaced_elsewhere_is_refused_here(centre):
    async with process(centre) as (_, one), process(centre) as (_, other):
        seat = Seat(one, "C-1")
        await seat.begin(centre.codes["C-1"])
        again = Seat(other, "C-1")
        again.token = seat.token
        await again.enter()
        reply = await seat.answer(1, 1)
        assert (reply.status_code, reply.json()["refusal"]) == (401, "superseded")


@story
async def test_a_pause_by_another_process_reaches_who_waits_within_a_second(centre):
    async with process(centre) as (one_room, one), process(centre) as (other_room, _):
        seat = Seat(one, "C-1")
        await seat.begin(centre.codes["C-1"])
        attempt = place_of(centre, "C-1").attempt_id
        known = (await seat.get("/attempt/progress")).json()["news"]
        waiting = asyncio.create_task(seat.get(f"/attempt/news?after={known}"))
        await asyncio.sleep(0.2)
        watch = Stopwatch()
        pause = Paused(Cause.ENVIRONMENT, "ines", words="fire alarm")
        await other_room.act(attempt, saying(pause, MessageSent(1, "Wait.", "ines")))
        told = (await waiting).json()
        assert watch.elapsed_s() < 1
        assert told["phase"] == "paused"
        assert [message["text"] for message in told["messages"]] == ["Wait."]
        assert one_room.states()[attempt].pause is not None


@story
async def test_answers_taken_elsewhere_are_known_here_within_some_seconds(centre):
    """What an invigilator's board shows is counted in whichever process they asked."""
    async with process(centre) as (_, one), process(centre) as (other_room, _):
        seat = Seat(one, "C-1")
        await seat.begin(centre.codes["C-1"])
        attempt = place_of(centre, "C-1").attempt_id
        await seat.answer(1, 1)
        centre.clock.advance_ms(1_000)
        await seat.answer(2, 1)
        await until(lambda: len(other_room.states()[attempt].responses) == 2)


@story
async def test_one_process_sweeps_and_when_it_leaves_another_one_does(centre):
    async with process(centre) as (second, _):
        async with process(centre) as (third, _):
            assert [second._neighbours.sweeps, third._neighbours.sweeps] == [True, False]
            assert [second._neighbours.number, third._neighbours.number] == [1, 2]
        async with process(centre) as (third, _):
            second._neighbours.close()
            await until(lambda: third._neighbours.sweeps)
            second._neighbours = join(centre.engine)  # for its own end


@story
async def test_time_granted_through_one_process_is_not_swept_away_by_another(centre):
    async with process(centre) as (one_room, one), process(centre) as (other_room, _):
        seat = Seat(one, "C-1")
        await seat.begin(centre.codes["C-1"])
        attempt = place_of(centre, "C-1").attempt_id
        await until(
            lambda: other_room.states().get(attempt) and other_room.states()[attempt].started_ms
        )
        stale = other_room.states()[attempt]
        await one_room.act(attempt, saying(TimeGranted(10 * MINUTE_MS, "noise")))
        centre.clock.advance_ms(HOUR_MS + MINUTE_MS)
        other_room._ledger.ledger._kept[attempt] = other_room._ledger.ledger._kept[
            attempt
        ]._replace(state=stale)  # as if the news had not come through yet
        await other_room.sweep()
        assert not any(isinstance(e.event, Ended) for e in events_of(centre, "C-1"))
        centre.clock.advance_ms(10 * MINUTE_MS)
        assert await other_room.sweep() + await one_room.sweep() >= 1
        ends = [e.event.at_ms for e in events_of(centre, "C-1") if isinstance(e.event, Ended)]
        begun = place_of(centre, "C-1")
        assert ends == [begun.ended_ms]


@story
async def test_only_the_first_process_gives_a_stop_back(centre):
    async with process(centre) as (_, one):
        seat = Seat(one, "C-1")
        await seat.begin(centre.codes["C-1"])
    centre.clock.advance_ms(5 * MINUTE_MS)
    async with process(centre), process(centre):
        pass

    granted = [
        e.event.granted_ms for e in events_of(centre, "C-1") if isinstance(e.event, TimeGranted)
    ]
    assert granted == [5 * MINUTE_MS]


@story
async def test_a_process_that_joins_others_gives_nothing_back(centre):
    """They went on: the pulse of one that lives moves while the new one looks."""
    async with process(centre) as (_, one):
        seat = Seat(one, "C-1")
        await seat.begin(centre.codes["C-1"])
        centre.clock.advance_ms(5 * MINUTE_MS)
        joining = asyncio.create_task(asyncio.to_thread(join, centre.engine))
        await asyncio.sleep(0.5)
        await seat.answer(1, 1)  # a commit, and so a pulse
        joined = await joining
        joined.begun(lambda named: None)
        assert (joined.first, joined.number) == (False, 2)
        joined.close()


@story
async def test_a_lock_without_a_pulse_is_that_of_a_machine_that_died(centre):
    with writing(centre.engine) as connection:
        write_pulse(connection, centre.clock.now_ms())
    dead = join(centre.engine)
    dead.begun(lambda named: None)
    watch = Stopwatch()
    found = await asyncio.to_thread(join, centre.engine)
    assert (found.first, found.number) == (True, 2)
    assert 2 < watch.elapsed_s() < 10
    found.begun(lambda named: None)
    for each in (found, dead):
        each.close()


@story
async def test_when_the_database_comes_back_everything_may_have_changed(centre):
    """The connection for news is cut, as a restart of the server does; news come again after it."""
    async with process(centre) as (one_room, one), process(centre) as (other_room, _):
        seat = Seat(one, "C-1")
        await seat.begin(centre.codes["C-1"])
        attempt = place_of(centre, "C-1").attempt_id
        with writing(centre.engine) as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                "current_database() AND query LIKE 'SELECT pg_try_advisory_lock%%'"
            )
        await one_room.act(attempt, saying(MessageSent(1, "Wait.", "ines")))
        await until(lambda: other_room.states()[attempt].messages == 1, 10)
        await one_room.act(attempt, saying(MessageSent(2, "Go on.", "ines")))
        await until(lambda: other_room.states()[attempt].messages == 2, 10)
