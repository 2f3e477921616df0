"""Who the terminal's user is, and what else that account opens."""

from __future__ import annotations

import re

from exam_engine.kiosk.finding import Unknown, Verdict, judge, way_out
from exam_engine.kiosk.machine import Machine

NO_SHELLS = ("/usr/sbin/nologin", "/sbin/nologin", "/bin/false", "/usr/bin/false")
LAUNCHER = "/usr/local/lib/exam-kiosk/launcher"
_GRANT = re.compile(r"^\s*(?P<who>[^\s#@=]+)\s+[^=\n]+=")
_NOT_GRANTS = ("Defaults", "User_Alias", "Runas_Alias", "Host_Alias", "Cmnd_Alias")


@way_out("login shell", f"usermod --shell {NO_SHELLS[0]} USER; over SSH {LAUNCHER}")
def login_shell(machine: Machine) -> Verdict:
    """The account is not root's, and its shell is none."""
    account = machine.account()
    allowed = (LAUNCHER,) if machine.over_ssh else NO_SHELLS
    holes = [] if account.uid else [f"{account.name} is root by number"]
    if account.shell not in allowed:
        holes.append(f"the shell of {account.name} is {account.shell or '/bin/sh'}")
    return judge(holes, f"/etc/passwd: the shell of {account.name} is {account.shell}")


@way_out("password", "passwd --lock USER; no account may have an empty password")
def password(machine: Machine) -> Verdict:
    """The terminal's user has no password that could be entered, and nobody an empty one."""
    secrets = {
        line.split(":")[0]: line.split(":")[1]
        for line in machine.read("/etc/shadow").splitlines()
        if line.count(":") >= 2
    }
    if machine.user not in secrets:
        raise Unknown(f"/etc/shadow has no line of {machine.user}")
    holes = [f"{name} has an empty password" for name, secret in secrets.items() if not secret]
    if secrets[machine.user] and not secrets[machine.user].startswith(("!", "*")):
        holes.append(f"{machine.user} has a password")
    return judge(holes, "/etc/shadow: locked, and no account with an empty password")


@way_out("groups", "gpasswd --delete USER GROUP, for every group but its own")
def groups(machine: Machine) -> Verdict:
    """The terminal's user belongs to no group of others."""
    account = machine.account()
    holes = []
    for line in machine.read("/etc/group").splitlines():
        name, _, gid, members = [*line.split(":"), "", "", ""][:4]
        if machine.user in members.split(","):
            holes.append(f"{machine.user} is in the group {name}")
        elif gid == str(account.gid) and name != machine.user:
            holes.append(f"the group of {machine.user} is {name}")
    return judge(holes, "/etc/group: no group but its own")


@way_out("sudo", "take USER, its group and ALL out of /etc/sudoers and /etc/sudoers.d")
def sudo(machine: Machine) -> Verdict:
    """No line lets the terminal's user act as somebody else."""
    files = ["/etc/sudoers", *(f"/etc/sudoers.d/{n}" for n in machine.names("/etc/sudoers.d"))]
    holes = []
    for file in files:
        for line in machine.read_if_there(file).replace("\\\n", " ").splitlines():
            found = _GRANT.match(line)
            if found is None or line.split()[0] in _NOT_GRANTS:
                continue
            if set(found["who"].split(",")) & {"ALL", machine.user, f"%{machine.user}"}:
                holes.append(f"{file} lets {found['who']} act as others")
            elif not re.fullmatch(r"%?[a-z_][a-z0-9_.-]*\$?", found["who"]):
                # An alias or a number stands for people whom only sudo itself can name.
                raise Unknown(f"{file} names {found['who']}, which only sudo can tell apart")
    return judge(holes, f"{len(files)} files of sudo: no line for {machine.user}")


@way_out("timed commands", "remove the file; write USER into /etc/cron.deny and /etc/at.deny")
def timed_commands(machine: Machine) -> Verdict:
    """No command waits to be run as the terminal's user."""
    crontab = f"/var/spool/cron/crontabs/{machine.user}"
    holes = [f"{crontab} is there"] if machine.read_if_there(crontab) else []
    timed = [file for file in machine.names("/var/spool/cron/atjobs") if file != ".SEQ"]
    if timed:
        raise Unknown(f"{len(timed)} jobs wait in /var/spool/cron/atjobs; look whose they are")
    return judge(holes, f"{crontab}: not there")
