"""The launcher: whoever starts it decides nothing, and no key reaches anything but the terminal."""

import json
import os
import re
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from kiosk.kiosk_support import (
    IS_ROOT,
    NOBODY,
    build_launcher,
    moments,
    needs_cc,
    needs_root,
    open_folder,
    start_on_a_terminal,
    write_settings,
)

pytestmark = needs_cc
folder = pytest.fixture(open_folder)
AS_NOBODY = {"user": NOBODY} if IS_ROOT else {}
ALL_KEYS = b"\x03\x1a\x1c"


@pytest.fixture
def launcher(folder):
    write_settings(folder)
    return build_launcher(folder)


def read_until(terminal: int, pattern: bytes, within_s: float = 10.0) -> bytes:
    read = b""
    for _ in moments(within_s, 0):
        if re.search(pattern, read):
            return read
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                read += os.read(terminal, 4096)
            except OSError:  # the last process on it is gone
                return read
    raise AssertionError(read)


def witness_of(output: bytes) -> dict:
    return json.loads(re.search(rb"WITNESS(.*)END", output, re.DOTALL)[1])


def run(launcher: Path, *arguments: str, **options):
    command = [launcher, *arguments]
    return subprocess.run(
        command, capture_output=True, stdin=subprocess.DEVNULL, timeout=20, **(AS_NOBODY | options)
    )


def test_arguments_and_environment_of_the_starter_are_ignored(launcher, folder):
    hostile = {
        "PYTHONSTARTUP": "/nowhere/x",
        "LD_PRELOAD": "/nowhere/x.so",
        "TERM": "x",
        "PATH": "/nowhere",
        "TEXTUAL_ALLOW_SIGNALS": "1",
    }
    done = run(launcher, "-c", "sh", "--server", "http://127.0.0.1:1", env=hostile)
    told = witness_of(done.stdout)
    home = told["environment"]["HOME"]
    assert told["arguments"][:4] == ["-I", "-B", "-m", "exam_engine.client"]
    assert told["arguments"][-4:] == ["--server", "unix:/run/engine.sock", "--state", home]
    assert "sh" not in told["arguments"]
    assert set(told["environment"]) - {"LC_CTYPE"} == {"HOME", "TERM", "PATH", "LANG"}
    assert told["environment"]["TERM"] == "linux"
    assert told["environment"]["PATH"] == "/usr/bin:/bin"


def test_what_it_starts_has_no_powers_and_no_files(launcher):
    with Path("/etc/passwd").open() as leaked:
        told = witness_of(run(launcher, pass_fds=[leaked.fileno()]).stdout)
    assert told["no_new_privileges"] is True
    assert told["core"] == [0, 0]
    assert told["files"] == []
    assert told["ignored"] == [2, 3, 20, 21, 22]


def test_the_launcher_is_gone_once_the_terminal_runs(launcher):
    process, terminal = start_on_a_terminal([launcher])
    told = witness_of(read_until(terminal, rb"END"))
    assert told["parent"] == os.getpid()  # executed, not started: nothing stands in between
    process.kill()
    process.wait()
    os.close(terminal)


def test_keys_typed_once_it_runs_are_characters(launcher):
    process, terminal = start_on_a_terminal([launcher])
    told = witness_of(read_until(terminal, rb"END"))
    assert told["isig"] is False
    os.write(terminal, ALL_KEYS)
    assert read_until(terminal, rb"03 1a 1c").endswith(b"03 1a 1c ")
    assert process.poll() is None
    process.kill()
    process.wait()
    os.close(terminal)


@pytest.mark.parametrize("_trial", range(5))
def test_keys_in_the_first_200_ms_reach_no_shell(launcher, _trial):
    """Before its first instruction a key can only end it; afterwards none can."""
    process, terminal = start_on_a_terminal([launcher])
    for _ in moments(0.2, 0.001):
        os.write(terminal, ALL_KEYS)
    state = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    session = [
        path.read_text().split("(")[1].split(")")[0]
        for path in Path("/proc").glob("[0-9]*/stat")
        if _session_of(path) == process.pid
    ]
    assert state[0] != "T"  # not stopped: nobody could go on where it stood
    assert set(session) <= {"launcher", "witness", "python", "python3", "python3.11"}, session
    if state[0] == "Z":
        assert process.wait() < 0  # by the signal, with nothing behind it
        assert read_until(terminal, rb"\Z") is not None
    else:
        assert b"END" in read_until(terminal, rb"END")
        process.kill()
        process.wait()
    os.close(terminal)


def _session_of(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[3])
    except OSError:
        return 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"server": None}, "server is missing"),
        ({"python": "python3"}, "absolute paths"),
        ({"python": "/nowhere/python"}, "/nowhere/python: No such file"),
        ({"shell": "/bin/sh"}, "there is no setting of that name"),
        ({"server": "unix:/" + "x" * 600}, "is too long"),
    ],
)
def test_wrong_settings_are_refused_in_one_line(launcher, folder, changed, said):
    write_settings(folder, **changed)
    done = run(launcher)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_settings_that_others_can_write_are_refused(launcher, folder):
    write_settings(folder).chmod(0o666)
    done = run(launcher)
    assert done.returncode == 2
    assert b"nobody else can write" in done.stderr


def test_settings_behind_a_link_are_refused(launcher, folder):
    written = write_settings(folder).rename(folder / "elsewhere")
    (folder / "terminal.conf").symlink_to(written)
    assert run(launcher).returncode == 2


@needs_root
def test_it_refuses_to_run_as_root(launcher):
    done = run(launcher, user=0)
    assert done.returncode == 2
    assert b"must not run as root" in done.stderr


def finds_the_engine() -> bool:
    command = [sys.executable, "-I", "-c", "import exam_engine.client"]
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.mark.skipif(not finds_the_engine(), reason="the engine is not installed for this Python")
def test_the_candidates_terminal_starts_under_it(launcher, folder):
    state = folder / "state"
    state.mkdir(mode=0o700)
    write_settings(folder, python=sys.executable, state=str(state), server="unix:/nowhere/e.sock")
    command = [launcher]
    if IS_ROOT:  # as an ordinary user who may read root's Python, and nothing more
        os.chown(state, NOBODY, NOBODY)
        may_read = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
        ids = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        command = ["setpriv", *ids, *may_read, launcher]
    process, terminal = start_on_a_terminal(command, as_root=True)
    os.set_blocking(terminal, True)
    termios.tcsetwinsize(terminal, (24, 80))
    shown = read_until(terminal, rb"(?i)candidate number|engine|cannot|error", 20)
    assert b"\x1b[?1049h" in shown, shown
    os.write(terminal, ALL_KEYS * 50)
    time.sleep(0.3)
    assert process.poll() is None
    process.kill()
    process.wait()
    os.close(terminal)
