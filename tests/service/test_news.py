"""News reach a terminal at once: pauses, time, messages; a terminal comments and calls."""

import asyncio

from exam_engine.clock import Stopwatch
from exam_engine.model.attempt import Cause, MessageSent, NewEvent, Paused, Resumed, TimeGranted
from exam_engine.service import news
from exam_engine.store.staging import Decision
from seats import HOUR_MS, Centre


def saying(*events):
    return lambda state, now_ms: Decision([NewEvent(event) for event in events])


async def attempt_of(room, seat):
    return room.admission(seat.token).place.attempt_id


def test_a_terminal_that_waits_hears_of_a_pause_within_a_second(body):
    async def story():
        async with Centre(body).running() as (room, seat):
            known = (await seat.get("/attempt/progress")).json()["news"]
            attempt = await attempt_of(room, seat)
            waiting = asyncio.create_task(seat.get(f"/attempt/news?after={known}"))
            await asyncio.sleep(0.2)
            assert not waiting.done()
            watch = Stopwatch()
            await room.act(attempt, saying(Paused(Cause.ENVIRONMENT, "ines", words="fire alarm")))
            told = (await waiting).json()
            assert watch.elapsed_s() < 1
            assert (told["phase"], told["news"]) == ("paused", known + 1)
            assert told["pause"] == {"cause": "environment", "words": "fire alarm", "free_ms": -1}
            refused = await seat.answer(1, 1)
            assert refused.status_code == 200  # on its way when the pause began
            body.clock.advance_ms(600_000)
            late = await seat.answer(2, 1)
            assert (late.status_code, late.json()["refusal"]) == (409, "paused")
            seat.seq -= 1
            await room.act(attempt, saying(Resumed("ines"), TimeGranted(60_000, "alarm")))
            now = (await seat.get(f"/attempt/news?after={told['news']}")).json()
            assert (now["phase"], now["remaining_ms"]) == ("running", HOUR_MS + 60_000)
            assert (now["stopped_ms"], now["granted_ms"]) == (600_000, 60_000)
            assert (await seat.answer(2, 1)).status_code == 200

    asyncio.run(story())


def test_news_that_are_there_already_are_not_waited_for(body):
    async def story():
        async with Centre(body).running() as (_, seat):
            watch = Stopwatch()
            told = (await seat.get("/attempt/news?after=0")).json()
            assert watch.elapsed_s() < 1
            assert told["news"] > 0

    asyncio.run(story())


def test_without_news_the_answer_comes_after_a_while_all_the_same(body, monkeypatch):
    monkeypatch.setattr(news, "LONGEST_WAIT_S", 0.1)
    monkeypatch.setattr(news.Waiter.wait, "__defaults__", (0.1,))

    async def story():
        async with Centre(body).running() as (room, seat):
            known = (await seat.get("/attempt/progress")).json()["news"]
            told = (await seat.get(f"/attempt/news?after={known}")).json()
            assert (told["news"], told["phase"]) == (known, "running")
            assert room.news_desk._waiting == {}  # nobody is left behind

    asyncio.run(story())


def test_messages_stay_until_the_candidate_confirmed_them(body):
    async def story():
        async with Centre(body).running() as (room, seat):
            attempt = await attempt_of(room, seat)
            await room.act(attempt, saying(MessageSent(1, "Room 2 from 10:30.", "ines")))
            told = (await seat.get("/attempt/news?after=0")).json()
            assert told["messages"] == [{"number": 1, "text": "Room 2 from 10:30."}]
            await seat.say({"type": "message-read", "number": 1, "elapsed_ms": 0})
            await seat.say({"type": "help-called", "on": True, "elapsed_ms": 0})
            await seat.say(
                {"type": "commented", "n": 3, "text": "B and C\x1b[2J agree", "elapsed_ms": 0}
            )
            progress = (await seat.get("/attempt/progress")).json()
            assert (progress["messages"], progress["calls_help"]) == ([], True)
            (third,) = [each for each in progress["questions"] if each["n"] == 3]
            assert "\x1b" not in third["comment"]
            assert third["comment"].startswith("B and C")

    asyncio.run(story())


def test_a_submission_and_an_expiry_wake_who_waits(body):
    async def story():
        async with Centre(body).running() as (room, seat):
            known = (await seat.get("/attempt/progress")).json()["news"]
            waiting = asyncio.create_task(seat.get(f"/attempt/news?after={known}"))
            await asyncio.sleep(0.1)
            body.clock.advance_ms(2 * HOUR_MS)
            await room.sweep()
            told = (await waiting).json()
            assert (told["phase"], told["ending"]) == ("ended", "expired")

    asyncio.run(story())


def test_nobody_who_waits_holds_up_a_service_that_stops(body):
    async def story():
        async with Centre(body).running() as (room, seat):
            known = (await seat.get("/attempt/progress")).json()["news"]
            waiting = asyncio.create_task(seat.get(f"/attempt/news?after={known}"))
            await asyncio.sleep(0.1)
            watch = Stopwatch()
            room.dismiss()
            assert (await waiting).status_code == 200
            assert (await seat.get(f"/attempt/news?after={known}")).status_code == 200
            assert watch.elapsed_s() < 1

    asyncio.run(story())
