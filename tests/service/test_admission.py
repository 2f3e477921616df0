"""Admission: one code, one terminal; what is slowed down and what never is; altered records."""

import asyncio

import pytest

from conftest import NINE_O_CLOCK
from exam_engine.errors import AdmissionRefused
from exam_engine.model.candidate import Candidate
from exam_engine.office import sittings
from exam_engine.service.room import ExamRoom
from exam_engine.store import roster
from exam_engine.store.database import writing
from exam_engine.vault.admission import code_digest
from exam_engine.wire.candidate import AdmissionRequest
from seats import HOUR_MS, Seat
from service.story import alter, disk_held, events_of, place_of, refused, story

NOT_ADMITTED = (403, "not-admitted")
ALTERED = "the record of this candidate was altered; call the invigilator"


@story
async def test_a_code_admits_once(centre):
    async with centre.open() as (_, client):
        assert (await Seat(client, "C-1").admit(centre.codes["C-1"])).status_code == 200
        again = await Seat(client, "C-1").admit(centre.codes["C-1"])
        assert refused(again) == NOT_ADMITTED
        assert "the code was used" in again.json()["message"]


@story
async def test_one_code_at_two_terminals_at_once_admits_one(centre):
    async with centre.open() as (room, client):
        async with disk_held(room) as waiting:
            seats = [Seat(client, "C-1") for _ in range(5)]
            acts = [asyncio.create_task(seat.admit(centre.codes["C-1"])) for seat in seats]
            await waiting(5)  # the code was right for all of them when they came
        replies = await asyncio.gather(*acts)
        assert sorted(reply.status_code for reply in replies) == [200, 401, 401, 401, 401]
        late = next(reply for reply in replies if reply.status_code == 401)
        assert "the code was used meanwhile" in late.json()["message"]
    assert len(events_of(centre, "C-1")) == 1


@story
async def test_a_reissued_code_takes_the_one_before_out_of_use(centre):
    async with centre.open() as (_, client):
        code = sittings.reissue(centre.body.home, "spring", "C-1", "invigilator")
        assert refused(await Seat(client, "C-1").admit(centre.codes["C-1"])) == NOT_ADMITTED
        assert (await Seat(client, "C-1").admit(code)).status_code == 200


@story
async def test_a_code_admits_nobody_else(centre):
    async with centre.open() as (_, client):
        assert refused(await Seat(client, "C-2").admit(centre.codes["C-1"])) == NOT_ADMITTED


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA", "x" * 80, "x" * 81])
@story
async def test_a_wrong_code_admits_nobody_and_does_not_tell_which_part_was_wrong(centre, code):
    async with centre.open() as (_, client):
        reply = await Seat(client, "C-1").admit(code)
        assert reply.status_code == (403 if 0 < len(code) <= 80 else 422)
        unknown = await Seat(client, "C-99").admit(code)
        assert unknown.json() == reply.json()


