"""A damaged record shuts one attempt: the service starts, and the others are sat."""

import asyncio

import pytest

from exam_engine.office import sittings
from seats import HOUR_MS, Seat
from service.story import alter, place_of, refused, story

DAMAGED = "the record of this attempt is damaged; call the invigilator"

DAMAGES = {
    "an impossible event": 'UPDATE attempt_event SET event = \'["A","s"]\' WHERE n = 3',
    "bytes that are no event": "UPDATE attempt_event SET event = x'00ff' WHERE n = 3",
    "an event missing": "DELETE FROM attempt_event WHERE n = 2",
    "an event's number changed": "UPDATE attempt_event SET n = 7 WHERE n = 4",
    "a moment that is none": "UPDATE attempt_event SET at_ms = 'noon' WHERE n = 2",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_the_service_starts_the_others_go_on_and_the_damaged_attempt_is_refused(centre, damage):
    async def before():
        async with centre.open() as (_, client):
            seats = [Seat(client, number) for number in ("C-1", "C-2")]
            for seat in seats:
                await seat.begin(centre.codes[seat.number])
                await seat.answer(1, 2)
            return [seat.token for seat in seats]

    async def after(tokens):
        async with centre.open() as (room, client):
            damaged, sound = Seat(client, "C-1"), Seat(client, "C-2")
            damaged.token, sound.token = tokens
            damaged.session, damaged.seq = 1, 1  # as it was before the restart
            assert (await client.get("/health")).status_code == 200
            progress = (await sound.enter()).json()["progress"]
            assert progress["granted_ms"] == HOUR_MS
            assert (await sound.answer(2, 1)).json()["last_seq"] == 2
            assert (await Seat(client, "C-3").begin(centre.codes["C-3"])).status_code == 200

            code = sittings.reissue(centre.body.home, "spring", "C-1", "invigilator")
            for reply in (
                await damaged.enter(),
                await damaged.get("/attempt"),
                await damaged.answer(1, 1),
                await damaged.submit(),
                await Seat(client, "C-1").admit(code),
            ):
                assert refused(reply) == (403, "not-admitted")
                assert reply.json()["message"] == DAMAGED
                assert reply.json()["retry_after_s"] is None  # waiting does not mend it
            assert (await sound.submit()).json()["ending"] == "submitted"
            centre.clock.advance_ms(3 * HOUR_MS)
            assert await room.sweep() == 1  # C-3; the damaged attempt stays as it was found

    tokens = asyncio.run(before())
    first = place_of(centre, "C-1").attempt_id
    alter(centre, f"{damage} AND attempt_id = {first}")
    centre.clock.advance_ms(HOUR_MS)
    asyncio.run(after(tokens))
    assert place_of(centre, "C-1").ended_ms is None


@story
async def test_a_record_damaged_while_the_service_runs_does_not_stop_it(centre):
    async with centre.open() as (room, client):
        seats = [Seat(client, number) for number in ("C-1", "C-2")]
        for seat in seats:
            await seat.begin(centre.codes[seat.number])
        attempt = place_of(centre, "C-1").attempt_id
        alter(
            centre,
            "INSERT INTO attempt_event (attempt_id, n, at_ms, event) VALUES (:id, 4, 1, :event)",
            id=attempt,
            event=b'["A","s"]',
        )
        reply = await seats[0].answer(1, 1)
        assert refused(reply) == (503, "not-written")
        assert "event 4 on record is not possible" in reply.json()["message"]
        assert (await seats[1].answer(1, 1)).status_code == 200
        assert (await client.get("/health")).status_code == 200
        assert room.healthy


@story
async def test_nobody_who_waits_together_with_a_damaged_attempt_is_refused(centre):
    async with centre.open() as (room, client):
        seats = [Seat(client, number) for number in ("C-1", "C-2", "C-3")]
        for seat in seats:
            await seat.begin(centre.codes[seat.number])
        attempt = place_of(centre, "C-2").attempt_id
        alter(centre, f"DELETE FROM attempt_event WHERE n = 2 AND attempt_id = {attempt}")
        room._ledger.ledger.forget(attempt)
        replies = await asyncio.gather(*(seat.answer(1, 1) for seat in seats))
        assert [reply.status_code for reply in replies] == [200, 503, 200]


@story
async def test_while_the_audit_log_cannot_be_continued_nobody_starts_and_who_runs_goes_on(centre):
    async with centre.running() as (_, seat):
        alter(centre, "UPDATE audit_entry SET details = '{'")
        other = Seat(seat.client, "C-2")
        reply = await other.begin(centre.codes["C-2"])
        assert refused(reply) == (503, "not-written")
        assert "the last entry of the audit log cannot be read" in reply.json()["message"]
        assert (await seat.answer(1, 1)).status_code == 200
