"""The seam to the network: what is sent, how much is read, and what a failure says."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from exam_engine.client.address import Address
from exam_engine.client.transport import LARGEST_REPLY_BYTES, HttpTransport, open_transport
from exam_engine.errors import GatewayError


def exchange(answer, body=None, token=""):
    """Return what comes back from ``answer``, a function of the request."""

    async def over():
        transport = HttpTransport(httpx.MockTransport(answer))
        try:
            return await transport.exchange("POST", "/api/v1/x", body, token)
        finally:
            await transport.close()

    return asyncio.run(over())


def test_method_path_body_and_token_arrive():
    def answer(request):
        assert (request.method, request.url.path) == ("POST", "/api/v1/x")
        assert request.headers["authorization"] == "Bearer token"
        assert request.headers["content-type"] == "application/json"
        assert request.content == b"{}"
        return httpx.Response(409, content=b"no")

    assert exchange(answer, b"{}", "token") == (409, b"no")


def test_nothing_is_sent_that_was_not_given():
    def answer(request):
        assert not {"authorization", "content-type", "cookie"} & set(request.headers)
        return httpx.Response(200)

    assert exchange(answer) == (200, b"")


def test_a_reply_without_end_is_cut_off():
    with pytest.raises(GatewayError, match="longer than"):
        exchange(lambda request: httpx.Response(200, content=b" " * (LARGEST_REPLY_BYTES + 1)))


def test_a_compressed_reply_is_not_inflated():
    def answer(request):
        assert request.headers["accept-encoding"] == "identity"
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Raw(b"\x1f\x8b"))

    assert exchange(answer) == (200, b"\x1f\x8b")


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
        exchange(answer)
    assert "secret" not in str(failed.value)


def test_redirects_are_not_followed():
    answer = httpx.Response(307, headers={"location": "http://elsewhere/"})
    assert exchange(lambda request: answer) == (307, b"")


def test_an_engine_that_is_not_there_cannot_be_reached(tmp_path):
    async def over():
        transport = open_transport(Address("http://engine", str(tmp_path / "no.sock")))
        try:
            await transport.exchange("GET", "/health", None, "")
        finally:
            await transport.close()

    with pytest.raises(GatewayError, match="ConnectError"):
        asyncio.run(over())
