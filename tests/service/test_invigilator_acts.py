"""What invigilators do, seen from the candidate's terminal, the board and the audit log."""

import asyncio

from exam_engine.clock import Stopwatch
from exam_engine.model.attempt import EndedFor, TimeGranted
from exam_engine.office.evidence import audit_findings
from exam_engine.office.sittings import roster_of
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.wire.incidents import INCIDENTS
from seats import HOUR_MS, Seat
from service.story import refused, story

MINUTE_MS = 60_000


def events_of(watched, number):
    (place,) = [
        place
        for place in roster_of(watched.body.home, "spring")
        if place.candidate.number == number
    ]
    with reading(watched.body.home.engine) as connection:
        return [entry.event for entry in recorded_events(connection, place.attempt_id)]


def audited(watched, act):
    entries, findings = audit_findings(watched.body.home)
    assert findings == []
    return [entry for entry in entries if entry.act == act]


@story
async def test_a_pause_of_all_stops_every_clock_and_who_cannot_be_paused_is_told_with_the_reason(
    watched,
):
    async with watched.open() as floor:
        console, one, two = await floor.console(), await floor.seat("C-1"), await floor.seat("C-2")
        pause = {"cause": "environment", "words": "Fire alarm. Leave your papers."}
        reply = await console.act("pause", meant={"everyone": True}, **pause)
        answers = {each["candidate"]: each for each in reply.json()["answers"]}
        assert [answers[number]["done"] for number in ("C-1", "C-2", "C-3")] == [True, True, False]
        assert answers["C-3"]["words"] == "agree to the conditions first" or (
            "not started" in answers["C-3"]["words"]
        )
        watched.clock.advance_ms(10 * MINUTE_MS)
        for seat in (one, two):
            progress = (await seat.get("/attempt/progress")).json()
            assert (progress["phase"], progress["remaining_ms"]) == ("paused", HOUR_MS)
            assert progress["pause"]["words"] == "Fire alarm. Leave your papers."
        await console.done("resume", "C-1", "C-2")
        assert (await one.get("/attempt/progress")).json()["remaining_ms"] == HOUR_MS
    assert [entry.details["by"] for entry in audited(watched, "attempt paused")] == ["ines"] * 2


@story
async def test_a_charged_pause_gives_nothing_back(watched):
    async with watched.open() as floor:
        console, seat = await floor.console(), await floor.seat()
        await console.done("pause", "C-1", cause="candidate", words="left the room", charged=True)
        watched.clock.advance_ms(5 * MINUTE_MS)
        await console.done("resume", "C-1")
        left_ms = (await seat.get("/attempt/progress")).json()["remaining_ms"]
        assert left_ms == HOUR_MS - 5 * MINUTE_MS


@story
async def test_time_a_message_and_help_reach_the_terminal_and_the_board_within_a_second(watched):
    async with watched.open() as floor:
        console, seat = await floor.console(), await floor.seat()
        known = (await seat.get("/attempt/progress")).json()["news"]
        version, _ = await console.board()
        heard = asyncio.create_task(seat.get(f"/attempt/news?after={known}"))
        shown = asyncio.create_task(console.board(after=version))
        await asyncio.sleep(0.1)
        watch = Stopwatch()
        await console.done("grant", "C-1", seconds=300, reason="noise next door")
        told, (_, seats) = (await heard).json(), await shown
        assert watch.elapsed_s() < 1
        assert told["granted_ms"] == seats["C-1"]["granted_ms"] == 5 * MINUTE_MS
        await console.done("message", "C-1", text="Ten more\x1b[2J minutes for all")
        await seat.say({"type": "help-called", "on": True, "elapsed_ms": 0})
        _, seats = await console.board()
        assert (seats["C-1"]["unread"], seats["C-1"]["calls_help"]) == (1, True)
        await console.done("help-done", "C-1")
        progress = (await seat.get("/attempt/progress")).json()
        assert not progress["calls_help"]
        assert progress["messages"] == [{"number": 1, "text": "Ten more[2J minutes for all"}]
    (granted,) = [one for one in events_of(watched, "C-1") if isinstance(one, TimeGranted)]
    assert granted.reason == "noise next door (ines)"
    for act in ("message sent", "help given"):
        (entry,) = audited(watched, act)
        assert (entry.actor, entry.subject) == ("ines", "spring: candidate C-1")


