"""Where the engine is: a Unix socket, a loopback address, or another machine behind TLS."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit

from exam_engine.client.failures import CannotRun

_FORMS = "unix:/path/to/engine.sock, http://127.0.0.1:PORT, or https://HOST:PORT with its pin"
_PIN_DIGITS = 64


class Address(NamedTuple):
    """``base_url`` for requests; ``socket`` is the path of a Unix socket or None.

    ``pin`` is that of the certificate that the engine has to show, empty without TLS.
    """

    base_url: str
    socket: str | None
    pin: str = ""


def parse_address(server: str) -> Address:
    """Read the address of an engine; behind ``https://HOST:PORT#`` stands the pin.

    :raises CannotRun: if it is none, or would show the paper to the network.
    """
    kind, _, rest = server.partition(":")
    if kind == "unix":
        if not rest.startswith("/"):
            raise CannotRun(f"{server!r} names no absolute path; write {_FORMS}")
        return Address("http://engine", rest)
    if kind == "https":
        url, _, pin = server.partition("#")
        return Address(_url(url, "https", 443), None, _pin(pin))
    return Address(_loopback_url(server), None)


def _pin(text: str) -> str:
    digits = text.lower().removeprefix("sha256").replace(":", "").replace(" ", "").lstrip("=")
    if len(digits) != _PIN_DIGITS or not set(digits) <= set("0123456789abcdef"):
        raise CannotRun(
            f"https needs the pin of the engine's certificate, {_PIN_DIGITS} hexadecimal digits, "
            "which exam-engine serve and exam-engine tls show print"
        )
    return digits


def _loopback_url(server: str) -> str:
    url = _url(server, "http", 80)
    host = urlsplit(url).hostname or ""
    if not _is_loopback(host):
        raise CannotRun(
            f"{host} is another machine, and plain HTTP would show the paper to the network; "
            f"write {_FORMS}"
        )
    return url


def _url(server: str, scheme: str, usual_port: int) -> str:
    try:
        parts = urlsplit(server)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise CannotRun(f"{server!r} is not an address; write {_FORMS}") from None
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme != scheme or not host or not bare:
        raise CannotRun(f"{server!r} is not an address of an engine; write {_FORMS}")
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}:{port or usual_port}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
