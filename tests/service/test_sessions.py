"""Sessions: a later entry replaces the one before, and what is late of that changes nothing."""

import asyncio
import random

import pytest

from exam_engine.model.attempt import QuestionOpened, SessionOpened
from exam_engine.office import sittings
from seats import Seat
from service.story import events_of, refused, story

REPLACED = "taken over at another terminal"


def message(seat, *questions, first_seq=None, session=None):
    """A message that opens questions, for a terminal to send now or much later."""
    return {
        "session": seat.session if session is None else session,
        "first_seq": seat.seq + 1 if first_seq is None else first_seq,
        "events": [{"type": "opened", "n": n, "elapsed_ms": 0} for n in questions],
    }


async def at_another_terminal(centre, seat):
    """Return the seat of a second terminal, admitted with a reissued code."""
    code = sittings.reissue(centre.body.home, "spring", seat.number, "invigilator")
    other = Seat(seat.client, seat.number)
    assert (await other.admit(code)).status_code == 200
    return other


@story
async def test_every_entry_opens_a_session_with_the_next_number(centre):
    async with centre.open() as (_, client):
        seat = Seat(client, "C-1")
        sessions = [(await seat.admit(centre.codes["C-1"])).json()["progress"]["session"]]
        for _ in range(2):
            sessions.append((await seat.enter()).json()["progress"]["session"])
        other = await at_another_terminal(centre, seat)
        sessions.append(other.session)
        assert sessions == [1, 2, 3, 4]
    assert [entry.event for entry in events_of(centre, "C-1")] == [
        SessionOpened(1, 1),
        SessionOpened(2, 1),
        SessionOpened(3, 1),
        SessionOpened(4, 2),
    ]


@pytest.mark.parametrize("new_events_meanwhile", [0, 1, 3])
@story
async def test_a_message_of_the_earlier_session_that_arrives_late_changes_nothing(
    centre, new_events_meanwhile
):
    """Its numbers are next, or those of events that the new session has sent: both are refused."""
    async with centre.running() as (_, seat):
        await seat.open(1)
        late = message(seat, 7, 8)
        assert (await seat.enter()).json()["progress"]["last_seq"] == 1
        for n in range(new_events_meanwhile):
            assert (await seat.open(20 + n)).status_code == 200
        before = events_of(centre, "C-1")
        reply = await seat.post("/attempt/events", late)
        assert refused(reply) == (401, "superseded")
        assert REPLACED in reply.json()["message"]
        assert events_of(centre, "C-1") == before
        # The session in force goes on with its next number.
        assert (await seat.open(9)).json()["last_seq"] == new_events_meanwhile + 2


@story
async def test_a_submission_of_the_earlier_session_that_arrives_late_ends_nothing(centre):
    async with centre.running() as (_, seat):
        await seat.open(1)
        late = {"session": seat.session, "last_seq": 1}
        await seat.enter()
        assert refused(await seat.post("/attempt/submission", late)) == (401, "superseded")
        assert (await seat.get("/attempt/progress")).json()["phase"] == "running"
        assert (await seat.submit()).json()["ending"] == "submitted"


@story
async def test_a_message_sent_again_in_its_own_session_is_taken_once(centre):
    async with centre.running() as (_, seat):
        await seat.enter()
        again = message(seat, 1, 2)
        replies = [await seat.post("/attempt/events", again) for _ in range(3)]
        assert [reply.json()["last_seq"] for reply in replies] == [2, 2, 2]
        assert len({reply.text for reply in replies}) == 1
    assert [entry.event for entry in events_of(centre, "C-1") if entry.seq] == [
        QuestionOpened(1),
        QuestionOpened(2),
    ]


@pytest.mark.parametrize("session", [2, 999_999])
@story
async def test_a_session_that_was_not_opened_yet_is_refused(centre, session):
    async with centre.running() as (_, seat):
        reply = await seat.post("/attempt/events", message(seat, 1, session=session))
        assert refused(reply) == (401, "superseded")
        assert len(events_of(centre, "C-1")) == 3


@pytest.mark.parametrize("session", [None, 0, -1, "1", 1_000_001])
@story
async def test_a_message_without_a_session_is_not_understood(centre, session):
    async with centre.running() as (_, seat):
        for path, said in (
            ("/attempt/events", message(seat, 1)),
            ("/attempt/submission", {"session": 1, "last_seq": 0}),
        ):
            del said["session"]
            if session is not None:
                said["session"] = session
            assert refused(await seat.post(path, said)) == (422, "malformed")
        assert len(events_of(centre, "C-1")) == 3


