"""Where an engine keeps its data.

::

    HOME/engine.db                    the database, or
    HOME/database                     where it is: the address of one on PostgreSQL
    HOME/service.lock                 held by the service that runs on this home
    HOME/identities/                  NAME.identity (secret), NAME.recipient (whom to trust)
    HOME/banks/ID.CONTENT.sealed      sealed banks, a file for each revision
    HOME/forms/ID.json                frozen forms
    HOME/papers/SITTING.*.paper       sealed papers
    HOME/reports/SITTING/             results and statistics

Only its owner may look into it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import platformdirs
from sqlalchemy import Engine

from exam_engine.clock import Clock, SystemClock
from exam_engine.errors import BankNotFound, StoreError
from exam_engine.store import audit_log
from exam_engine.store.address import database_of
from exam_engine.store.database import open_database
from exam_engine.vault.identity import Identity, load_identity
from exam_engine.vault.secret import Secret
from exam_engine.vault.trust import TrustedSigners

ENVIRONMENT = "EXAM_ENGINE_HOME"
_SHOWN_DIGITS = 12


def default_home() -> Path:
    """Return the home named by ``EXAM_ENGINE_HOME``, else the platform's data folder."""
    named = os.environ.get(ENVIRONMENT)
    return (
        Path(named) if named else Path(platformdirs.user_data_dir("exam-engine", appauthor=False))
    )


class Home:
    """An engine's folder, its database and its clock."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self.path = path
        self.clock: Clock = clock or SystemClock()

    @property
    def identities(self) -> Path:
        return self.path / "identities"

    @property
    def papers(self) -> Path:
        return self.path / "papers"

    @property
    def _banks(self) -> Path:
        return self.path / "banks"

    def new_paper(self, sitting: str) -> Path:
        """Return a file for a sitting's sealed paper that no other attempt to schedule it uses."""
        return self.papers / f"{sitting}.{secrets.token_hex(4)}.paper"

    def bank(self, bank_id: str, content_digest: str) -> Path:
        """Return the file of a bank's revision."""
        return self._banks / f"{bank_id}.{content_digest[:_SHOWN_DIGITS]}.sealed"

    def find_bank(self, name: str) -> Path:
        """Return a sealed bank by path, by file name, or by id: then the one sealed last.

        :raises BankNotFound: if there is none, with those that there are.
        """
        if "/" in name:
            return Path(name)
        folder = self._banks
        found = [
            *folder.glob(name),
            *folder.glob(f"{name}.sealed"),
            *folder.glob(f"{name}.*.sealed"),
        ]
        if found:
            return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
        known = ", ".join(sorted(path.stem for path in folder.glob("*.sealed"))) or "none"
        raise BankNotFound(
            f"there is no sealed bank {name!r} in {folder}; there are: {known}; "
            "seal one with: exam-engine bank seal FOLDER"
        )

    def form(self, form_id: str) -> Path:
        return self.path / "forms" / f"{form_id}.json"

    def report(self, sitting: str) -> Path:
        return self.path / "reports" / sitting

    @cached_property
    def engine(self) -> Engine:
        """Return the database, made and migrated when first asked for."""
        self.make()
        return open_database(database_of(self.path))

    def make(self) -> None:
        """Make the folder, for its owner alone; one that others can look into is shut."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.path.stat().st_mode & 0o077:
            self.path.chmod(0o700)

    @contextmanager
    def lock(self, use: str) -> Iterator[None]:
        """Hold this home for one ``use`` of a kind, such as "service".

        :raises StoreError: if another process holds it for such a use.
        """
        self.make()
        with (self.path / f"{use}.lock").open("w") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreError(
                    f"{self.path}: another {use} runs on this home; stop it first"
                ) from None
            yield

    def trusted(self) -> TrustedSigners:
        """Return whose signatures this engine accepts."""
        return TrustedSigners.from_folder(self.identities)

    def identity(self, name: str, passphrase: Secret) -> Identity:
        """Open one of this home's identities.

        :raises VaultError: if there is none of that name, or the passphrase is wrong.
        """
        return load_identity(self.identities / f"{name}.identity", passphrase)

    def audit(
        self, actor: str, act: str, subject: str, details: dict[str, str] | None = None
    ) -> None:
        """Leave an entry in the audit log, for an act that writes nothing else there."""
        audit_log.record(
            self.engine,
            at_ms=self.clock.now_ms(),
            actor=actor,
            act=act,
            subject=subject,
            details=details,
        )

    def close(self) -> None:
        """Close the database, if it was opened."""
        if "engine" in self.__dict__:
            self.engine.dispose()
