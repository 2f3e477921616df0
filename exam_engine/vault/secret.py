"""Bytes that must not be printed."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from exam_engine.errors import VaultError


class Secret:
    """Secret bytes whose ``repr`` and ``str`` say nothing, compared in constant time."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    @classmethod
    def random(cls, length: int = 32) -> Secret:
        """Return ``length`` fresh random bytes from the operating system."""
        return cls(secrets.token_bytes(length))

    def reveal(self) -> bytes:
        """Return the bytes: call this only where they go straight into a primitive."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value, other._value)

    def __hash__(self) -> int:
        raise TypeError("a secret is not hashable")

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


def read_passphrase_file(path: Path) -> Secret:
    """Return the first line of a passphrase file.

    :raises VaultError: if the file is missing, empty, or readable by others than its owner.
    """
    try:
        mode = path.stat().st_mode
        line = path.read_bytes()[:4096].split(b"\n", 1)[0].strip()
    except OSError as error:
        raise VaultError(f"{path}: cannot be read: {error.strerror}") from None
    if mode & 0o077:
        raise VaultError(f"{path}: others than its owner can read it; run: chmod 600 {path}")
    if not line:
        raise VaultError(f"{path}: is empty; write the passphrase on its first line")
    return Secret(line)
