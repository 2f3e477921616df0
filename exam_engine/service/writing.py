"""The ledger for coroutines: a job is awaited, and a whole batch is answered in one wake-up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy import Engine

from exam_engine.clock import Clock
from exam_engine.store.ledger import Decide, Ledger, Outcome
from exam_engine.store.neighbours import Neighbours
from exam_engine.vault.identity import Identity


class AsyncLedger:
    """A :class:`Ledger` bound to the running event loop. Call ``ledger.start()`` to begin."""

    def __init__(
        self, engine: Engine, clock: Clock, host: Identity, neighbours: Neighbours | None = None
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self.ledger = Ledger(engine, clock, host, self._deliver, neighbours)

    async def execute(self, attempt_id: int, decide: Decide) -> Outcome:
        """Hand in a job and wait until it is on disk.

        :raises AttemptRefused: if it was refused.
        :raises StoreError: if it could not be written.
        """
        future: asyncio.Future[Outcome] = self._loop.create_future()

        def done(outcome: Outcome | BaseException) -> None:
            if future.cancelled():  # the request went away; what it said is recorded all the same
                return
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

        self.ledger.submit(attempt_id, decide, done)
        return await future

    async def close(self) -> None:
        """Commit what waits and stop."""
        await asyncio.to_thread(self.ledger.stop)

    def _deliver(self, answers: list[Callable[[], None]]) -> None:
        self._loop.call_soon_threadsafe(_run_all, answers)


def _run_all(answers: list[Callable[[], None]]) -> None:
    for answer in answers:
        answer()
