"""The messages of the terminal: one method a route, strict decoding, clean texts, refusals."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from client.made import START, presented
from exam_engine.client.failures import Refused
from exam_engine.client.gateway import Gateway, decode
from exam_engine.errors import GatewayError
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.wire.candidate import (
    Acknowledgement,
    AdmissionRequest,
    Admitted,
    AgreementRequest,
    AttemptView,
    EventsRequest,
    OpenedEvent,
    RefusalView,
    SubmitRequest,
    Submitted,
)

FRONT = presented().front_page(Candidate(number="C-1", name="Ada"), "S-1", Accommodation())
VIEW = AttemptView(front_page=FRONT, progress=START, paper=presented().view)
EVENTS = EventsRequest(session=3, first_seq=1, events=(OpenedEvent(n=1, elapsed_ms=0),))


class Answering:
    """A transport whose engine gives one answer, and which keeps what was asked."""

    def __init__(self, status, message):
        body = message if isinstance(message, bytes) else msgspec.json.encode(message)
        self._reply = status, body
        self.asked = []

    async def exchange(self, method, path, body, token):
        self.asked.append((f"{method} {path}", body, token))
        return self._reply

    async def close(self):
        self.asked.append("closed")


def ask(transport, call=lambda gateway: gateway.view(), token="t" * 43):
    """Return what ``call`` makes of the engine's answer."""

    async def over():
        async with Gateway(transport) as gateway:
            gateway.token = token
            return await call(gateway)

    return asyncio.run(over())


@pytest.mark.parametrize(
    ("call", "route", "body", "reply"),
    [
        (lambda g: g.view(), "GET /api/v1/attempt", None, VIEW),
        (lambda g: g.enter(), "POST /api/v1/attempt/entry", None, VIEW),
        (lambda g: g.progress(), "GET /api/v1/attempt/progress", None, START),
        (lambda g: g.agree(AgreementRequest(statement="s" * 64)),
         "POST /api/v1/attempt/agreement", {"statement": "s" * 64}, VIEW),
        (lambda g: g.start(), "POST /api/v1/attempt/start", None, VIEW),
        (lambda g: g.record(EVENTS), "POST /api/v1/attempt/events",
         {"session": 3, "first_seq": 1, "events": [{"type": "opened", "n": 1, "elapsed_ms": 0}]},
         Acknowledgement(last_seq=1, phase="running", remaining_ms=5, granted_ms=0)),
        (lambda g: g.submit(SubmitRequest(session=3, last_seq=1)),
         "POST /api/v1/attempt/submission", {"session": 3, "last_seq": 1},
         Submitted(ending="submitted", answered=1, unanswered=2)),
    ],
)  # fmt: skip
def test_one_method_for_each_route(call, route, body, reply):
    transport = Answering(200, reply)
    assert ask(transport, call) == reply
    (asked, sent, token), closed = transport.asked
    assert (asked, token, closed) == (route, "t" * 43, "closed")
    assert body == (None if sent is None else msgspec.json.decode(sent))


def test_a_terminal_that_is_not_admitted_has_no_token_to_send():
    admitted = Admitted(token="t", front_page=FRONT, progress=START)
    transport = Answering(200, admitted)
    request = AdmissionRequest(candidate="C-1", code="X")
    assert ask(transport, lambda gateway: gateway.admit(request), token="") == admitted
    assert transport.asked[0] == ("POST /api/v1/admission", msgspec.json.encode(request), "")


def test_health_is_all_or_nothing():
    ask(Answering(200, b"{}"), lambda gateway: gateway.health())
    with pytest.raises(GatewayError, match="not ready"):
        ask(Answering(503, b"{}"), lambda gateway: gateway.health())


def test_a_refusal_keeps_its_code_its_words_and_its_numbers():
    view = RefusalView(refusal="out-of-sequence", message="send from 4", last_seq=3)
    with pytest.raises(Refused, match="send from 4") as refused:
        ask(Answering(409, view))
    assert (refused.value.code, refused.value.last_seq) == ("out-of-sequence", 3)
    assert not refused.value.is_passing
    view = RefusalView(refusal="not-written", message="full", retry_after_s=1)
    with pytest.raises(Refused) as refused:
        ask(Answering(503, view))
    assert refused.value.is_passing
    assert refused.value.retry_after_s == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"[]", b'{"surprise": 1}', b"\xff\xfe", b"[" * 100_000,
        msgspec.json.encode(VIEW)[:-1] + b',"answer":"b"}',
    ],
)  # fmt: skip
def test_what_is_no_message_of_the_protocol_is_not_understood(body):
    for status in (200, 307, 400, 500):
        with pytest.raises(GatewayError, match="not understood"):
            ask(Answering(status, body))


def test_texts_are_made_harmless():
    name = "Ada\x1b]52;c;aGk=\x07 \u202eecalevoL\x9b31m"
    front = msgspec.structs.replace(FRONT, name=name)
    view = msgspec.structs.replace(VIEW, front_page=front)
    found = decode(msgspec.json.encode(view), AttemptView)
    assert found.front_page.name == "Ada]52;c;aGk= ecalevoL31m"
