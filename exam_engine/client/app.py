"""The candidate's terminal as a Textual application: which screen is shown, and the way out.

What the first frame does not need is imported after it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import msgspec
from textual.screen import Screen

from exam_engine.client.commands import Command
from exam_engine.client.locked_app import EXIT_TERMINAL_CLOSED, LockedApp
from exam_engine.client.look.look import SCHEME_WORDS
from exam_engine.client.plan import Plan
from exam_engine.client.screens.base import STYLES, Stage
from exam_engine.client.screens.notice import NoticeScreen
from exam_engine.client.screens.welcome import WelcomeScreen
from exam_engine.client.widgets.sheet import Sheet

if TYPE_CHECKING:
    from exam_engine.client.desk import Desk

_LAST_WORDS_S = 2.0


class ExamTerminal(LockedApp):
    """Shows screens; the :class:`Journey` decides which, the :class:`Desk` runs the exam."""

    CSS = STYLES

    def __init__(self, plan: Plan) -> None:
        session = plan.state.session(plan.server)
        plan.look.wear(session.scheme if session else "")
        super().__init__(plan.look, plan.log)
        self._plan = plan
        self._welcome: WelcomeScreen | None = None
        self._desk: Desk | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = False

    def get_css_variables(self) -> dict[str, str]:
        return {**super().get_css_variables(), "exam-page": self.look.background()}

    def get_default_screen(self) -> Screen[None]:
        """The first frame: the welcome, or a word that the attempt is coming back."""
        if self._plan.state.session(self._plan.server) is not None:
            return NoticeScreen(self.look, "Welcome back", ["Coming back to your exam."])
        self._welcome = WelcomeScreen(self.look, self._plan.entry)
        return self._welcome

    def on_mount(self) -> None:
        self.watch_loop()
        self._listen_to_signals()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Start the journey after the first frame, so that nothing delays that."""
        self._plan.log.write("terminal started")
        self.later(self._travel())

    async def _travel(self) -> None:
        from exam_engine.client.journey import Journey

        await Journey(self, self._plan).run()
        self.exit(return_code=0)

    def later(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run ``coroutine`` beside everything else; an error in it ends the terminal."""
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.fail(error)

    # --- screens ---

    def welcome_screen(self) -> WelcomeScreen:
        """Return the welcome, the first time the one that stands since the first frame."""
        screen, self._welcome = self._welcome, None
        return screen or WelcomeScreen(self.look, self._plan.entry._replace(code=""))

    async def show(self, screen: Stage) -> None:
        """Show ``screen`` and drop whatever was shown before, apart from the first frame."""
        with self.batch_update():
            while len(self.screen_stack) > 2:
                await self.pop_screen()
            if len(self.screen_stack) == 2:
                await self.switch_screen(screen)
            elif self.screen is not screen:
                await self.push_screen(screen)

    async def lift(self, screen: Stage) -> None:
        """Take ``screen`` away, with all that is on top of it."""
        while screen in self.screen_stack:
            await self.pop_screen()

    # --- a running exam ---

    def take_seat(self, desk: Desk) -> None:
        """Run the exam at ``desk``."""
        self._desk = desk

    def leave_seat(self) -> None:
        """Run no exam any more."""
        if self._desk is not None:
            self._desk.leave()
        self._desk = None

    async def take_key(self, key: str, character: str | None) -> None:
        """Give a key to the screen on top, and do what it asks before the next key counts."""
        if key == Command.COLOURS.value[0]:
            self.turn_colours()
            return
        if self._desk is not None and self._desk.hears(key):
            return
        wish = self.screen.press(key, character) if isinstance(self.screen, Stage) else None
        if wish is not None and self._desk is not None:
            await self._desk.grant(wish)

    def wear(self, scheme: str) -> None:
        """Take the colours that are arranged for the candidate, unless they chose others."""
        session = self._plan.state.session(self._plan.server)
        if scheme and scheme != self.look.scheme and not (session and session.scheme):
            self.look.wear(scheme)
            self._recolour()

    def turn_colours(self) -> None:
        """Take the next colours, and keep them for this attempt."""
        worn = self.look.turn()
        session = self._plan.state.session(self._plan.server)
        if session is not None:
            self._plan.state.keep(msgspec.structs.replace(session, scheme=worn))
        self._recolour()
        if isinstance(self.screen, Stage):
            self.screen.told(f"{SCHEME_WORDS[worn]}; F11 takes the next")

    def _recolour(self) -> None:
        self.refresh_css()
        for screen in self.screen_stack:
            for sheet in screen.query(Sheet):
                sheet.repaint()

    def refuse_paste(self) -> None:
        """Let the screen on top say that nothing is pasted."""
        if isinstance(self.screen, Stage):
            self.screen.refuse_paste()

    # --- the end from outside ---

    def terminal_closed(self) -> None:
        """End: the terminal is gone, and with it whoever sat before it."""
        self._plan.log.write("the terminal was closed")
        self._stop(EXIT_TERMINAL_CLOSED)

    def _listen_to_signals(self) -> None:
        if self.is_headless or threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            loop.add_signal_handler(number, self._signalled, number)

    def _signalled(self, number: signal.Signals) -> None:
        self._plan.log.write(f"ended by {number.name}")
        self._stop(128 + number)

    def _stop(self, return_code: int) -> None:
        if not self._stopping:
            self._stopping = True
            # A terminal that takes no more output could block the way out.
            last_way = threading.Timer(2 * _LAST_WORDS_S, os._exit, (return_code,))
            last_way.daemon = True
            last_way.start()
            self.later(self._stop_soon(return_code))

    async def _stop_soon(self, return_code: int) -> None:
        """End after a moment for answers that are on their way."""
        attempt = self._desk.seat.attempt if self._desk is not None else None
        if self._desk is not None and self._desk.seat.attempt.save_drafts():
            self._desk.seat.wake()
        for _ in range(int(_LAST_WORDS_S / 0.02)):
            if attempt is None or attempt.next_batch() is None:
                break
            await asyncio.sleep(0.02)
        self.exit(return_code=return_code)
