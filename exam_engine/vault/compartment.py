"""One compartment of one sealed file: its secret, and what is derived from it.

The numbers are those of sealing.py:

3. Each entry is encrypted with AES-256-GCM under a secret of its own, HKDF-SHA256 of the
   compartment's secret over (compartment, name), and bound to (kind, id, seal id, compartment,
   name).
4. Its place in the file is found by a locator, HMAC-SHA256 of the name under another derived
   secret.
"""

from __future__ import annotations

import hmac
import os
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from exam_engine.vault.container import LOCATOR_BYTES
from exam_engine.vault.secret import Secret

DIRECTORY = ""
"""The name of the entry that lists the names of all others."""

_NONCE_BYTES = 12
# Lists of texts only: nothing in them for canonical_json to refuse, and these are hot.
_encode = msgspec.json.Encoder().encode


class Place(NamedTuple):
    """What a compartment's entries are bound to."""

    kind: str
    id: str
    seal: str
    compartment: str


class Compartment:
    """The secrets derived for one compartment of one sealed file."""

    def __init__(self, secret: Secret, place: Place) -> None:
        self.secret = secret
        self.place = place
        self._locating = self._expand(["locate", place.compartment])

    def renewed(self) -> Compartment:
        """Return the same compartment under a fresh random secret."""
        return Compartment(Secret.random(), self.place)

    def seal(self, name: str, content: bytes) -> tuple[bytes, bytes]:
        """Return locator and blob of an entry."""
        nonce = os.urandom(_NONCE_BYTES)
        blob = nonce + self._cipher(name).encrypt(nonce, content, self._bound(name))
        return self.locator(name), blob

    def unseal(self, name: str, blob: bytes) -> bytes | None:
        """Return the content of an entry, or None if ``blob`` is not that entry."""
        nonce, ciphertext = blob[:_NONCE_BYTES], blob[_NONCE_BYTES:]
        try:
            return self._cipher(name).decrypt(nonce, ciphertext, self._bound(name))
        except (InvalidTag, ValueError):
            return None

    def locator(self, name: str) -> bytes:
        """Return where an entry is found."""
        return hmac.digest(self._locating, name.encode(), "sha256")[:LOCATOR_BYTES]

    def _cipher(self, name: str) -> AESGCM:
        return AESGCM(self._expand(["entry", self.place.compartment, name]))

    def _bound(self, name: str) -> bytes:
        return _encode([*self.place, name])

    def _expand(self, info: list[str]) -> bytes:
        # The compartment's secret is uniform, so HKDF's extraction step is not needed.
        return HKDFExpand(SHA256(), 32, _encode(info)).derive(self.secret.reveal())

    def __repr__(self) -> str:
        return f"Compartment({self.place.compartment!r})"
