"""Things that are tried for real on the running machine, each in a child of its own.

A child that takes another user's place gives up everything of root's first. Nothing here leaves a
trace: a console that was switched is switched back, a datagram goes to an address that no machine
has (TEST-NET-1, RFC 5737).
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from exam_engine.kiosk.finding import Unknown
from exam_engine.kiosk.machine import Account

NOWHERE = ("192.0.2.1", 9)
_VT_GETSTATE, _VT_ACTIVATE = 0x5603, 0x5606
_SETTLE_S = 0.3
_LONGEST_S = 10.0
_WORD = "way-out-is-open"


def switch_console(
    device: str = "/dev/tty0", ioctl: Callable[..., bytes | int] = fcntl.ioctl
) -> bool:
    """Try to bring another console to the front; return whether it came, and switch back.

    :param ioctl: what speaks to the console; a test gives its own.
    :raises Unknown: if there is no console, or only root may try.
    """
    try:
        with Path(device).open("rb", buffering=0) as console:
            before = _front(console.fileno(), ioctl)
            other = 2 if before == 1 else 1
            ioctl(console, _VT_ACTIVATE, other)
            threading.Event().wait(_SETTLE_S)  # the kernel switches when it comes to it
            if _front(console.fileno(), ioctl) != other:
                return False
            ioctl(console, _VT_ACTIVATE, before)
            return True
    except OSError as error:
        raise Unknown(f"{device}: {error.strerror}") from None


def _front(console: int, ioctl: Callable[..., bytes | int]) -> int:
    state = ioctl(console, _VT_GETSTATE, bytes(6))
    assert isinstance(state, bytes)
    number: int = struct.unpack("HHH", state)[0]
    return number


def reaches_network(account: Account) -> bool:
    """Return whether the user can send a datagram to an address that is not the engine's.

    :raises Unknown: if the machine has no way there in any case, or only root may try.
    """
    code = _as_user(account, _send_nowhere)
    if code in (errno.EPERM, errno.EACCES):
        return False
    if code == 0:
        return True
    raise Unknown(f"a datagram to {NOWHERE[0]}: {os.strerror(code)}; no route, so nothing was told")


def _send_nowhere() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"", NOWHERE)


def runs_commands(account: Account) -> bool:
    """Return whether the user's login shell runs a command that it is given.

    :raises Unknown: if only root may try.
    """
    _need_root()
    try:
        done = subprocess.run(
            ["-sh", "-c", f"echo {_WORD}"],  # noqa: S607  (the program is in executable)
            check=False,
            executable=account.shell or "/bin/sh",
            capture_output=True,
            cwd="/",
            env={},
            extra_groups=[],
            group=account.gid,
            stdin=subprocess.DEVNULL,
            timeout=_LONGEST_S,
            user=account.uid,
        )
    except subprocess.TimeoutExpired:
        raise Unknown(f"{account.shell} did not end within {_LONGEST_S:.0f} s") from None
    except OSError as error:
        raise Unknown(f"{account.shell}: {error.strerror}") from None
    return _WORD.encode() in done.stdout


def _need_root() -> None:
    if os.geteuid() != 0:
        raise Unknown("only root can try this; run the audit as root")


def _as_user(account: Account, act: Callable[[], None]) -> int:
    """Do ``act`` as another user; return 0, or the number of the error it met."""
    _need_root()
    child = os.fork()
    if child == 0:
        code = errno.ECANCELED
        try:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
            act()
            code = 0
        except OSError as error:
            code = error.errno or errno.ECANCELED
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
