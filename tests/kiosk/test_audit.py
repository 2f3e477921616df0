"""The audit finds each hole that is put there; what it cannot see, it never takes for closed."""

import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from exam_engine.cli.kiosk_audit import command
from exam_engine.kiosk.audit import audit
from exam_engine.kiosk.checks.keyboard import KEYMAP_WAYS_OUT
from exam_engine.kiosk.finding import WAYS_OUT, Standing
from kiosk.audited import LAUNCHER, RULES, SSHD, UID, Terminal
from kiosk.kiosk_support import KIOSK, needs_root

LIVE_ONLY = {"switching consoles", "commands", "network"}
"""Tried on the running machine only: tests/kiosk/test_tries.py."""

SYSTEM = "etc/systemd/system"
UNIT = f"{SYSTEM}/exam-kiosk@.service"
STATUS = {"parent": 1, "uid": UID}

# By the name of the way out: what opens it.
HOLES = [
    ("other logins", lambda t: t.remove(f"{SYSTEM}/getty@.service")),
    ("other logins", lambda t: t.process(77, "agetty", parent=1, uid=0)),
    ("debug shell", lambda t: t.remove(f"{SYSTEM}/debug-shell.service")),
    ("debug shell", lambda t: t.write("proc/cmdline", "ro systemd.debug-shell=1")),
    ("spare consoles", lambda t: t.write("etc/systemd/logind.conf.d/zz.conf", "NAutoVTs=6\n")),
    ("spare consoles", lambda t: t.remove("etc/systemd/logind.conf.d")),
    ("keymap", lambda t: t.answers.update(dumpkeys="alt keycode 60 = Console_2\n")),
    ("keymap", lambda t: t.answers.update(dumpkeys="control alt keycode 111 = Boot\n")),
    ("SysRq", lambda t: t.write("proc/sys/kernel/sysrq", "438\n")),
    ("SysRq", lambda t: t.write("proc/cmdline", "sysrq_always_enabled ro")),
    ("Ctrl-Alt-Del", lambda t: t.remove(f"{SYSTEM}/ctrl-alt-del.target")),
    ("Ctrl-Alt-Del", lambda t: t.remove("etc/systemd/system.conf.d/exam-kiosk.conf")),
    ("Ctrl-Alt-Del", lambda t: t.write("proc/sys/kernel/ctrl-alt-del", "1\n")),
    ("power keys", lambda t: t.write("etc/systemd/logind.conf.d/zz.conf", "HandlePowerKey=halt")),
    ("mouse clipboard", lambda t: t.process(78, "gpm", parent=1, uid=0)),
    ("unit", lambda t: t.write(f"{UNIT}.d/a.conf", "[Service]\nExecStart=\nExecStart=/bin/sh\n")),
    ("unit", lambda t: t.write(f"{SYSTEM}/exam-kiosk@tty1.service.d/a.conf", "NoNewPrivileges=no")),
    ("unit", lambda t: t.replace(UNIT, "StandardError=tty", "StandardError=journal")),
    ("unit", lambda t: t.write(f"{UNIT}.d/a.conf", "IPAddressAllow=any\n")),
    ("unit", lambda t: t.write(f"{UNIT}.d/a.conf", "ReadWritePaths=/etc\n")),
    ("unit", lambda t: t.remove(f"{SYSTEM}/getty.target.wants")),
    ("shell among parents", lambda t: (t.process(2, "bash", parent=1, uid=0),
                                       t.process(500, "python", parent=2, uid=UID))),
    ("shell among parents", lambda t: t.process(501, "sh", parent=500, uid=UID)),
    ("privileges", lambda t: t.process(500, "python", **STATUS, NoNewPrivs="0")),
    ("privileges", lambda t: t.process(500, "python", **STATUS, CapEff="00000000a80425fb")),
    ("keyboard signals", lambda t: t.process(500, "python", **STATUS, SigIgn="0000000000001000")),
    ("login shell", lambda t: t.replace("etc/passwd", "/usr/sbin/nologin", "/bin/bash")),
    ("login shell", lambda t: t.replace("etc/passwd", "/usr/sbin/nologin", "")),
    ("password", lambda t: t.replace("etc/shadow", "exam-kiosk:!", "exam-kiosk:$y$j9T$abc")),
    ("password", lambda t: t.add("etc/shadow", "guest::1::::::\n")),
    ("groups", lambda t: t.replace("etc/group", "27:operator", "27:operator,exam-kiosk")),
    ("sudo", lambda t: t.write("etc/sudoers.d/x", "exam-kiosk ALL=(ALL) NOPASSWD: /bin/true\n")),
    ("sudo", lambda t: t.add("etc/sudoers", "ALL ALL=(ALL) ALL\n")),
    ("timed commands", lambda t: t.write("var/spool/cron/crontabs/exam-kiosk", "* * * * * x\n")),
    ("core files", lambda t: t.write("proc/sys/kernel/core_pattern", "core\n")),
    ("core files", lambda t: t.limit_cores(500, "unlimited")),
    ("swap", lambda t: t.add("proc/swaps", "/dev/vda2 partition 1000 0 -2\n")),
    ("reading memory", lambda t: t.write("proc/sys/kernel/yama/ptrace_scope", "0\n")),
    ("typing for others", lambda t: t.write("proc/sys/dev/tty/legacy_tiocsti", "1\n")),
    ("user namespaces", lambda t: t.write("proc/sys/user/max_user_namespaces", "9000\n")),
    ("messages on the screen", lambda t: t.write("proc/sys/kernel/printk", "7 4 1 7\n")),
    ("messages on the screen", lambda t: t.remove("etc/systemd/journald.conf.d")),
    ("network rules", lambda t: t.answers.update(nft=RULES.replace(str(UID), "1000"))),
    ("network rules", lambda t: t.answers.update(nft=RULES.replace("\t\treject\n", ""))),
    ("network rules", lambda t: t.answers.update(nft=RULES.replace("ip daddr 192.0.2.10 ", ""))),
    ("network rules", lambda t: t.answers.update(nft=RULES.replace("hook output", "hook input"))),
    ("boot loader", lambda t: t.replace("boot/grub/grub.cfg", 'set superusers="root"', "")),
    ("boot loader", lambda t: t.replace("boot/grub/grub.cfg", "password_pbkdf2", "# password")),
    ("start of the machine", lambda t: t.write("proc/cmdline", "ro init=/bin/sh")),
    ("start of the machine", lambda t: t.write("proc/cmdline", "ro single")),
]  # fmt: skip

