"""Where an engine keeps its data.

::

    HOME/engine.db               the database
    HOME/identities/             NAME.identity (secret) and NAME.recipient (whom this engine trusts)
    HOME/banks/ID.sealed         sealed banks
    HOME/forms/ID.json           frozen forms
    HOME/papers/SITTING.paper    sealed papers
    HOME/reports/SITTING/        results and statistics
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

import platformdirs
from sqlalchemy import Engine

from exam_engine.clock import Clock, SystemClock
from exam_engine.store import audit_log
from exam_engine.store.database import open_database, sqlite_url
from exam_engine.vault.identity import Identity, load_identity
from exam_engine.vault.secret import Secret
from exam_engine.vault.trust import TrustedSigners

ENVIRONMENT = "EXAM_ENGINE_HOME"


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

    def bank(self, bank_id: str) -> Path:
        return self.path / "banks" / f"{bank_id}.sealed"

    def form(self, form_id: str) -> Path:
        return self.path / "forms" / f"{form_id}.json"

    def paper(self, sitting: str) -> Path:
        return self.path / "papers" / f"{sitting}.paper"

    def report(self, sitting: str) -> Path:
        return self.path / "reports" / sitting

    @cached_property
    def engine(self) -> Engine:
        """Return the database, made and migrated when first asked for."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open_database(sqlite_url(self.path / "engine.db"))

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
        """Leave an entry in the audit log."""
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
