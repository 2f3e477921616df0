"""Processes of a machine, read from ``/proc``."""

from __future__ import annotations

from typing import NamedTuple

from exam_engine.kiosk.finding import Unknown
from exam_engine.kiosk.machine import Machine

SHELLS = frozenset(
    {"sh", "bash", "dash", "zsh", "fish", "ksh", "mksh", "tcsh", "csh", "ash", "busybox"}
    | {"screen", "tmux: server", "tmux: client", "script", "su", "sudo"}  # each has one at hand
)


class Process(NamedTuple):
    """``status`` is ``/proc/PID/status`` by field."""

    pid: int
    parent: int
    uid: int
    name: str
    status: dict[str, str]


def processes(machine: Machine) -> dict[int, Process]:
    """Return all processes by their number.

    :raises Unknown: if none is seen.
    """
    found = {}
    for name in machine.names("/proc"):
        if name.isdigit():
            try:
                process = _read(machine, int(name))
            except (Unknown, KeyError, ValueError, IndexError):
                continue  # it has ended meanwhile
            found[process.pid] = process
    if not found:
        raise Unknown("/proc shows no process")
    return found


def _read(machine: Machine, pid: int) -> Process:
    lines = (line.partition(":") for line in machine.read(f"/proc/{pid}/status").splitlines())
    status = {name: value.strip() for name, _, value in lines}
    uid = int(status["Uid"].split()[0])
    return Process(pid, int(status["PPid"]), uid, status["Name"], status)


def terminals(machine: Machine) -> list[Process]:
    """Return the processes of the terminal's user.

    :raises Unknown: if the terminal does not run.
    """
    uid = machine.account().uid
    found = [process for process in processes(machine).values() if process.uid == uid]
    if not found:
        raise Unknown(f"no process of {machine.user} runs; audit again while the terminal does")
    return found
