"""A running attempt, line by line: waiting for the candidate and for what others do, at once."""

from __future__ import annotations

import asyncio
import contextlib

from exam_engine.client.attempt import Attempt
from exam_engine.client.linear.announcer import Announcer
from exam_engine.client.linear.ears import Heard
from exam_engine.client.linear.talk import Talk
from exam_engine.client.listener import Listener, NewsDesk
from exam_engine.client.outbox import Saving
from exam_engine.client.sender import Engine, Outcome, Sender
from exam_engine.clock import Stopwatch

_SAVED_WITHIN_S = 3.0
_LOOK_EVERY_S = 20.0
_LAST_WORDS_S = 2.0


class Over(Exception):
    """The sender has an outcome: nothing more can be asked."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class Floor:
    """Where candidate, sender and listener meet. Use as an asynchronous context manager."""

    def __init__(self, talk: Talk, attempt: Attempt, engine: Engine, news: NewsDesk) -> None:
        self.attempt = attempt
        self.voice = talk.voice
        self.announcer = Announcer(attempt)
        self._talk = talk
        self._happened = asyncio.Event()
        self._sender = Sender(engine, attempt, self._happened.set)
        self._listener = Listener(news, attempt, self._heard_news, self._sender.ask)
        self._line: asyncio.Task[Heard] | None = None

    async def __aenter__(self) -> Floor:
        self._sending = asyncio.create_task(self._sender.run())
        self._listening = asyncio.create_task(self._listener.run())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End both tasks; whoever stops the terminal waits a moment for what is on its way."""
        if kind is not None and kind is not Over:
            await self._last_words()
        tasks = [self._sending, self._listening, *([self._line] if self._line else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def hear(self, prompt: str) -> Heard:
        """Ask for a line; say what has to be said before, and meanwhile.

        :raises Over: if the attempt has ended for this terminal.
        """
        asked = False
        while True:
            self._raise_outcome()
            said = self.announcer.at_once()
            if self.attempt.time_up or self.attempt.finishing:
                self.voice.say(*said)
                await self._await_end()
                asked = False
                continue
            if said or not asked:
                self.voice.say(*said, *self.announcer.at_prompt())
                self.voice.ask("Paused:" if self.attempt.paused else prompt)
                asked = True
            heard = await self._line_or_change()
            if heard is not None:
                return heard

    async def confirm(self) -> str:
        """Wait until the last change is saved; return words for it, or that it is not yet."""
        self._sender.wake()
        watch = Stopwatch()
        while self.attempt.saving is Saving.SAVING:
            left_s = _SAVED_WITHIN_S - watch.elapsed_s()
            if left_s <= 0:
                break
            await self._change(left_s)
            self._raise_outcome()
        return self.announcer.saving()

    def wake(self) -> None:
        """Let the sender send what there is."""
        self._sender.wake()

    # --- inside ---

    def _heard_news(self) -> None:
        self._happened.set()
        self._sender.wake()

    def _raise_outcome(self) -> None:
        if self._listening.done():
            self._listening.result()
        if self._sending.done():
            raise Over(self._sending.result())

    async def _line_or_change(self) -> Heard | None:
        """Return a line; None once anything else has happened, or a while has passed."""
        if self._line is None:
            self._line = asyncio.create_task(self._talk.ears.line())
        limit_s = min(_LOOK_EVERY_S, self.attempt.time.remaining_ms() / 1000 + 0.01)
        changed = asyncio.create_task(self._happened.wait())
        waiting = {self._line, changed, self._sending, self._listening}
        await asyncio.wait(waiting, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        changed.cancel()
        self._happened.clear()
        if not self._line.done():
            return None
        line, self._line = self._line, None
        self.voice.answered()
        return line.result()

    async def _change(self, limit_s: float) -> None:
        """Wait until something has happened, at most ``limit_s``."""
        changed = asyncio.create_task(self._happened.wait())
        waiting = {changed, self._sending, self._listening}
        await asyncio.wait(waiting, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        changed.cancel()
        self._happened.clear()

    async def _await_end(self) -> None:
        """Wait while the attempt ends; time that is granted in the last moment lets it go on."""
        self.attempt.save_drafts()
        self._sender.wake()
        told = False
        while self.attempt.time_up or self.attempt.finishing:
            self._raise_outcome()
            if self.attempt.trouble and not told:
                told = True
                self.voice.say(
                    "The engine cannot be reached at the moment; this terminal tries again by "
                    "itself. Stay here, and call the invigilator."
                )
            await self._change(1.0)
            self.voice.say(*self.announcer.at_once())

    async def _last_words(self) -> None:
        self.attempt.save_drafts()
        self._sender.wake()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_S):
                while self.attempt.next_batch() is not None and not self._sending.done():
                    await asyncio.sleep(0.02)
