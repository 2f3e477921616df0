"""A proxy between terminals and the engine: it keeps every reply, and can hold requests back."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

from exam_engine.clock import Stopwatch

_PART_BYTES = 65_536


class Proxy:
    """Listens on one Unix socket and passes on to another. Use as a context manager."""

    def __init__(self, path: Path, engine: Path) -> None:
        self._engine = engine
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen()
        self._said: dict[socket.socket, bytearray] = {}
        self._held: list[tuple[socket.socket, bytes]] = []
        self.holds = False

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for engine in self._said:
            engine.close()

    @property
    def replies(self) -> list[bytes]:
        """Return what the engine said, in one piece for each connection."""
        return [bytes(said) for said in self._said.values()]

    @property
    def held(self) -> bytes:
        """Return what is held back."""
        return b"".join(part for _, part in self._held)

    def let_go(self) -> list[bytes]:
        """Send on what was held back, and return what the engine says to it."""
        before = {engine: len(self._said[engine]) for engine, _ in self._held}
        while self._held:
            engine, part = self._held.pop(0)
            engine.sendall(part)
        watch = Stopwatch()
        while any(len(self._said[engine]) == size for engine, size in before.items()):
            assert watch.elapsed_s() < 10, "the engine says nothing"
            threading.Event().wait(0.01)
        return [bytes(self._said[engine][size:]) for engine, size in before.items()]

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                terminal, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(terminal,), daemon=True).start()

    def _serve(self, terminal: socket.socket) -> None:
        engine = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with terminal:
            try:
                engine.connect(str(self._engine))
            except OSError:  # the engine does not run
                engine.close()
                return
            self._said[engine] = bytearray()
            threading.Thread(target=self._reply, args=(engine, terminal), daemon=True).start()
            for request in _parts(terminal):
                if self.holds:
                    self._held.append((engine, request))
                else:
                    with contextlib.suppress(OSError):
                        engine.sendall(request)

    def _reply(self, engine: socket.socket, terminal: socket.socket) -> None:
        for part in _parts(engine):
            self._said[engine] += part
            with contextlib.suppress(OSError):
                terminal.sendall(part)
        with contextlib.suppress(OSError):
            terminal.shutdown(socket.SHUT_RDWR)


def _parts(connection: socket.socket) -> Iterator[bytes]:
    """Yield what comes, until the other side or this one closes."""
    with contextlib.suppress(OSError):
        while part := connection.recv(_PART_BYTES):
            yield part
