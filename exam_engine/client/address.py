"""Where the engine is: a Unix socket, or a loopback address."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit

from exam_engine.client.failures import CannotRun

_FORMS = "unix:/path/to/engine.sock or http://127.0.0.1:PORT"


class Address(NamedTuple):
    """``base_url`` for requests; ``socket`` is the path of a Unix socket or None."""

    base_url: str
    socket: str | None


def parse_address(server: str) -> Address:
    """Read the address of an engine.

    :raises CannotRun: if it is neither a Unix socket nor a loopback address.
    """
    kind, _, rest = server.partition(":")
    if kind == "unix":
        if not rest.startswith("/"):
            raise CannotRun(f"{server!r} names no absolute path; write {_FORMS}")
        return Address("http://engine", rest)
    return Address(_loopback_url(server), None)


def _loopback_url(server: str) -> str:
    try:
        parts = urlsplit(server)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise CannotRun(f"{server!r} is not an address; write {_FORMS}") from None
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme != "http" or not host or not bare:
        raise CannotRun(f"{server!r} is not an address of an engine; write {_FORMS}")
    if not _is_loopback(host):
        raise CannotRun(
            f"{host} is another machine, and plain HTTP would show the paper to the network; "
            f"write {_FORMS}"
        )
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port or 80}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
