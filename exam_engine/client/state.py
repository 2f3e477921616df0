"""The folder of one terminal: ``session.json`` while an attempt goes on, and ``terminal.log``.

Nothing else is ever written there: no item text, no response, no code. The session's token is the
only secret, and it is deleted when the attempt has ended.
"""

from __future__ import annotations

import fcntl
import os
import stat
from pathlib import Path

import msgspec

from exam_engine.client.failures import CannotRun


class Session(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a terminal needs to come back: which engine, its token there, and its colours."""

    server: str
    token: str
    scheme: str = ""


class StateFolder:
    """Made if it does not exist; refused if anybody but its owner can enter it."""

    def __init__(self, path: Path) -> None:
        """:raises CannotRun: if the folder cannot be used."""
        self._path = path
        self._session = path / "session.json"
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            mode = path.stat()
        except OSError as error:
            raise CannotRun(f"the state folder {path} cannot be used: {error.strerror}") from None
        if not stat.S_ISDIR(mode.st_mode) or mode.st_uid != os.geteuid() or mode.st_mode & 0o077:
            raise CannotRun(f"the state folder {path} must be yours alone: chmod 700 {path}")
        self._hold()

    @property
    def log_file(self) -> Path:
        return self._path / "terminal.log"

    def session(self, server: str) -> Session | None:
        """Return the session to come back to, or None.

        :raises CannotRun: if there is one of another engine.
        """
        try:
            session = msgspec.json.decode(self._session.read_bytes(), type=Session)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError):
            self.forget()  # torn by a power cut: the candidate enters again with a new code
            return None
        if session.server != server:
            raise CannotRun(
                f"an attempt is under way at {session.server}, not at {server}; "
                f"start with that address, or delete {self._session} to give it up here"
            )
        return session

    def keep(self, session: Session) -> None:
        """Write the session, readable by its owner only, and wait until it is on disk.

        One that is there already is replaced in one step: a power cut leaves either of the two.
        """
        fresh = self._session.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(session))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._session)

    def _hold(self) -> None:
        """Keep a second terminal out, which would give the same numbers to other events."""
        self._handle = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._handle)
            raise CannotRun(
                f"another terminal runs with the state folder {self._path}; give each its own"
            ) from None

    def forget(self) -> None:
        """Delete the session, if there is one."""
        self._session.unlink(missing_ok=True)
        self._session.with_suffix(".new").unlink(missing_ok=True)
