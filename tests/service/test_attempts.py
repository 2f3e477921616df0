"""The service: admission to submission, time, restarts, races."""

import asyncio

import pytest

from conftest import NINE_O_CLOCK
from exam_engine.delivery.timing import ARRIVAL_GRACE_MS
from exam_engine.office import sittings
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.store.roster import places_of_candidate
from seats import CANDIDATES, HOUR_MS, Centre, Seat


@pytest.fixture
def centre(body):
    return Centre(body)


def events_of(centre, number):
    with reading(centre.engine) as connection:
        (place,) = places_of_candidate(connection, number)
        return recorded_events(connection, place.attempt_id)


def test_an_attempt_from_admission_to_submission(centre):
    async def story():
        async with centre.open() as (_, client):
            seat = Seat(client, "C-1")
            admitted = (await seat.admit(centre.codes["C-1"])).json()
            front = admitted["front_page"]
            assert (front["name"], front["items"], front["minutes"]) == ("Candidate C-1", 40, 60)
            assert (front["cut_score"], front["extra_minutes"]) == (26, 0)
            assert admitted["progress"]["phase"] == "admitted"

            early = await seat.post("/attempt/start")
            assert early.json()["refusal"] == "not-agreed"
            agreed = await seat.post("/attempt/agreement", {"statement": front["statement"]})
            assert agreed.json()["progress"]["phase"] == "agreed"
            assert agreed.json()["paper"] is None

            started = (await seat.post("/attempt/start")).json()
            assert len(started["paper"]["questions"]) == 40
            assert started["progress"]["remaining_ms"] == HOUR_MS
            centre.clock.advance_ms(90_000)
            reply = (await seat.answer(1, 2)).json()
            assert reply == {
                "last_seq": 1,
                "phase": "running",
                "remaining_ms": HOUR_MS - 90_000,
                "granted_ms": 0,
            }
            ended = (await seat.submit()).json()
            assert ended == {"ending": "submitted", "answered": 1, "unanswered": 39}
            late = await seat.answer(2, 1)
            assert (late.status_code, late.json()["refusal"]) == (410, "already-submitted")
            again = await seat.post("/attempt/submission", {"last_seq": 1})
            assert again.json() == ended

    asyncio.run(story())


def test_a_repeated_message_is_harmless_and_a_gap_refused(centre):
    async def story():
        async with centre.running() as (_, seat):
            events = [
                {"type": "responded", "n": n, "options": [1], "elapsed_ms": n} for n in (1, 2, 3)
            ]
            message = {"first_seq": 1, "events": events}
            for _ in range(3):
                reply = await seat.post("/attempt/events", message)
                assert reply.json()["last_seq"] == 3
            overlapping = {"first_seq": 3, "events": [*events[2:], *events[:1]]}
            assert (await seat.post("/attempt/events", overlapping)).json()["last_seq"] == 4
            gap = await seat.post("/attempt/events", {"first_seq": 7, "events": events})
            assert (gap.status_code, gap.json()["refusal"]) == (409, "out-of-sequence")
            assert gap.json()["last_seq"] == 4
            uncovered = await seat.post("/attempt/submission", {"last_seq": 5})
            assert (uncovered.status_code, uncovered.json()["last_seq"]) == (409, 4)

    asyncio.run(story())
    assert [entry.seq for entry in events_of(centre, "C-1") if entry.seq] == [1, 2, 3, 4]


def test_expiry_closes_an_attempt_with_nobody_connected(centre):
    async def story():
        async with centre.running() as (room, seat):
            await seat.answer(1, 1)
            centre.clock.advance_ms(HOUR_MS + ARRIVAL_GRACE_MS)
            assert await room.sweep() == 0  # an answer may still arrive
            centre.clock.advance_ms(1)
            assert await room.sweep() == 1
            assert await room.sweep() == 0
            view = (await seat.get("/attempt")).json()
            assert (view["progress"]["phase"], view["progress"]["ending"]) == ("ended", "expired")
            assert view["paper"] is None
            # Submitting now is the same ending, not an error in the candidate's face.
            assert (await seat.submit()).json()["ending"] == "expired"

    asyncio.run(story())
    assert events_of(centre, "C-1")[-1].event.at_ms == NINE_O_CLOCK + HOUR_MS


