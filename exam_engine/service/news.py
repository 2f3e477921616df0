"""News for terminals: what happened to an attempt that its own terminal did not do.

A terminal asks for news after those it knows and waits for the answer, which comes the moment there
is any. Nothing is looked up meanwhile: whoever changes an attempt in this process tells the desk;
another process tells it through :meth:`NewsDesk.tell`.
"""

from __future__ import annotations

import asyncio

LONGEST_WAIT_S = 8.0
"""Shorter than the time after which a terminal gives up on a request."""


class NewsDesk:
    """Who waits for which attempt. Lives in one event loop."""

    def __init__(self) -> None:
        self._waiting: dict[int, set[asyncio.Event]] = {}
        self._closed = False

    def close(self) -> None:
        """Let nobody wait any more: the service stops, and a wait would hold it up."""
        self._closed = True
        self.tell_all()

    def tell(self, attempt_id: int) -> None:
        """Wake everybody who waits for news of an attempt."""
        for waiter in self._waiting.get(attempt_id, ()):
            waiter.set()

    def tell_all(self) -> None:
        """Wake everybody."""
        for attempt_id in list(self._waiting):
            self.tell(attempt_id)

    def ask(self, attempt_id: int) -> Waiter:
        """Return a waiter for news of an attempt; it hears what is told from now on."""
        waiter = Waiter(self._waiting, attempt_id)
        if self._closed:
            waiter.tell()
        return waiter


class Waiter:
    """Use with ``with``, around the look at the state: so nothing falls between look and wait."""

    def __init__(self, waiting: dict[int, set[asyncio.Event]], attempt_id: int) -> None:
        self._waiting = waiting
        self._attempt_id = attempt_id
        self._told = asyncio.Event()

    def __enter__(self) -> Waiter:
        self._waiting.setdefault(self._attempt_id, set()).add(self._told)
        return self

    def __exit__(self, *_: object) -> None:
        others = self._waiting[self._attempt_id]
        others.discard(self._told)
        if not others:
            del self._waiting[self._attempt_id]

    def tell(self) -> None:
        """Say that there is nothing to wait for."""
        self._told.set()

    async def wait(self, longest_s: float = LONGEST_WAIT_S) -> None:
        """Return once there is news, or after ``longest_s``."""
        try:
            await asyncio.wait_for(self._told.wait(), longest_s)
        except TimeoutError:
            return
