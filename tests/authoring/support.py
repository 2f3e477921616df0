"""Bank folders to work on, and the authoring terminal with and without a terminal."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from contextlib import asynccontextmanager
from pathlib import Path

from client.terminal_support import PseudoTerminal
from exam_engine.authoring.app import AuthorApp
from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.client.look.look import choose_look
from exam_engine.clock import SetClock, Stopwatch, parse_utc_ms
from exam_engine.office.home import Home
from exam_engine.office.shipped import shipped

LOOK = choose_look("full", "dark", {})
NOW = parse_utc_ms("2026-03-02T09:00:00Z")


def types_bank(folder: Path) -> Path:
    """Return a copy of the bank of item types, changed last three hours before NOW."""
    bank = folder / "iso20000-item-types"
    shutil.copytree(shipped("item_banks") / "iso20000-item-types", bank)
    for file in bank.rglob("*.toml"):
        set_age(file, hours=3)
    return bank


def set_age(file: Path, hours: float) -> None:
    moment = NOW / 1000 - hours * 3600
    os.utime(file, (moment, moment))


def change(file: Path, before: str, after: str) -> None:
    """Save a file with one text replaced, as an editor does it."""
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def workshop_of(bank: Path, home: Home, reviewer=None) -> Workshop:
    """Return a workshop that has read and checked a bank."""
    workshop = Workshop(bank, home, SetClock(NOW), reviewer)
    for load in (workshop.load_reading, workshop.load_record, workshop.load_checked):
        workshop.take(load())
    return workshop


class Author:
    """The application without a terminal, and what a person would read."""

    def __init__(self, app: AuthorApp) -> None:
        self.app = app

    @property
    def text(self) -> str:
        rows = self.app.screen._compositor.render_strips()
        return "\n".join(row.text.rstrip() for row in rows)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.app.take_key(key, key if len(key) == 1 else None)

    async def wait_for(self, wanted: str, limit_s: float = 15) -> str:
        watch = Stopwatch()
        while wanted not in self.text:
            assert watch.elapsed_s() < limit_s, f"wanted {wanted!r}, on the screen:\n{self.text}"
            await asyncio.sleep(0.01)
        return self.text


@asynccontextmanager
async def author(workshop: Workshop, size=(80, 24)):
    app = AuthorApp(LOOK, workshop)
    async with app.run_test(size=size):
        yield Author(app)


class AuthorTerminal(PseudoTerminal):
    """``exam-engine bank VERB …`` on a pseudo-terminal."""

    def __init__(self, *command: str, **options) -> None:
        self._command = command
        super().__init__(Path("unused"), Path("unused"), **options)

    def program(self) -> list[str]:
        return [sys.executable, "-m", "exam_engine", "bank", *self._command]
