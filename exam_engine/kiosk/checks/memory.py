"""What the terminal has in its memory, and how it could get out of it; and onto its screen."""

from __future__ import annotations

from exam_engine.kiosk.finding import Unknown, Verdict, judge, way_out
from exam_engine.kiosk.machine import Machine
from exam_engine.kiosk.processes import terminals
from exam_engine.kiosk.settings import differing, merged

_NO_DUMPS = ("|/bin/false", "|/usr/bin/false", "")


@way_out("core files", "sysctl kernel.core_pattern='|/bin/false'; start by the launcher")
def core_files(machine: Machine) -> Verdict:
    """Neither the kernel writes one, nor may the running terminal have one."""
    pattern = machine.read("/proc/sys/kernel/core_pattern").strip()
    holes = [] if pattern in _NO_DUMPS else [f"kernel.core_pattern is {pattern}"]
    if machine.read("/proc/sys/fs/suid_dumpable").strip() != "0":
        holes.append("fs.suid_dumpable is not 0")
    for process in terminals(machine):
        limits = machine.read(f"/proc/{process.pid}/limits").splitlines()
        line = next((each for each in limits if each.startswith("Max core file size")), "")
        if line.split()[4:6] != ["0", "0"]:
            holes.append(f"process {process.pid} may leave a core file")
    return judge(holes, f"kernel.core_pattern is {pattern or 'empty'}, the limit is 0")


@way_out("swap", "swapoff --all, and take swap out of /etc/fstab; or encrypt it")
def swap(machine: Machine) -> Verdict:
    """No page of the terminal reaches a disk in the clear."""
    used = [line.split()[0] for line in machine.read("/proc/swaps").splitlines()[1:] if line]
    mapped = [each for each in used if each.startswith(("/dev/dm-", "/dev/mapper/"))]
    if used and len(mapped) == len(used):
        raise Unknown(f"{', '.join(mapped)}: see with cryptsetup status whether it is encrypted")
    holes = [f"{each} is in use" for each in used if not each.startswith("/dev/zram")]
    return judge(holes, "/proc/swaps: none")


@way_out("reading memory", "sysctl kernel.yama.ptrace_scope=3")
def reading_memory(machine: Machine) -> Verdict:
    """No process may look into another one's memory."""
    value = machine.read("/proc/sys/kernel/yama/ptrace_scope").strip()
    holes = [] if value in ("2", "3") else [f"kernel.yama.ptrace_scope is {value}"]
    return judge(holes, f"kernel.yama.ptrace_scope is {value}")


@way_out("typing for others", "sysctl dev.tty.legacy_tiocsti=0 (Linux 6.2 or later)")
def typing_for_others(machine: Machine) -> Verdict:
    """No process can put keys into a terminal's input (TIOCSTI)."""
    value = machine.read("/proc/sys/dev/tty/legacy_tiocsti").strip()
    return judge([] if value == "0" else [f"dev.tty.legacy_tiocsti is {value}"], "it is 0")


@way_out("user namespaces", "sysctl user.max_user_namespaces=0")
def user_namespaces(machine: Machine) -> Verdict:
    """No ordinary user becomes root in a namespace, which opens much of the kernel."""
    value = machine.read("/proc/sys/user/max_user_namespaces").strip()
    holes = [] if value == "0" else [f"user.max_user_namespaces is {value}"]
    return judge(holes, "user.max_user_namespaces is 0")


@way_out(
    "messages on the screen",
    "sysctl kernel.printk='1 4 1 7'; journald.conf: ForwardToConsole=no, ForwardToWall=no",
    on="console",
)
def messages_on_the_screen(machine: Machine) -> Verdict:
    """Neither kernel nor journal writes over the candidate's screen."""
    fields = machine.read("/proc/sys/kernel/printk").split()
    if not fields or not fields[0].isdigit():
        raise Unknown("kernel.printk is not readable")
    holes = [] if int(fields[0]) <= 1 else [f"kernel.printk is {fields[0]}"]
    wanted = {"ForwardToConsole": "no", "ForwardToWall": "no"}
    holes += differing(merged(machine, "journald.conf"), wanted)
    return judge(holes, "kernel.printk is 1, journald forwards nothing")
