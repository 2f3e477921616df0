"""Time: windows and deadlines to the millisecond, expiry with nobody there, stops given back."""

import asyncio
import signal
import subprocess
import sys

import pytest

from conftest import NINE_O_CLOCK
from exam_engine.model.attempt import Ended, Ending, TimeGranted
from exam_engine.store.database import reading
from exam_engine.store.events import last_pulse_ms
from seats import HOUR_MS, Seat
from service.story import events_of, place_of, refused, story

GRACE_MS = 3_000
MINUTE_MS = 60_000


@story
async def test_the_start_is_possible_until_the_very_close(centre):
    async with centre.open() as (_, client):
        seats = [Seat(client, number) for number in ("C-1", "C-2")]
        for seat in seats:
            front = (await seat.admit(centre.codes[seat.number])).json()["front_page"]
            await seat.post("/attempt/agreement", {"statement": front["statement"]})
        centre.clock.advance_ms(HOUR_MS)
        started = await seats[0].post("/attempt/start")
        assert started.json()["progress"]["remaining_ms"] == HOUR_MS  # the whole time all the same
        centre.clock.advance_ms(1)
        late = await seats[1].post("/attempt/start")
        assert refused(late) == (403, "window-closed")
        assert (await seats[0].post("/attempt/start")).status_code == 200  # said again
        assert (await seats[0].answer(1, 1)).status_code == 200


@story
async def test_an_answer_is_taken_until_the_grace_is_over_and_not_a_millisecond_longer(centre):
    async with centre.running() as (_, seat):
        centre.clock.advance_ms(HOUR_MS)
        assert (await seat.answer(1, 1)).json()["remaining_ms"] == 0
        centre.clock.advance_ms(GRACE_MS)
        assert (await seat.answer(2, 1)).json()["last_seq"] == 2
        centre.clock.advance_ms(1)
        late = await seat.answer(3, 1)
        assert refused(late) == (410, "time-expired")
        assert late.json()["last_seq"] == 2
        assert "everything saved before is submitted" in late.json()["message"]
        seat.seq = 2
        assert refused(await seat.submit()) == (410, "time-expired")


@story
async def test_a_submission_within_the_grace_counts_as_the_candidates(centre):
    async with centre.running() as (_, seat):
        centre.clock.advance_ms(HOUR_MS + GRACE_MS)
        assert (await seat.submit()).json()["ending"] == "submitted"


@story
async def test_expiry_closes_an_attempt_with_nobody_connected(centre):
    async with centre.running() as (room, seat):
        await seat.answer(1, 1)
        centre.clock.advance_ms(HOUR_MS + GRACE_MS)
        assert await room.sweep() == 0  # an answer may still arrive
        centre.clock.advance_ms(1)
        assert await room.sweep() == 1
        assert await room.sweep() == 0
    # The finish time that counts is the deadline, whenever the sweep came round.
    last = events_of(centre, "C-1")[-1]
    assert last.event == Ended(Ending.EXPIRED, NINE_O_CLOCK + HOUR_MS)
    place = place_of(centre, "C-1")
    assert (place.ended_ms, place.end.end.ending) == (NINE_O_CLOCK + HOUR_MS, "expired")


@story
async def test_a_candidate_who_comes_back_after_the_expiry_sees_the_same_ending(centre):
    async with centre.running() as (room, seat):
        await seat.answer(1, 1)
        centre.clock.advance_ms(2 * HOUR_MS)
        await room.sweep()
        view = (await seat.get("/attempt")).json()
        assert (view["progress"]["phase"], view["progress"]["ending"]) == ("ended", "expired")
        assert view["paper"] is None
        # Submitting now is the same ending, not an error in the candidate's face.
        ended = {"ending": "expired", "answered": 1, "unanswered": 39}
        assert (await seat.submit()).json() == ended


@story
async def test_one_attempt_that_cannot_be_closed_does_not_keep_the_others_open(centre, caplog):
    async with centre.open() as (room, client):
        for number in ("C-1", "C-2", "C-3"):
            await Seat(client, number).begin(centre.codes[number])
        execute = room._ledger.execute

        async def broken(attempt_id, decide):
            if attempt_id == place_of(centre, "C-2").attempt_id:
                raise RuntimeError("a defect")
            return await execute(attempt_id, decide)

        centre.clock.advance_ms(2 * HOUR_MS)
        room._ledger.execute = broken
        assert await room.sweep() == 2
        assert "could not be closed: a defect" in caplog.text
        room._ledger.execute = execute
        assert await room.sweep() == 1


@story
async def test_the_sweeper_runs_by_itself(centre):
    async with centre.open(sweeps=True) as (_, client):
        seat = Seat(client, "C-1")
        await seat.begin(centre.codes["C-1"])
        centre.clock.advance_ms(2 * HOUR_MS)
        while place_of(centre, "C-1").ended_ms is None:
            await asyncio.sleep(0.05)


@story
async def test_an_ended_attempt_leaves_memory_and_can_still_be_asked_for(centre):
    async with centre.running() as (room, seat):
        attempt = place_of(centre, "C-1").attempt_id
        assert attempt in dict(room._ledger.ledger.states())
        await seat.submit()
        assert attempt not in dict(room._ledger.ledger.states())
        assert (await seat.get("/attempt/progress")).json()["ending"] == "submitted"
        assert attempt not in dict(room._ledger.ledger.states())