@story
async def test_a_code_and_a_number_are_read_as_people_write_them(centre):
    written = centre.codes["C-1"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    async with centre.open() as (_, client):
        assert (await Seat(client, "  C-1\t").admit(f" {written} ")).status_code == 200


@story
async def test_guessing_is_slowed_down_and_the_right_code_admitted_all_the_same(centre):
    """Nobody can lock a neighbour out by mistyping their number."""
    async with centre.open() as (_, client):
        seat = Seat(client, "C-1")
        replies = [await seat.admit(f"WRONG-{n}") for n in range(7)]
        assert [reply.status_code for reply in replies] == [403] * 5 + [429, 429]
        assert replies[-1].json()["retry_after_s"] == 10
        assert "wait 10 s" in replies[-1].json()["message"]
        other = await Seat(client, "C-2").admit("WRONG-0")  # slowed is the number, not the room
        assert refused(other) == NOT_ADMITTED
        assert (await seat.admit(centre.codes["C-1"])).status_code == 200
        # Who holds the right code mistyped: that is forgotten.
        assert refused(await seat.admit("WRONG-8")) == NOT_ADMITTED


@story
async def test_guesses_at_a_number_that_nobody_holds_are_answered_alike(centre):
    async with centre.open() as (_, client):
        for n in range(8):
            replies = [await Seat(client, number).admit(f"WRONG-{n}") for number in ("C-1", "X-1")]
            assert replies[0].json() == replies[1].json()
            assert replies[0].status_code == replies[1].status_code


ALTERATIONS = [
    "UPDATE attempt SET extra_time_ms = 900000 WHERE candidate_number = 'C-1'",
    "UPDATE attempt SET extra_time_ms = -1 WHERE candidate_number = 'C-1'",
    "UPDATE candidate SET name = 'Somebody Else' WHERE number = 'C-1'",
    "UPDATE candidate SET name = 'Candidate C-1 ' WHERE number = 'C-1'",
    "UPDATE candidate SET salt = x'00' WHERE number = 'C-1'",
]


@pytest.mark.parametrize("statement", ALTERATIONS)
@story
async def test_a_record_that_differs_from_the_signed_roster_admits_nobody(centre, statement):
    alter(centre, statement)
    async with centre.open() as (_, client):
        reply = await Seat(client, "C-1").admit(centre.codes["C-1"])
        assert refused(reply) == NOT_ADMITTED
        assert reply.json()["message"] == ALTERED
        assert (await Seat(client, "C-2").admit(centre.codes["C-2"])).status_code == 200
    assert events_of(centre, "C-1") == []
    assert place_of(centre, "C-1").code_digest is not None  # the code is good once this is mended


@pytest.mark.parametrize("statement", ALTERATIONS)
def test_after_a_restart_an_altered_record_keeps_the_holder_of_a_token_out(centre, statement):
    async def before():
        async with centre.running() as (_, seat):
            return seat.token

    async def after(token):
        async with centre.open() as (_, client):
            seat = Seat(client, "C-1")
            seat.token = token
            for reply in (await seat.enter(), await seat.get("/attempt"), await seat.answer(1, 1)):
                assert refused(reply) == NOT_ADMITTED
                assert reply.json()["message"] == ALTERED

    token = asyncio.run(before())
    alter(centre, statement)
    asyncio.run(after(token))
    assert len(events_of(centre, "C-1")) == 3


@story
async def test_extra_time_written_into_a_running_service_gives_nobody_more_time(centre):
    async with centre.open() as (_, client):
        seat = Seat(client, "C-1")
        front = (await seat.admit(centre.codes["C-1"])).json()["front_page"]
        await seat.post("/attempt/agreement", {"statement": front["statement"]})
        alter(centre, ALTERATIONS[0])
        started = (await seat.post("/attempt/start")).json()
        assert started["progress"]["allowance_ms"] == HOUR_MS
        assert started["front_page"]["extra_minutes"] == 0


@story
async def test_a_place_written_into_the_roster_by_hand_admits_nobody(centre):
    with writing(centre.engine) as connection:
        roster.known_or_new(connection, Candidate(number="C-9", name="Mallory"))
    alter(
        centre,
        "INSERT INTO attempt (sitting_id, candidate_number, extra_time_ms, code_digest) "
        "VALUES ('spring', 'C-9', 0, :code)",
        code=code_digest("spring", "C-9", "AAAAA-AAAAA"),
    )
    async with centre.open() as (_, client):
        reply = await Seat(client, "C-9").admit("AAAAA-AAAAA")
        assert refused(reply) == NOT_ADMITTED
        assert reply.json()["message"] == ALTERED


@story
async def test_a_sitting_that_is_not_delivered_here_admits_nobody(centre):
    room = ExamRoom(centre.engine, centre.clock, [], centre.host, sweeps=False)
    async with room:
        with pytest.raises(AdmissionRefused, match="spring is not delivered by this engine"):
            await room.admit(AdmissionRequest(candidate="C-1", code=centre.codes["C-1"]))


@story
async def test_nobody_gets_anywhere_without_the_token(centre):
    async with centre.running() as (_, seat):
        before = events_of(centre, "C-1")
        for token in ("wrong", seat.token[:-1], seat.token + "x", "x" * 500, "ä"):
            headers = [(b"authorization", f"Bearer {token}".encode("latin-1"))]
            for method, path in (
                ("GET", "/attempt"), ("GET", "/attempt/progress"), ("POST", "/attempt/entry"),
                ("POST", "/attempt/agreement"), ("POST", "/attempt/start"),
                ("POST", "/attempt/events"), ("POST", "/attempt/submission"),
            ):  # fmt: skip
                reply = await seat.client.request(method, f"/api/v1{path}", headers=headers)
                assert refused(reply) == (401, "unauthorised")
        for headers in ({}, {"authorization": seat.token}, {"authorization": "Basic eDp5"}):
            bare = await seat.client.get("/api/v1/attempt", headers=headers)
            assert refused(bare) == (401, "unauthorised")
        assert events_of(centre, "C-1") == before


@story
async def test_before_the_sitting_opens_nobody_is_admitted_and_the_code_stays_good(centre_at):
    centre = centre_at(NINE_O_CLOCK - 1)
    async with centre.open() as (_, client):
        seat = Seat(client, "C-1")
        early = await seat.admit(centre.codes["C-1"])
        assert refused(early) == (403, "not-yet-open")
        assert "the sitting opens at 2026-03-02T09:00:00Z" in early.json()["message"]
        centre.clock.advance_ms(1)
        assert (await seat.admit(centre.codes["C-1"])).status_code == 200
    assert len(events_of(centre, "C-1")) == 1


@story
async def test_after_the_sitting_closed_nobody_is_admitted(centre):
    async with centre.open() as (_, client):
        centre.clock.advance_ms(HOUR_MS)
        assert (await Seat(client, "C-1").admit(centre.codes["C-1"])).status_code == 200
        centre.clock.advance_ms(1)
        late = await Seat(client, "C-2").admit(centre.codes["C-2"])
        assert refused(late) == (403, "window-closed")
