"""The service: an attempt from admission to submission, and what is refused on the way."""

import asyncio

import pytest

from conftest import NINE_O_CLOCK
from exam_engine.delivery.replay import attempt_digest
from exam_engine.model.attempt import Ended
from exam_engine.vault.signing import doubt_about
from exam_engine.vault.trust import TrustedSigners
from seats import CANDIDATES, HOUR_MS, Seat
from service.story import disk_held, events_of, place_of, refused, story


@story
async def test_an_attempt_from_admission_to_submission(centre):
    async with centre.open() as (_, client):
        seat = Seat(client, "C-1")
        admitted = (await seat.admit(centre.codes["C-1"])).json()
        front = admitted["front_page"]
        assert (front["name"], front["items"], front["minutes"]) == ("Candidate C-1", 40, 60)
        assert (front["cut_score"], front["extra_minutes"]) == (26, 0)
        assert (admitted["progress"]["phase"], admitted["progress"]["session"]) == ("admitted", 1)

        early = await seat.post("/attempt/start")
        assert refused(early) == (409, "not-agreed")
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
            "news": 3,  # session, agreement, start: the engine wrote these
        }
        ended = (await seat.submit()).json()
        assert ended == {"ending": "submitted", "answered": 1, "unanswered": 39}
        late = await seat.answer(2, 1)
        assert refused(late) == (410, "already-submitted")
        assert (await seat.submit()).json() == ended  # said again: the reply was lost


@story
async def test_a_repeated_message_is_harmless_and_a_gap_refused(centre):
    async with centre.running() as (_, seat):
        events = [{"type": "responded", "n": n, "options": [1], "elapsed_ms": n} for n in (1, 2, 3)]

        async def send(first_seq, events):
            message = {"session": seat.session, "first_seq": first_seq, "events": events}
            return await seat.post("/attempt/events", message)

        for _ in range(3):
            reply = await send(1, events)
            assert reply.json()["last_seq"] == 3
        assert (await send(3, [*events[2:], *events[:1]])).json()["last_seq"] == 4
        gap = await send(7, events)
        assert refused(gap) == (409, "out-of-sequence")
        assert gap.json()["last_seq"] == 4
        seat.seq = 5
        uncovered = await seat.submit()
        assert (uncovered.status_code, uncovered.json()["last_seq"]) == (409, 4)
    assert [entry.seq for entry in events_of(centre, "C-1") if entry.seq] == [1, 2, 3, 4]


@story
async def test_each_step_said_twice_is_taken_once(centre):
    """The reply was lost, so the terminal says it again."""
    async with centre.open() as (_, client):
        seat = Seat(client, "C-1")
        front = (await seat.admit(centre.codes["C-1"])).json()["front_page"]
        for path, message in (
            ("/attempt/agreement", {"statement": front["statement"]}),
            ("/attempt/start", None),
        ):
            first, again = [await seat.post(path, message) for _ in range(2)]
            assert first.status_code == 200
            assert again.json() == first.json()
    assert [type(entry.event).__name__ for entry in events_of(centre, "C-1")] == [
        *("SessionOpened", "Agreed", "Started")
    ]


@story
async def test_another_statement_than_the_one_shown_is_not_agreed_to(centre):
    async with centre.open() as (_, client):
        seat = Seat(client, "C-1")
        await seat.admit(centre.codes["C-1"])
        reply = await seat.post("/attempt/agreement", {"statement": "0" * 64})
        assert refused(reply) == (409, "not-agreed")


@story
async def test_progress_is_the_views_without_front_page_and_paper(centre):
    async with centre.running() as (_, seat):
        await seat.answer(2, 3)
        view = (await seat.get("/attempt")).json()
        progress = await seat.get("/attempt/progress")
        assert progress.json() == view["progress"]
        assert set(view) == {"front_page", "progress", "paper"}
        assert progress.json()["questions"] == [
            {
                "n": 2,
                "seen": False,
                "response": [3],
                "text": "",
                "flagged": False,
                "struck_out": [],
                "comment": "",
                "note": "",
                "highlights": [],
                "scenario_highlights": [],
            }
        ]
        assert len(progress.content) < 1_000 < len(view["paper"]["questions"]) * 1_000


