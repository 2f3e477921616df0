"""The demonstration with a person at this terminal.

The service runs as a process of its own behind a Unix socket, and the terminal as another, as in a
real centre: the terminal's process never holds an answer key. Both can be killed at any point; the
command given again finds the interrupted attempt and goes on.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from exam_engine.cli.common import Steps, private_file, say
from exam_engine.errors import StoreError, VaultError
from exam_engine.model.candidate import Candidate
from exam_engine.office import banks, marking, sittings
from exam_engine.office.home import Home
from exam_engine.report.result_view import ResultView
from exam_engine.simulation import practice
from exam_engine.simulation.practice import BANK, SITTING, PracticeBody

_CANDIDATE = Candidate(number="P-0001", name="Practice candidate")


def run(path: Path, seed: int, fresh: bool, steps: Steps) -> int:
    """Sit, mark and show; return the exit code."""
    body = None if fresh else _interrupted(path)
    if body is not None:
        steps.step("going on with the exam that was interrupted (--fresh gives it up)")
        code = _code_if_needed(body)
    else:
        body, code = _new(path, seed, steps)
    try:
        if not _sit(body, code):
            say("The exam was interrupted. Give the same command again to go on where it was.")
            return 1
        _show_result(body, steps)
    finally:
        body.home.close()
    return 0


def _interrupted(path: Path) -> PracticeBody | None:
    """Return the body of an attempt that has not ended, if there is one."""
    if not (path / "engine.db").exists():
        return None
    home = Home(path)
    try:
        waiting = [place for place in sittings.roster_of(home, SITTING) if place.ended_ms is None]
        if waiting:
            return practice.return_to(home)
    except (StoreError, VaultError):
        pass  # a preparation that was itself interrupted: nothing was sat, so start anew
    home.close()
    return None


def _code_if_needed(body: PracticeBody) -> str | None:
    if (_terminal_folder(body) / "session.json").exists():
        return None
    return sittings.reissue(body.home, SITTING, _CANDIDATE.number, "operator")


def _new(path: Path, seed: int, steps: Steps) -> tuple[PracticeBody, str]:
    shutil.rmtree(path, ignore_errors=True)
    home = Home(path)
    steps.step("making identities: custodian, editor, centre, marker")
    body = practice.found(home)
    steps.step("sealing the item bank")
    items = body.seal_bank()
    steps.step(f"building a form of {body.blueprint.paper.items} from {items} items, seed {seed}")
    form = body.build_form(seed)
    _, issued = body.schedule(form, home.clock.now_ms(), sittings.lines_for([_CANDIDATE]))
    return body, issued[0].code


def _sit(body: PracticeBody, code: str | None) -> bool:
    """Run service and terminal; return whether the attempt has ended."""
    arguments = ["--state", str(_terminal_folder(body))]
    if code is not None:
        admission = body.home.path / "admission"
        admission.unlink(missing_ok=True)
        private_file(admission, f"{_CANDIDATE.number}\n{code}\n")
        arguments += ["--admission", str(admission)]
    with _service(body) as address:
        command = [sys.executable, "-I", "-m", "exam_engine.client", "--server", address]
        # Ctrl-C belongs to the terminal while it runs, and there it does nothing.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            done = subprocess.run([*command, *arguments], check=False)
        finally:
            signal.signal(signal.SIGINT, before)
    return done.returncode == 0


@contextmanager
def _service(body: PracticeBody) -> Iterator[str]:
    """The service as a process of its own; it stops when this one does, however that ends."""
    with tempfile.TemporaryDirectory(prefix="exam-engine-") as folder:
        socket = Path(folder) / "engine.sock"
        log = body.home.path / "service.log"
        command = [sys.executable, "-I", "-m", "exam_engine", "serve", "--unix", str(socket)]
        command += ["--home", str(body.home.path), "--identity", "centre"]
        command += ["--passphrase-file", str(body.passphrase_file), "--until-stdin-closes"]
        with (
            log.open("ab") as errors,
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
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


def _terminal_folder(body: PracticeBody) -> Path:
    return body.home.path / "terminal"


def _show_result(body: PracticeBody, steps: Steps) -> None:
    steps.step("marking")
    marker = body.people["marker"]
    with banks.open_bank(body.home, BANK, marker) as bank:
        done = marking.mark_sitting(body.home, body.blueprint, bank, SITTING, marker)
    (result,) = done.results
    say()
    Console().print(ResultView(result, body.blueprint, _CANDIDATE.name))