# By the name of the way out: what takes the evidence away.
UNSEEN = [
    ("other logins", lambda t: t.remove("proc")),
    ("keymap", lambda t: t.answers.pop("dumpkeys")),
    ("SysRq", lambda t: t.remove("proc/sys/kernel/sysrq")),
    ("shell among parents", lambda t: t.remove("proc/500")),
    ("privileges", lambda t: t.remove("proc/500")),
    ("keyboard signals", lambda t: t.remove("proc/500")),
    ("password", lambda t: t.remove("etc/shadow")),
    ("groups", lambda t: t.write("etc/group", "x" * 4_000_001)),
    ("sudo", lambda t: t.add("etc/sudoers", "STAFF ALL=(ALL) ALL\n")),
    ("timed commands", lambda t: t.write("var/spool/cron/atjobs/a0001", "")),
    ("core files", lambda t: t.remove("proc/500")),
    ("swap", lambda t: t.add("proc/swaps", "/dev/dm-1 partition 1000 0 -2\n")),
    ("reading memory", lambda t: t.remove("proc/sys/kernel/yama")),
    ("messages on the screen", lambda t: t.write("proc/sys/kernel/printk", "\n")),
    ("network rules", lambda t: t.answers.pop("nft")),
    ("boot loader", lambda t: t.remove("boot")),
    ("start of the machine", lambda t: t.remove("proc/cmdline")),
    ("files", lambda t: t.remove("etc/exam-kiosk/terminal.conf")),
    ("files", lambda t: t.remove("opt")),
]


@pytest.fixture
def terminal(tmp_path):
    return Terminal(tmp_path / "root")


def standings(machine) -> dict[str, Standing]:
    return {finding.name: finding.standing for finding in audit(machine)}


def test_a_closed_terminal_has_nothing_open(terminal):
    found = standings(terminal.machine())
    found.pop("files")  # the files here are whoever's runs the tests; see below
    assert {
        name for name, standing in found.items() if standing is not Standing.CLOSED
    } == LIVE_ONLY
    assert {found[name] for name in LIVE_ONLY} == {Standing.UNDECIDED}


@pytest.mark.parametrize(
    ("name", "dig"), HOLES, ids=[f"{n}-{at}" for at, (n, _) in enumerate(HOLES)]
)
def test_a_hole_is_found_and_no_other_is_reported(terminal, name, dig):
    before = standings(terminal.machine())
    dig(terminal)
    after = standings(terminal.machine())
    assert after[name] is Standing.OPEN
    opened = {each for each in after if after[each] is Standing.OPEN} - {name, "files"}
    assert opened <= neighbours(name), opened
    assert before[name] is Standing.CLOSED


def neighbours(name: str) -> set[str]:
    """Two ways out may stand in one file."""
    return {"power keys"} if name == "spare consoles" else set()


@pytest.mark.parametrize(
    ("name", "hide"), UNSEEN, ids=[f"{n}-{at}" for at, (n, _) in enumerate(UNSEEN)]
)
def test_what_cannot_be_seen_is_not_closed(terminal, name, hide):
    hide(terminal)
    assert standings(terminal.machine())[name] is Standing.UNDECIDED


def test_every_way_out_has_a_hole_in_these_tests():
    elsewhere = LIVE_ONLY | {"files", "SSH"}
    assert {way.name for way in WAYS_OUT} == {name for name, _ in HOLES} | elsewhere


