"""An exam hall for the terminal's tests: a small paper, a real service, a pseudo-terminal."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import uvicorn

from exam_engine.clock import Clock, Stopwatch, SystemClock
from exam_engine.model.attempt import Event, NewEvent
from exam_engine.model.candidate import Candidate
from exam_engine.model.item_parts import ItemPaper, PaperOption
from exam_engine.model.item_type import ItemType
from exam_engine.model.paper import Paper, PaperHead, PaperQuestion
from exam_engine.model.sitting import PlannedSitting, RosterEntry, SatForm, Sitting, name_digest
from exam_engine.service.app import create_app
from exam_engine.service.room import ExamRoom
from exam_engine.store import roster
from exam_engine.store.database import open_database, sqlite_url, writing
from exam_engine.store.staging import Decision
from exam_engine.vault.admission import code_digest, new_code
from exam_engine.vault.identity import Identity
from exam_engine.vault.signing import sign_record

REPOSITORY = Path(__file__).parents[2]
SITTING = "2026-03-berlin"
NUMBER = "C-1001"
NAME = "Ada Lovelace"
CODE = "7K2QX-04MPR"
_STEMS = (
    "A provider withdraws one of its live services. Which activity plans the withdrawal?",
    "What does the standard require to be recorded about each configuration item?",
    "Which document defines the criteria for a change with a major impact?",
)
_OPTIONS = (
    "Release and deployment management",
    "Service design and transition",
    "Service level management, together with the customers and the other interested parties "
    "that the agreement names",
    "Supplier management",
)


def question(n: int, stem: str, options: tuple[str, ...] = _OPTIONS) -> PaperQuestion:
    """Return question ``n`` of a paper; its option ids are letters from z down."""
    ids = tuple("zyxwvutsr"[: len(options)])
    item = ItemPaper(
        id=f"item-{n}",
        version=1,
        type=ItemType.SINGLE,
        language="en",
        stem=stem,
        options=tuple(PaperOption(id=i, text=text) for i, text in zip(ids, options, strict=True)),
    )
    return PaperQuestion(n=n, marks=1, options=ids, item=item)


def make_paper(
    items: int = 12, minutes: int = 60, questions: tuple[PaperQuestion, ...] = ()
) -> Paper:
    """Return a paper with made questions, or with those given."""
    made = questions or tuple(question(n, _STEMS[n % 3]) for n in range(1, items + 1))
    head = PaperHead(
        format=1,
        form="F1",
        form_digest="d" * 64,
        blueprint="made/foundation",
        title="Foundation in Service Management",
        scheme="made",
        language="en",
        items=len(made),
        minutes=minutes,
        total_marks=len(made),
        cut_score=-(-len(made) * 65 // 100),
        resources=(),
        notices=("Each question has one right answer. A wrong answer costs nothing.",),
        agreement=(
            "I am the person named on this screen.",
            "I will answer without help from other people, documents or devices.",
        ),
    )
    return Paper(head=head, questions=made)


class LeapingClock(SystemClock):
    """The machine's clock, which a test can let leap ahead."""

    leap_ms = 0

    def now_ms(self) -> int:
        return super().now_ms() + self.leap_ms


class Hall:
    """One sitting in a database of its own. A room on it may be opened, closed and opened again."""

    def __init__(
        self, folder: Path, paper: Paper | None = None, clock: Clock | None = None
    ) -> None:
        self.clock = clock or SystemClock()
        self.paper = paper or make_paper()
        self.database = open_database(sqlite_url(folder / "hall.db"))
        self._host = Identity.generate("centre")
        self._sitting: Sitting
        self._room: ExamRoom
        self._loop: asyncio.AbstractEventLoop

    def enter(
        self, name: str = NAME, extra_minutes: int = 0, break_minutes: int = 0, colours: str = ""
    ) -> None:
        """Schedule the sitting, with one candidate on its roster."""
        candidate = Candidate(number=NUMBER, name=name)
        with writing(self.database) as connection:
            salt = roster.known_or_new(connection, candidate)
            entry = RosterEntry(
                number=NUMBER,
                name_digest=name_digest(candidate, salt),
                extra_time_ms=extra_minutes * 60_000,
                form=self.paper.head.form,
                break_ms=break_minutes * 60_000,
                colours=colours,
            )
            self._sitting = self._schedule(entry)
            signature = sign_record(self._host, roster.SITTING_KIND, self._sitting)
            signed = roster.SignedSitting(self._sitting, "F1.paper", signature)
            roster.add_sitting(connection, signed)
            digest = code_digest(SITTING, NUMBER, CODE)
            roster.add_places(connection, self._sitting, [(NUMBER, digest)])

    def reissue(self) -> str:
        """Return a new code for the candidate."""
        code = new_code()
        with writing(self.database) as connection:
            digest = code_digest(SITTING, NUMBER, code)
            roster.reissue_code(connection, SITTING, NUMBER, digest)
        return code

    def room(self) -> ExamRoom:
        planned = [PlannedSitting(self._sitting, {self.paper.head.form: self.paper})]
        return ExamRoom(self.database, self.clock, planned, self._host)

    def close(self) -> None:
        self.database.dispose()

    def _schedule(self, entry: RosterEntry) -> Sitting:
        now_ms = self.clock.now_ms()
        return Sitting(
            id=SITTING,
            forms=(SatForm(form=self.paper.head.form, digest="d" * 64),),
            opens_ms=now_ms - 1000,
            closes_ms=now_ms + 10**8,
            host=self._host.fingerprint,
            roster=(entry,),
        )

    def act(self, *events: Event) -> None:
        """Do something to the attempt as an invigilator does, while the hall is served."""
        decision = Decision([NewEvent(event) for event in events])
        done = self._room.act(1, lambda state, now_ms: decision)
        asyncio.run_coroutine_threadsafe(done, self._loop).result(10)

    @contextlib.contextmanager
    def served(self, socket: Path) -> Iterator[None]:
        """Serve the hall on a Unix socket, from a thread."""
        self._room = self.room()
        config = uvicorn.Config(
            create_app(self._room),
            uds=str(socket),
            log_level="critical",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)

        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await server.serve()

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        watch, pause = Stopwatch(), threading.Event()
        while not server.started and watch.elapsed_s() < 10:
            pause.wait(0.01)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(10)


