"""Running the service on a Unix socket or a port.

Beyond this machine it speaks TLS only: it refuses rather than send papers and tokens in the clear.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from exam_engine.errors import StoreError

_BACKLOG = 2048


def bind_unix(path: Path, mode: int = 0o600) -> socket.socket:
    """Return a listening Unix socket at ``path``; a stale one of a dead server is replaced.

    :raises StoreError: if a server listens there already, or the place cannot be used.
    """
    if path.is_socket():
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                path.unlink()
            else:
                raise StoreError(f"{path}: a server listens there already; stop it first")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
    except OSError as error:
        listener.close()
        raise StoreError(f"{path}: cannot listen there: {error}") from None
    path.chmod(mode)
    listener.listen(_BACKLOG)
    return listener


def require_loopback(host: str) -> None:
    """Refuse an address that others than this machine could reach.

    :raises StoreError: with what to do instead.
    """
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise StoreError(
            f"{host} is not a loopback address; without TLS the engine listens on this machine "
            "only: name --tls-certificate and --tls-key-file (exam-engine tls new makes both)"
        )


def bind_loopback(host: str, port: int) -> socket.socket:
    """Return a listening socket on a loopback address, where TLS may be left out.

    :raises StoreError: if ``host`` is not loopback, or the port is taken.
    """
    require_loopback(host)
    return bind_port(host, port)


def bind_port(host: str, port: int) -> socket.socket:
    """Return a listening socket on an address of this machine.

    :raises StoreError: if there is no such address here, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise StoreError(f"{host} port {port}: cannot listen there: {reason}") from None
    listener.listen(_BACKLOG)
    return listener


def run(
    app: ASGIApp,
    listener: socket.socket,
    ready: Callable[[], None],
    tls: ssl.SSLContext | None = None,
    leaving: Callable[[], None] = lambda: None,
) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are answered first.

    :param leaving: called when the service begins to stop: whoever only waits is let go.
    :raises StoreError: if the service could not start.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
        # Candidates stay connected; an idle terminal asks for the time every half minute.
        timeout_keep_alive=75,
        ssl_context_factory=None if tls is None else lambda *_: tls,
    )
    server = _Server(config, ready, leaving)
    server.run(sockets=[listener])
    if not server.started:
        raise StoreError("the service could not start; the reason is in its log")


class _Server(uvicorn.Server):
    """Tells when it is ready to answer, and when it begins to stop."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], leaving: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._leaving = leaving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leaving()
        await super().shutdown(sockets)
