"""The console as a Textual application: pages, the board that follows, acts.

It has the habits of the candidate's terminal: keys alone, no mouse, no command palette, no action
that a text could carry, no clipboard, no link. It is no kiosk: Q leaves it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from rich.console import Group
from textual.app import App, ComposeResult
from textual.events import Event, Key, MouseEvent, Paste
from textual.widgets import Static

from exam_engine.clock import Clock, iso_utc
from exam_engine.console.gateway import ConsoleGateway, Refused
from exam_engine.console.look import Look, Part
from exam_engine.console.pages.answers import AnswersPage, notice_of, wants_a_page
from exam_engine.console.pages.board import BoardPage
from exam_engine.console.pages.form import Form
from exam_engine.console.pages.page import (
    Back,
    Do,
    Finish,
    Leave,
    LookInto,
    Page,
    Show,
    Wish,
)
from exam_engine.console.pages.seat import SeatPage
from exam_engine.console.pages.sittings import SittingsPage
from exam_engine.console.seats import LiveSeat
from exam_engine.errors import ExamEngineError, GatewayError
from exam_engine.text import clean_line
from exam_engine.vault.identity import Identity
from exam_engine.vault.secret import Secret
from exam_engine.wire.invigilator import ActReply, Board, SignedIn

TICK_S = 1.0
_AGAIN_S = 2.0
_PACE_S = 0.3
"""While everybody answers, the board changes all the time: no more than three a second."""
_OLD_MS = 12_000
OpenIdentity = Callable[[str, Secret], Identity]


class InvigilatorApp(App[None], inherit_bindings=False):
    """``signed_in`` says who sits here; ``open_identity`` opens that of a second person."""

    CSS = "Screen { background: ansi_default; } #page { height: 1fr; width: 1fr; }"
    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar[set[Any]] = set()
    ALLOW_SELECT = False
    AUTO_FOCUS = None
    ESCAPE_TO_MINIMIZE = False

    def __init__(
        self,
        gateway: ConsoleGateway,
        signed_in: SignedIn,
        open_identity: OpenIdentity,
        look: Look,
        clock: Clock,
    ) -> None:
        super().__init__(ansi_color=True)
        self._gateway = gateway
        self._who = signed_in.name
        self._open_identity = open_identity
        self._look = look
        self._clock = clock
        self._notice = ""
        self._board: Board | None = None
        self._came_ms = clock.now_ms()
        self._trouble = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = False
        first: Page = SittingsPage(signed_in.sittings)
        if len(signed_in.sittings) == 1:
            (only,) = signed_in.sittings
            first = BoardPage(only.id, only.title)
        self._pages: list[Page] = [first]
        self._following: str = ""

    def compose(self) -> ComposeResult:
        yield Static(id="page", markup=False)

    def on_mount(self) -> None:
        self.set_interval(TICK_S, self.paint)
        self._follow()
        self.call_after_refresh(self.paint)

    def on_resize(self) -> None:
        self.paint()

    # --- keys ---

    async def on_event(self, event: Event) -> None:
        """Give keys to the page on top; drop what a mouse or a paste sends."""
        if isinstance(event, Key):
            await self.take_key(event.key, event.character if event.is_printable else None)
        elif not isinstance(event, Paste | MouseEvent):
            await super().on_event(event)

    async def take_key(self, key: str, character: str | None) -> None:
        """Take a key by name, and its character if it has one that prints."""
        self._notice = ""
        self._grant(self._pages[-1].press(key, character))
        self.paint()

    def _grant(self, wish: Wish) -> None:
        match wish:
            case Show(page):
                self._pages.append(page)
                self._follow()
            case Back(notice):
                self._pages.pop()
                self._notice = notice
            case Do(act, candidates, everyone):
                sitting = self._following
                self._do(self._gateway.act(sitting, act, candidates, everyone=everyone))
            case Finish():
                self._do(self._finish(wish))
            case LookInto(candidate):
                self._later(self._look_into(candidate))
            case Leave():
                self._later(self._leave())

    # --- acts ---

    def _do(self, asking: Coroutine[Any, Any, ActReply]) -> None:
        """Ask the engine for something, once: an act is never sent again by itself."""
        if self._busy:
            asking.close()
            self._notice = "the act before is still on its way"
            return
        self._busy = True
        form = self._pages.pop()
        self._notice = "on its way"
        self._later(self._answered(asking, form))

    async def _answered(self, asking: Coroutine[Any, Any, ActReply], form: Page) -> None:
        try:
            reply = await asking
        except GatewayError:
            self._notice = "! no answer: look at the board before you do it again"
        except ExamEngineError as error:
            self._notice = f"! not done: {clean_line(str(error))}"
            if isinstance(form, Form):  # nothing was done: what was typed need not be typed again
                form.ask_again()
                self._pages.append(form)
        else:
            self._notice = notice_of(reply)
            if wants_a_page(reply):
                self._pages.append(AnswersPage(reply, self._names()))
        finally:
            self._busy = False
        self.paint()

    async def _finish(self, wish: Finish) -> ActReply:
        second = await asyncio.to_thread(self._open_identity, wish.second, wish.passphrase)
        return await self._gateway.finish(self._following, wish.candidates, wish.reason, second)

    async def _look_into(self, candidate: str) -> None:
        try:
            details = await self._gateway.details(self._following, candidate)
        except ExamEngineError as error:
            self._notice = f"! {clean_line(str(error))}"
        else:
            self._pages.append(SeatPage(details, lambda: self._seat(candidate)))
        self.paint()

    async def _leave(self) -> None:
        with contextlib.suppress(ExamEngineError):  # the session ends by itself, too
            await self._gateway.sign_out()
        self.exit(return_code=0)

    # --- the board that follows ---

    def _follow(self) -> None:
        """Follow the board of the sitting whose page stands lowest."""
        boards = [page for page in self._pages if isinstance(page, BoardPage)]
        if boards and not self._following:
            self._following = boards[0].title.split("  ")[0]
            self._later(self._watch(boards[0]))

    async def _watch(self, page: BoardPage) -> None:
        version = 0
        while True:
            try:
                self._board = await self._gateway.board(self._following, version)
            except Refused as refusal:
                await self._again(str(refusal))
                if refusal.code == "unauthorised":
                    await self._sign_in_again()
            except ExamEngineError as error:
                await self._again(str(error))
            else:
                version, self._trouble = self._board.version, ""
                self._came_ms = self._clock.now_ms()
                page.show(self._board)
                self.paint()
                await asyncio.sleep(_PACE_S)

    async def _again(self, trouble: str) -> None:
        self._trouble = clean_line(trouble)
        self.paint()
        await asyncio.sleep(_AGAIN_S)

    async def _sign_in_again(self) -> None:
        try:
            await self._gateway.sign_in()
        except ExamEngineError as error:
            self._trouble = clean_line(str(error))

    def _seat(self, candidate: str) -> LiveSeat | None:
        for view in self._board.seats if self._board else ():
            if view.candidate == candidate:
                return LiveSeat(view, self._clock.now_ms() - self._came_ms)
        return None

    def _names(self) -> dict[str, str]:
        return {view.candidate: view.name for view in (self._board.seats if self._board else ())}

    # --- painting ---

    def paint(self) -> None:
        """Paint the page on top, with timers as of now."""
        if not self.screen_stack or self._exit:
            return
        width, height = self.size
        since_ms = self._clock.now_ms() - self._came_ms
        for page in self._pages:
            if isinstance(page, BoardPage):
                page.tick(since_ms)
        page = self._pages[-1]
        body = page.lay_out(self._look, width, height - 3)
        empty = [self._look.row(width=width)] * (height - 3 - len(body))
        rows = [self._title(page, width, since_ms), *body, *empty]
        rows += [self._status(width, since_ms), self._keys(page, width)]
        self.query_one("#page", Static).update(Group(*rows))

    def _title(self, page: Page, width: int, since_ms: int) -> Any:
        now = f"{iso_utc(self._board.now_ms + since_ms)[11:19]} UTC" if self._board else ""
        right = f"{self._who} at {self._gateway.host}  {now} "
        left = f" {page.title}"
        room = max(10, width - len(right))
        text = left if len(left) <= room else left[: room - 1] + "~"
        return self._look.row((text.ljust(room), "title"), (right, "title"), width=width)

    def _status(self, width: int, since_ms: int) -> Any:
        told: Part = f" {self._notice}"
        if self._notice.startswith("!"):
            told = (f" {self._notice}", "alert")
        if self._trouble:
            age = f", {since_ms // 1000} s old" if since_ms > _OLD_MS and self._board else ""
            told = (f" ! {self._trouble}{age}: trying again. The exams go on.", "alert")
        return self._look.row(told, width=width)

    def _keys(self, page: Page, width: int) -> Any:
        parts: list[Part] = [" "]
        used = 1
        for key, words in page.hints():
            used += len(key) + len(words) + 3
            if used > width:
                break
            parts += [(key, "key"), (f" {words}  ", "muted")]
        return self._look.row(*parts, width=width)

    # --- what is taken away ---

    async def run_action(self, *_: Any, **__: Any) -> bool:
        """Run nothing: this application has keys, not actions."""
        return False

    def copy_to_clipboard(self, text: str) -> None:
        """Do nothing."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Do nothing: no text opens anything."""

    # --- tasks ---

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception) and not self._exit:
            self._handle_exception(error)
