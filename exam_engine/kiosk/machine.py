"""A machine as an audit reads it: files under a root folder, programs asked, things tried.

Files of the machine are read up to a limit, and links are followed under the root folder.
A file that cannot be read is unknown, never empty.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from exam_engine.kiosk.finding import Unknown

LARGEST_FILE_BYTES = 4_000_000
_LONGEST_ANSWER_S = 15.0
_MOST_STEPS, _MOST_LINKS = 500, 40
_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
Ask = Callable[[Sequence[str]], str]


class Account(NamedTuple):
    """A line of ``/etc/passwd``."""

    name: str
    uid: int
    gid: int
    shell: str


def ask_program(command: Sequence[str]) -> str:
    """Run a program of this machine and return what it printed.

    :raises Unknown: if it is not there, fails or takes too long.
    """
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=True,
            env=_ENVIRONMENT,
            errors="replace",
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=_LONGEST_ANSWER_S,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unknown(f"{Path(command[0]).name} gave no answer ({type(error).__name__})") from None
    return done.stdout


def ask_nobody(command: Sequence[str]) -> str:
    """Stand for the programs of a machine that does not run, such as an image.

    :raises Unknown: always.
    """
    raise Unknown(f"{Path(command[0]).name} can be asked on the running machine only")


@dataclass(frozen=True)
class Machine:
    """What is audited: the terminal of ``user`` on the console ``tty``, or over SSH.

    ``is_live`` says that ``root`` is the running machine, on which things may be tried.
    """

    root: Path
    user: str
    tty: str = "tty1"
    over_ssh: bool = False
    is_live: bool = False
    ask: Ask = ask_nobody

    def path(self, name: str) -> Path:
        """Return where an absolute path of the machine is, its folders' links followed there.

        :raises Unknown: if links lead in a circle.
        """
        found, left = self.root, [part for part in name.split("/") if part not in ("", ".")]
        for _ in range(_MOST_STEPS):
            if not left:
                return found
            part = left.pop(0)
            if part == "..":
                found = found if found == self.root else found.parent
            elif left and (found / part).is_symlink():
                target = str((found / part).readlink())
                left = [each for each in target.split("/") if each not in ("", ".")] + left
                found = self.root if target.startswith("/") else found
            else:
                found /= part
        raise Unknown(f"{name}: too many links")

    def real_path(self, name: str) -> Path:
        """Return the same, with a link at its end followed, too.

        :raises Unknown: if links lead in a circle.
        """
        for _ in range(_MOST_LINKS):
            target = self.target(name)
            if target is None:
                return self.path(name)
            name = target if target.startswith("/") else f"{name.rpartition('/')[0]}/{target}"
        raise Unknown(f"{name}: too many links")

    def read(self, name: str) -> str:
        """Return a text file.

        :raises Unknown: if it cannot be read, is no file, or is too large.
        """
        try:
            with self.real_path(name).open("rb") as stream:
                content = stream.read(LARGEST_FILE_BYTES + 1)
        except OSError as error:
            raise Unknown(f"{name}: {error.strerror}") from None
        if len(content) > LARGEST_FILE_BYTES:
            raise Unknown(f"{name}: larger than {LARGEST_FILE_BYTES} bytes")
        return content.decode(errors="replace")

    def read_if_there(self, name: str) -> str:
        """Return a text file, empty if there is none.

        :raises Unknown: if it is there and cannot be read.
        """
        try:
            self.path(name).lstat()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise Unknown(f"{name}: {error.strerror}") from None
        return self.read(name)

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder in order, none if there is no such folder.

        :raises Unknown: if it is there and cannot be read.
        """
        try:
            return sorted(path.name for path in self.real_path(folder).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise Unknown(f"{folder}: {error.strerror}") from None

    def target(self, name: str) -> str | None:
        """Return where a link points to, or None if it is no link."""
        path = self.path(name)
        return str(path.readlink()) if path.is_symlink() else None

    def accounts(self) -> list[Account]:
        """:raises Unknown: if ``/etc/passwd`` cannot be read."""
        lines = (line.split(":") for line in self.read("/etc/passwd").splitlines())
        return [
            Account(parts[0], int(parts[2]), int(parts[3]), parts[6])
            for parts in lines
            if len(parts) == 7 and parts[2].isdigit() and parts[3].isdigit()
        ]

    def account(self) -> Account:
        """Return the account of the terminal's user.

        :raises Unknown: if there is none.
        """
        for account in self.accounts():
            if account.name == self.user:
                return account
        raise Unknown(f"there is no user {self.user}; name the terminal's user with --user")
