"""The installer shows what it would do, does it once, and takes all of it back."""

import shutil
import subprocess
from pathlib import Path

import pytest

from exam_engine.kiosk.audit import audit
from exam_engine.kiosk.finding import Standing
from exam_engine.kiosk.machine import Machine
from kiosk.kiosk_support import (
    IS_ROOT,
    KIOSK,
    PIN,
    SERVER,
    SSH_KEY,
    build_launcher,
    files_of,
    install,
    make_machine,
    needs_cc,
    needs_root,
    open_folder,
)

folder = pytest.fixture(open_folder)


@pytest.fixture
def machine(folder):
    return make_machine(folder / "root")


@pytest.mark.parametrize("script", ["install", "changes.sh"])
def test_shells_can_read_the_scripts(script):
    for shell in filter(shutil.which, ("bash", "dash")):
        subprocess.run([shell, "-n", KIOSK / script], check=True)


@needs_cc
def test_a_dry_run_shows_every_file_and_changes_none(machine):
    before = files_of(machine)
    shown = install(machine, "--server", SERVER, "--dry-run", build=True).stdout
    assert files_of(machine) == before
    assert "would write /etc/sysctl.d/zz-exam-kiosk.conf" in shown
    assert "| kernel.sysrq = 0" in shown
    assert "would link /etc/systemd/system/getty@.service to /dev/null" in shown
    assert "would add the user exam-kiosk" in shown


@needs_root
@needs_cc
@pytest.mark.parametrize("way", ["console", "ssh"])
def test_a_dry_run_promises_what_is_done_then(machine, folder, way):
    more = ssh_options(folder) if way == "ssh" else []
    promised = install(machine, "--server", SERVER, "--dry-run", *more).stdout
    done = install(machine, "--server", SERVER, *more).stdout
    lines = [line.removeprefix("would ") for line in promised.splitlines() if "    |" not in line]
    assert lines == [line for line in done.splitlines() if not line.startswith(("Restart", "By"))]


@needs_root
@needs_cc
def test_a_second_run_changes_nothing(machine):
    install(machine, "--server", SERVER, build=True)
    before = files_of(machine)
    again = install(machine, "--server", SERVER, build=True)
    assert "nothing was changed" in again.stdout
    assert files_of(machine) == before


@needs_root
@needs_cc
@pytest.mark.parametrize("way", ["console", "ssh"])
def test_uninstalling_leaves_the_machine_as_it_was(machine, folder, way):
    theirs = machine / "etc/systemd/logind.conf.d/exam-kiosk.conf"
    theirs.parent.mkdir()
    theirs.write_text("# the site's own\n")
    (machine / "etc/systemd/system").mkdir()
    (machine / "etc/systemd/system/debug-shell.service").symlink_to("/elsewhere")
    before = files_of(machine)
    more = ssh_options(folder) if way == "ssh" else []
    install(machine, "--server", SERVER, *more)
    install(machine, "--server", SERVER.replace("192.0.2.10", "192.0.2.11"), *more)
    assert files_of(machine) != before
    install(machine, "--uninstall")
    assert files_of(machine) == before


@needs_root
@needs_cc
def test_what_was_changed_by_hand_is_put_right(machine):
    install(machine, "--server", SERVER)
    settings = machine / "etc/exam-kiosk/terminal.conf"
    settings.chmod(0o666)
    (machine / "etc/systemd/system/getty@.service").unlink()
    said = install(machine, "--server", SERVER).stdout
    assert "write /etc/exam-kiosk/terminal.conf" in said
    assert "link /etc/systemd/system/getty@.service to /dev/null" in said
    assert settings.stat().st_mode & 0o777 == 0o644
    assert said.count("\n") == 4


