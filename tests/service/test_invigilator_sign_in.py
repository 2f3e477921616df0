"""Who gets in as an invigilator, who does not, and what the audit log keeps of it."""

import msgspec

from exam_engine.store import audit_log
from exam_engine.store.database import reading
from exam_engine.vault.identity import Identity
from exam_engine.vault.sign_in import LIFETIME_MS, make_challenge, new_nonce
from exam_engine.wire.invigilator import SIGN_IN, Challenge
from service.invigilators import proof_message
from service.story import refused, story


def audited(watched, act):
    with reading(watched.body.home.engine) as connection:
        entries, findings = audit_log.entries(connection)
    assert findings == []
    return [entry for entry in entries if entry.act == act]


@story
async def test_a_named_invigilator_signs_in_and_sees_only_their_sittings(watched):
    async with watched.open() as floor:
        console = await floor.console(signs_in=False)
        told = (await console.sign_in()).json()
        assert [sitting["id"] for sitting in told["sittings"]] == ["spring"]
        assert (told["name"], told["sittings"][0]["candidates"]) == ("ines", 3)
        assert refused(await console.get("/board", sitting="autumn")) == (403, "not-admitted")
        assert refused(await console.act("resume", "C-9", sitting="autumn"))[0] == 403
    (entry,) = audited(watched, "invigilator signed in")
    assert (entry.actor, entry.details["fingerprint"]) == (
        "ines",
        watched.people["ines"].fingerprint,
    )


@story
async def test_nobody_else_gets_in_and_each_try_is_in_the_audit_log(watched):
    people = watched.people
    people["reviewer-1"] = watched.body.people["reviewer-1"]  # known here, named by no sitting
    async with watched.open() as floor:
        for name in ("stranger", "reviewer-1"):
            console = await floor.console(name, signs_in=False)
            assert refused(await console.sign_in()) == (403, "not-admitted")
        ines = await floor.console(signs_in=False)
        # Somebody who is not ines signs the challenge that was made for her.
        asked = {"invigilator": people["ines"].fingerprint, "asked": new_nonce()}
        challenge = msgspec.convert((await ines.post("/challenge", asked)).json(), Challenge)
        forged = proof_message(people["stranger"], challenge, SIGN_IN)
        assert refused(await ines.post("/session", forged)) == (403, "not-admitted")
    reasons = [entry.details["reason"] for entry in audited(watched, "invigilator refused")]
    assert reasons == [
        "the identity is not known here",
        "no sitting here names them",
        "the proof is not right, or came too late",
    ]


@story
async def test_a_proof_counts_once_for_its_purpose_in_time_and_at_this_engine(watched):
    ines = watched.people["ines"]
    async with watched.open() as floor:
        console = await floor.console(signs_in=False)
        proof = await console.proof()
        assert (await console.post("/session", proof)).status_code == 200
        assert refused(await console.post("/session", proof)) == (403, "not-admitted")

        other_purpose = await console.proof("finish " + "0" * 64)
        assert (await console.post("/session", other_purpose)).status_code == 403

        late = await console.proof()
        watched.clock.advance_ms(LIFETIME_MS + 1)
        assert (await console.post("/session", late)).status_code == 403

        # Another engine, known here as a person might be, relays its own challenge.
        elsewhere = Identity.generate("elsewhere")
        now_ms = watched.clock.now_ms()
        foreign = make_challenge(elsewhere, ines.fingerprint, new_nonce(), now_ms)
        relayed = proof_message(ines, foreign, SIGN_IN)
        assert (await console.post("/session", relayed)).status_code == 403
    reasons = [entry.details["reason"] for entry in audited(watched, "invigilator refused")]
    assert reasons[0] == "the challenge was used before"
    assert reasons[-1] == "the challenge is not this engine's"
    assert len(reasons) == 4


@story
async def test_a_challenge_that_was_changed_in_any_field_is_refused(watched):
    ines = watched.people["ines"]
    changes = {
        "asked": "0" * 64,
        "nonce": "0" * 64,
        "until_ms": 2**52,
        "host": watched.people["ivan"].fingerprint,
        "invigilator": watched.people["ivan"].fingerprint,
    }
    async with watched.open() as floor:
        console = await floor.console(signs_in=False)
        asked = {"invigilator": ines.fingerprint, "asked": new_nonce()}
        made = msgspec.convert((await console.post("/challenge", asked)).json(), Challenge)
        for name, value in changes.items():
            altered = msgspec.structs.replace(made, **{name: value})
            reply = await console.post("/session", proof_message(ines, altered, SIGN_IN))
            assert reply.status_code in (403, 429), name
        reply = await console.post("/session", proof_message(ines, made, SIGN_IN))
        assert reply.status_code == 200


@story
async def test_who_goes_on_trying_waits_and_does_not_fill_the_log_but_a_right_proof_gets_in(
    watched,
):
    async with watched.open() as floor:
        wrong = await floor.console("stranger", signs_in=False)
        replies = [await wrong.sign_in() for _ in range(40)]
        assert {reply.status_code for reply in replies[:5]} == {403}
        assert {reply.status_code for reply in replies[6:]} == {429}
        assert len(audited(watched, "invigilator refused")) == 6
        assert (await (await floor.console(signs_in=False)).sign_in()).status_code == 200
        watched.clock.advance_ms(11_000)
        await wrong.sign_in()
    last = audited(watched, "invigilator refused")[-1]
    assert last.details["turned away before"] == "34"


@story
async def test_a_token_ends_with_its_session(watched):
    async with watched.open() as floor:
        console = await floor.console()
        await console.board()
        assert (await console.post("/session/end")).status_code == 200
        assert refused(await console.get("/board", sitting="spring")) == (401, "unauthorised")
        again = await floor.console()
        watched.clock.advance_ms(13 * 3_600_000)
        assert refused(await again.get("/board", sitting="spring")) == (401, "unauthorised")
    assert len(audited(watched, "invigilator signed out")) == 1


@story
async def test_a_candidates_token_is_no_invigilators_and_the_other_way_round(watched):
    async with watched.open() as floor:
        console, seat = await floor.console(), await floor.seat()
        seat.token, console.token = console.token, seat.token
        assert (await seat.get("/attempt/progress")).status_code == 401
        assert (await console.get("/board", sitting="spring")).status_code == 401
