"""The engine over HTTP: the terminal's one seam to the network.

Replies are bounded in size, decoded strictly, and every text in them is made harmless before
anything else sees it. A refusal becomes :class:`Refused`; whatever keeps a reply from arriving or
from being understood becomes :class:`GatewayError`.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any, Self, TypeVar

import msgspec

# httpx brings a command line of its own, whose libraries would double the time of the import.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
# Below httpx every request looks for this optional package anew, which takes as long as the rest.
if find_spec("sniffio") is None:
    sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
import httpx  # noqa: E402

from exam_engine.client.address import Address  # noqa: E402
from exam_engine.client.failures import Refused  # noqa: E402
from exam_engine.errors import GatewayError  # noqa: E402
from exam_engine.text import clean_text  # noqa: E402
from exam_engine.wire.candidate import (  # noqa: E402
    Acknowledgement,
    AdmissionRequest,
    Admitted,
    AgreementRequest,
    AttemptView,
    EventsRequest,
    RefusalView,
    SubmitRequest,
    Submitted,
)

LARGEST_REPLY_BYTES = 2_000_000
# A connection that rests is given up before the engine does so (uvicorn: after 5 s), which would
# look like a network that fails.
_LIMITS = httpx.Limits(max_connections=2, keepalive_expiry=3.0)
_TIMEOUT = httpx.Timeout(10.0, connect=3.0, pool=3.0).as_dict()
_encode = msgspec.json.Encoder().encode
M = TypeVar("M", bound=msgspec.Struct)


def open_gateway(address: Address) -> Gateway:
    """Return a gateway over a Unix socket or TCP."""
    transport = httpx.AsyncHTTPTransport(uds=address.socket, limits=_LIMITS, trust_env=False)
    return Gateway(transport, address.base_url)


class Gateway:
    """One method per route. Use as an asynchronous context manager.

    ``token`` authorises this terminal; it is empty until the terminal is admitted. Requests go
    straight to the transport: what a client of httpx adds (cookies, redirects, proxies of the
    environment) is not wanted here.
    """

    def __init__(
        self, transport: httpx.AsyncBaseTransport, base_url: str = "http://engine"
    ) -> None:
        self.token = ""
        self._transport = transport
        self._base_url = base_url

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._transport.aclose()

    async def health(self) -> None:
        """Return if the engine answers.

        :raises GatewayError: if it does not.
        """
        status, _ = await self._exchange("GET", "/health", None)
        if status != 200:
            raise GatewayError("the engine is not ready")

    async def admit(self, request: AdmissionRequest) -> Admitted:
        """Be admitted with a candidate's number and one-time code."""
        return await self._ask("POST", "/api/v1/admission", request, Admitted)

    async def view(self) -> AttemptView:
        """Return the whole attempt."""
        return await self._ask("GET", "/api/v1/attempt", None, AttemptView)

    async def agree(self, request: AgreementRequest) -> AttemptView:
        """Confirm identity and agree to the statement shown."""
        return await self._ask("POST", "/api/v1/attempt/agreement", request, AttemptView)

    async def start(self) -> AttemptView:
        """Start the clock and receive the paper."""
        return await self._ask("POST", "/api/v1/attempt/start", None, AttemptView)

    async def record(self, request: EventsRequest) -> Acknowledgement:
        """Record events; the acknowledgement says that they are on disk."""
        return await self._ask("POST", "/api/v1/attempt/events", request, Acknowledgement)

    async def submit(self, request: SubmitRequest) -> Submitted:
        """Finish the attempt."""
        return await self._ask("POST", "/api/v1/attempt/submission", request, Submitted)

    async def _ask(
        self, method: str, path: str, message: msgspec.Struct | None, reply: type[M]
    ) -> M:
        """:raises Refused: if the engine says no.

        :raises GatewayError: if it says nothing, or nothing that is understood.
        """
        status, body = await self._exchange(method, path, message)
        if status == 200:
            return decode(body, reply)
        view = decode(body, RefusalView)
        raise Refused(
            view.refusal, view.message, last_seq=view.last_seq, retry_after_s=view.retry_after_s
        )

    async def _exchange(
        self, method: str, path: str, message: msgspec.Struct | None
    ) -> tuple[int, bytes]:
        headers = {"accept-encoding": "identity"}
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        content = None
        if message is not None:
            content, headers["content-type"] = _encode(message), "application/json"
        url, limits = self._base_url + path, {"timeout": _TIMEOUT}
        request = httpx.Request(method, url, headers=headers, content=content, extensions=limits)
        try:
            reply = await self._transport.handle_async_request(request)
            try:
                return reply.status_code, await _bounded(reply)
            finally:
                await reply.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            # The class says what happened; its text may name addresses, which nobody here needs.
            raise GatewayError(f"the engine cannot be reached ({type(error).__name__})") from None


def decode(body: bytes, reply: type[M]) -> M:
    """Read a reply strictly, with every text in it cleaned.

    :raises GatewayError: if it is no such message.
    """
    try:
        return msgspec.convert(_cleaned(msgspec.json.decode(body)), reply)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise GatewayError(
            f"the engine's reply is not understood (expected {reply.__name__})"
        ) from None


async def _bounded(reply: httpx.Response) -> bytes:
    body = bytearray()
    assert isinstance(reply.stream, httpx.AsyncByteStream)
    async for part in reply.stream:  # as it came: nothing is decompressed
        body += part
        if len(body) > LARGEST_REPLY_BYTES:
            raise GatewayError(f"the engine's reply is longer than {LARGEST_REPLY_BYTES} bytes")
    return bytes(body)


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return clean_text(value)
        case list():
            return [_cleaned(part) for part in value]
        case dict():
            return {name: _cleaned(part) for name, part in value.items()}
    return value
