"""A thin client over SSH reaches the terminal and nothing else: tried against a real sshd.

It runs in a mount namespace with users of its own, so that this machine gets none.
"""

import os
import pty
import shutil
import signal
import socket
import subprocess
import tty
from pathlib import Path

import pytest

from exam_engine.kiosk.checks import outside
from exam_engine.kiosk.finding import Standing
from exam_engine.kiosk.machine import Machine, ask_program
from kiosk.kiosk_support import (
    IS_ROOT,
    KIOSK,
    build_launcher,
    moments,
    open_folder,
    write_settings,
)

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/bin:/sbin")


def can_have_namespaces() -> bool:
    if not (IS_ROOT and SSHD and shutil.which("ssh") and shutil.which("cc")):
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(not can_have_namespaces(), reason="needs root, cc and an sshd")
SEAT = "exam-seat-01"


class Host:
    """An sshd on a port of its own, and how to call it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        for name in ("host", "seat"):
            make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(make, check=True)
        write_settings(folder)
        self._make_users(build_launcher(folder))
        self.process = self._start()

    def _make_users(self, launcher: Path) -> None:
        users = f"{SEAT}:x:64001:64001::/nonexistent:{launcher}\n"
        for name, line in (("passwd", users), ("shadow", f"{SEAT}:*:19000::::::\n"), ("group", "")):
            there = Path("/etc", name).read_text()
            (self.folder / name).write_text(there.rstrip("\n") + "\n" + line)
        keys = self.folder / "seats" / SEAT
        keys.parent.mkdir()
        keys.write_text("restrict,pty " + (self.folder / "seat.pub").read_text())

    def _start(self) -> subprocess.Popen:
        drop_in = (KIOSK / "files/etc/ssh/sshd_config.d/exam-kiosk.conf").read_text()
        drop_in = drop_in.replace("/usr/local/lib/exam-kiosk/launcher", f"{self.folder}/launcher")
        drop_in = drop_in.replace("/etc/exam-kiosk/seats", f"{self.folder}/seats")
        # A careless site: what the drop-in does not close is open.
        lines = [
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {self.folder}/host",
            "StrictModes no\nUsePAM no\nPidFile none\nPrintMotd no",
            drop_in,
            "AcceptEnv *\nPermitUserEnvironment yes\nAllowTcpForwarding yes\nX11Forwarding yes",
            "Subsystem sftp internal-sftp\nPasswordAuthentication yes",
        ]
        (self.folder / "sshd_config").write_text("\n".join(lines) + "\n")
        Path("/run/sshd").mkdir(exist_ok=True)
        mounts = [
            f"mount --bind {self.folder}/{name} /etc/{name}"
            for name in ("passwd", "shadow", "group")
        ]
        serve = f"exec {SSHD} -D -e -f {self.folder}/sshd_config"
        log = (self.folder / "log").open("wb")
        process = subprocess.Popen(
            [
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-ec",
                "\n".join([*mounts, serve]),
            ],
            stderr=log,
        )
        log.close()
        for _ in moments(10, 0.05):
            assert process.poll() is None, self.log()
            if self._answers():
                break
        return process

    def _answers(self) -> bool:
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def client(self, *options: str, program: str = "ssh", port: str = "-p") -> list[str]:
        settings = [
            "BatchMode=yes",
            "StrictHostKeyChecking=no",
            f"UserKnownHostsFile={self.folder}/known",
            "IdentitiesOnly=yes",
            "LogLevel=ERROR",
        ]
        flags = [word for setting in settings for word in ("-o", setting)]
        return [
            program,
            "-F",
            "none",
            port,
            str(self.port),
            "-i",
            str(self.folder / "seat"),
            *flags,
            *options,
        ]

    def call(self, *options: str, given: bytes = b"", **more: str):
        return subprocess.run(
            self.client(*options, **more), input=given, capture_output=True, timeout=20
        )


@pytest.fixture(scope="module")
def host():
    made = open_folder()
    folder = next(made)
    running = Host(folder)
    yield running
    running.process.terminate()
    running.process.wait()
    made.close()


AT = f"{SEAT}@127.0.0.1"
MARK = "way-out-42"
TYPED = b"03 1a 1c 65 63 68 6f"  # the three keys and echo, as characters


def test_a_command_is_not_run(host):
    done = host.call(AT, f"echo {MARK}; id")
    assert b"WITNESS" in done.stdout  # the launcher's program, and not the command
    assert MARK.encode() not in done.stdout
    assert b"uid=" not in done.stdout


@pytest.mark.parametrize("variable", ["LD_PRELOAD", "PYTHONSTARTUP", "TERM", "BASH_ENV"])
def test_variables_of_the_client_arrive_nowhere(host, variable):
    done = host.call("-o", f"SetEnv={variable}={MARK}", AT)
    assert b"WITNESS" in done.stdout
    assert MARK.encode() not in done.stdout


def test_files_are_neither_read_nor_written(host):
    target = host.folder / "taken"
    done = host.call(
        "-b", "-", AT, program="sftp", port="-P", given=b"get /etc/passwd " + bytes(target)
    )
    assert done.returncode != 0
    done = host.call(f"{AT}:/etc/passwd", str(target), program="scp", port="-P")
    assert done.returncode != 0
    assert not target.exists() or b"root:" not in target.read_bytes()


def test_nothing_is_forwarded(host):
    with socket.socket() as secret:
        secret.bind(("127.0.0.1", 0))
        secret.listen()
        secret.settimeout(1)
        target = f"127.0.0.1:{secret.getsockname()[1]}"
        host.call("-W", target, AT)
        with pytest.raises(TimeoutError):
            secret.accept()
    refused = host.call("-o", "ExitOnForwardFailure=yes", "-R", f"0:{target}", "-N", AT)
    assert refused.returncode == 255


def test_another_way_to_log_in_is_refused(host):
    done = host.call("-o", "PubkeyAuthentication=no", AT)
    assert done.returncode == 255
    assert b"(publickey)" in done.stderr


@pytest.mark.parametrize("user", [SEAT, "root"])
def test_the_audit_reads_from_sshd_itself_who_is_held(host, monkeypatch, user):
    monkeypatch.setattr(outside, "LAUNCHER", f"{host.folder}/launcher")
    wanted = outside._SEAT_SSH | {"forcecommand": f"{host.folder}/launcher"}
    monkeypatch.setattr(outside, "_SEAT_SSH", wanted)

    def ask(command):
        return ask_program([command[0], "-f", str(host.folder / "sshd_config"), *command[1:]])

    verdict = outside.ssh(Machine(Path("/"), user, over_ssh=True, ask=ask))
    assert verdict.standing is (Standing.CLOSED if user == SEAT else Standing.OPEN)


def test_keys_flooded_from_the_start_leave_the_terminal_or_end_the_session(host):
    """Keys before the launcher's first instruction may end it; then nothing is left behind."""
    for _ in range(20):
        shown, ended = flood(host)
        assert MARK.encode() not in shown
        if not ended:  # on a slow machine the keys are always first
            assert b'"isig": false' in shown
            assert TYPED in shown
            break


def flood(host) -> tuple[bytes, bool]:
    """Return what a session showed, and whether it ended under the keys."""
    child, terminal = pty.fork()
    if child == 0:
        tty.setraw(0)  # the keys are for the other side
        command = host.client("-tt", "-e", "none", AT)
        os.execvp(command[0], command)
    shown, ended = b"", False
    os.set_blocking(terminal, False)
    for _ in moments(10, 0.002):
        try:
            os.write(terminal, f"\x03\x1a\x1cecho {MARK[:3]}''{MARK[3:]}\r".encode())
            shown += os.read(terminal, 4096)
        except BlockingIOError:
            continue
        except OSError:
            ended = True
            break
        if TYPED in shown:
            break
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return shown, ended
