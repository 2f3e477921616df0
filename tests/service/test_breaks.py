"""Breaks over the protocol: a budget on the signed roster, and who ends a pause."""

import asyncio

import pytest

from conftest import NINE_O_CLOCK
from exam_engine.model.attempt import Cause, NewEvent, Paused, Resumed
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.office import sittings
from exam_engine.office.roster_file import RosterLine
from exam_engine.office.sittings import SittingOrder
from exam_engine.store.staging import Decision
from seats import HOUR_MS, Centre, Seat

MINUTE_MS = 60_000


class Arranged(Centre):
    """C-1 has 20 minutes of breaks and 15 minutes more; nothing is arranged for C-2."""

    def __init__(self, body):
        self.body, self.host = body, body.people["centre"]
        wanted = Accommodation(
            extra_time_ms=15 * MINUTE_MS,
            break_ms=20 * MINUTE_MS,
            colours="contrast",
            plain=True,
        )
        lines = [
            RosterLine(Candidate(number="C-1", name="Ada"), wanted),
            RosterLine(Candidate(number="C-2", name="Bea"), Accommodation()),
        ]
        order = SittingOrder(
            "spring", (body.form.id,), NINE_O_CLOCK, NINE_O_CLOCK + HOUR_MS, "centre"
        )
        issued = sittings.schedule(body.home, order, lines, body.people["editor"])
        self.codes = {one.candidate.number: one.code for one in issued}
        self.planned = sittings.open_papers(body.home, self.host).planned
        self.clock, self.engine = body.clock, body.home.engine


async def pause(seat):
    return await seat.post("/attempt/break", {"session": seat.session, "last_seq": seat.seq})


async def back(seat):
    return await seat.post("/attempt/resumption", {"session": seat.session})


def test_the_front_page_tells_the_terminal_what_is_arranged(body):
    async def story():
        centre = Arranged(body)
        async with centre.open() as (_, client):
            found = {}
            for number in ("C-1", "C-2"):
                reply = await Seat(client, number).admit(centre.codes[number])
                front = reply.json()["front_page"]
                names = ("extra_minutes", "break_minutes", "colours", "plain")
                found[number] = tuple(front[name] for name in names)
            assert found == {"C-1": (15, 20, "contrast", True), "C-2": (0, 0, "", False)}

    asyncio.run(story())


def test_the_clock_stands_still_for_the_budget_and_goes_on_beyond_it(body):
    async def story():
        async with Arranged(body).running() as (_, seat):
            allowed = HOUR_MS + 15 * MINUTE_MS
            assert (await seat.answer(1, 1)).status_code == 200
            for _ in range(2):  # the reply may be lost: the second time changes nothing
                away = (await pause(seat)).json()
                assert (away["phase"], away["break_left_ms"]) == ("paused", 20 * MINUTE_MS)
            body.clock.advance_ms(12 * MINUTE_MS)
            during = (await seat.get("/attempt/progress")).json()
            assert (during["remaining_ms"], during["break_left_ms"]) == (allowed, 8 * MINUTE_MS)
            assert (await seat.answer(2, 1)).json()["refusal"] == "paused"
            seat.seq -= 1
            for _ in range(2):
                now = (await back(seat)).json()
                assert (now["phase"], now["break_left_ms"]) == ("running", 8 * MINUTE_MS)
            await pause(seat)
            body.clock.advance_ms(10 * MINUTE_MS)  # two more than are left
            now = (await back(seat)).json()
            assert (now["remaining_ms"], now["break_left_ms"]) == (allowed - 2 * MINUTE_MS, 0)
            refused = await pause(seat)
            assert (refused.status_code, refused.json()["refusal"]) == (409, "no-break-left")
            assert "are used up" in refused.json()["message"]

    asyncio.run(story())


def test_without_a_budget_there_is_no_break(body):
    async def story():
        async with Arranged(body).running("C-2") as (_, seat):
            refused = await pause(seat)
            assert (refused.status_code, refused.json()["refusal"]) == (409, "no-break-left")
            assert "no breaks are arranged" in refused.json()["message"]

    asyncio.run(story())


@pytest.mark.parametrize("cause", [Cause.TECHNICAL, Cause.BREAK])
def test_a_pause_of_the_invigilator_is_not_ended_by_the_candidate(body, cause):
    async def story():
        async with Arranged(body).running() as (room, seat):
            attempt = room.admission(seat.token).place.attempt_id
            paused = [NewEvent(Paused(cause, "ines", words="fire alarm"))]
            await room.act(attempt, lambda state, now_ms: Decision(paused))
            refused = await back(seat)
            assert (refused.status_code, refused.json()["refusal"]) == (409, "paused")
            assert (await pause(seat)).json()["refusal"] == "paused"
            on = [NewEvent(Resumed("ines"))]
            await room.act(attempt, lambda state, now_ms: Decision(on))
            # The budget is as it was: this pause was not the candidate's.
            assert (await pause(seat)).json()["break_left_ms"] == 20 * MINUTE_MS

    asyncio.run(story())


def test_a_break_waits_for_what_came_before_it_and_belongs_to_one_terminal(body):
    async def story():
        async with Arranged(body).running() as (_, seat):
            seat.seq += 1
            early = await pause(seat)
            assert (early.status_code, early.json()["refusal"]) == (409, "out-of-sequence")
            seat.seq -= 1
            before = seat.session
            await seat.enter()
            seat.session, now = before, seat.session
            late = await pause(seat)
            assert (late.status_code, late.json()["refusal"]) == (401, "superseded")
            seat.session = now
            assert (await pause(seat)).status_code == 200

    asyncio.run(story())


@pytest.mark.parametrize("path", ["/attempt/break", "/attempt/resumption"])
@pytest.mark.parametrize("message", [{}, {"session": 0}, {"session": 1, "last_seq": -1}, []])
def test_what_is_no_request_is_refused(body, path, message):
    async def story():
        async with Arranged(body).running() as (_, seat):
            reply = await seat.post(path, message)
            assert (reply.status_code, reply.json()["refusal"]) == (422, "malformed")

    asyncio.run(story())
