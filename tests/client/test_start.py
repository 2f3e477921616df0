"""Starting the terminal: addresses, its folder, the admission file, its log, its arguments."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from exam_engine.client import lockdown
from exam_engine.client.address import Address, parse_address
from exam_engine.client.admission_file import Entry, take_admission
from exam_engine.client.failures import CannotRun
from exam_engine.client.log import TerminalLog, describe
from exam_engine.client.main import main
from exam_engine.client.state import Session, StateFolder
from exam_engine.clock import SetClock

SESSION = Session(server="unix:/run/engine.sock", token="t" * 43)


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("unix:/run/engine.sock", Address("http://engine", "/run/engine.sock")),
        ("http://127.0.0.1:8020", Address("http://127.0.0.1:8020", None)),
        ("http://localhost:8020/", Address("http://localhost:8020", None)),
        ("http://[::1]:8020", Address("http://[::1]:8020", None)),
        ("http://127.3.2.1", Address("http://127.3.2.1:80", None)),
    ],
)
def test_addresses(server, address):
    assert parse_address(server) == address


@pytest.mark.parametrize(
    ("server", "why"),
    [
        ("http://10.0.0.1:80", "another machine"),
        ("http://exam.example:80", "another machine"),
        ("http://127.0.0.1.example:80", "another machine"),
        ("http://127.0.0.1@example.org", "not an address"),
        ("http://127.0.0.1:99999", "not an address"),
        ("https://127.0.0.1", "needs the pin"),
        ("http://127.0.0.1/path", "not an address"),
        ("unix:engine.sock", "no absolute path"),
        ("", "not an address"),
    ],
)
def test_other_addresses_are_refused(server, why):
    with pytest.raises(CannotRun, match=why):
        parse_address(server)


def test_the_session_is_kept_for_its_owner_alone_until_it_is_forgotten(tmp_path):
    folder = StateFolder(tmp_path / "state")
    assert folder.session(SESSION.server) is None
    folder.keep(SESSION)
    folder.keep(SESSION)
    file = tmp_path / "state" / "session.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert folder.session(SESSION.server) == SESSION
    folder.forget()
    folder.forget()
    assert list((tmp_path / "state").iterdir()) == []


def test_a_session_of_another_engine_is_not_thrown_away(tmp_path):
    folder = StateFolder(tmp_path / "state")
    folder.keep(SESSION)
    with pytest.raises(CannotRun, match="under way at unix:/run/engine.sock"):
        folder.session("http://127.0.0.1:1")


def test_a_session_torn_by_a_power_cut_is_forgotten(tmp_path):
    folder = StateFolder(tmp_path / "state")
    (tmp_path / "state" / "session.json").write_text('{"server":')
    assert folder.session(SESSION.server) is None
    assert list((tmp_path / "state").iterdir()) == []


def test_a_folder_that_others_can_enter_is_refused(tmp_path):
    tmp_path.chmod(0o755)
    with pytest.raises(CannotRun, match="chmod 700"):
        StateFolder(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(CannotRun):
        StateFolder(tmp_path / "file")


def test_a_folder_serves_one_terminal_at_a_time(tmp_path):
    first = StateFolder(tmp_path / "state")
    with pytest.raises(CannotRun, match="another terminal"):
        StateFolder(tmp_path / "state")
    assert first.session(SESSION.server) is None


def admission(tmp_path, text, mode=0o600):
    path = tmp_path / "admission"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_an_admission_file_is_read_once(tmp_path):
    path = admission(tmp_path, " C-1001 \n7K2QX-04MPR\n")
    assert take_admission(path) == Entry("C-1001", "7K2QX-04MPR")
    assert not path.exists()
    with pytest.raises(CannotRun, match="cannot be read"):
        take_admission(path)


def test_an_admission_file_that_others_can_read_is_refused(tmp_path):
    with pytest.raises(CannotRun, match="chmod 600"):
        take_admission(admission(tmp_path, "C-1001\n7K2QX-04MPR\n", 0o640))


@pytest.mark.parametrize("text", ["", "C-1001", "C-1001\n\n", "a\nb\nc\n"])
def test_an_admission_file_has_two_lines(tmp_path, text):
    with pytest.raises(CannotRun, match="two lines"):
        take_admission(admission(tmp_path, text))


def test_the_log_tells_type_and_place_of_an_error_and_nothing_else(tmp_path):
    log = TerminalLog(tmp_path / "terminal.log", SetClock(0))
    secret = "the stem of question 4"
    with pytest.raises(ValueError, match="stem") as raised:
        raise ValueError(secret)
    log.failure(raised.value)
    assert "test_start.py" in describe(raised.value)
    text = (tmp_path / "terminal.log").read_text()
    assert text.startswith("1970-01-01T00:00:00Z fatal builtins.ValueError at test_start.py:")
    assert secret not in text
    assert (tmp_path / "terminal.log").stat().st_mode & 0o777 == 0o600


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path):
    TerminalLog(tmp_path, SetClock(0)).write("a folder is no file")


def test_hatches_in_the_environment_are_closed(monkeypatch):
    monkeypatch.setattr(os, "environ", {"TEXTUAL_DRIVER": "x", "PYTHONINSPECT": "1", "TERM": "x"})
    lockdown.clean_environment()
    assert os.environ == {
        "TERM": "x", "TEXTUAL_DISABLE_KITTY_KEY": "1", "TEXTUAL_ANIMATIONS": "none",
    }  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ["--server", "http://10.0.0.1:80", "--state", "S"],
        ["--server", "unix:/run/x", "--state", "S", "--admission", "nothing"],
        ["--server", "unix:/run/x", "--state", "S"],  # pytest has no terminal
    ],
)
def test_what_cannot_run_says_why_and_ends_with_2(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lockdown, "KEYBOARD_SIGNALS", ())
    monkeypatch.setattr(os, "environ", dict(os.environ))
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("exam terminal: ")


def test_help_has_an_example_and_the_exit_codes(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert "python -I -m exam_engine.client --server unix:" in text
    assert "exit codes" in text


def test_the_program_without_a_terminal_ends_with_2(tmp_path):
    """In a process of its own, isolated as a kiosk starts it, with an inspecting interpreter."""
    command = [sys.executable, "-m", "exam_engine.client", "--server", "unix:/run/x"]
    environment = {**os.environ, "PYTHONINSPECT": "1"}
    done = subprocess.run(
        [*command, "--state", str(tmp_path / "s")],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, timeout=20,
    )  # fmt: skip
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert ">>>" not in done.stdout + done.stderr


def test_keyboard_signals_are_ignored_in_the_main_thread_only():
    before = signal.getsignal(signal.SIGTTIN)
    try:
        lockdown.ignore_keyboard_signals()
        assert signal.getsignal(signal.SIGTTIN) is signal.SIG_IGN
    finally:
        for number in lockdown.KEYBOARD_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTTIN, before)