@needs_root
@needs_cc
def test_users_have_no_password_and_no_shell(machine, folder):
    install(machine, "--server", SERVER)
    install(machine, "--server", SERVER, *ssh_options(folder))
    users = {line.split(":")[0]: line for line in (machine / "etc/passwd").read_text().splitlines()}
    assert users["exam-kiosk"].endswith(":/usr/sbin/nologin")
    assert users["exam-seat-01"].endswith(":/usr/local/lib/exam-kiosk/launcher")
    shadow = (machine / "etc/shadow").read_text().splitlines()
    assert {line.split(":")[1] for line in shadow if line.startswith("exam-")} == {"!"}
    state = (machine / "var/lib/exam-kiosk/exam-kiosk").stat()
    assert (state.st_mode & 0o777, state.st_uid) == (0o700, int(users["exam-kiosk"].split(":")[2]))
    assert (
        machine / "etc/exam-kiosk/seats/exam-seat-01"
    ).read_text() == f"restrict,pty {SSH_KEY}\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--server", "https://engine.example:8443#" + PIN], "no name"),
        (["--server", "https://192.0.2.10:8443"], "PIN"),
        (["--server", "http://192.0.2.10:80"], "http://127.0.0.1:PORT"),
        (["--server", "unix:/run/x\nshell=/bin/sh"], "write unix:"),
        (["--server", "unix:/run/$(reboot)"], "write unix:"),
        (["--server", SERVER, "--terminal", "a|b"], "--terminal"),
        (["--server", SERVER, "--tty", "ttyS0"], "--tty"),
        (["--server", SERVER, "--python", "/nowhere"], "is no program"),
        (["--server", SERVER, "--launcher", "/nowhere"], "is no program"),
        (["--server", SERVER, "--seats", "/nowhere"], "cannot be read"),
        (["--server"], "needs a value"),
        (["--serve", "x"], "no option --serve"),
        ([], "give it with --server"),
        (["--uninstall"], "nothing of this script's is here"),
    ],
)
def test_mistakes_are_refused_before_anything_is_changed(machine, options, said):
    before = files_of(machine)
    done = install(machine, *options, check=False)
    assert done.returncode == 2
    if IS_ROOT:
        assert said in done.stderr
    assert done.stderr.startswith("kiosk install: ")
    assert files_of(machine) == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('01 command="sh" ssh-ed25519 AAAA', "a public key without options"),
        ("01 ssh-ed25519 AAAA\n01 ssh-ed25519 AAAA", "is there twice"),
        ("../x ssh-ed25519 AAAA", "letters a-z and digits"),
        ("# nobody", "names no seat"),
    ],
)
@needs_root
def test_wrong_seats_are_refused(machine, folder, line, said):
    (folder / "seats").write_text(line + "\n")
    done = install(machine, "--server", SERVER, "--seats", str(folder / "seats"), check=False)
    assert done.returncode == 2
    assert said in done.stderr


def test_another_system_is_refused(machine):
    (machine / "etc/os-release").write_text("ID=other\n")
    done = install(machine, "--server", SERVER, "--dry-run", check=False)
    assert (done.returncode, "names no Debian" in done.stderr) == (2, True)


@needs_root
@needs_cc
def test_a_launcher_built_elsewhere_is_taken_as_it_is(machine, folder):
    built = build_launcher(folder)
    install(machine, "--server", SERVER, "--launcher", str(built))
    assert (machine / "usr/local/lib/exam-kiosk/launcher").read_bytes() == built.read_bytes()


@needs_root
@needs_cc
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_takes_the_units_and_finds_little_exposure(machine):
    install(machine, "--server", SERVER)
    units = machine / "usr/lib/systemd/system"
    shutil.copytree("/usr/lib/systemd/system", units, symlinks=True)
    (machine / "usr/sbin/nologin").touch()
    unit = "exam-kiosk@tty1.service"
    command = ["systemd-analyze", f"--root={machine}", "--man=no"]
    done = subprocess.run(
        [*command, "--recursive-errors=one", "verify", unit, "exam-kiosk-network.service"],
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "exam-kiosk" in line]
    assert ours == [], done.stderr
    judged = [*command, "security", "--offline=yes", "--threshold=20", unit]
    assert subprocess.run(judged, capture_output=True).returncode == 0  # 2.0 of 10; a getty has 9.6


@needs_root
@needs_cc
def test_what_is_installed_passes_the_audit_of_its_files(machine):
    """All but what only a machine that was restarted can show."""
    install(machine, "--server", SERVER)
    (machine / "proc/1").mkdir(parents=True)
    (machine / "proc/1/status").write_text("Name:\tsystemd\nPPid:\t0\nUid:\t0\t0\t0\t0\n")
    (machine / "proc/cmdline").write_text("ro quiet")
    found = {each.name: each for each in audit(Machine(machine, "exam-kiosk"))}
    assert [each for each in found.values() if each.standing is Standing.OPEN] == []
    shown = ("unit", "files", "login shell", "password", "groups", "spare consoles", "power keys")
    shown += ("other logins", "debug shell")
    assert {found[name].standing for name in shown} == {Standing.CLOSED}


def ssh_options(folder: Path) -> list[str]:
    (folder / "seats").write_text(f"# seats\n01 {SSH_KEY}\n02 {SSH_KEY}\n")
    return ["--seats", str(folder / "seats")]
