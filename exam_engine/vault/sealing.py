"""Sealed files: named entries in compartments, each compartment opened by its recipients only.

Sealing, step by step:

1. A random seal id names this copy; a random secret of 32 bytes is drawn for each compartment.
2. For each recipient of a compartment the secret is wrapped with HPKE, bound to the kind and id
   of the content, the seal id, the compartment, the cipher suite and the recipient.
3. Each entry is encrypted with AES-256-GCM under a secret of its own, HKDF-SHA256 of the
   compartment's secret over (compartment, name), and bound to (kind, id, seal id, compartment,
   name).
4. Its place in the file is found by a locator, HMAC-SHA256 of the name under another derived
   secret: the file tells a stranger how many entries there are, not which.
5. Everything is signed (container.py).

Opening repeats the numbers in the comments of :class:`SealedFile`.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from exam_engine.canonical import canonical_json
from exam_engine.errors import (
    EntrySwapped,
    NotARecipient,
    SealBroken,
    SealDowngraded,
    SealMalformed,
    VaultError,
)
from exam_engine.vault.container import LOCATOR_BYTES, Container, ContainerWriter, open_container
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.secret import Secret
from exam_engine.vault.trust import TrustedSigners

SUITE = "HPKE MLKEM768-X25519 HKDF-SHA256 AES-256-GCM; entries HKDF-SHA256 AES-256-GCM; Ed25519"
_NONCE_BYTES = 12
_DIRECTORY = ""


class HeaderRecipient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recipient as the header names it: ``wrapped`` maps compartment to wrapped secret."""

    name: str
    fingerprint: str
    wrapped: dict[str, str]


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a sealed file says of itself to everybody. ``about`` is for people."""

    suite: str
    kind: str
    id: str
    seal: str
    compartments: tuple[str, ...]
    about: dict[str, str]
    recipients: tuple[HeaderRecipient, ...]


class SealWriter:
    """Seals entries into a file; use as a context manager and call :meth:`finish`."""

    def __init__(
        self,
        path: Path,
        *,
        kind: str,
        id: str,
        about: Mapping[str, str],
        signer: Identity,
        recipients: Mapping[str, Iterable[Recipient]],
    ) -> None:
        """:param recipients: for each compartment, who may open it."""
        # Step 1.
        self._signer = signer
        self._kind, self._id, self._seal = kind, id, os.urandom(16).hex()
        self._compartments = {
            name: _Compartment(Secret.random(), (kind, id, self._seal, name)) for name in recipients
        }
        self._names: dict[str, list[str]] = {name: [] for name in recipients}
        # Step 2.
        self._header = Header(
            suite=SUITE,
            kind=kind,
            id=id,
            seal=self._seal,
            compartments=tuple(recipients),
            about=dict(about),
            recipients=self._wrapped(recipients),
        )
        self._container = ContainerWriter(path)

    def __enter__(self) -> SealWriter:
        return self

    def __exit__(self, *arguments: object) -> None:
        self._container.__exit__(*arguments)

    def add(self, compartment: str, name: str, content: bytes) -> None:
        """Encrypt one entry. Names are unique in a compartment and not empty."""
        # Steps 3 and 4.
        locator, blob = self._compartments[compartment].seal(name, content)
        self._container.add(locator, blob)
        if name != _DIRECTORY:
            self._names[compartment].append(name)

    def finish(self) -> None:
        """Write the directories, sign, and put the file in place."""
        for compartment, names in self._names.items():
            self.add(compartment, _DIRECTORY, canonical_json(names))
        # Step 5.
        self._container.finish(canonical_json(self._header), self._signer)

    def _wrapped(
        self, recipients: Mapping[str, Iterable[Recipient]]
    ) -> tuple[HeaderRecipient, ...]:
        found: dict[str, tuple[Recipient, dict[str, str]]] = {}
        for compartment, readers in recipients.items():
            for reader in readers:
                context = _context(self._kind, self._id, self._seal, compartment, reader)
                secret = self._compartments[compartment].secret
                wrapped = base64.b64encode(reader.wrap(secret, context)).decode()
                found.setdefault(reader.fingerprint, (reader, {}))[1][compartment] = wrapped
        return tuple(
            HeaderRecipient(name=reader.name, fingerprint=fingerprint, wrapped=wrapped)
            for fingerprint, (reader, wrapped) in found.items()
        )


class SealedFile:
    """A sealed file, opened by one identity, reading one entry at a time."""

    def __init__(
        self, path: Path, identity: Identity | None, trusted: TrustedSigners, *, kind: str
    ) -> None:
        """Open ``path``; without an identity only the header can be read.

        :raises SealBroken: by the first check that fails.
        """
        self.path = path
        self._identity = identity
        self._opened: dict[str, _Compartment] = {}
        # Undoing step 5: the signature over every byte, then the header.
        self._container = open_container(path, trusted.find)
        try:
            self.header = _header(path, self._container)
            if self.header.kind != kind:
                raise SealMalformed(f"{path}: holds a {self.header.kind}, not a {kind}")
        except BaseException:
            self._container.close()
            raise

    @property
    def signer(self) -> Recipient:
        """Return who sealed the file."""
        return self._container.signer

    def close(self) -> None:
        self._container.close()

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def names(self, compartment: str) -> list[str]:
        """Return the names of the entries of ``compartment``, as sealed.

        :raises NotARecipient: if it is not sealed to this identity.
        """
        return msgspec.json.decode(self.read(compartment, _DIRECTORY), type=list[str])

    def read(self, compartment: str, name: str) -> bytes:
        """Return one entry, decrypted.

        :raises NotARecipient: if the compartment is not sealed to this identity.
        :raises EntrySwapped: if another entry stands in its place.
        :raises KeyError: if there is no such entry.
        """
        opened = self._compartment(compartment)
        # Undoing step 4.
        blob = self._container.find(opened.locator(name))
        if blob is None:
            raise KeyError(name)
        # Undoing step 3.
        try:
            return opened.unseal(name, blob)
        except (InvalidTag, ValueError):
            raise EntrySwapped(
                f"{self.path}: what stands in the place of {name!r} in {compartment} is not that "
                "entry; whoever signed the file put it together wrongly: do not use it"
            ) from None

    def _compartment(self, name: str) -> _Compartment:
        if name not in self._opened:
            self._opened[name] = self._unwrap(name)
        return self._opened[name]

    def _unwrap(self, compartment: str) -> _Compartment:
        # Undoing step 2.
        header, identity = self.header, self._identity
        if identity is None:
            raise NotARecipient(f"{self.path}: name the identity that opens it with --identity")
        wrapped = next(
            (
                reader.wrapped[compartment]
                for reader in header.recipients
                if reader.fingerprint == identity.fingerprint and compartment in reader.wrapped
            ),
            None,
        )
        if wrapped is None:
            raise NotARecipient(self._not_for(identity, compartment))
        context = _context(header.kind, header.id, header.seal, compartment, identity.recipient)
        try:
            secret = identity.unwrap(base64.b64decode(wrapped, validate=True), context)
        except (VaultError, ValueError):
            raise EntrySwapped(
                f"{self.path}: the secret wrapped for {identity.name} is not one for "
                f"{compartment} of this file: do not use it"
            ) from None
        return _Compartment(secret, (header.kind, header.id, header.seal, compartment))

    def _not_for(self, identity: Identity, compartment: str) -> str:
        readers = [
            reader.name for reader in self.header.recipients if compartment in reader.wrapped
        ]
        return (
            f"{self.path}: its {compartment} are not sealed to {identity.name} "
            f"({identity.fingerprint}); they are sealed to: {', '.join(readers) or 'nobody'}"
        )


class _Compartment:
    """The secrets derived for one compartment of one sealed file."""

    def __init__(self, secret: Secret, place: tuple[str, str, str, str]) -> None:
        self.secret = secret
        self._place = place
        self._locating = self._expand(["locate", place[-1]])

    def seal(self, name: str, content: bytes) -> tuple[bytes, bytes]:
        """Return locator and blob of an entry."""
        nonce = os.urandom(_NONCE_BYTES)
        blob = nonce + self._cipher(name).encrypt(nonce, content, self._bound(name))
        return self.locator(name), blob

    def unseal(self, name: str, blob: bytes) -> bytes:
        nonce, ciphertext = blob[:_NONCE_BYTES], blob[_NONCE_BYTES:]
        return self._cipher(name).decrypt(nonce, ciphertext, self._bound(name))

    def locator(self, name: str) -> bytes:
        return hmac.digest(self._locating, name.encode(), "sha256")[:LOCATOR_BYTES]

    def _cipher(self, name: str) -> AESGCM:
        return AESGCM(self._expand(["entry", self._place[-1], name]))

    def _bound(self, name: str) -> bytes:
        return canonical_json([*self._place, name])

    def _expand(self, info: list[str]) -> bytes:
        # The compartment's secret is uniform, so HKDF's extraction step is not needed.
        return HKDFExpand(SHA256(), 32, canonical_json(info)).derive(self.secret.reveal())


def _context(kind: str, id: str, seal: str, compartment: str, reader: Recipient) -> bytes:
    return canonical_json(["wrap", SUITE, kind, id, seal, compartment, reader.fingerprint])


def _header(path: Path, container: Container) -> Header:
    try:
        header = msgspec.json.decode(container.header, type=Header)
    except msgspec.MsgspecError:
        raise SealMalformed(f"{path}: its header is not one that this engine writes") from None
    if header.suite != SUITE:
        raise SealDowngraded(
            f"{path}: is sealed with {header.suite!r}; this engine accepts {SUITE!r} and no other"
        )
    return header


__all__ = ["SUITE", "Header", "HeaderRecipient", "SealBroken", "SealWriter", "SealedFile"]