def test_the_sweeper_runs_by_itself(centre):
    async def story():
        async with centre.open(sweeps=True) as (room, client):
            seat = Seat(client, "C-1")
            await seat.begin(centre.codes["C-1"])
            centre.clock.advance_ms(2 * HOUR_MS)
            while dict(room._ledger.ledger.states())[1].ending is None:
                await asyncio.sleep(0.05)

    asyncio.run(asyncio.wait_for(story(), 10))


def test_extra_time_is_allowed_from_the_start(centre):
    async def story():
        async with centre.open() as (_, client):
            seat = Seat(client, "C-4")
            started = (await seat.begin(centre.codes["C-4"])).json()
            assert started["front_page"]["extra_minutes"] == 15
            assert started["progress"]["remaining_ms"] == HOUR_MS + 15 * 60_000

    asyncio.run(story())


def test_a_restarted_engine_charges_nobody_for_its_absence(centre):
    async def before():
        async with centre.running() as (_, seat):
            centre.clock.advance_ms(10 * 60_000)
            await seat.answer(1, 3)
            return seat.token

    async def after(token):
        async with centre.open() as (_, client):
            seat = Seat(client, "C-1")
            seat.token, seat.seq = token, 1
            view = (await seat.get("/attempt")).json()
            assert view["progress"]["remaining_ms"] == 50 * 60_000
            assert view["progress"]["granted_ms"] == 2 * HOUR_MS
            assert view["progress"]["questions"][0]["response"] == [3]
            assert (await seat.answer(2, 1)).json()["last_seq"] == 2

    token = asyncio.run(before())
    centre.clock.advance_ms(2 * HOUR_MS)
    asyncio.run(after(token))


def test_a_code_admits_once_and_a_new_one_replaces_the_terminal(centre):
    async def story():
        async with centre.running() as (_, seat):
            await seat.answer(1, 2)
            used = await Seat(seat.client, "C-1").admit(centre.codes["C-1"])
            assert (used.status_code, used.json()["refusal"]) == (403, "not-admitted")

            code = sittings.reissue(centre.body.home, "spring", "C-1", "invigilator")
            other = Seat(seat.client, "C-1")
            admitted = (await other.admit(code)).json()
            assert admitted["progress"]["phase"] == "running"
            view = (await other.get("/attempt")).json()
            assert view["progress"]["questions"][0]["response"] == [2]
            assert view["progress"]["last_seq"] == 1

            replaced = await seat.answer(2, 1)
            assert (replaced.status_code, replaced.json()["refusal"]) == (401, "superseded")
            other.seq = 1
            assert (await other.answer(2, 1)).status_code == 200

    asyncio.run(story())


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA", "x" * 80])
def test_a_wrong_code_admits_nobody(centre, code):
    async def story():
        async with centre.open() as (_, client):
            reply = await Seat(client, "C-1").admit(code)
            assert reply.status_code in (403, 422)
            unknown = await Seat(client, "C-99").admit(code)
            assert unknown.json() == reply.json()  # which part was wrong is not told

    asyncio.run(story())


def test_a_code_is_read_as_people_write_it(centre):
    written = centre.codes["C-1"].lower().replace("-", " ").replace("0", "o").replace("1", "l")

    async def story():
        async with centre.open() as (_, client):
            assert (await Seat(client, "C-1").admit(written)).status_code == 200

    asyncio.run(story())


def test_guessing_codes_is_slowed_down(centre):
    async def story():
        async with centre.open() as (_, client):
            replies = [await Seat(client, "C-1").admit(f"WRONG-{n}") for n in range(6)]
            assert [reply.status_code for reply in replies] == [403] * 5 + [429]
            assert replies[-1].json()["retry_after_s"] == 10
            right = await Seat(client, "C-1").admit(centre.codes["C-1"])
            assert right.status_code == 429  # even the right one has to wait
            assert (await Seat(client, "C-2").admit(centre.codes["C-2"])).status_code == 200
            centre.clock.advance_ms(10_001)
            assert (await Seat(client, "C-1").admit(centre.codes["C-1"])).status_code == 200

    asyncio.run(story())


