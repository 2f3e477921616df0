"""The terminal's own process: what it was started by, and what it may do."""

from __future__ import annotations

import ipaddress
import stat
from pathlib import PurePosixPath

from exam_engine.kiosk.checks.accounts import LAUNCHER
from exam_engine.kiosk.finding import Standing, Unknown, Verdict, judge, way_out
from exam_engine.kiosk.machine import Machine
from exam_engine.kiosk.processes import SHELLS, processes, terminals
from exam_engine.kiosk.settings import differing, merged
from exam_engine.kiosk.tries import runs_commands

SETTINGS = "/etc/exam-kiosk/terminal.conf"
UNIT = "/etc/systemd/system/exam-kiosk@.service"
_SANDBOX = {
    "ExecStart": LAUNCHER,
    "Restart": "always",
    "StandardInput": "tty",
    "StandardOutput": "tty",
    "StandardError": "tty",
    "TTYReset": "yes",
    "TTYVHangup": "yes",
    "LimitCORE": "0",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "ProtectProc": "invisible",
    "DevicePolicy": "closed",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "IPAddressDeny": "any",
}
_KEYBOARD_SIGNALS = {2: "SIGINT", 3: "SIGQUIT", 20: "SIGTSTP"}


@way_out("unit", "run scripts/kiosk/install again; remove drop-ins that loosen it", on="console")
def unit(machine: Machine) -> Verdict:
    """systemd starts the launcher on the console, in its sandbox, whatever drop-ins say."""
    name = f"exam-kiosk@{machine.tty}.service"
    merged_unit = merged(machine, "system/exam-kiosk@.service")
    own = merged(machine, f"system/{name}")  # drop-ins of this one console
    assigned = merged_unit | own
    holes = differing(assigned, _SANDBOX | {"User": machine.user})
    holes += _loosened(assigned, machine.user)
    if machine.target(f"/etc/systemd/system/getty.target.wants/{name}") is None:
        holes.append(f"{name} is not enabled")
    return judge(holes, f"{name}: enabled, {len(_SANDBOX)} settings as they should be")


def _loosened(assigned: dict[str, list[str]], user: str) -> list[str]:
    """Return what lists allow beyond the engine's address and the terminal's own folder."""
    addresses = " ".join(assigned.get("IPAddressAllow", [])).split()
    places = " ".join(assigned.get("ReadWritePaths", [])).split()
    holes = [f"IPAddressAllow is {' '.join(addresses)}"] if len(addresses) > 1 else []
    if not all(_is_one_address(address) for address in addresses):
        holes.append(f"IPAddressAllow is {' '.join(addresses)}, not one address")
    wide = [place for place in places if place != f"/var/lib/exam-kiosk/{user}"]
    return holes + [f"{place} can be written" for place in wide]


def _is_one_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


@way_out("shell among parents", "start the terminal by systemd or as login shell, by the launcher")
def ancestry(machine: Machine) -> Verdict:
    """No process above the terminal, and none of its user, is a shell."""
    everything, holes = processes(machine), []
    for process in terminals(machine):
        above, at = process, process.pid
        for _ in range(len(everything)):
            if above.name.lstrip("-") in SHELLS:
                holes.append(f"{above.name} (process {above.pid}) at or above process {at}")
            if above.parent not in everything:
                break
            above = everything[above.parent]
    return judge(sorted(set(holes)), "/proc: no shell at or above the terminal")


@way_out("privileges", "start the terminal by the launcher; NoNewPrivileges=yes in the unit")
def privileges(machine: Machine) -> Verdict:
    """The running terminal can gain none and has none."""
    holes = []
    for process in terminals(machine):
        if process.status.get("NoNewPrivs") != "1":
            holes.append(f"process {process.pid} may gain privileges")
        for name in ("CapEff", "CapPrm", "CapAmb"):
            if int(process.status.get(name, "1"), 16):
                holes.append(f"process {process.pid} has capabilities ({name})")
    return judge(holes, "/proc: NoNewPrivs, and no capability")


@way_out("keyboard signals", "start the terminal by the launcher")
def keyboard_signals(machine: Machine) -> Verdict:
    """^C, ^\\ and ^Z are ignored by every process of the terminal."""
    holes = []
    for process in terminals(machine):
        ignored = int(process.status.get("SigIgn", "0"), 16)
        missing = [n for bit, n in _KEYBOARD_SIGNALS.items() if not ignored >> (bit - 1) & 1]
        if missing:
            holes.append(f"process {process.pid} does not ignore {', '.join(missing)}")
    return judge(holes, "/proc: SIGINT, SIGQUIT and SIGTSTP are ignored")


@way_out("commands", f"give the user no shell, or {LAUNCHER} over SSH")
def commands(machine: Machine) -> Verdict:
    """The login shell runs no command that it is given: tried."""
    if not machine.is_live:
        raise Unknown("a command can be tried on the running machine only")
    account = machine.account()
    if runs_commands(account):
        return Verdict(Standing.OPEN, f"{account.shell or '/bin/sh'} -c ran a command")
    return Verdict(Standing.CLOSED, f"{account.shell} -c echo, as {account.name}: not run")


@way_out("files", "chown root:root and chmod go-w on each, and on the folders above")
def files(machine: Machine) -> Verdict:
    """What is started, and what says so, can be changed by root alone."""
    names = [LAUNCHER, SETTINGS, _python(machine)] + ([] if machine.over_ssh else [UNIT])
    holes = []
    for name in names:
        for path in (PurePosixPath(name), *PurePosixPath(name).parents):
            fault = _fault(machine, str(path))
            if fault:
                holes.append(fault)
    return judge(sorted(set(holes)), f"{', '.join(names)}: root's alone")


def _python(machine: Machine) -> str:
    for line in machine.read(SETTINGS).splitlines():
        if line.startswith("python="):
            return line.removeprefix("python=")
    raise Unknown(f"{SETTINGS} names no python")


def _fault(machine: Machine, name: str) -> str:
    try:
        about = machine.real_path(name).stat()
    except OSError as error:
        raise Unknown(f"{name}: {error.strerror}") from None
    sticky = stat.S_ISDIR(about.st_mode) and about.st_mode & stat.S_ISVTX
    if about.st_uid != 0:
        return f"{name} is not root's"
    return f"{name} can be written by others" if about.st_mode & 0o022 and not sticky else ""
