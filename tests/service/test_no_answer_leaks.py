"""Promise 6: no delivery host and no reply to a candidate ever holds an answer key or a reason."""

import asyncio
import json

import msgspec
import pytest

from conftest import make_body
from exam_engine.bank.paper import open_papers
from exam_engine.bank.sealed import COMPARTMENTS, SealedBank
from exam_engine.errors import NotARecipient
from exam_engine.model.item_parts import ItemAnswers, ItemPaper
from exam_engine.wire import candidate as wire
from seats import Centre, Seat

# Every name that may stand in a message to a candidate. A new one needs a look, and this list.
NAMES_ALLOWED = {
    *("token", "front_page", "progress", "paper", "candidate", "name", "title", "sitting"),
    *("items", "minutes", "extra_minutes", "total_marks", "cut_score", "resources", "notices"),
    *("agreement", "statement", "questions", "n", "marks", "choose", "stem", "options"),
    *("position", "text", "seen", "response", "flagged", "struck_out", "phase", "remaining_ms"),
    *("comment", "news", "stopped_ms", "pause", "cause", "words", "free_ms", "messages", "number"),
    *("calls_help", "note", "highlights", "scenario_highlights", "spans"),
    *("break_minutes", "break_left_ms", "colours", "plain"),
    *("allowance_ms", "granted_ms", "last_seq", "current", "ending", "answered", "unanswered"),
    *("session", "refusal", "message", "retry_after_s"),
    *("type", "interaction", "lines", "texts", "tasks", "reuse", "rule", "penalty", "scale"),
    *("scenario", "scenarios", "additional", "id", "minutes", "words"),
}


@pytest.fixture(scope="module")
def body(tmp_path_factory):
    made = make_body(tmp_path_factory.mktemp("leaks") / "home")
    yield made
    made.home.close()


@pytest.fixture(scope="module")
def replies(body):
    """Every reply of a whole attempt, with refusals of many kinds on the way."""
    centre = Centre(body)
    said = []

    async def story():
        async with centre.open() as (room, client):
            client.event_hooks["response"].append(lambda reply: keep(reply, said))
            seat = Seat(client, "C-1")
            await seat.admit("WRONG-CODES")
            await seat.begin(centre.codes["C-1"])
            for n in range(1, 41):
                events = [
                    {"type": "opened", "n": n, "elapsed_ms": 0},
                    {"type": "struck-out", "n": n, "option": 4, "on": True, "elapsed_ms": 0},
                    {"type": "responded", "n": n, "options": [n % 4 + 1], "elapsed_ms": 0},
                    {"type": "flagged", "n": n, "on": True, "elapsed_ms": 0},
                ]
                message = {"session": 1, "first_seq": seat.seq + 1, "events": events}
                seat.seq += len(events)
                assert (await seat.post("/attempt/events", message)).status_code == 200
            await seat.get("/attempt")
            await seat.get("/attempt/progress")
            await seat.enter()
            await seat.answer(41, 1)
            await seat.post("/attempt/events", message)  # of the session before
            message = {"session": 2, "first_seq": 999, "events": []}
            await seat.post("/attempt/events", message)
            await seat.post("/attempt/submission", {"session": 2, "last_seq": 9_999})
            seat.seq = 160
            assert (await seat.submit()).status_code == 200
            await seat.get("/attempt")
            await seat.answer(1, 1)
            await client.get("/health")
            await client.get("/openapi.json")
            other = Seat(client, "C-2")
            await other.begin(centre.codes["C-2"])
            centre.clock.advance_ms(4_000_000)
            await room.sweep()
            await other.get("/attempt")

    asyncio.run(story())
    assert len(said) == 60  # 40 with answers, 20 before, between and after
    return said


async def keep(reply, said):
    said.append(await reply.aread())


def reasons(body):
    """Every text that only authors and markers may read, of every item of the form."""
    with body.open_bank("marker") as bank:
        for entry in body.form.items:
            answers = bank.read("answers", entry.item, entry.version, ItemAnswers)
            yield answers.fact
            yield from answers.why.values()


def names_in(value):
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from names_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from names_in(part)


def strings_in(value):
    if isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings_in(part)
    elif isinstance(value, str):
        yield value


def test_no_reply_holds_a_reason_or_a_fact(body, replies):
    everything = b"\n".join(replies)
    looked_for = 0
    for text in reasons(body):
        encoded = json.dumps(text, ensure_ascii=False)[1:-1].encode()
        assert encoded not in everything
        looked_for += 1
    assert looked_for == 40 * 5


def test_no_reply_holds_a_name_that_is_not_on_the_list(replies):
    found = set()
    for reply in replies:
        if reply.startswith(b"{") and b'"detail"' not in reply:
            found |= set(names_in(json.loads(reply)))
    assert found - {"status"} <= NAMES_ALLOWED


def test_no_reply_names_an_item_or_an_authors_option_id(body, replies):
    """The ids that authors gave options could betray the answer; positions cannot."""
    ids = {entry.item for entry in body.form.items}
    for reply in replies:
        if not reply.startswith(b"{"):
            continue
        for text in strings_in(json.loads(reply)):
            assert text not in ids
            assert text not in ("a", "b", "c", "d")


def test_the_messages_have_no_place_for_an_answer():
    kinds = [
        kind
        for kind in vars(wire).values()
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    ]
    names = {name for kind in kinds for name in kind.__struct_fields__}
    requests = {"code", "terminal", "first_seq", "events", "elapsed_ms", "on", "option"}
    requests |= {"start", "removed"}  # where a text was edited
    assert names - requests <= NAMES_ALLOWED


def test_the_delivery_host_opens_no_compartment_of_the_bank(body):
    with body.open_bank("centre") as bank:
        for compartment in COMPARTMENTS:
            with pytest.raises(NotARecipient):
                bank.names(compartment)


def test_no_file_of_the_delivery_host_gives_an_answer_away(body, replies):
    """All that the host can open is its paper; that holds the texts of ItemPaper and no more."""
    centre = body.people["centre"]
    (path,) = body.home.papers.iterdir()
    (paper,) = open_papers(path, centre, body.home.trusted())
    raw = msgspec.json.encode(paper)
    assert all(text.encode() not in raw for text in reasons(body))
    assert set(ItemPaper.__struct_fields__) == {
        *("id", "version", "type", "language", "stem", "options", "prompts", "tasks"),
        *("scenario", "additional", "choose", "reuse", "rule", "penalty", "scale"),
        *("minutes", "words"),
    }
    bank = SealedBank(body.home.find_bank("iso20000-foundation"), None, body.home.trusted())
    with bank:
        assert centre.fingerprint not in {r.fingerprint for r in bank.header.recipients}


@pytest.mark.sqlite_only
def test_the_database_gives_no_answer_away(body, replies):
    raw = b"".join(path.read_bytes() for path in body.home.path.glob("engine.db*"))
    assert all(text.encode() not in raw for text in reasons(body))
