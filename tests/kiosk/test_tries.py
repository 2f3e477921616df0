"""What the audit tries for real: it finds a hole where there is one, and only there."""

import errno
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from exam_engine.kiosk.finding import Unknown
from exam_engine.kiosk.machine import Account
from exam_engine.kiosk.tries import runs_commands, switch_console
from kiosk.kiosk_support import (
    NOBODY,
    build_launcher,
    needs_cc,
    needs_root,
    open_folder,
    write_settings,
)

folder = pytest.fixture(open_folder)


class Console:
    """A console as console_ioctl(4) describes it: VT_GETSTATE, VT_ACTIVATE, and the lock."""

    def __init__(self, *, locked: bool) -> None:
        self.front, self.locked, self.asked = 1, locked, []

    def ioctl(self, _file, request, argument):
        if request == 0x5603:
            return struct.pack("HHH", self.front, 0, 0)
        assert request == 0x5606
        self.asked.append(argument)
        if not self.locked:
            self.front = argument
        return 0


def test_a_console_that_switches_is_found_and_switched_back():
    console = Console(locked=False)
    assert switch_console("/dev/null", console.ioctl) is True
    assert (console.front, console.asked) == (1, [2, 1])


def test_a_locked_console_stays():
    console = Console(locked=True)
    assert switch_console("/dev/null", console.ioctl) is False
    assert console.front == 1


def test_without_a_console_nothing_is_decided():
    def refuses(*_):
        raise OSError(errno.ENOTTY, "Inappropriate ioctl for device")

    with pytest.raises(Unknown, match="/dev/null: Inappropriate"):
        switch_console("/dev/null", refuses)


@needs_root
@needs_cc
def test_a_launcher_runs_no_command_and_a_shell_does(folder):
    write_settings(folder)
    launcher = build_launcher(folder)
    assert runs_commands(Account("seat", NOBODY, NOBODY, "/bin/sh")) is True
    assert runs_commands(Account("seat", NOBODY, NOBODY, "")) is True
    assert runs_commands(Account("seat", NOBODY, NOBODY, str(launcher))) is False
    assert runs_commands(Account("seat", NOBODY, NOBODY, "/usr/sbin/nologin")) is False
    with pytest.raises(Unknown):
        runs_commands(Account("seat", NOBODY, NOBODY, "/nowhere"))


NETWORK = """
ip link set lo up
ip route add 192.0.2.0/24 dev lo
{load}
exec {python} -c '
from exam_engine.kiosk.checks.outside import network_rules
from exam_engine.kiosk.machine import Account, Machine, ask_program
from exam_engine.kiosk.tries import reaches_network
from pathlib import Path
for uid in (65534, 65533):
    print(reaches_network(Account("x", uid, uid, "")), end=" ")
machine = Machine(Path("/"), "nobody", ask=ask_program)
print(network_rules(machine).standing.value if {rules} else "-")
'
"""


@needs_root
@pytest.mark.skipif(
    not all(map(shutil.which, ("unshare", "ip")))
    or subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode != 0
    or not Path("/usr/sbin/nft").exists(),
    reason="needs network namespaces and nft",
)
@pytest.mark.parametrize("with_rules", [False, True])
def test_the_installed_rules_hold_the_terminal_and_nobody_else(folder, with_rules):
    """In a network of its own, whose only way leads to TEST-NET-1."""
    from kiosk.kiosk_support import KIOSK

    text = (KIOSK / "files/etc/exam-kiosk/nftables.conf").read_text()
    text = text.replace("@USERS@", '"nobody"').replace(
        "@ALLOW@", "ip daddr 192.0.2.10 tcp dport 8443 accept"
    )
    (folder / "rules").write_text(text)
    load = f"/usr/sbin/nft -f {folder}/rules" if with_rules else ""
    script = NETWORK.format(load=load, python=sys.executable, rules=with_rules)
    done = subprocess.run(["unshare", "--net", "sh", "-ec", script], capture_output=True, text=True)
    expected = "False True closed" if with_rules else "True True -"
    assert done.stdout.strip() == expected, done.stderr