@story
async def test_an_incident_states_its_effect_on_time_and_has_it(watched):
    async with watched.open() as floor:
        console, seat = await floor.console(), await floor.seat()
        kind = {"cause": "technical", "kind": "freezing", "words": "frozen 2 min"}
        await console.done("incident", "C-1", seconds=120, **kind)
        await console.done("incident", "C-3", cause="candidate", kind="no-show")
        left_ms = (await seat.get("/attempt/progress")).json()["remaining_ms"]
        assert left_ms == HOUR_MS + 2 * MINUTE_MS
        _, seats = await console.board()
        assert [seats[number]["incidents"] for number in ("C-1", "C-2", "C-3")] == [1, 0, 1]
        # Who has not started has no clock that time could be added to: nothing is half done.
        reply = await console.act("incident", "C-3", seconds=60, **kind)
        assert not reply.json()["answers"][0]["done"]
        details = (await console.get("/details", sitting="spring", candidate="C-1")).json()
    words = [line["words"] for line in details["log"]]
    assert (
        "incident, technical: terminal freezes, frozen 2 min; effect on time: 2 min granted "
        "(noted by ines)"
    ) in words
    texts = [entry.details["text"] for entry in audited(watched, "incident")]
    assert texts[1] == "candidate: did not come; effect on time: none"


@story
async def test_every_kind_of_incident_is_taken_and_no_other(watched):
    async with watched.open() as floor:
        console = await floor.console()
        for cause, kinds in INCIDENTS.items():
            for kind in kinds:
                await console.done("incident", "C-1", cause=cause, kind=kind)
        for cause, kind in (("technical", "noise"), ("break", "other"), ("\x1b", "")):
            assert refused(await console.act("incident", "C-1", cause=cause, kind=kind)) == (
                403,
                "not-admitted",
            )


@story
async def test_another_seat_takes_over_with_answers_and_time_and_the_first_one_is_out(watched):
    async with watched.open() as floor:
        console, seat = await floor.console(), await floor.seat()
        await seat.answer(1, 2)
        watched.clock.advance_ms(2 * MINUTE_MS)
        answers = await console.done("takeover", "C-1", reason="screen dead", seconds=60)
        watched.clock.advance_ms(3 * MINUTE_MS)
        other = Seat(floor.client, "C-1")
        reply = await other.admit(answers["C-1"]["code"])
        assert reply.status_code == 200, reply.text
        progress = reply.json()["progress"]
        assert progress["phase"] == "paused"
        await console.done("resume", "C-1")
        progress = (await other.get("/attempt/progress")).json()
        # Two minutes had run; one was lost to the dead screen; the move cost nothing.
        assert progress["remaining_ms"] == HOUR_MS - 2 * MINUTE_MS + MINUTE_MS
        assert progress["questions"][0]["response"] == [2]
        assert refused(await seat.answer(2, 1)) == (401, "superseded")
    (entry,) = audited(watched, "code reissued")
    assert (entry.actor, entry.details) == ("ines", {"reason": "screen dead"})
    assert answers["C-1"]["code"] not in str(audit_findings(watched.body.home))


@story
async def test_check_in_names_document_and_seat_and_can_be_taken_back(watched):
    async with watched.open() as floor:
        console = await floor.console()
        await console.done("check-in", "C-1", "C-2", seen="passport", seat="Room 1/A1")
        await console.done("check-in", "C-3", seen="identity card", seat="Room 2/A1")
        await console.done("check-in", "C-2", seen="")
        _, seats = await console.board()
        assert [seats[number]["checked_in"] for number in ("C-1", "C-2", "C-3")] == [
            "passport",
            "",
            "identity card",
        ]
        reply = await console.act("message", meant={"room": "Room 2"}, text="Welcome")
        assert [each["candidate"] for each in reply.json()["answers"]] == ["C-3"]
    assert [entry.actor for entry in audited(watched, "checked in")] == ["ines"] * 3


