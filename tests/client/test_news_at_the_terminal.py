"""What others do to an attempt, as its candidate sees it: by keys, with the real service."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from client.made import HOUR_MS, START, attempt, presented
from client.scripted_engine import ScriptedEngine
from client.test_journey import begin, in_room, press, text_of, until
from exam_engine.client.listener import Listener
from exam_engine.client.look.glyphs import FULL
from exam_engine.client.sender import Ended, Sender
from exam_engine.client.sheets.banner import banner, pages
from exam_engine.client.sheets.cover import cover_of
from exam_engine.client.surroundings import Surroundings
from exam_engine.delivery.transitions import transition
from exam_engine.errors import GatewayError
from exam_engine.model.attempt import (
    Cause,
    Commented,
    EndedFor,
    HelpCalled,
    MessageRead,
    MessageSent,
    NewEvent,
    Paused,
    Resumed,
    TimeGranted,
)
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.store.staging import Decision
from exam_engine.wire.candidate import MessageView, PauseView

STEM = "What does the standard require"


async def act(room, *events):
    """Do something to the attempt as an invigilator does."""
    decision = Decision([NewEvent(event) for event in events])
    await room._room.act(1, lambda state, now_ms: decision)


def on_record(room):
    with reading(room.hall.database) as connection:
        return [entry.event for entry in recorded_events(connection, 1)]


def seated(tmp_path, story, **arranged):
    """Run a story with a terminal at the first question."""

    async def whole(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            await begin(app, pilot)
            await story(room, app, pilot)

    in_room(tmp_path, whole, **arranged)


def test_a_pause_covers_the_paper_and_goes_on_by_itself(tmp_path):
    async def story(room, app, pilot):
        press(app, "b")
        await until(app, pilot, "1/3", "✓ saved")
        await act(room, Paused(Cause.ENVIRONMENT, "ines", words="The fire alarm rings."))
        await until(app, pilot, "The exam is paused", "The fire alarm rings.", "stands still")
        assert STEM not in text_of(app)
        assert "Release and deployment" not in text_of(app)
        press(app, "c", "right", "f10", "f1")  # nothing of it counts
        room.clock.advance_ms(1_800_000)
        await pilot.pause(0.05)
        assert "The exam is paused" in text_of(app)
        await act(room, Resumed("ines"))
        await until(app, pilot, "Question 1 of 3", "B  ◉", STEM, "60 min left")
        press(app, "c")
        await until(app, pilot, "C  ◉", "✓ saved")

    seated(tmp_path, story)


def test_what_is_typed_before_a_pause_is_heard_of_arrives_after_it(tmp_path):
    async def story(room, app, pilot):
        candidate = app._desk.seat.attempt
        candidate.hear_news = lambda *_, **__: None  # news do not come through
        await act(room, Paused(Cause.TECHNICAL, "ines"))
        room.clock.advance_ms(60_000)
        press(app, "d")
        await until(app, pilot, "D  ◉", "saving")
        await pilot.pause(0.3)
        assert "saving" in text_of(app)
        del candidate.hear_news
        await act(room, Resumed("ines"))
        await until(app, pilot, "D  ◉", "✓ saved")
        assert on_record(room)[-1].response == ("w",)

    seated(tmp_path, story)


def test_a_terminal_that_comes_back_in_a_pause_shows_no_question_until_it_is_over(tmp_path):
    async def story(room):
        app = room.terminal()
        async with app.run_test() as pilot:
            await begin(app, pilot)
            await act(room, Paused(Cause.CANDIDATE, "ines"))
            await until(app, pilot, "Your exam is paused")
        again, shown = room.terminal("seat-2"), []
        again._plan.state.keep(app._plan.state.session(app._plan.server))
        async with again.run_test() as pilot:
            for _ in range(100):
                shown.append(text_of(again))
                if "Your exam is paused" in shown[-1]:
                    break
                await pilot.pause(0.01)
            assert "Your exam is paused" in shown[-1]
            assert not any(STEM in text for text in shown)
            await act(room, Resumed("ines"))
            await until(again, pilot, "Question 1 of 3", STEM)
        names = [type(event).__name__ for event in on_record(room)]
        assert names[-1] == "QuestionOpened"

    in_room(tmp_path, story)


def test_a_message_stays_until_it_is_confirmed_and_the_exam_goes_on_below_it(tmp_path):
    async def story(room, app, pilot):
        await act(room, MessageSent(1, "Room 2 moves at 10:30.", "ines"))
        await until(app, pilot, "Message from the invigilator", "Room 2 moves", "Ctrl+R")
        press(app, "b", "right")
        await until(app, pilot, "Question 2 of 3", "1/3", "Room 2 moves")
        await act(room, MessageSent(2, "Ten minutes more.", "ines"))
        await until(app, pilot, "and 1 more after it")
        press(app, "ctrl+r")
        await until(app, pilot, "Ten minutes more.", gone="Room 2 moves")
        press(app, "ctrl+r")
        await until(app, pilot, gone="Message from the invigilator")
        press(app, "ctrl+r")
        await until(app, pilot, "there is no message", "✓ saved")
        read = [event for event in on_record(room) if isinstance(event, MessageRead)]
        assert read == [MessageRead(1), MessageRead(2)]

    seated(tmp_path, story)


def test_help_is_called_and_shows_so_until_somebody_came(tmp_path):
    async def story(room, app, pilot):
        press(app, "f12")
        await until(app, pilot, "You called the invigilator", "✓ saved")
        await act(room, HelpCalled(False))
        await until(app, pilot, gone="You called the invigilator")
        press(app, "f12", "f12")
        await until(app, pilot, "✓ saved", gone="You called the invigilator")
        await act(room, Paused(Cause.STAFF, "ines"))
        await until(app, pilot, "The exam is paused")
        press(app, "f12")  # also in a pause
        await until(app, pilot, "You called the invigilator")
        for _ in range(100):
            if on_record(room)[-1] == HelpCalled(True):
                return
            await pilot.pause(0.01)
        raise AssertionError(on_record(room)[-1])

    seated(tmp_path, story)


def test_time_that_is_granted_shows_at_once(tmp_path):
    async def story(room, app, pilot):
        await act(room, TimeGranted(600_000, "noise"))
        await until(app, pilot, "time was added: 10 minutes", "70 min left")
        press(app, "down")  # a key does not take it away
        await pilot.pause(0.05)
        assert "time was added" in text_of(app)

    seated(tmp_path, story)


def test_an_end_by_others_shows_the_end(tmp_path):
    async def story(room, app, pilot):
        press(app, "b")
        await until(app, pilot, "1/3", "✓ saved")
        await act(room, EndedFor(room.clock.now_ms(), ("ines", "otto"), "ill"))
        await until(app, pilot, "Your exam is submitted", "The invigilators ended it", "1 question")

    seated(tmp_path, story)


def test_a_comment_is_typed_saved_and_taken_back(tmp_path):
    async def story(room, app, pilot):
        press(app, "!")
        await until(app, pilot, "What is wrong with question 1?")
        press(app, *"B and C", "enter")
        await until(app, pilot, "goes to the exam's editors", "your comment", "✓ saved")
        assert on_record(room)[-1] == Commented(1, "B and C")
        press(app, "!", "escape", "!", "delete", "enter")
        await until(app, pilot, "comment deleted", "✓ saved", gone="! your comment")
        assert on_record(room)[-1] == Commented(1, "")

    seated(tmp_path, story)


def test_warnings_come_in_words_and_show_the_time_that_was_hidden(tmp_path):
    async def story(room, app, pilot):
        press(app, "t")
        await until(app, pilot, "time hidden")
        room.clock.advance_ms(HOUR_MS - 900_000)
        app._desk.time_passes()
        await until(app, pilot, "! 15 minutes are left", "15 min left")
        app.screen.clock._hide_again()
        await until(app, pilot, "time hidden")
        room.clock.advance_ms(600_000)
        app._desk.time_passes()
        await until(app, pilot, "! 5 minutes are left", "5 min left")

    seated(tmp_path, story)


def test_a_break_is_taken_and_ended_by_keys_and_its_budget_counts_down(tmp_path):
    async def story(room, app, pilot):
        press(app, "b", "ctrl+p")
        await until(app, pilot, "Your break has begun.", "10 minutes more, then it runs")
        assert STEM not in text_of(app)
        room.clock.advance_ms(240_000)
        press(app, "b", "enter")
        await until(app, pilot, "Question 1 of 3", "B  ◉", "60 min left")
        room.clock.advance_ms(60_000)
        press(app, "ctrl+p")
        await until(app, pilot, "stands still for 6 minutes more", "runs. 59")
        room.clock.advance_ms(420_000)  # a minute too long
        app._desk.time_passes()
        await until(app, pilot, "The clock runs during this pause. 58 minutes are left.")
        press(app, "enter")
        await until(app, pilot, "Question 1 of 3", "58 min left")
        press(app, "ctrl+p")
        await until(app, pilot, "no break is left for you")

    seated(tmp_path, story, break_minutes=10)


def test_a_pause_of_the_invigilators_is_not_ended_by_the_candidate(tmp_path):
    async def story(room, app, pilot):
        await act(room, Paused(Cause.BREAK, "ines"))
        await until(app, pilot, "Your break has begun.")
        press(app, "enter")
        await until(app, pilot, "the invigilator paused the exam and lets it go on")
        assert "Your break has begun." in text_of(app)
        await act(room, Resumed("ines"))
        await until(app, pilot, "Question 1 of 3")
        press(app, "ctrl+p")
        await until(app, pilot, "no break is left for you")

    seated(tmp_path, story)


# --- the parts by themselves ---


class Desk:
    """A news desk that answers what a test puts there."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def news(self, after):
        self.asked.append(after)
        await asyncio.sleep(0)
        if not self.answers:
            await asyncio.Event().wait()
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def listen(desk, candidate):
    waits, shown, asks = [], [], []

    async def pause(duration_s):
        waits.append(duration_s)
        await asyncio.sleep(0)

    async def run():
        listener = Listener(
            desk, candidate, lambda: shown.append(1), lambda: asks.append(1), pause=pause
        )
        task = asyncio.create_task(listener.run())
        for _ in range(50):
            await asyncio.sleep(0)
        task.cancel()

    asyncio.run(run())
    return waits, shown, asks


