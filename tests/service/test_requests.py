"""What comes from the network: too long, cut short, not text, not JSON; and the state of health."""

import asyncio
import json

import httpx
import pytest

from exam_engine.service.app import create_app
from exam_engine.service.limits import BodyLimit
from exam_engine.wire.candidate import LARGEST_REQUEST_BYTES
from seats import Seat
from service.story import events_of, refused, story
from store.bench import a_disk_that_refuses

EVENTS = "/api/v1/attempt/events"
ADMISSION = "/api/v1/admission"
ROUTES = (EVENTS, ADMISSION, "/api/v1/attempt/submission", "/api/v1/attempt/agreement")
each_route = pytest.mark.parametrize("path", ROUTES)


def authorised(seat):
    return {"authorization": f"Bearer {seat.token}"}


def a_message_of(seat, size_bytes):
    """A sound message of events, made longer by the spaces that JSON allows."""
    event = {"type": "opened", "n": 1, "elapsed_ms": 0}
    raw = json.dumps({"session": seat.session, "first_seq": 1, "events": [event]}).encode()
    return raw + b" " * (size_bytes - len(raw))


async def in_pieces(content, piece_bytes=1000, pulled=None):
    """A body without a length announced."""
    for start in range(0, len(content), piece_bytes):
        if pulled is not None:
            pulled.append(start)
        yield content[start : start + piece_bytes]


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
@story
async def test_a_message_may_have_65536_bytes_and_not_one_more(centre, announced):
    assert LARGEST_REQUEST_BYTES == 65_536
    async with centre.running() as (_, seat):
        for size, status in ((65_536, 200), (65_537, 413)):
            content = a_message_of(seat, size)
            assert len(content) == size
            reply = await seat.client.post(
                EVENTS,
                content=content if announced else in_pieces(content),
                headers=authorised(seat),
            )
            assert reply.status_code == status
        assert reply.json()["refusal"] == "too-large"
        assert "65536 bytes at most" in reply.json()["message"]


@each_route
@story
async def test_a_body_beyond_the_limit_is_refused_everywhere_and_read_no_further(centre, path):
    async with centre.running() as (_, seat):
        pulled = []
        content = in_pieces(b"x" * 10_000_000, pulled=pulled)
        reply = await seat.client.post(path, content=content, headers=authorised(seat))
        assert refused(reply) == (413, "too-large")
        assert len(pulled) == 66  # of ten thousand
        assert (await seat.open(1)).status_code == 200


@pytest.mark.parametrize("length", [b"65537", b"-1", b"1e3", b"", b"9" * 5_000, b"\xb2"])
@story
async def test_an_announced_length_that_is_too_great_or_none_is_refused_unread(centre, length):
    async def never(scope, receive, send):
        raise AssertionError("the request was handed on")

    sent = await call(BodyLimit(never, 65_536), EVENTS, [(b"content-length", length)], [])
    assert sent[0]["status"] == 413
    assert json.loads(sent[1]["body"])["refusal"] == "too-large"


@pytest.mark.parametrize(
    "content",
    [b'{"candidate":"\xff","code":"x"}', b'{"session":1,"x\xc3":2}', b"\xff\xfe", b"\x00",
     b"", b"{", b"[]", b"null", b'"text"', b"{}", b"NaN", b"[" * 20_000],
    ids=lambda content: repr(content[:12]),
)  # fmt: skip
@story
async def test_what_is_no_message_is_told_so_on_every_route_and_changes_nothing(centre, content):
    async with centre.running() as (_, seat):
        for path in ROUTES:
            reply = await seat.client.post(path, content=content, headers=authorised(seat))
            assert refused(reply) == (422, "malformed")
            assert reply.json()["message"].startswith("the message is not understood: ")
        assert (await seat.get("/attempt/progress")).json()["phase"] == "running"
        assert len(events_of(centre, "C-1")) == 3


async def call(app, path, headers, received):
    """Call the application as a server does; return the messages that it sent."""
    waiting, sent = list(received), []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1",
        "method": "POST", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "headers": headers, "client": None, "server": None,
    }  # fmt: skip
    await app(scope, receive, send)
    return sent


@each_route
@pytest.mark.parametrize("begun", [0, 20], ids=["before the first byte", "in the middle"])
@story
async def test_a_terminal_that_disconnects_within_its_message_leaves_no_trace(
    centre, caplog, path, begun
):
    """No half message is taken, nothing is sent to nobody, and the log does not cry wolf."""
    async with centre.running() as (room, seat):
        app = create_app(room, enters_room=False)
        content = a_message_of(seat, 200)[:begun]
        received = [{"type": "http.request", "body": content, "more_body": True}] * bool(begun)
        headers = [(b"authorization", f"Bearer {seat.token}".encode())]
        sent = await call(app, path, headers, [*received, {"type": "http.disconnect"}])
        assert [message["status"] for message in sent if "status" in message] in ([], [400])
        assert caplog.records == []
        assert len(events_of(centre, "C-1")) == 3
        assert (await seat.open(1)).json()["last_seq"] == 1


@story
async def test_a_path_or_a_method_that_is_not_there_is_refused_in_the_same_words(centre):
    async with centre.running() as (_, seat):
        for method, path, status in (
            ("GET", "/api/v1/nothing", 404),
            ("GET", EVENTS, 404),
            ("DELETE", ADMISSION, 405),
            ("GET", "/docs", 404),
            ("GET", "/openapi.json", 404),
        ):
            reply = await seat.client.request(method, path, headers=authorised(seat))
            assert refused(reply) == (status, "no-such-request")


@story
async def test_the_health_is_ready_while_answers_are_written(centre):
    async with centre.open() as (_, client):
        reply = await client.get("/health")
        assert (reply.status_code, reply.json()) == (200, {"status": "ready"})


@story
async def test_the_health_is_503_while_the_disk_refuses_and_ready_again_after_it(centre):
    async with centre.running() as (_, seat):
        with a_disk_that_refuses(centre.engine):
            reply = await seat.answer(1, 1)
            assert refused(reply) == (503, "not-written")
            assert reply.json()["retry_after_s"] == 1
            health = await seat.client.get("/health")
            assert (health.status_code, health.json()) == (503, {"status": "not writing"})
        seat.seq = 0
        assert (await seat.answer(1, 1)).json()["last_seq"] == 1
        assert (await seat.client.get("/health")).status_code == 200


@story
async def test_the_health_is_503_once_the_ledger_has_stopped(centre):
    async with centre.running() as (room, seat):
        await asyncio.to_thread(room._ledger.ledger.stop)
        assert (await seat.client.get("/health")).status_code == 503
        reply = await seat.answer(1, 1)
        assert refused(reply) == (503, "not-written")
        assert "the engine is stopping" in reply.json()["message"]
    assert len(events_of(centre, "C-1")) == 3


@story
async def test_an_application_with_a_lifespan_opens_and_closes_its_room(centre):
    """As under a server: before the start nobody is in the room, after the end nobody writes."""
    room = centre.room()
    app = create_app(room)
    received = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = []

    async def receive():
        if received[0]["type"] == "lifespan.shutdown":
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://engine") as client:
                reply = await Seat(client, "C-1").admit(centre.codes["C-1"])
                assert reply.status_code == 200
        return received.pop(0)

    async def send(message):
        sent.append(message["type"])

    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert not room.healthy