@story
async def test_a_second_terminal_with_a_new_code_replaces_the_first_which_is_told_so(centre):
    async with centre.running() as (_, seat):
        await seat.answer(1, 2)
        other = await at_another_terminal(centre, seat)
        view = (await other.get("/attempt")).json()
        assert view["progress"]["phase"] == "running"
        assert view["progress"]["questions"][0]["response"] == [2]
        assert view["progress"]["last_seq"] == other.seq == 1
        before = events_of(centre, "C-1")

        statement = view["front_page"]["statement"]
        for reply in (
            await seat.answer(2, 1),
            await seat.submit(),
            await seat.enter(),
            await seat.get("/attempt"),
            await seat.get("/attempt/progress"),
            await seat.post("/attempt/start"),
            await seat.post("/attempt/agreement", {"statement": statement}),
        ):
            assert refused(reply) == (401, "superseded")
            assert REPLACED in reply.json()["message"]
        # Nor does it help the first terminal to quote the session that is in force.
        seat.session = other.session
        assert refused(await seat.answer(2, 1)) == (401, "superseded")
        assert events_of(centre, "C-1") == before
        assert (await other.answer(2, 1)).json()["last_seq"] == 2


@story
async def test_an_entry_after_the_end_shows_the_end_and_opens_nothing(centre):
    async with centre.running() as (_, seat):
        await seat.submit()
        before = events_of(centre, "C-1")
        view = (await seat.enter()).json()
        assert (view["progress"]["ending"], view["progress"]["session"]) == ("submitted", 1)
        assert view["paper"] is None
        assert events_of(centre, "C-1") == before


@story
async def test_after_the_end_no_new_code_admits_anybody(centre):
    async with centre.running() as (_, seat):
        code = sittings.reissue(centre.body.home, "spring", "C-1", "invigilator")
        await seat.submit()
        reply = await Seat(seat.client, "C-1").admit(code)
        assert refused(reply) == (410, "already-submitted")


def test_a_token_outlives_the_engine_and_enters_again(centre):
    async def before():
        async with centre.running() as (_, seat):
            await seat.answer(1, 3)
            return seat.token

    async def after(token):
        async with centre.open() as (_, client):
            seat = Seat(client, "C-1")
            seat.token = token
            progress = (await seat.enter()).json()["progress"]
            assert (progress["session"], progress["last_seq"]) == (2, 1)
            assert (await seat.answer(2, 1)).json()["last_seq"] == 2

    asyncio.run(after(asyncio.run(before())))


def test_a_replaced_terminal_stays_replaced_after_a_restart(centre):
    async def before():
        async with centre.running() as (_, seat):
            other = await at_another_terminal(centre, seat)
            return seat.token, other.token

    async def after(first, second):
        async with centre.open() as (_, client):
            seat, other = Seat(client, "C-1"), Seat(client, "C-1")
            seat.token, other.token = first, second
            assert refused(await seat.enter()) == (401, "superseded")
            assert (await other.enter()).json()["progress"]["session"] == 3

    asyncio.run(after(*asyncio.run(before())))


@pytest.mark.parametrize("seed", range(8))
@story
async def test_messages_of_two_sessions_on_their_way_together_are_never_both_taken(centre, seed):
    """Ten of the session before are under way when the terminal enters again and goes on."""
    draw = random.Random(seed)
    taken = []
    async with centre.running() as (_, seat):
        early = [message(seat, n, first_seq=n) for n in range(1, 11)]
        anew = Seat(seat.client, "C-1")
        anew.token = seat.token

        async def send_early():
            for said in early:
                await asyncio.sleep(draw.random() / 200)
                reply = await seat.post("/attempt/events", said)
                if reply.status_code == 200:
                    taken.append(said["events"][0]["n"])
                else:
                    assert refused(reply) == (401, "superseded")

        async def enter_and_go_on():
            await asyncio.sleep(draw.random() / 20)
            assert (await anew.enter()).status_code == 200
            for n in range(11, 21):
                await asyncio.sleep(draw.random() / 400)
                assert (await anew.open(n)).status_code == 200
                taken.append(n)

        await asyncio.gather(send_early(), enter_and_go_on())
    recorded = [entry.event for entry in events_of(centre, "C-1")][3:]
    entry = recorded.index(SessionOpened(2, 1))
    before, after = recorded[:entry], recorded[entry + 1 :]
    assert [event.n for event in before] == list(range(1, len(before) + 1))
    assert [event.n for event in after] == list(range(11, 21))
    assert sorted(taken) == [event.n for event in before + after]