class PseudoTerminal:
    """The terminal program on a pseudo-terminal, and the screen a person would see."""

    def __init__(
        self,
        socket: Path,
        state: Path,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        environment: dict[str, str] | None = None,
    ) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self.screen.set_mode(pyte.modes.LNM)
        self._stream = pyte.ByteStream(self.screen)
        self.received = b""
        self.exit_code: int | None = None
        self._arguments = (
            "--server",
            f"unix:{socket}",
            "--state",
            str(state),
            *arguments,
        )
        values = {
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(REPOSITORY),
            **(environment or {}),
        }
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, self.program(), values)
        self.resize(columns, rows)

    def program(self) -> list[str]:
        """Return the program and its arguments."""
        return [sys.executable, "-m", "exam_engine.client", *self._arguments]

    def __enter__(self) -> PseudoTerminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.exit_code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.wait_for_exit()
        with contextlib.suppress(OSError):
            os.close(self._master)

    def resize(self, columns: int, rows: int) -> None:
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def text(self) -> str:
        """The screen as text, without blanks at line ends."""
        # As pyte's display, which measures every character anew.
        columns, rows = range(self.screen.columns), range(self.screen.lines)
        lines = ("".join(self.screen.buffer[y][x].data for x in columns) for y in rows)
        return "\n".join(line.rstrip() for line in lines)

    def press(self, *keys: str) -> None:
        """Send keys by name, or as typed."""
        for key in keys:
            os.write(self._master, _KEYS.get(key, key).encode())

    def send(self, raw: bytes) -> None:
        os.write(self._master, raw)

    def send_all(self, raw: bytes) -> None:
        """Send more than the terminal's buffer holds: waits, so somebody has to read meanwhile."""
        while raw:
            raw = raw[os.write(self._master, raw[:1024]) :]

    def state(self) -> str:
        """Return the state of the process: S sleeps, R runs, T is stopped."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]

    def line_settings(self) -> list[object]:
        """Return the terminal's settings (see termios)."""
        return termios.tcgetattr(self._master)

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal under the program."""
        os.close(self._master)

    def wait_for(self, wanted: str, *, gone: bool = False, limit_s: float = 15) -> str:
        """Read until a text is on the screen (or is gone), and return the screen."""
        state = "gone" if gone else "here"
        self.wait_until(lambda: (wanted in self.text) is not gone, f"{wanted!r} {state}", limit_s)
        return self.text

    def wait_until(self, fulfilled: Callable[[], bool], wanted: str, limit_s: float = 15) -> None:
        """Read until a condition on the screen is fulfilled."""
        watch = Stopwatch()
        while not fulfilled():
            if watch.elapsed_s() > limit_s or not self._read(0.2):
                raise AssertionError(f"wanted: {wanted}\non the screen:\n{self.text}")

    def wait_for_bytes(self, wanted: bytes, limit_s: float = 15) -> None:
        """Read until bytes have come, without a look at the screen."""
        watch = Stopwatch()
        while wanted not in self.received:
            if watch.elapsed_s() > limit_s or not self._read(0.2):
                raise AssertionError(f"{wanted!r} has not come")

    def read_for(self, duration_s: float) -> None:
        """Read whatever comes within a time."""
        watch = Stopwatch()
        while (rest_s := duration_s - watch.elapsed_s()) > 0:
            self._read(rest_s)

    def settle(self, quiet_s: float = 0.25) -> str:
        """Read until nothing has come for a moment."""
        while select.select([self._master], [], [], quiet_s)[0] and self._read(0):
            pass
        return self.text

    def wait_for_exit(self, limit_s: float = 10) -> int:
        """Wait for the program's end and return its exit code, negative for a signal."""
        watch = Stopwatch()
        while self.exit_code is None:
            self._read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
            elif watch.elapsed_s() > limit_s:
                raise AssertionError(f"it still runs:\n{self.text}")
        self._read(0)
        return self.exit_code

    def sit_down(self, code: str = CODE, tick: str = "✓ saved") -> None:
        """Go from the welcome to the first question."""
        self.wait_for("Welcome to your exam")
        self.press(NUMBER, "tab", code, "enter")
        self.wait_for("Is this you?")
        self.press("enter")
        self.wait_for("type AGREE")
        self.press("agree", "enter")
        self.wait_for("The clock starts")
        self.press("enter")
        self.wait_for("Question 1 of")
        self.wait_for(tick)

    def _read(self, wait_s: float) -> bool:
        try:
            if not select.select([self._master], [], [], wait_s)[0]:
                return True
            received = os.read(self._master, 65_536)
        except OSError:
            return False
        self.received += received
        self._stream.feed(received)
        return bool(received)


_KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pgup": "\x1b[5~",
    "pgdn": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "f11": "\x1b[23~",
    "f12": "\x1b[24~",
    "ctrl+e": "\x05",
    "ctrl+n": "\x0e",
    "ctrl+r": "\x12",
    "ctrl+u": "\x15",
}
