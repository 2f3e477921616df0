"""A load generator in few instructions: HTTP/1.1 over kept connections, closed loop.

It shares the machine with what it measures, so it must cost little: no client library, one parser
that looks for the length and the end of the head.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

from exam_engine.clock import Stopwatch


class Reply(NamedTuple):
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """One kept connection."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        self.head = ""

    async def open(self) -> Connection:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    def close(self) -> None:
        self._writer.close()

    def authorise(self, token: str) -> None:
        self.head = f"authorization: Bearer {token}\r\n"

    async def ask(self, method: str, path: str, message: Any = None) -> Reply:
        """Send a request and wait for its reply."""
        return await self.exchange(self.encode(method, path, message))

    def encode(self, method: str, path: str, message: Any = None) -> bytes:
        body = b"" if message is None else json.dumps(message).encode()
        head = f"{method} {path} HTTP/1.1\r\nhost: engine\r\n{self.head}"
        return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body

    async def exchange(self, request: bytes) -> Reply:
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status = int(head[9:12])
        at = head.lower().index(b"content-length:") + 15
        length = int(head[at : head.index(b"\r\n", at)])
        return Reply(status, await self._reader.readexactly(length))


class Load(NamedTuple):
    """What a closed loop measured."""

    replies: int
    seconds: float
    latencies_ms: list[float]

    @property
    def per_s(self) -> float:
        return self.replies / self.seconds

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def closed_loop(
    connections: Sequence[Connection],
    request: Callable[[int, int], bytes],
    seconds: float,
) -> Load:
    """Let every connection send its next request when the last one was answered.

    :param request: given the connection's number and its count of requests so far, the bytes.
    """
    latencies: list[float] = []
    watch = Stopwatch()

    async def one(number: int, connection: Connection) -> None:
        count = 0
        while watch.elapsed_s() < seconds:
            started = watch.elapsed_s()
            reply = await connection.exchange(request(number, count))
            if reply.status != 200:
                raise RuntimeError(f"status {reply.status}: {reply.body[:200]!r}")
            latencies.append(1000 * (watch.elapsed_s() - started))
            count += 1

    await asyncio.gather(*(one(n, each) for n, each in enumerate(connections)))
    return Load(len(latencies), watch.elapsed_s(), latencies)


async def rush(acts: Sequence[Callable[[], Awaitable[Any]]]) -> tuple[float, list[Any]]:
    """Do everything at once; return the seconds until the last is done, and the results."""
    watch = Stopwatch()
    results = await asyncio.gather(*(act() for act in acts))
    return watch.elapsed_s(), results
