"""HTTP over a Unix socket or TCP: the terminal's one seam to the network."""

from __future__ import annotations

import ssl
import sys
from importlib.util import find_spec

# httpx brings a command line of its own, whose libraries would double the time of the import.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
# Below httpx every request looks for this optional package anew, which takes as long as the rest.
if find_spec("sniffio") is None:
    sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
import httpx  # noqa: E402

from exam_engine.client.address import Address  # noqa: E402
from exam_engine.errors import GatewayError  # noqa: E402

LARGEST_REPLY_BYTES = 2_000_000
# One connection carries answers, one waits for news, and one is spare while another one breaks.
# A connection outlives the half minute between two questions for the time, and is given up before
# the engine does so (after 75 s), which would look like a network that fails.
_LIMITS = httpx.Limits(max_connections=3, keepalive_expiry=60.0)
_TIMEOUT = httpx.Timeout(10.0, connect=3.0, pool=3.0).as_dict()


def open_transport(address: Address) -> HttpTransport:
    """Return a transport to a Unix socket, a loopback port, or an engine behind TLS."""
    carrier = httpx.AsyncHTTPTransport(
        verify=_verified(address), uds=address.socket, limits=_LIMITS, trust_env=False
    )
    return HttpTransport(carrier, address.base_url)


def _verified(address: Address) -> ssl.SSLContext | bool:
    if not address.pin:
        return False  # there is no TLS, and reading the authorities of the machine takes time
    from exam_engine.client.pinning import pinned_context

    return pinned_context(address.pin)


class HttpTransport:
    """Carries requests over HTTP; replies are bounded in size.

    Requests go straight to the transport of httpx: what a client of httpx adds (cookies,
    redirects, proxies of the environment) is not wanted here.
    """

    def __init__(self, carrier: httpx.AsyncBaseTransport, base_url: str = "http://engine") -> None:
        self._carrier = carrier
        self._base_url = base_url

    async def close(self) -> None:
        """Close all connections."""
        await self._carrier.aclose()

    async def exchange(
        self, method: str, path: str, body: bytes | None, token: str
    ) -> tuple[int, bytes]:
        """Return status and body of the reply.

        :raises GatewayError: if no reply comes, or one that is too long.
        """
        headers = {"accept-encoding": "identity"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        if body is not None:
            headers["content-type"] = "application/json"
        url, limits = self._base_url + path, {"timeout": _TIMEOUT}
        request = httpx.Request(method, url, headers=headers, content=body, extensions=limits)
        try:
            reply = await self._carrier.handle_async_request(request)
            try:
                return reply.status_code, await _bounded(reply)
            finally:
                await reply.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            if _shows_wrong_certificate(error):
                from exam_engine.client.pinning import impostor_at

                raise GatewayError(impostor_at(self._base_url)) from None
            # The class says what happened; its text may name addresses, which nobody here needs.
            raise GatewayError(f"the engine cannot be reached ({type(error).__name__})") from None


def _shows_wrong_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


async def _bounded(reply: httpx.Response) -> bytes:
    body = bytearray()
    assert isinstance(reply.stream, httpx.AsyncByteStream)
    async for part in reply.stream:  # as it came: nothing is decompressed
        body += part
        if len(body) > LARGEST_REPLY_BYTES:
            raise GatewayError(f"the engine's reply is longer than {LARGEST_REPLY_BYTES} bytes")
    return bytes(body)
