"""A board to look at, an engine that answers from a script, and the console without a terminal."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import msgspec

from exam_engine.clock import SetClock, Stopwatch, parse_utc_ms
from exam_engine.console.app import InvigilatorApp
from exam_engine.console.look import Look
from exam_engine.errors import GatewayError
from exam_engine.wire.candidate import PauseView
from exam_engine.wire.invigilator import (
    ActReply,
    Answer,
    Board,
    LogLine,
    SeatDetails,
    SeatView,
    SignedIn,
    SittingView,
)

NOW = parse_utc_ms("2026-03-02T09:42:05Z")
MINUTE_MS = 60_000
PLAIN = Look({"NO_COLOR": "1"})


def seat(number: int, name: str, **changes) -> SeatView:
    """A seat whose exam runs without anything to tell, apart from the changes."""
    view = SeatView(
        candidate=f"C-{1000 + number}",
        name=name,
        seat=f"Room 1/A{number}",
        phase="running",
        answered=10 + number,
        questions=40,
        current=11 + number,
        remaining_ms=31 * MINUTE_MS + number * 1000,
        extra_ms=0,
        granted_ms=0,
        stopped_ms=0,
        heard_ms=20_000 + number * 1000,
        checked_in="passport",
        calls_help=False,
        unread=0,
        comments=(),
        incidents=0,
        terminal=1,
        ending=None,
        pause=None,
    )
    return msgspec.structs.replace(view, **changes)


FIRE = PauseView(cause="environment", words="Fire alarm. Stay seated.", free_ms=-1)
SEATS = (
    seat(1, "Ada Lovelace"),
    seat(2, "Grace Hopper", calls_help=True),
    seat(3, "Konrad Zuse", phase="paused", pause=FIRE, stopped_ms=MINUTE_MS),
    seat(4, "Emmy Noether", incidents=1, granted_ms=5 * MINUTE_MS),
    seat(5, "Edsger Wybe Dijkstra-van den Berg", heard_ms=400_000),
    seat(6, "李小龍", comments=(7, 12), unread=1, extra_ms=15 * MINUTE_MS),
    seat(7, "Alan Turing", phase="ended", ending="submitted", remaining_ms=0),
    seat(8, "Barbara Liskov", phase="admitted", remaining_ms=None, heard_ms=None, answered=0),
    seat(
        9,
        "John von Neumann",
        phase="admitted",
        terminal=0,
        checked_in="",
        remaining_ms=None,
        heard_ms=None,
        answered=0,
    ),
    seat(10, "Margaret Hamilton", remaining_ms=4 * MINUTE_MS, checked_in=""),
)
SIGNED_IN = SignedIn(
    token="t" * 43,
    name="ines",
    until_ms=NOW + 10**7,
    sittings=(
        SittingView(
            id="spring",
            title="Foundation in Service Management",
            opens_ms=NOW - 42 * MINUTE_MS,
            closes_ms=NOW + 18 * MINUTE_MS,
            candidates=len(SEATS),
        ),
    ),
)


class ScriptedEngine:
    """Stands where a :class:`ConsoleGateway` stands; every act is kept."""

    host = "centre"

    def __init__(self, seats=SEATS):
        self.seats = seats
        self.version = 1
        self.acts = []
        self.codes = {}
        self.refuses = {}
        self.refusal = None
        self.gone = False
        self.signed_out = False

    def change(self, *seats):
        """Replace seats by candidate number; waiting consoles hear of it."""
        new = {view.candidate: view for view in seats}
        self.seats = tuple(new.get(view.candidate, view) for view in self.seats)
        self.version += 1

    async def board(self, sitting, after):
        while after == self.version and not self.gone:
            await asyncio.sleep(0.005)
        if self.gone:
            raise GatewayError("the engine cannot be reached (ConnectError)")
        return Board(sitting=sitting, version=self.version, now_ms=NOW, seats=self.seats)

    async def details(self, sitting, candidate):
        log = (
            LogLine(at_ms=NOW - 42 * MINUTE_MS, words="checked in by ines: passport seen"),
            LogLine(at_ms=NOW - 41 * MINUTE_MS, words="started, with 1 h 00 min"),
            LogLine(
                at_ms=NOW - 10 * MINUTE_MS,
                words="incident, technical: terminal freezes; effect on time: 5 min granted "
                "(noted by ines)",
            ),
        )
        return SeatDetails(candidate=candidate, log=log)

    async def act(self, sitting, act, candidates, *, everyone=False):
        if self.gone:
            raise GatewayError("the engine cannot be reached (ConnectError)")
        self.acts.append((act, candidates, everyone))
        return ActReply(answers=tuple(self._answer(number) for number in candidates))

    async def finish(self, sitting, candidates, reason, second):
        if self.refusal:
            raise self.refusal
        self.acts.append(("finish", candidates, reason, second))
        return ActReply(answers=tuple(self._answer(number) for number in candidates))

    async def sign_out(self):
        self.signed_out = True

    def _answer(self, number):
        if number in self.refuses:
            return Answer(candidate=number, done=False, words=self.refuses[number])
        code = self.codes.get(number, "")
        return Answer(candidate=number, done=True, words="paused", code=code)


class Person:
    """Who sits at the console: presses keys and reads."""

    def __init__(self, app, engine, clock):
        self.app, self.engine, self.clock = app, engine, clock

    @property
    def text(self) -> str:
        rows = self.app.screen._compositor.render_strips()
        return "\n".join(row.text.rstrip() for row in rows)

    async def press(self, *keys):
        """Press keys by name, or a text letter by letter."""
        for key in keys:
            for one in [key] if key in NAMED else key:
                named = one in NAMED
                await self.app.take_key("space" if one == " " else one, None if named else one)
        await asyncio.sleep(0.02)

    async def wait_for(self, wanted, limit_s=10):
        watch = Stopwatch()
        while wanted not in self.text:
            assert watch.elapsed_s() < limit_s, f"wanted {wanted!r}, on the screen:\n{self.text}"
            await asyncio.sleep(0.01)
        return self.text


NAMED = {"enter", "escape", "up", "down", "home", "end", "pageup", "pagedown", "f1", "backspace"}


def open_second(name, passphrase):
    """Open the identity of a second person; the scripted engine takes what it gets."""
    return (name, passphrase.reveal().decode())


@asynccontextmanager
async def console(engine=None, *, size=(80, 24), signed_in=SIGNED_IN, look=PLAIN):
    engine, clock = engine or ScriptedEngine(), SetClock(NOW)
    app = InvigilatorApp(engine, signed_in, open_second, look, clock)
    async with app.run_test(size=size):
        person = Person(app, engine, clock)
        await person.wait_for("F1" if len(signed_in.sittings) == 1 else "sittings")
        yield person
