"""A launcher built for a test, programs for it to start, and a machine's root folder."""

from __future__ import annotations

import atexit
import fcntl
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from exam_engine.clock import SystemClock

KIOSK = Path(__file__).parents[2] / "scripts" / "kiosk"
NOBODY = 65534
PIN = "ab" * 32
IS_ROOT = os.geteuid() == 0

# A Python that an ordinary user can run: root's own is often in a folder of root's.
PLAIN_PYTHON = "/usr/bin/python3" if IS_ROOT else sys.executable

needs_cc = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler here")
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root can try this")

# What the launcher starts instead of Python: it tells what it was given, then repeats keys in hex.
WITNESS = f"""#!{PLAIN_PYTHON} -I
import json, os, resource, signal, sys, termios, tty
status = open("/proc/self/status").read()
tell = dict(
    arguments=sys.argv[1:], environment=dict(os.environ), core=resource.getrlimit(4),
    no_new_privileges="NoNewPrivs:\\t1" in status,
    files=[n for n in os.listdir("/proc/self/fd")
           if int(n) > 2 and os.path.exists(f"/proc/self/fd/{{n}}")],
    ignored=[int(s) for s in (2, 3, 20, 21, 22) if signal.getsignal(s) == signal.SIG_IGN],
    parent=os.getppid(),
)
if sys.stdin.isatty():
    tell["isig"] = bool(termios.tcgetattr(0)[3] & termios.ISIG)
    tty.setcbreak(0)
    mode = termios.tcgetattr(0)
    mode[3] &= ~termios.ISIG if not tell["isig"] else ~0
    termios.tcsetattr(0, termios.TCSANOW, mode)
print("WITNESS" + json.dumps(tell) + "END", flush=True)
while sys.stdin.isatty():
    print(os.read(0, 1).hex(), end=" ", flush=True)
"""


def moments(within_s: float, pause_s: float) -> Iterator[None]:
    """Give a moment after each pause, until the time is over."""
    clock = SystemClock()
    end_ms = clock.now_ms() + within_s * 1000
    while clock.now_ms() < end_ms:
        yield
        time.sleep(pause_s)


def open_folder() -> Iterator[Path]:
    """A folder that other users can enter, which pytest's own is not."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def build_launcher(folder: Path, *, settings: Path | None = None) -> Path:
    """Build the launcher; its settings are a file of whoever runs the tests."""
    built = folder / "launcher"
    flags = [
        f'-DSETTINGS="{settings or folder / "terminal.conf"}"',
        f"-DSETTINGS_OWNER={os.getuid()}",
    ]
    command = ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-static-pie", *flags]
    subprocess.run([*command, "-o", built, KIOSK / "launcher.c"], check=True, timeout=60)
    built.chmod(0o755)
    return built


def write_settings(folder: Path, **changed: str | None) -> Path:
    """Write settings that start the witness; None leaves one out."""
    witness = folder / "witness"
    witness.write_text(WITNESS)
    witness.chmod(0o755)
    given = {"python": str(witness), "server": "unix:/run/engine.sock", "state": "/var/empty/%u"}
    lines = [f"{name}={text}" for name, text in (given | changed).items() if text is not None]
    path = folder / "terminal.conf"
    path.write_text("# settings\n\n" + "\n".join(lines) + "\n")
    path.chmod(0o644)
    return path


def start_on_a_terminal(
    command: list[str], *, as_root: bool = False
) -> tuple[subprocess.Popen, int]:
    """Start a program as a console would: a session of its own, its terminal, an ordinary user."""
    ours, theirs = os.openpty()

    def take_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=take_terminal,  # noqa: PLW1509  (no thread runs here)
        user=NOBODY if IS_ROOT and not as_root else None,
    )
    os.close(theirs)
    return process, ours


SERVER = f"https://192.0.2.10:8443#{PIN}"
SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEhQ seat@hall"
PROGRAMS = ("usr/sbin/nft", "usr/bin/loadkeys", "usr/bin/python3", "opt/engine/bin/python")


def make_machine(root: Path) -> Path:
    """Make as much of a Debian's root folder as the installer looks at."""
    for name in ("etc/systemd", "etc/ssh/sshd_config.d", "var/lib"):
        (root / name).mkdir(parents=True)
    for name in PROGRAMS:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("#!/bin/sh\n")
        (root / name).chmod(0o755)
    files = {
        "os-release": "ID=debian\n",
        "passwd": "root:x:0:0:root:/root:/bin/bash\n",
        "shadow": "root:*:19000:0:99999:7:::\n",
        "group": "root:x:0:\n",
        "gshadow": "root:*::\n",
    }
    for name, text in files.items():
        (root / "etc" / name).write_text(text)
    return root


@functools.cache
def built_once() -> Path:
    """Return a launcher for machines that only want to have one."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-launcher-"))
    atexit.register(shutil.rmtree, folder)
    return build_launcher(folder)


def install(
    machine: Path, *options: str, check: bool = True, build: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run the installer on a machine's root folder; ``build`` lets it build the launcher."""
    if not build and "--launcher" not in options and shutil.which("cc"):
        options = ("--launcher", str(built_once()), *options)
    command = [str(KIOSK / "install"), "--root", str(machine), "--terminal", "seat-14"]
    python = [] if "--python" in options else ["--python", "/opt/engine/bin/python"]
    done = subprocess.run([*command, *python, *options], capture_output=True, text=True, timeout=60)
    assert not check or done.returncode == 0, done.stderr
    return done


def files_of(machine: Path) -> dict[str, tuple[int, str]]:
    """Return mode and content (or target) by path; without the backups that useradd makes."""
    found = {}
    for path in sorted(machine.rglob("*")):
        name = str(path.relative_to(machine))
        if path.is_symlink():
            found[name] = (0, str(path.readlink()))
        elif not (name.startswith("etc/") and name.endswith(("-", ".lock"))):
            text = path.read_text(errors="replace") if path.is_file() else ""
            found[name] = (path.stat().st_mode, text)
    return found
