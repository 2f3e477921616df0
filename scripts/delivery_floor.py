"""The floors of the stack: what uvicorn and SQLite do with nothing of the engine between them.

``/echo`` answers the JSON it was sent. ``/save`` puts it into SQLite (WAL, synchronous=FULL) by
group commit, one row a request, and answers when it is on disk: no authorisation, no clock, no
rules. Run as a program it serves both on a free port of this machine and prints the port.
"""

from __future__ import annotations

import asyncio
import json
import queue
import socket
import sqlite3
import sys
import threading
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

_MOST = 512


class GroupCommit:
    """One writer with a queue."""

    def __init__(self, path: Path) -> None:
        self._queue: queue.SimpleQueue[tuple[bytes, asyncio.Future[None]]] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE saved (id INTEGER PRIMARY KEY, body BLOB)")
        threading.Thread(target=self._run, daemon=True).start()

    async def save(self, body: bytes) -> None:
        future: asyncio.Future[None] = self._loop.create_future()
        self._queue.put((body, future))
        await future

    def _run(self) -> None:
        while True:
            batch = [self._queue.get()]
            while len(batch) < _MOST:
                try:
                    batch.append(self._queue.get_nowait())
                except queue.Empty:
                    break
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(
                "INSERT INTO saved (body) VALUES (?)", [(body,) for body, _ in batch]
            )
            self._connection.execute("COMMIT")
            self._loop.call_soon_threadsafe(_done, [future for _, future in batch])


def _done(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        future.set_result(None)


def application(path: Path) -> Starlette:
    """Return the two routes."""
    writers: list[GroupCommit] = []

    async def save(request: Request) -> JSONResponse:
        body = await request.body()
        json.loads(body)
        if not writers:
            writers.append(GroupCommit(path))
        await writers[0].save(body)
        return JSONResponse({"saved": True})

    async def echo(request: Request) -> JSONResponse:
        return JSONResponse(await request.json())

    routes = [Route("/save", save, methods=["POST"]), Route("/echo", echo, methods=["POST"])]
    return Starlette(routes=routes)


def main() -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(listener.getsockname()[1], flush=True)
    config = uvicorn.Config(
        application(Path(sys.argv[1])), log_config=None, access_log=False, date_header=False
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