def test_the_window_of_the_sitting_has_two_sides(centre, body):
    async def story():
        async with centre.open() as (_, client):
            centre.clock.advance_ms(HOUR_MS)
            assert (await Seat(client, "C-1").admit(centre.codes["C-1"])).status_code == 200
            centre.clock.advance_ms(1)
            late = await Seat(client, "C-2").admit(centre.codes["C-2"])
            assert (late.status_code, late.json()["refusal"]) == (403, "window-closed")

    asyncio.run(story())


def test_nobody_is_admitted_without_a_token(centre):
    async def story():
        async with centre.running() as (_, seat):
            for token in ("wrong", seat.token[:-1], seat.token + "x", "x" * 500):
                reply = await seat.post("/attempt/start", token=token)
                assert (reply.status_code, reply.json()["refusal"]) == (401, "unauthorised")
            bare = await seat.client.get("/api/v1/attempt")
            assert bare.status_code == 401

    asyncio.run(story())


@pytest.mark.parametrize(
    ("changes", "status", "refusal"),
    [
        ({"n": 41}, 422, "unknown-question"),
        ({"options": [5]}, 422, "unknown-option"),
        ({"options": [1, 2]}, 422, "too-many-options"),
        ({"options": [0]}, 422, "malformed"),
        ({"n": 0}, 422, "malformed"),
        ({"n": "1"}, 422, "malformed"),
        ({"type": "marked"}, 422, "malformed"),
        ({"answer": "b"}, 422, "malformed"),
        ({"elapsed_ms": -1}, 422, "malformed"),
        ({"elapsed_ms": 10**11}, 422, "malformed"),
    ],
)
def test_what_the_paper_does_not_have_is_refused(centre, changes, status, refusal):
    async def story():
        async with centre.running() as (_, seat):
            reply = await seat.answer(1, 1, changes)
            assert (reply.status_code, reply.json()["refusal"]) == (status, refusal)
            seat.seq = 0
            assert (await seat.answer(1, 1)).json()["last_seq"] == 1

    asyncio.run(story())


@pytest.mark.parametrize("size", [65_537, 10_000_000])
def test_bodies_have_a_limit(centre, size):
    async def chunks():
        for _ in range(size // 1000 + 1):
            yield b"x" * 1000

    async def story():
        async with centre.running() as (_, seat):
            headers = {"authorization": f"Bearer {seat.token}"}
            for content in (b"x" * size, chunks()):
                reply = await seat.client.post(
                    "/api/v1/attempt/events", content=content, headers=headers
                )
                assert (reply.status_code, reply.json()["refusal"]) == (413, "too-large")

    asyncio.run(story())


def test_a_finish_that_races_with_saves_loses_no_acknowledged_answer(centre):
    """Saves and a finish in flight together, as others have lost answers: 0 may be lost here."""

    async def story():
        async with centre.open() as (_, client):
            kept = {}
            for number in CANDIDATES:
                seat = Seat(client, number)
                await seat.begin(centre.codes[number])
                acts = [seat.answer(n, 1) for n in range(1, 21)]
                acts.insert(10, seat.post("/attempt/submission", {"last_seq": 0}))
                replies = await asyncio.gather(*acts)
                kept[number] = sum(reply.status_code == 200 for reply in replies) - 1
            return kept

    kept = asyncio.run(story())
    for number, count in kept.items():
        answered = [e for e in events_of(centre, number) if e.seq is not None]
        assert len(answered) == count
        assert type(events_of(centre, number)[-1].event).__name__ == "Ended"


def test_an_error_of_the_engine_says_nothing_of_its_inside(centre, monkeypatch):
    async def story():
        async with centre.running() as (room, seat):

            async def broken(admission):
                raise RuntimeError("a secret of the inside")

            monkeypatch.setattr(room, "view", broken)
            reply = await seat.get("/attempt")
            assert reply.status_code == 500
            assert "inside" not in reply.text

    asyncio.run(story())