@story
async def test_extra_time_is_allowed_from_the_start_and_the_attempt_expires_after_it(centre):
    async with centre.running("C-4") as (room, seat):
        started = (await seat.get("/attempt")).json()
        assert started["front_page"]["extra_minutes"] == 15
        assert started["progress"]["remaining_ms"] == 75 * MINUTE_MS
        centre.clock.advance_ms(75 * MINUTE_MS + GRACE_MS)
        assert await room.sweep() == 0
        centre.clock.advance_ms(1)
        assert await room.sweep() == 1
    assert events_of(centre, "C-4")[-1].event.at_ms == NINE_O_CLOCK + 75 * MINUTE_MS


def test_a_restarted_engine_charges_nobody_for_its_absence(centre):
    async def before():
        async with centre.running() as (_, seat):
            centre.clock.advance_ms(10 * MINUTE_MS)
            await seat.answer(1, 3)
            return seat.token

    async def after(token):
        async with centre.open() as (_, client):
            seat = Seat(client, "C-1")
            seat.token = token
            progress = (await seat.enter()).json()["progress"]
            assert progress["remaining_ms"] == 50 * MINUTE_MS
            assert progress["granted_ms"] == 2 * HOUR_MS
            assert progress["questions"][0]["response"] == [3]
            assert (await seat.answer(2, 1)).json()["last_seq"] == 2

    token = asyncio.run(before())
    centre.clock.advance_ms(2 * HOUR_MS)
    asyncio.run(after(token))


def test_a_stop_gives_nothing_to_those_who_have_not_started_have_ended_or_were_out_of_time(centre):
    async def before():
        async with centre.open() as (_, client):
            waiting, ended, out = (Seat(client, number) for number in ("C-1", "C-2", "C-3"))
            await out.begin(centre.codes["C-3"])
            centre.clock.advance_ms(HOUR_MS)
            await waiting.admit(centre.codes["C-1"])
            await ended.begin(centre.codes["C-2"])
            centre.clock.advance_ms(1)  # C-3 was out of time when the engine last ran
            await ended.submit()

    async def after():
        async with centre.open() as (room, _):
            assert await room.sweep() == 1

    asyncio.run(before())
    centre.clock.advance_ms(2 * HOUR_MS)
    asyncio.run(after())
    for number in ("C-1", "C-2", "C-3"):
        assert not [e for e in events_of(centre, number) if isinstance(e.event, TimeGranted)]
    assert events_of(centre, "C-3")[-1].event == Ended(Ending.EXPIRED, NINE_O_CLOCK + HOUR_MS)


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from exam_engine.clock import SetClock
from exam_engine.service.room import ExamRoom
from exam_engine.store import ledger
from exam_engine.store.address import database_of
from exam_engine.store.database import open_database
from exam_engine.vault.identity import Identity

home, now_ms, moment = sys.argv[1:]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    engine = open_database(database_of(Path(home)))
    room = ExamRoom(engine, SetClock(int(now_ms)), [], Identity.generate("centre"), sweeps=False)
    if moment == "before its commit":
        ledger.write_pulse = die
    async with room:
        die()

asyncio.run(main())
"""


@pytest.mark.journey
@pytest.mark.parametrize(
    ("moment", "grants"), [("before its commit", [180]), ("after its commit", [120, 60])]
)
def test_an_engine_killed_while_giving_back_gives_back_once_and_never_twice(centre, moment, grants):
    """Down for two hours, killed while it starts, down for another: three hours, to everybody."""
    numbers = ("C-1", "C-2", "C-3")

    async def before():
        async with centre.open() as (_, client):
            for number in numbers:
                await Seat(client, number).begin(centre.codes[number])
            centre.clock.advance_ms(10 * MINUTE_MS)
            await Seat(client, "C-4").admit(centre.codes["C-4"])  # a commit, and so a pulse

    async def after():
        async with centre.open() as (room, _):
            return dict(room._ledger.ledger.states())

    asyncio.run(before())
    centre.clock.advance_ms(2 * HOUR_MS)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, centre.body.home.path, str(centre.clock.now_ms()), moment],
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    centre.clock.advance_ms(HOUR_MS)
    states = asyncio.run(after())
    for number in numbers:
        granted = [e.event for e in events_of(centre, number) if isinstance(e.event, TimeGranted)]
        assert [event.granted_ms // MINUTE_MS for event in granted] == grants
        state = states[place_of(centre, number).attempt_id]
        assert state.deadline_ms == centre.clock.now_ms() + 50 * MINUTE_MS


def test_the_engine_leaves_the_moment_at_which_it_last_ran(centre):
    async def story():
        async with centre.running():
            centre.clock.advance_ms(MINUTE_MS)
            while True:
                with reading(centre.engine) as connection:
                    if last_pulse_ms(connection) == NINE_O_CLOCK + MINUTE_MS:
                        return
                await asyncio.sleep(0.05)

    asyncio.run(asyncio.wait_for(story(), 10))
