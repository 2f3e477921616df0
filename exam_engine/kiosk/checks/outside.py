"""Ways in and out past the running system: network, SSH, the start of the machine."""

from __future__ import annotations

import re

from exam_engine.kiosk.checks.accounts import LAUNCHER
from exam_engine.kiosk.finding import Standing, Unknown, Verdict, judge, way_out
from exam_engine.kiosk.machine import Machine
from exam_engine.kiosk.tries import NOWHERE, reaches_network

_OTHER_STARTS = ("rd.break", "break", "single", "emergency", "rescue", "1", "s")
_SEAT_SSH = {
    "forcecommand": LAUNCHER,
    "disableforwarding": "yes",
    "permituserrc": "no",
    "permituserenvironment": "no",
    "maxsessions": "1",
    "authenticationmethods": "publickey",
}


@way_out("network rules", "systemctl enable --now exam-kiosk-network.service")
def network_rules(machine: Machine) -> Verdict:
    """The kernel holds rules for the terminal's user that end in a refusal."""
    rules = machine.ask(["/usr/sbin/nft", "--numeric", "list", "table", "inet", "exam_kiosk"])
    ids = set(re.findall(r"\b\d+\b", " ".join(re.findall(r"skuid ([^\n]*)jump", rules))))
    lines = [line.strip() for line in rules.splitlines()]
    chain = lines[lines.index("chain terminal {") + 1 :] if "chain terminal {" in lines else []
    chain = chain[: chain.index("}")] if "}" in chain else []
    holes = [] if "hook output" in rules else ["no chain looks at what is sent"]
    if str(machine.account().uid) not in ids:
        holes.append(f"no rule is for {machine.user}")
    if not chain or not chain[-1].startswith(("reject", "drop")):
        holes.append("what is not allowed is not refused at the end")
    wide = [line for line in chain[:-1] if "accept" in line and "daddr" not in line]
    holes += [f"too wide: {line}" for line in wide]
    return judge(holes, f"nft: {machine.user} reaches {max(len(chain) - 1, 0)} address(es)")


@way_out("network", "systemctl enable --now exam-kiosk-network.service")
def network(machine: Machine) -> Verdict:
    """The terminal's user reaches nothing but the engine: tried with a datagram to nobody."""
    if not machine.is_live:
        raise Unknown("the network can be tried on the running machine only")
    if reaches_network(machine.account()):
        return Verdict(Standing.OPEN, f"a datagram to {NOWHERE[0]}, as {machine.user}: it was sent")
    return Verdict(Standing.CLOSED, f"a datagram to {NOWHERE[0]}, as {machine.user}: refused")


@way_out("SSH", "install /etc/ssh/sshd_config.d/exam-kiosk.conf; restart ssh", on="ssh")
def ssh(machine: Machine) -> Verdict:
    """sshd itself says what holds for this user, after all files and matches."""
    asked = f"user={machine.user},host=nowhere,addr={NOWHERE[0]}"
    settings: dict[str, str] = {}
    for line in machine.ask(["/usr/sbin/sshd", "-T", "-C", asked]).splitlines():
        name, _, value = line.strip().partition(" ")
        settings[name] = value
    holes = [
        f"{name} is {settings.get(name, 'not set')}, not {value}"
        for name, value in _SEAT_SSH.items()
        if settings.get(name) != value
    ]
    return judge(holes, f"sshd -T: {len(_SEAT_SSH)} settings as they should be for {machine.user}")


@way_out("boot loader", "set superusers and password_pbkdf2 in /etc/grub.d/40_custom; update-grub")
def boot_loader(machine: Machine) -> Verdict:
    """The kernel's line can be changed with a password only."""
    text = machine.read("/boot/grub/grub.cfg")
    holes = []
    if not re.search(r"^\s*set superusers=\S", text, re.MULTILINE):
        holes.append("grub.cfg names no superusers: anybody may change an entry")
    elif not re.search(r"^\s*password_pbkdf2 \S+ grub\.pbkdf2\.", text, re.MULTILINE):
        holes.append("grub.cfg has no password_pbkdf2")
    return judge(holes, "/boot/grub/grub.cfg: superusers with a password")


@way_out("start of the machine", "start it with the usual entry; put a password on the boot loader")
def start(machine: Machine) -> Verdict:
    """It was not started into a shell."""
    line = machine.read("/proc/cmdline").split()
    odd = [
        word
        for word in line
        if word.startswith(("init=", "rdinit=", "break="))
        or word.lower() in _OTHER_STARTS
        or word in ("systemd.unit=rescue.target", "systemd.unit=emergency.target")
    ]
    return judge(
        [f"the kernel was started with {word}" for word in odd], "/proc/cmdline: nothing odd"
    )
