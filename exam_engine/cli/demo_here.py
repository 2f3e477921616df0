"""The demonstration with a person at this terminal.

The service runs as a process of its own behind a Unix socket, and the terminal as another, as in a
real centre: the terminal's process never holds an answer key. All of them can be killed at any
point; the command given again finds what was interrupted and goes on.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from exam_engine.cli.common import Steps, private_file, say
from exam_engine.errors import MarkingError, StoreError
from exam_engine.model.candidate import Candidate
from exam_engine.office import marking, sittings
from exam_engine.office.home import Home
from exam_engine.office.roster_file import lines_for
from exam_engine.office.shipped import find_blueprint
from exam_engine.report.result_view import ResultView
from exam_engine.simulation import practice
from exam_engine.simulation.practice import SITTING, PracticeBody
from exam_engine.store import roster
from exam_engine.store.database import reading
from exam_engine.store.roster import Place

_CANDIDATE = Candidate(number="P-0001", name="Practice candidate")
# Out of the alternate screen, cursor shown, colours, mouse and bracketed paste off.
_SCREEN_BACK = "\x1b[?1049l\x1b[?25h\x1b[0m\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[?2004l"
_LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes


def run(folder: Path, exam: str, seed: int, fresh: bool, steps: Steps) -> int:
    """Sit, mark and show; return the exit code.

    :param folder: where practice bodies live, each in a folder of its own.
    """
    find_blueprint(exam)  # says so if there is none
    with Home(folder).lock("demonstration"):
        path = folder / exam.removesuffix(".toml").strip("./").replace("/", "-")
        body = None if fresh else _interrupted(path, exam)
        if body is not None:
            steps.step("going on with the exam that was interrupted (--fresh gives it up)")
        else:
            body = _new(path, exam, seed, steps)
        try:
            return _go_on(body, steps)
        finally:
            body.home.close()


def _go_on(body: PracticeBody, steps: Steps) -> int:
    if _place(body).ended_ms is None:
        _sit(body)
    if _place(body).ended_ms is None:
        say("The exam was interrupted. Give the same command again to go on where it was.")
        return 1
    _show_result(body, steps)
    return 0


def _interrupted(path: Path, exam: str) -> PracticeBody | None:
    """Return the body of an exam without a result yet, if there is one.

    :raises VaultError: if it is there and cannot be opened; nothing is thrown away then.
    """
    if not (path / "engine.db").exists():
        return None
    home = Home(path)
    with reading(home.engine) as connection:
        scheduled = roster.has_sitting(connection, SITTING)
    if scheduled and not marking.genuine_results(home, SITTING)[0]:
        return practice.return_to(home, exam)
    home.close()
    return None


def _new(path: Path, exam: str, seed: int, steps: Steps) -> PracticeBody:
    if path.exists():  # the last one is kept, the one before it is not
        last = path.with_name(f"{path.name}-before")
        shutil.rmtree(last, ignore_errors=True)
        path.rename(last)
    home = Home(path)
    steps.step("making identities: custodian, editor, two reviewers, centre, marker")
    body = practice.found(home, exam=exam)
    steps.step("sealing the item bank")
    items = body.seal_bank()
    steps.step(f"building a form of {body.blueprint.paper.items} from {items} items, seed {seed}")
    form = body.build_form(seed)
    steps.step("two reviewers have signed it off")
    body.schedule(form, home.clock.now_ms(), lines_for([_CANDIDATE]))
    return body


def _sit(body: PracticeBody) -> None:
    """Run service and terminal until the terminal stops."""
    terminal = body.home.path / "terminal"
    arguments = ["--state", str(terminal)]
    if not (terminal / "session.json").exists():
        # Nobody was told the code that was issued: the terminal gets one of its own, on a file.
        code = sittings.reissue(body.home, SITTING, _CANDIDATE.number, "operator")
        admission = body.home.path / "admission"
        admission.unlink(missing_ok=True)
        with private_file(admission) as stream:
            stream.write(f"{_CANDIDATE.number}\n{code}\n")
        arguments += ["--admission", str(admission)]
    with _service(body) as address:
        command = [sys.executable, "-I", "-m", "exam_engine.client", "--server", address]
        with _screen_kept():
            subprocess.run([*command, *arguments], check=False)


@contextmanager
def _screen_kept() -> Iterator[None]:
    """Give the screen back as it was, even if what runs in it is killed."""
    # Ctrl-C belongs to the terminal while it runs, and there it does nothing.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    modes = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, modes)
        print(_SCREEN_BACK, end="", flush=True)
        signal.signal(signal.SIGINT, before)


@contextmanager
def _service(body: PracticeBody) -> Iterator[str]:
    """The service as a process of its own; it stops when this one does, however that ends."""
    socket = _socket(body.home.path)
    log = body.home.path / "service.log"
    command = [sys.executable, "-I", "-m", "exam_engine", "serve", "--unix", str(socket)]
    command += ["--home", str(body.home.path), "--identity", "centre"]
    command += ["--passphrase-file", str(body.passphrase_file), "--until-stdin-closes"]
    with (
        log.open("ab") as errors,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,  # keys typed here are not for it
        ) as service,
    ):
        assert service.stdin is not None
        assert service.stdout is not None
        try:
            if not service.stdout.readline().startswith(b"ready"):
                raise StoreError(f"the service did not start; see {log}")
            yield f"unix:{socket}"
        finally:
            service.stdin.close()
            service.wait()


def _socket(home: Path) -> Path:
    """Return where the service listens: always the same place, for a terminal that comes back."""
    inside = home.absolute() / "engine.sock"
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(os.fsencode(home.absolute())).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"exam-engine-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077 or folder.is_symlink():
        raise StoreError(f"{folder}: belongs to somebody else, or is open to others; remove it")
    return folder / "engine.sock"


def _place(body: PracticeBody) -> Place:
    (place,) = sittings.roster_of(body.home, SITTING)
    return place


def _show_result(body: PracticeBody, steps: Steps) -> None:
    steps.step("marking")
    done = marking.mark_sitting(body.home, SITTING, body.people["marker"])
    if done.awaiting:
        say()
        Console().print(ResultView(done.awaiting[0], body.blueprint, _CANDIDATE.name))
        return
    results, doubts = marking.genuine_results(body.home, SITTING)
    if doubts:
        raise MarkingError(f"candidate {doubts[0].candidate}: {doubts[0].problem}")
    say()
    Console().print(ResultView(results[0], body.blueprint, _CANDIDATE.name))