@story
async def test_the_end_is_signed_by_the_host_that_the_signed_sitting_names(centre):
    async with centre.running() as (_, seat):
        await seat.answer(1, 2)
        await seat.submit()
    place = place_of(centre, "C-1")
    host = centre.body.home.trusted().by_fingerprint(centre.planned[0].sitting.host)
    assert doubt_about(TrustedSigners([host]), "attempt end", *place.end) == ""
    assert (place.end.end.sitting, place.end.end.candidate) == ("spring", "C-1")
    assert place.end.end.digest == attempt_digest(events_of(centre, "C-1"))


@pytest.mark.parametrize(
    ("changes", "status", "refusal"),
    [
        ({"n": 41}, 422, "unknown-question"),
        ({"options": [5]}, 422, "unknown-option"),
        ({"options": [1, 2]}, 422, "impossible-response"),
        ({"options": [0]}, 422, "impossible-response"),
        ({"n": 0}, 422, "malformed"),
        ({"n": "1"}, 422, "malformed"),
        ({"type": "marked"}, 422, "malformed"),
        ({"answer": "b"}, 422, "malformed"),
        ({"elapsed_ms": -1}, 422, "malformed"),
        ({"elapsed_ms": 10**11}, 422, "malformed"),
    ],
)
@story
async def test_what_the_paper_does_not_have_is_refused(centre, changes, status, refusal):
    async with centre.running() as (_, seat):
        assert refused(await seat.answer(1, 1, changes)) == (status, refusal)
        seat.seq = 0
        assert (await seat.answer(1, 1)).json()["last_seq"] == 1


def test_a_finish_that_races_with_saves_loses_no_acknowledged_answer(centre):
    """Saves and a finish in flight together, as others have lost answers: 0 may be lost here."""

    async def race():
        async with centre.open() as (_, client):
            kept = {}
            for number in CANDIDATES:
                seat = Seat(client, number)
                await seat.begin(centre.codes[number])
                acts = [seat.answer(n, 1) for n in range(1, 21)]
                finish = {"session": seat.session, "last_seq": 0}
                acts.insert(10, seat.post("/attempt/submission", finish))
                replies = await asyncio.gather(*acts)
                assert replies[10].status_code == 200
                kept[number] = sum(reply.status_code == 200 for reply in replies) - 1
            return kept

    for number, count in asyncio.run(race()).items():
        recorded = events_of(centre, number)
        assert len([entry for entry in recorded if entry.seq is not None]) == count
        assert isinstance(recorded[-1].event, Ended)


@story
async def test_a_terminal_that_goes_away_is_recorded_and_those_who_wait_with_it_are_answered(
    centre, caplog
):
    async with centre.open() as (room, client):
        gone, other = seats = [Seat(client, number) for number in ("C-1", "C-2")]
        for seat in seats:
            await seat.begin(centre.codes[seat.number])
        async with disk_held(room) as waiting:
            acts = [asyncio.create_task(seat.answer(1, 2)) for seat in seats]
            await waiting(2)
            acts[0].cancel()
            await asyncio.wait(acts[:1])
        assert acts[0].cancelled()
        reply = await asyncio.wait_for(acts[1], 5)
        assert reply.json()["last_seq"] == 1
        assert (await gone.get("/attempt/progress")).json()["last_seq"] == 1
        assert (await other.get("/attempt/progress")).json()["last_seq"] == 1
    assert caplog.records == []


@story
async def test_an_answer_that_waits_for_the_disk_beyond_the_deadline_is_taken(centre):
    """What counts is the moment it arrived: a slow disk makes nobody late."""
    async with centre.running() as (room, seat):
        centre.clock.advance_ms(HOUR_MS + 3_000)
        async with disk_held(room) as waiting:
            in_time = asyncio.create_task(seat.answer(1, 2))
            await waiting(1)
            centre.clock.advance_ms(60_000)
            sweep = asyncio.create_task(room.sweep())
            await waiting(2)
            late = asyncio.create_task(seat.answer(2, 2))
            await waiting(3)
        assert (await in_time).json()["last_seq"] == 1
        assert await sweep == 1
        assert refused(await late) == (410, "already-submitted")
    assert place_of(centre, "C-1").ended_ms == NINE_O_CLOCK + HOUR_MS


@story
async def test_an_error_of_the_engine_says_nothing_of_its_inside(centre, monkeypatch):
    async with centre.running() as (room, seat):

        async def broken(*_):
            raise RuntimeError("a secret of the inside")

        for act in ("view", "record", "submit"):
            monkeypatch.setattr(room, act, broken)
        for reply in (
            await seat.get("/attempt"), await seat.answer(1, 1), await seat.submit()
        ):  # fmt: skip
            assert refused(reply) == (500, "engine-error")
            assert "inside" not in reply.text
