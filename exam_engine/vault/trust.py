"""Whose signatures count."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from exam_engine.errors import VaultError
from exam_engine.vault.identity import Recipient, load_recipient

_log = logging.getLogger(__name__)


class TrustedSigners:
    """The recipients whose signatures a reader accepts."""

    def __init__(self, recipients: Iterable[Recipient] = ()) -> None:
        self._known: dict[bytes, Recipient] = {}
        for recipient in recipients:
            # Of two under one signing key the first counts: nobody is pushed out by a later one.
            self._known.setdefault(recipient.ed25519, recipient)

    @classmethod
    def from_folder(cls, folder: Path) -> TrustedSigners:
        """Trust every ``NAME.recipient`` file in ``folder``.

        A damaged one is left out with a warning: it must not lock everybody out. So is one that
        holds another name than its file has: beside the genuine file of that name it would decide,
        by its place in the folder, whose signatures count and for whom texts are sealed.
        """
        recipients = []
        for path in sorted(folder.glob("*.recipient")):
            try:
                recipient = load_recipient(path)
            except VaultError as error:
                _log.warning("left out: %s", error)
                continue
            if recipient.name == path.stem:
                recipients.append(recipient)
            else:
                _log.warning("left out: %s: holds the name %r", path, recipient.name)
        return cls(recipients)

    def find(self, public: bytes) -> Recipient | None:
        """Return who signs with these Ed25519 public bytes, or None if nobody trusted does."""
        return self._known.get(public)

    def by_name(self, name: str) -> Recipient | None:
        """Return the recipient of that name, or None."""
        return next((known for known in self._known.values() if known.name == name), None)

    def by_fingerprint(self, fingerprint: str) -> Recipient | None:
        """Return the recipient with that fingerprint, or None."""
        return next(
            (known for known in self._known.values() if known.fingerprint == fingerprint), None
        )

    def names(self) -> list[str]:
        """Return the names of all, sorted."""
        return sorted(known.name for known in self._known.values())
