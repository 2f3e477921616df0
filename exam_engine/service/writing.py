"""The ledger for coroutines: a job is awaited, and a whole batch is answered in one wake-up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy import Engine

from exam_engine.clock import Clock
from exam_engine.store.ledger import Decide, Ledger, Outcome


class AsyncLedger:
    """A :class:`Ledger` bound to the running event loop."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._loop = asyncio.get_running_loop()
        self._ledger = Ledger(engine, clock, deliver=self._deliver)
        self._ledger.start()

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

        self._ledger.submit(attempt_id, decide, done)
        return await future

    async def close(self) -> None:
        """Commit what waits and stop."""
        await asyncio.to_thread(self._ledger.stop)

    @property
    def ledger(self) -> Ledger:
        return self._ledger

    def _deliver(self, answers: list[Callable[[], None]]) -> None:
        self._loop.call_soon_threadsafe(_run_all, answers)


def _run_all(answers: list[Callable[[], None]]) -> None:
    for answer in answers:
        answer()