@story
async def test_finishing_for_a_candidate_needs_a_second_invigilator_who_agrees_to_just_that(
    watched,
):
    people = watched.people
    async with watched.open() as floor:
        console, seat = await floor.console(), await floor.seat()
        await seat.answer(1, 1)
        for second in (people["ines"], people["stranger"], watched.body.people["reviewer-1"]):
            assert (await console.finish(second, "C-1")).status_code in (403, 429)
        ivan = people["ivan"]
        for other in ({"numbers": ("C-2",)}, {"reason": "another"}, {"sitting": "autumn"}):
            assert (await console.finish(ivan, "C-1", but=other)).status_code in (403, 429)
        signed_in_with = await console.proof(identity=ivan)
        reply = await console.act("finish", "C-1", reason="fell ill", second=signed_in_with)
        assert reply.status_code in (403, 429)
        assert (await seat.get("/attempt/progress")).json()["phase"] == "running"
        answers = (await console.finish(ivan, "C-1")).json()["answers"]
        assert answers == [{"candidate": "C-1", "done": True, "words": "finished", "code": ""}]
        progress = (await seat.get("/attempt/progress")).json()
        assert (progress["phase"], progress["ending"]) == ("ended", "forced")
        _, seats = await console.board()
        assert (seats["C-1"]["ending"], seats["C-1"]["answered"]) == ("forced", 1)
    (ended,) = [one for one in events_of(watched, "C-1") if isinstance(one, EndedFor)]
    assert (set(ended.by), ended.reason) == ({"ines", "ivan"}, "fell ill")


@story
async def test_an_ending_for_everybody_at_once_is_refused(watched):
    async with watched.open() as floor:
        console, seat = await floor.console(), await floor.seat()
        proof = await console.proof("finish " + "0" * 64, watched.people["ivan"])
        reply = await console.act(
            "finish", meant={"everyone": True}, reason="the end", second=proof
        )
        assert refused(reply) == (403, "not-admitted")
        assert (await seat.get("/attempt/progress")).json()["phase"] == "running"


@story
async def test_the_board_tells_how_much_is_answered_and_never_what(watched):
    async with watched.open() as floor:
        console, seat = await floor.console(), await floor.seat()
        await seat.answer(1, 3)
        await seat.say({"type": "commented", "n": 7, "text": "B and C agree", "elapsed_ms": 0})
        watched.clock.advance_ms(90_000)
        reply = await console.get("/board", sitting="spring", after=0)
        _, seats = await console.board()
        first = seats["C-1"]
        assert (first["answered"], first["questions"], first["comments"]) == (1, 40, (7,))
        assert (first["heard_ms"], first["remaining_ms"]) == (90_000, HOUR_MS - 90_000)
        details = await console.get("/details", sitting="spring", candidate="C-1")
        for text in ("B and C agree", '"response"', '"options"', watched.codes["C-2"]):
            assert text not in reply.text + details.text


@story
async def test_acts_for_nobody_or_for_strangers_are_refused_whole(watched):
    async with watched.open() as floor:
        console = await floor.console()
        assert refused(await console.act("resume")) == (403, "not-admitted")
        reply = await console.act("message", "C-1", "C-77", text="hello")
        assert "C-77" in reply.json()["message"]
        assert refused(reply)[0] == 403
        _, seats = await console.board()
        assert seats["C-1"]["unread"] == 0


@story
async def test_without_a_session_nothing_is_shown_or_done(watched):
    async with watched.open() as floor:
        console = await floor.console(signs_in=False)
        console.token = "x" * 43
        for reply in (
            await console.get("/board", sitting="spring"),
            await console.get("/details", sitting="spring", candidate="C-1"),
            await console.act("resume", "C-1"),
            await console.post("/session/end"),
        ):
            assert refused(reply) == (401, "unauthorised")
