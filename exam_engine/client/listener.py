"""The task that waits for news: what others than this terminal do to the attempt.

It asks for what is new and is answered the moment there is something. Its requests have a
connection of their own, so that no answer ever waits behind one of them. What it hears is shown by
:class:`Attempt`; what it fails at, nobody sees: the sender tells of an engine that is away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, Protocol

from exam_engine.client.attempt import Attempt
from exam_engine.client.back_off import BackOff
from exam_engine.client.failures import Refused
from exam_engine.errors import GatewayError
from exam_engine.wire.candidate import News

_ENDED = "ended"
_QUIET_S = 0.2


class NewsDesk(Protocol):
    """What the listener needs of a gateway."""

    async def news(self, after: int) -> News: ...


class Listener:
    """Runs until it is cancelled. ``on_news`` shows what was heard."""

    def __init__(
        self,
        engine: NewsDesk,
        attempt: Attempt,
        on_news: Callable[[], None],
        ask: Callable[[], None],
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """:param ask: let the sender ask the engine how the attempt stands."""
        self._engine = engine
        self._attempt = attempt
        self._on_news = on_news
        self._ask = ask
        self._pause = pause
        self._back_off = BackOff()

    async def run(self) -> NoReturn:
        """Ask, wait, tell; after a failure, not at once again."""
        while True:
            try:
                news = await self._engine.news(self._attempt.around.news)
            except Refused as refused:
                if not refused.is_passing:
                    self._ask()  # replaced by another terminal, perhaps: the sender finds out
                await self._later(refused.retry_after_s or 0)
            except GatewayError:
                await self._later()
            else:
                await self._hear(news)

    async def _hear(self, news: News) -> None:
        before = self._attempt.around.news
        self._attempt.hear_news(news)
        self._on_news()
        if news.phase == _ENDED:
            self._ask()
            await self._later()
            return
        self._back_off.reset()
        if news.news <= before:  # without any after a while; an engine that does not wait may not
            await self._pause(_QUIET_S)  # keep this terminal running

    async def _later(self, at_least_s: float = 0) -> None:
        await self._pause(max(at_least_s, self._back_off.next_s()))
