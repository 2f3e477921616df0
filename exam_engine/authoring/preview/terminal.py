"""The candidate's own terminal without a terminal: keys go in, frames come out.

It leaves no trace: its state folder and its log are in memory, its engine is made up.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from contextvars import Context
from typing import Any

from rich.console import RenderableType
from textual.events import Key, Resize
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip

from exam_engine.authoring.preview.engine import NOW_MS, MadeUpEngine
from exam_engine.client.admission_file import Entry
from exam_engine.client.app import ExamTerminal
from exam_engine.client.gateway import Gateway
from exam_engine.client.log import TerminalLog
from exam_engine.client.look.look import Look
from exam_engine.client.outbox import Saving
from exam_engine.client.plan import Plan
from exam_engine.client.screens.exam import ExamScreen
from exam_engine.client.screens.sitting import SittingScreen
from exam_engine.client.state import Session, StateFolder
from exam_engine.clock import SetClock
from exam_engine.errors import GatewayError
from exam_engine.model.paper import Paper

SERVER = "preview"
_BEGINS_WITHIN_S = 20.0
_SETTLES_WITHIN_S = 2.0
_LOOK_EVERY_S = 0.005
_QUIET_LOOKS = 3


class _NoFolder(StateFolder):
    """The state of a terminal that comes back to an attempt, and keeps nothing on disk."""

    def __init__(self) -> None:
        """Make no folder and take no lock."""

    def session(self, server: str) -> Session | None:
        return Session(server=server, token=SERVER)

    def keep(self, session: Session) -> None:
        """Keep nothing."""

    def forget(self) -> None:
        """There is nothing to forget."""


class _Notes(TerminalLog):
    """A log in memory."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, happening: str) -> None:
        self.lines.append(happening)


class _Headless(ExamTerminal):
    """The candidate's terminal, which tells when its picture may have changed."""

    def __init__(self, plan: Plan, on_change: Callable[[], None]) -> None:
        super().__init__(plan)
        self._on_change = on_change

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        self._on_change()


class PreviewTerminal:
    """Use: ``async with PreviewTerminal(paper, look, (80, 24)) as preview``."""

    def __init__(
        self,
        paper: Paper,
        look: Look,
        size: tuple[int, int],
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """:param on_change: called when the frame may have changed, never by :meth:`frame`."""
        self.size = size
        self._notes = _Notes()
        engine = MadeUpEngine(paper)
        plan = Plan(
            server=SERVER,
            state=_NoFolder(),
            log=self._notes,
            look=look,
            clock=SetClock(NOW_MS),
            connect=lambda: Gateway(engine),
            entry=Entry(),
        )
        self.app = _Headless(plan, on_change)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> PreviewTerminal:
        """Run until the question is on the screen.

        :raises GatewayError: if the terminal does not come that far.
        """
        # In a context of its own: an application finds itself by a variable of the context.
        loop = asyncio.get_running_loop()
        self._handler = loop.get_exception_handler()
        self._task = loop.create_task(self._run(), context=Context())
        try:
            async with asyncio.timeout(_BEGINS_WITHIN_S):
                while not self._shows_question():
                    if self._task.done():
                        raise GatewayError(f"the preview ended: {'; '.join(self._notes.lines)}")
                    await asyncio.sleep(_LOOK_EVERY_S)
        except BaseException:
            await self.__aexit__()
            raise
        await self.settle()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None and not self._task.done():
            self.app.exit(return_code=0)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_BEGINS_WITHIN_S):
                    await self._task
        asyncio.get_running_loop().set_exception_handler(self._handler)

    @property
    def over(self) -> bool:
        """Return whether the candidate has left the last screen."""
        return self._task is None or self._task.done()

    def press(self, key: str, character: str | None) -> None:
        """Send a key, by its name in Textual and the character that it prints."""
        self.app.post_message(Key(key, character))

    def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal another size in cells."""
        self.size = size
        self.app.post_message(Resize(Size(*size), Size(*size)))

    async def settle(self) -> None:
        """Wait until all that was sent is worked off and saved; at most two seconds.

        A text that is being written is saved after a pause, whatever the keys.
        """
        quiet = 0
        for _ in range(int(_SETTLES_WITHIN_S / _LOOK_EVERY_S)):
            if quiet == _QUIET_LOOKS or self.over:
                return
            quiet = quiet + 1 if self._rests() else 0
            await asyncio.sleep(_LOOK_EVERY_S)

    def _rests(self) -> bool:
        screen = self.app.screen if self.app.screen_stack else None
        if screen is None or self.app.message_queue_size or screen.message_queue_size:
            return False
        return not isinstance(screen, SittingScreen) or screen.attempt.saving is Saving.SAVED

    def frame(self) -> list[Strip]:
        """Return the rows of the screen as they are now."""
        if not self.app.screen_stack:
            return []
        return self.app.screen._compositor.render_strips()

    def cursor(self) -> tuple[int, int]:
        """Return column and row of the terminal's own cursor."""
        place = self.app.cursor_position
        return place.x, place.y

    def _shows_question(self) -> bool:
        return bool(self.app.screen_stack) and isinstance(self.app.screen, ExamScreen)

    async def _run(self) -> None:
        await self.app.run_async(headless=True, size=self.size, mouse=False)
