"""Whose signatures count."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from exam_engine.vault.identity import Recipient, load_recipient


class TrustedSigners:
    """The recipients whose signatures a reader accepts."""

    def __init__(self, recipients: Iterable[Recipient] = ()) -> None:
        self._known = {recipient.ed25519: recipient for recipient in recipients}

    @classmethod
    def from_folder(cls, folder: Path) -> TrustedSigners:
        """Trust every ``*.recipient`` file in ``folder``.

        :raises VaultError: if one of them is damaged.
        """
        return cls(load_recipient(path) for path in sorted(folder.glob("*.recipient")))

    def find(self, public: bytes) -> Recipient | None:
        """Return who signs with these Ed25519 public bytes, or None if nobody trusted does."""
        return self._known.get(public)

    def by_name(self, name: str) -> Recipient | None:
        """Return the recipient of that name, or None."""
        return next((known for known in self._known.values() if known.name == name), None)

    def names(self) -> list[str]:
        """Return the names of all, sorted."""
        return sorted(known.name for known in self._known.values())
