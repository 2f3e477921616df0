"""The authoring terminal as a Textual application: pages, the watch over the files, the editor."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from textual.app import SuspendNotSupported
from textual.screen import Screen

from exam_engine.authoring.bench.editing import editor_command, run_editor
from exam_engine.authoring.bench.templates import append_item, fresh_id, new_item
from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.authoring.key_app import KeyApp
from exam_engine.authoring.pages.items import ItemsPage
from exam_engine.authoring.pages.page import (
    Back,
    Edit,
    Leave,
    Make,
    Page,
    Preview,
    Recorded,
    Say,
    Show,
    Wish,
)
from exam_engine.authoring.preview.screen import PreviewScreen
from exam_engine.authoring.screen import PAGE_KEYS, AuthorScreen
from exam_engine.client.look.look import Look
from exam_engine.errors import AuthoringError, ExamEngineError
from exam_engine.text import clean_line

LOOK_EVERY_S = 1.0
# Reading and lint run beside the keys: who holds the interpreter gives way every millisecond.
_GIVE_WAY_S = 0.001


class AuthorApp(KeyApp):
    """``workshop`` is renewed in the background; a key only ever shows what is there."""

    def __init__(self, look: Look, workshop: Workshop) -> None:
        super().__init__(look)
        self._workshop = workshop
        self._list = ItemsPage(look.glyphs, workshop)
        self._pages: list[Page] = [self._list]
        self._notice = ""
        self._previewed = Preview("")
        self._tasks: set[asyncio.Task[None]] = set()
        self._renewing = asyncio.Lock()

    def get_default_screen(self) -> Screen[None]:
        reviewer = self._workshop.reviewer
        self._screen = AuthorScreen(self.look, reviewer.name if reviewer else "")
        return self._screen

    def on_mount(self) -> None:
        sys.setswitchinterval(_GIVE_WAY_S)
        self._screen.show(self._pages[-1])
        self.set_interval(LOOK_EVERY_S, self._look)
        self._later(self._renew())

    # --- keys ---

    async def take_key(self, key: str, character: str | None) -> None:
        """Give a key to the preview if that is shown, else to the page on top."""
        if isinstance(self.screen, PreviewScreen):
            await self.screen.press(key, character)
            return
        page = self._pages[-1]
        before = page.field
        wish = page.press(key, character)
        if wish is None and (key in PAGE_KEYS or (before is None and page.field is None)):
            self._screen.scroll(key)
        self._notice = await self._grant(wish) if wish is not None else ""
        if self.is_running:
            self._screen.show(self._pages[-1], self._notice)

    async def _grant(self, wish: Wish) -> str:
        """Do what a page asked for; return what to tell about it."""
        match wish:
            case Show(page):
                self._pages.append(page)
            case Back(notice):
                self._pages.pop()
                return notice
            case Preview():
                await self._preview(wish)
            case Edit():
                return self._edit(wish)
            case Make():
                return await self._make(wish)
            case Recorded(notice, done):
                self._workshop.take(self._workshop.load_record())
                if done:
                    self._pages.pop()
                return notice
            case Say(notice):
                return notice
            case Leave():
                self.exit(return_code=0)
        return ""

    # --- what changes by itself ---

    def _look(self) -> None:
        if not self._renewing.locked() and self._workshop.changed:
            self._later(self._renew())

    async def _renew(self) -> None:
        """Read the folder, show it; then its record, then what lint finds in it."""
        workshop = self._workshop
        async with self._renewing:
            workshop.take(await asyncio.to_thread(workshop.load_reading))
            await self._show_change()
            if not workshop.reading.problems:
                for load in (workshop.load_record, workshop.load_checked):
                    await self._load(load)
                    await self._show_change()

    async def _load(self, load: Callable[[], Any]) -> None:
        try:
            self._workshop.take(await asyncio.to_thread(load))
        except ExamEngineError as error:
            self._notice = clean_line(str(error))

    async def _show_change(self) -> None:
        if self._exit or not self.screen_stack:  # the author left while something was read
            return
        self._screen.show(self._pages[-1], self._notice)
        shown = self.screen
        if isinstance(shown, PreviewScreen):
            paper = self._workshop.paper(self._previewed.item, self._previewed.language)
            if paper is not None:
                await shown.show_paper(paper)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        # Work that ends after the author left finds no screen: nobody is there to be told.
        if isinstance(error, Exception) and not self._exit and self.screen_stack:
            self._handle_exception(error)

    # --- acts ---

    async def _preview(self, wish: Preview) -> None:
        paper = self._workshop.paper(wish.item, wish.language)
        if paper is not None:
            self._previewed = wish
            await self.push_screen(PreviewScreen(self.look, paper, self._end_preview))

    def _end_preview(self) -> None:
        self.pop_screen()

    def _edit(self, wish: Edit) -> str:
        """Give the terminal to the editor; what was saved is read when it comes back."""
        try:
            command = editor_command(os.environ, wish.path, wish.line)
            with self.suspend():
                said = run_editor(command)
        except AuthoringError as error:
            return str(error)
        except SuspendNotSupported:
            return "this terminal cannot be lent to an editor: edit the file beside it"
        self.refresh(repaint=True)
        self._look()
        return said

    async def _make(self, wish: Make) -> str:
        """Append a new item to the file of the one beside it, and open it there."""
        workshop = self._workshop
        if workshop.reading.problems or workshop.reading.source is None:
            return "mend what does not read first: a new item has to fit the bank"
        source = workshop.reading.source
        like = [item.id for item in source.bank.items if item.type is wish.kind]
        beside = like[-1] if like else wish.beside
        place = workshop.reading.places.get(beside)
        path = place.path if place else workshop.folder / "items" / "items.toml"
        item_id = fresh_id(source, wish.kind, like[-1] if like else "")
        try:
            line = append_item(path, new_item(source, wish.kind, item_id))
        except OSError as error:
            return f"{path}: {error.strerror}"
        self._pages.pop()
        self._list.aim(item_id)
        said = self._edit(Edit(path, line))
        return said or f"{item_id} is in {path.name}"
