"""A terminal's root folder in which every way out is closed, to put holes into."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from exam_engine.kiosk.finding import Unknown
from exam_engine.kiosk.machine import Machine
from kiosk.kiosk_support import KIOSK

UID = 990
LAUNCHER = "/usr/local/lib/exam-kiosk/launcher"
# What proc(5) calls SigIgn: a bit a signal, the lowest is signal 1. 2, 3, 20, 21, 22 and SIGPIPE.
IGNORED = f"{sum(1 << (number - 1) for number in (2, 3, 13, 20, 21, 22)):016x}"
RULES = f"""table inet exam_kiosk {{
\tchain out {{
\t\ttype filter hook output priority 0; policy accept;
\t\tmeta skuid {{ {UID} }} jump terminal
\t}}

\tchain terminal {{
\t\tip daddr 192.0.2.10 tcp dport 8443 accept
\t\treject
\t}}
}}
"""
SSHD = f"""forcecommand {LAUNCHER}
disableforwarding yes
permituserrc no
permituserenvironment no
maxsessions 1
authenticationmethods publickey
"""
SWITCHES = {
    "kernel/sysrq": "0",
    "kernel/ctrl-alt-del": "0",
    "kernel/printk": "1\t4\t1\t7",
    "kernel/core_pattern": "|/bin/false",
    "kernel/yama/ptrace_scope": "3",
    "fs/suid_dumpable": "0",
    "user/max_user_namespaces": "0",
    "dev/tty/legacy_tiocsti": "0",
}


class Terminal:
    """A root folder, and what programs of that machine answer."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.answers = {
            "nft": RULES,
            "sshd": SSHD,
            "dumpkeys": "keycode 59 = F1 VoidSymbol\nkeycode 30 = +a\n",
        }
        self._configure()
        self._fill_proc()

    def _configure(self) -> None:
        shutil.copytree(KIOSK / "files" / "etc", self.root / "etc")
        self.replace(
            "etc/systemd/system/exam-kiosk@.service", "@IP_ALLOW@", "IPAddressAllow=192.0.2.10"
        )
        self.replace("etc/exam-kiosk/terminal.conf", "@PYTHON@", "/opt/engine/bin/python")
        for (
            unit
        ) in "getty@.service autovt@.service serial-getty@.service console-getty.service".split():
            self.link(f"etc/systemd/system/{unit}", "/dev/null")
        self.link("etc/systemd/system/debug-shell.service", "/dev/null")
        self.link("etc/systemd/system/ctrl-alt-del.target", "/dev/null")
        wanted = "etc/systemd/system/getty.target.wants/exam-kiosk@tty1.service"
        self.link(wanted, "/etc/systemd/system/exam-kiosk@.service")
        self.write(
            "etc/passwd",
            f"root:x:0:0::/root:/bin/bash\nexam-kiosk:x:{UID}:{UID}::/:/usr/sbin/nologin\n",
        )
        self.write("etc/shadow", "root:*:1::::::\nexam-kiosk:!:1::::::\n")
        self.write("etc/group", f"root:x:0:\nsudo:x:27:operator\nexam-kiosk:x:{UID}:\n")
        self.write(
            "etc/sudoers", "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL) ALL\n"
        )
        self.write("opt/engine/bin/python", "")
        self.write(LAUNCHER, "")
        grub = 'set superusers="root"\npassword_pbkdf2 root grub.pbkdf2.sha512.10000.AB.CD\n'
        self.write("boot/grub/grub.cfg", grub)

    def _fill_proc(self) -> None:
        for name, value in SWITCHES.items():
            self.write(f"proc/sys/{name}", value + "\n")
        self.write("proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet\n")
        self.write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n")
        self.process(1, "systemd", parent=0, uid=0)
        self.process(500, "python", parent=1, uid=UID)

    def process(self, pid: int, name: str, *, parent: int, uid: int, **changed: str) -> None:
        fields = {"NoNewPrivs": "1", "CapEff": "0" * 16, "CapPrm": "0" * 16, "CapAmb": "0" * 16}
        fields |= {"SigIgn": IGNORED} | changed
        lines = [f"Name:\t{name}", f"PPid:\t{parent}", f"Uid:\t{uid}\t{uid}\t{uid}\t{uid}"]
        lines += [f"{field}:\t{value}" for field, value in fields.items()]
        self.write(f"proc/{pid}/status", "\n".join(lines) + "\n")
        self.limit_cores(pid, "0")

    def limit_cores(self, pid: int, limit: str) -> None:
        heading = "Limit                     Soft Limit           Hard Limit           Units\n"
        line = f"Max core file size        {limit:<20} {limit:<20} bytes\n"
        self.write(f"proc/{pid}/limits", heading + line)

    def write(self, name: str, text: str) -> None:
        path = self.root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def add(self, name: str, text: str) -> None:
        self.write(name, (self.root / name).read_text() + text)

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text()
        assert old in text
        self.write(name, text.replace(old, new))

    def link(self, name: str, target: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)

    def remove(self, name: str) -> None:
        path = self.root / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    def machine(self, **changed: object) -> Machine:
        def ask(command: Sequence[str]) -> str:
            name = Path(command[0]).name
            if name not in self.answers:
                raise Unknown(f"{name} gave no answer")
            return self.answers[name]

        options = {"user": "exam-kiosk", "ask": ask} | changed
        return Machine(self.root, **options)


Hole = Callable[[Terminal], None]