def news_of(state, now_ms=0):
    return presented().news(state, now_ms, HOUR_MS)


def test_the_listener_asks_after_what_it_knows_and_is_patient_with_failures():
    engine = ScriptedEngine()
    paused = transition(engine.state, Paused(Cause.STAFF, "ines"), 0)
    desk = Desk(GatewayError("away"), GatewayError("away"), news_of(paused), news_of(paused))
    candidate = attempt()
    waits, shown, asks = listen(desk, candidate)
    assert desk.asked == [0, 0, 0, 1, 1]
    assert candidate.paused
    assert (len(shown), len(asks)) == (2, 0)
    assert len(waits) == 3  # after each failure, and after an answer without news


def test_an_end_in_the_news_lets_the_sender_ask():
    engine = ScriptedEngine()
    ended = transition(engine.state, EndedFor(0, ("ines", "otto"), "ill"), 0)
    _, _, asks = listen(Desk(news_of(ended)), attempt())
    assert asks == [1]


def test_the_sender_keeps_in_a_pause_what_waits_and_sends_it_afterwards():
    async def story():
        engine, candidate = ScriptedEngine(), attempt()
        engine.tell(Paused(Cause.STAFF, "ines"))
        record = engine._record

        def refusing(request):
            if engine.state.pause is not None:
                # as the engine does once the moments of grace are over
                transition(engine.state, Commented(1, "x"), 10_000, engine.state.last_seq + 1)
            return record(request)

        engine._record = refusing
        candidate.choose(1, 2)

        async def no_pause(_):
            await asyncio.sleep(0)

        sender = Sender(engine, candidate, pause=no_pause, ask_every_s=0.01)
        task = asyncio.create_task(sender.run())
        while not candidate.paused:
            await asyncio.sleep(0)
        assert not candidate.choose(2, 1)
        assert engine.responses() == {}
        engine.tell(Resumed("ines"))
        while candidate.paused or candidate.next_batch():
            await asyncio.sleep(0.001)
        assert engine.responses() == {1: (2,)}
        candidate.finish()
        sender.wake()
        assert await task == Ended("submitted", 1, 5, 0)

    asyncio.run(asyncio.wait_for(story(), 10))


