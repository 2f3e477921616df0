"""The seam to the network: strict decoding, bounded replies, clean texts, typed refusals."""

from __future__ import annotations

import asyncio

import httpx
import msgspec
import pytest

from client.made import START, presented
from exam_engine.client.address import Address
from exam_engine.client.failures import Refused
from exam_engine.client.gateway import LARGEST_REPLY_BYTES, Gateway, decode, open_gateway
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


def ask(answer, call=lambda gateway: gateway.view(), token="t" * 43):
    """Return what ``call`` makes of the reply of ``answer``, a function of the request."""

    async def over():
        async with Gateway(httpx.MockTransport(answer)) as gateway:
            gateway.token = token
            return await call(gateway)

    return asyncio.run(over())


def answers(status, message):
    body = message if isinstance(message, bytes) else msgspec.json.encode(message)
    return lambda request: httpx.Response(status, content=body)


@pytest.mark.parametrize(
    ("call", "route", "reply"),
    [
        (lambda g: g.admit(AdmissionRequest(candidate="C-1", code="X")), "POST /api/v1/admission",
         Admitted(token="t", front_page=FRONT, progress=START)),
        (lambda g: g.view(), "GET /api/v1/attempt", VIEW),
        (lambda g: g.agree(AgreementRequest(statement="s" * 64)),
         "POST /api/v1/attempt/agreement", VIEW),
        (lambda g: g.start(), "POST /api/v1/attempt/start", VIEW),
        (lambda g: g.record(EventsRequest(first_seq=1, events=(OpenedEvent(n=1, elapsed_ms=0),))),
         "POST /api/v1/attempt/events",
         Acknowledgement(last_seq=1, phase="running", remaining_ms=5, granted_ms=0)),
        (lambda g: g.submit(SubmitRequest(last_seq=1)), "POST /api/v1/attempt/submission",
         Submitted(ending="submitted", answered=1, unanswered=2)),
    ],
)  # fmt: skip
def test_one_method_for_each_route(call, route, reply):
    seen = []

    def answer(request):
        seen.append((f"{request.method} {request.url.path}", request.headers["authorization"]))
        return httpx.Response(200, content=msgspec.json.encode(reply))

    assert ask(answer, call) == reply
    assert seen == [(route, "Bearer " + "t" * 43)]


def test_a_terminal_that_is_not_admitted_sends_no_token():
    request = AdmissionRequest(candidate="C-1", code="X")

    def answer(sent):
        assert "authorization" not in sent.headers
        assert msgspec.json.decode(sent.content, type=AdmissionRequest) == request
        return httpx.Response(
            200, content=msgspec.json.encode(Admitted(token="t", front_page=FRONT, progress=START))
        )

    ask(answer, lambda gateway: gateway.admit(request), token="")


def test_a_refusal_keeps_its_code_its_words_and_its_numbers():
    view = RefusalView(refusal="out-of-sequence", message="send from 4", last_seq=3)
    with pytest.raises(Refused, match="send from 4") as refused:
        ask(answers(409, view))
    assert (refused.value.code, refused.value.last_seq) == ("out-of-sequence", 3)
    assert not refused.value.is_passing
    with pytest.raises(Refused) as refused:
        ask(answers(503, RefusalView(refusal="not-written", message="full", retry_after_s=1)))
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
    for status in (200, 400, 500):
        with pytest.raises(GatewayError, match="not understood"):
            ask(answers(status, body))


def test_a_reply_without_end_is_cut_off():
    with pytest.raises(GatewayError, match="longer than"):
        ask(answers(200, b" " * (LARGEST_REPLY_BYTES + 1)))


def test_a_compressed_reply_is_not_inflated():
    def answer(request):
        assert request.headers["accept-encoding"] == "identity"
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Raw(b"\x1f\x8b"))

    with pytest.raises(GatewayError, match="not understood"):
        ask(answer)


class Raw(httpx.AsyncByteStream):
    def __init__(self, body):
        self._body = body

    async def __aiter__(self):
        yield self._body


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, OSError])
def test_a_network_that_fails_says_so_without_details(error):
    def answer(request):
        raise error("secret /path")

    with pytest.raises(GatewayError) as failed:
        ask(answer)
    assert "secret" not in str(failed.value)


def test_redirects_are_not_followed():
    def answer(request):
        return httpx.Response(307, headers={"location": "http://elsewhere/"})

    with pytest.raises(GatewayError):
        ask(answer)


def test_texts_are_made_harmless():
    name = "Ada\x1b]52;c;aGk=\x07 \u202eecalevoL\x9b31m"
    front = msgspec.structs.replace(FRONT, name=name)
    view = msgspec.structs.replace(VIEW, front_page=front)
    found = decode(msgspec.json.encode(view), AttemptView)
    assert found.front_page.name == "Ada]52;c;aGk= ecalevoL31m"


def test_an_engine_that_is_not_there_cannot_be_reached(tmp_path):
    async def over():
        async with open_gateway(Address("http://engine", str(tmp_path / "no.sock"))) as gateway:
            await gateway.health()

    with pytest.raises(GatewayError, match="ConnectError"):
        asyncio.run(over())
