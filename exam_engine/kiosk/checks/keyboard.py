"""What keys do beside the terminal: other consoles, the kernel, a restart."""

from __future__ import annotations

import re

from exam_engine.kiosk.finding import Standing, Unknown, Verdict, judge, way_out
from exam_engine.kiosk.machine import Machine
from exam_engine.kiosk.processes import processes
from exam_engine.kiosk.settings import differing, merged
from exam_engine.kiosk.tries import switch_console

_GETTYS = ("getty@.service", "autovt@.service", "serial-getty@.service", "console-getty.service")
_UNITS = "/etc/systemd/system"
# As scripts/kiosk/lock-console takes them out: a test holds the two against each other.
KEYMAP_WAYS_OUT = re.compile(
    r"\b(?:Console_\d+|Decr_Console|Incr_Console|Last_Console|Boot|SAK|KeyboardSignal"
    r"|Spawn_Console|Show_Memory|Show_State|Show_Registers|Scroll_Backward|Scroll_Forward)\b",
    re.IGNORECASE,
)


def _not_masked(machine: Machine, units: tuple[str, ...]) -> list[str]:
    return [
        f"{unit} is not masked"
        for unit in units
        if machine.target(f"{_UNITS}/{unit}") != "/dev/null"
    ]


@way_out("other logins", "systemctl mask getty@ autovt@ serial-getty@ console-getty", on="console")
def other_logins(machine: Machine) -> Verdict:
    """Nothing starts a login on a console, and none runs."""
    holes = _not_masked(machine, _GETTYS)
    running = [each for each in processes(machine).values() if each.name in ("agetty", "login")]
    holes += [f"{each.name} runs (process {each.pid})" for each in running]
    return judge(holes, f"{len(_GETTYS)} units are masked, no agetty or login runs")


@way_out("debug shell", "systemctl mask debug-shell.service; kernel line without systemd.debug*")
def debug_shell(machine: Machine) -> Verdict:
    """systemd's root shell on console 9 is masked and was not asked for at the start."""
    holes = _not_masked(machine, ("debug-shell.service",))
    line = machine.read("/proc/cmdline").split()
    holes += [f"the kernel was started with {w}" for w in line if w.startswith("systemd.debug")]
    return judge(holes, "debug-shell.service is masked, the kernel's line does not start one")


@way_out("spare consoles", "logind.conf: NAutoVTs=0, ReserveVT=0", on="console")
def spare_consoles(machine: Machine) -> Verdict:
    """logind opens no login on a console that somebody switches to."""
    holes = differing(merged(machine, "logind.conf"), {"NAutoVTs": "0", "ReserveVT": "0"})
    return judge(holes, "logind.conf: NAutoVTs=0, ReserveVT=0")


@way_out("switching consoles", "ExecStartPre=+… lock-console /dev/TTY in the unit", on="console")
def switching_consoles(machine: Machine) -> Verdict:
    """The kernel does not switch, not even for root: tried, and switched back."""
    if not machine.is_live:
        raise Unknown("switching can be tried on the running machine only")
    if switch_console():
        return Verdict(Standing.OPEN, "VT_ACTIVATE brought another console to the front")
    return Verdict(Standing.CLOSED, "VT_ACTIVATE, as root: the console stayed")


@way_out("keymap", "ExecStartPre=+… lock-console /dev/TTY in the unit", on="console")
def keymap(machine: Machine) -> Verdict:
    """No key carries a symbol that switches consoles or talks to the kernel."""
    symbols = {
        found.group().lower()
        for found in KEYMAP_WAYS_OUT.finditer(machine.ask(["/usr/bin/dumpkeys"]))
    }
    holes = [f"the keymap has {', '.join(sorted(symbols)[:4])}"] if symbols else []
    return judge(holes, "dumpkeys: no symbol for consoles, restart or kernel")


@way_out("SysRq", "sysctl kernel.sysrq=0, in a file that sorts last in /etc/sysctl.d", on="console")
def sysrq(machine: Machine) -> Verdict:
    """The kernel takes no commands from the keyboard."""
    value = machine.read("/proc/sys/kernel/sysrq").strip()
    holes = [] if value == "0" else [f"kernel.sysrq is {value}"]
    if "sysrq_always_enabled" in machine.read("/proc/cmdline").split():
        holes.append("the kernel was started with sysrq_always_enabled")
    return judge(holes, "kernel.sysrq is 0")


@way_out(
    "Ctrl-Alt-Del",
    "systemctl mask ctrl-alt-del.target; system.conf: CtrlAltDelBurstAction=none",
    on="console",
)
def ctrl_alt_del(machine: Machine) -> Verdict:
    """Neither once nor seven times in two seconds does it restart the machine."""
    holes = _not_masked(machine, ("ctrl-alt-del.target",))
    holes += differing(merged(machine, "system.conf"), {"CtrlAltDelBurstAction": "none"})
    if machine.read("/proc/sys/kernel/ctrl-alt-del").strip() != "0":
        holes.append("kernel.ctrl-alt-del is not 0: the kernel restarts by itself")
    return judge(holes, "the target is masked, CtrlAltDelBurstAction=none, kernel.ctrl-alt-del=0")


@way_out("power keys", "logind.conf: HandlePowerKey=ignore and its like", on="console")
def power_keys(machine: Machine) -> Verdict:
    """Keys for power, sleep and the lid do nothing."""
    names = ("HandlePowerKey", "HandleRebootKey", "HandleSuspendKey", "HandleHibernateKey")
    wanted = dict.fromkeys((*names, "HandleLidSwitch"), "ignore")
    return judge(differing(merged(machine, "logind.conf"), wanted), "logind.conf: all ignored")


@way_out("mouse clipboard", "apt-get purge gpm", on="console")
def mouse_clipboard(machine: Machine) -> Verdict:
    """No gpm copies from the screen and types what was copied."""
    running = [each for each in processes(machine).values() if each.name == "gpm"]
    holes = [f"gpm runs (process {each.pid})" for each in running]
    return judge(holes, "no gpm runs")