def test_an_empty_machine_has_nothing_closed_but_what_needs_a_file_to_be_open(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text(f"exam-kiosk:x:{UID}:{UID}::/:/bin/sh\n")
    found = standings(Terminal.machine(_bare(tmp_path)))
    closed = {name for name, standing in found.items() if standing is Standing.CLOSED}
    assert closed == {"sudo", "timed commands"}


def _bare(root: Path) -> Terminal:
    bare = Terminal.__new__(Terminal)
    bare.root, bare.answers = root, {}
    return bare


@needs_root
@pytest.mark.parametrize(
    "name", ["etc/exam-kiosk/terminal.conf", "opt/engine/bin/python", "usr/local"]
)
@pytest.mark.parametrize("change", ["owner", "mode"])
def test_files_that_others_can_change_are_found(terminal, name, change):
    terminal.root.chmod(0o755)
    assert standings(terminal.machine())["files"] is Standing.CLOSED
    path = terminal.root / name
    if change == "owner":
        os.chown(path, UID, UID)
    else:
        path.chmod(0o777)
    assert standings(terminal.machine())["files"] is Standing.OPEN


@pytest.mark.parametrize("line", SSHD.splitlines())
def test_each_setting_of_sshd_is_held(terminal, line):
    terminal.replace("etc/passwd", "/usr/sbin/nologin", LAUNCHER)
    assert standings(terminal.machine(over_ssh=True))["SSH"] is Standing.CLOSED
    terminal.answers["sshd"] = SSHD.replace(line + "\n", "")
    assert standings(terminal.machine(over_ssh=True))["SSH"] is Standing.OPEN


def test_links_are_followed_within_the_machine(terminal):
    """An image's absolute link must not be answered by the machine that runs the audit."""
    terminal.remove("proc/swaps")
    terminal.link("proc/swaps", "/etc/passwd")
    assert "exam-kiosk" in terminal.machine().read("/proc/swaps")
    terminal.link("away", "../../../../../../etc")
    assert "exam-kiosk" in terminal.machine().read("/away/passwd")
    terminal.link("circle", "circle")
    assert standings(terminal.machine())["SysRq"] is Standing.CLOSED


def test_the_keymap_that_is_installed_is_one_the_audit_accepts():
    loader = importlib.machinery.SourceFileLoader("lock_console", str(KIOSK / "lock-console"))
    made = importlib.util.module_from_spec(importlib.util.spec_from_loader("lock_console", loader))
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    loader.exec_module(made)
    sys.dont_write_bytecode = before
    stock = "alt keycode 59 = Console_13\nkeycode 84 = Last_Console\nalt keycode 99 = Show_State\n"
    stock += "keycode 103 = KeyboardSignal\ncontrol alt keycode 83 = Boot\nkeycode 2 = one exclam\n"
    left = made.without_ways_out(stock)
    assert KEYMAP_WAYS_OUT.search(stock)
    assert not KEYMAP_WAYS_OUT.search(left)
    assert left.splitlines()[-1] == "keycode 2 = one exclam"
    with pytest.raises(ValueError, match="no virtual console"):
        made.console_number("/dev/pts/1")


def test_the_lock_says_what_is_wrong_with_its_arguments():
    for arguments in ([], ["/dev/pts/1"], ["/dev/tty1", "x"]):
        done = subprocess.run([sys.executable, "-I", KIOSK / "lock-console", *arguments],
                              capture_output=True, text=True)  # fmt: skip
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_the_command_prints_what_is_open_first_and_how_to_close_it(terminal):
    terminal.write("proc/sys/kernel/sysrq", "1\n")
    done = CliRunner().invoke(command, ["--root", str(terminal.root)], standalone_mode=False)
    assert done.return_value == 1
    assert done.output.startswith("open ")
    assert (
        "SysRq: kernel.sysrq is 1\n             to close it: sysctl kernel.sysrq=0" in done.output
    )


def test_the_json_has_every_finding(terminal):
    done = CliRunner().invoke(
        command, ["--root", str(terminal.root), "--json"], standalone_mode=False
    )
    told = json.loads(done.output)
    assert done.return_value == 1  # undecided is no pass
    assert [set(each) for each in told["findings"]] == [
        {"name", "standing", "tried", "close_by"}
    ] * len(told["findings"])
    assert {each["standing"] for each in told["findings"]} >= {"closed", "not decided"}


def test_a_user_who_is_not_there_is_refused(terminal):
    done = CliRunner().invoke(command, ["--root", str(terminal.root), "--user", "nobody-here"])
    assert done.exit_code == 2
    assert "there is no user nobody-here" in done.output


def test_all_closed_is_exit_code_0(terminal, monkeypatch):
    from exam_engine.cli import kiosk_audit

    found = [each._replace(standing=Standing.CLOSED) for each in audit(terminal.machine())]
    monkeypatch.setattr(kiosk_audit, "audit", lambda _: found)
    done = CliRunner().invoke(command, ["--root", str(terminal.root)], standalone_mode=False)
    assert done.return_value == 0