@pytest.mark.parametrize(
    ("free_ms", "said"),
    [
        (-1, "The clock stands still: you lose no time. 60 minutes are left."),
        (120_000, "The clock stands still for 2 minutes more, then it runs."),
        (0, "The clock runs during this pause."),
    ],
)
def test_a_pause_says_what_the_clock_does(free_ms, said):
    pause = PauseView(cause="staff", words="", free_ms=free_ms)
    cover = cover_of(attempt(pause=pause), FULL)
    assert any(sentence.startswith(said) for sentence in cover.sentences)


def test_a_call_on_its_way_is_not_forgotten_for_news_that_are_older():
    candidate = attempt()
    candidate.call_help()
    candidate.hear_news(replace(START, news=1))
    assert candidate.around.calls_help
    candidate.engine_has(1)
    candidate.hear_news(replace(START, news=2))  # somebody came
    assert not candidate.around.calls_help


def test_a_report_that_is_older_than_the_news_changes_nothing():
    pause = PauseView(cause="staff", words="", free_ms=-1)
    candidate = attempt()
    candidate.hear_news(replace(START, news=5, pause=pause))
    candidate.hear_news(replace(START, news=4))
    assert candidate.paused


def test_a_message_that_was_confirmed_does_not_come_back_with_the_next_news():
    told = replace(START, messages=(MessageView(number=1, text="a"),))
    around = Surroundings(told)
    assert around.confirm() == 1
    around.hear(told, call_on_its_way=False)
    assert around.messages == []
    assert around.confirm() is None


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (40, 10)])
def test_a_long_message_is_shown_in_parts_that_lose_no_word(size):
    text = " ".join(f"word{n}" for n in range(300))
    parts = [banner([text], page, False, FULL, size) for page in range(pages(text, size))]
    words = " ".join(row.plain for rows in parts for row in rows[1:-1]).split()
    assert words == text.split()
    assert all(row.width <= size[0] for rows in parts for row in rows)
    assert all(len(rows) <= max(5, size[1] // 3) for rows in parts)


def test_nothing_to_say_takes_no_room():
    assert banner([], 0, False, FULL, (80, 24)) == []
