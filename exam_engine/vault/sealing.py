"""Sealed files: named entries in compartments, each compartment opened by its recipients only.

Sealing, step by step (2 in header.py, 3 and 4 in compartment.py):

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

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from exam_engine.canonical import canonical_json
from exam_engine.errors import (
    EntrySwapped,
    NotARecipient,
    SealMalformed,
    VaultError,
)
from exam_engine.vault.compartment import DIRECTORY, Compartment, Place
from exam_engine.vault.container import ContainerWriter, open_container
from exam_engine.vault.header import SUITE, Header, read_header, unwrapped_by, wrapped_for
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.secret import Secret
from exam_engine.vault.trust import TrustedSigners


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
        """
        :param about: what the header says to people; may be added to until :meth:`finish`.
        :param recipients: for each compartment, who may open it.
        """
        self.about = dict(about)
        self._signer = signer
        self._kind, self._id = kind, id
        # Step 1.
        self._seal = os.urandom(16).hex()
        self._compartments = {
            name: Compartment(Secret.random(), Place(kind, id, self._seal, name))
            for name in recipients
        }
        self._names: dict[str, list[str]] = {name: [] for name in recipients}
        # Step 2.
        self._recipients = wrapped_for(
            (self._compartments[name], reader)
            for name, readers in recipients.items()
            for reader in readers
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
        if name != DIRECTORY:
            self._names[compartment].append(name)

    def finish(self) -> None:
        """Write the directories, sign, and put the file in place."""
        for compartment, names in self._names.items():
            self.add(compartment, DIRECTORY, canonical_json(names))
        header = Header(
            suite=SUITE,
            kind=self._kind,
            id=self._id,
            seal=self._seal,
            compartments=tuple(self._compartments),
            about=self.about,
            recipients=self._recipients,
        )
        # Step 5.
        self._container.finish(canonical_json(header), self._signer)


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
        self._opened: dict[str, Compartment] = {}
        # Undoing step 5: the signature over every byte, then the header.
        self._container = open_container(path, trusted.find)
        try:
            self.header = read_header(path, self._container.header)
            if self.header.kind != kind:
                raise SealMalformed(f"{path}: holds a {self.header.kind}, not a {kind}")
        except BaseException:
            self._container.close()
            raise

    @property
    def signer(self) -> Recipient:
        """Return who sealed the file."""
        return self._container.signer

    @property
    def digest(self) -> str:
        """Return the SHA-256 of everything that is signed, which stands for this very copy."""
        return self._container.content_digest.hex()

    @property
    def entries(self) -> int:
        """Return how many entries the file holds, with those that list names."""
        return len(self._container)

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
        try:
            return msgspec.json.decode(self.read(compartment, DIRECTORY), type=list[str])
        except (KeyError, msgspec.DecodeError):
            raise SealMalformed(
                f"{self.path}: the directory of {compartment} is missing or cannot be read; "
                "whoever signed the file put it together wrongly: do not use it"
            ) from None

    def read(self, compartment: str, name: str) -> bytes:
        """Return one entry, decrypted.

        :raises NotARecipient: if the compartment is not sealed to this identity.
        :raises EntrySwapped: if another entry stands in its place.
        :raises KeyError: if there is no such entry.
        """
        opened = self.compartment(compartment)
        # Undoing step 4.
        blob = self._container.find(opened.locator(name))
        if blob is None:
            raise KeyError(name)
        # Undoing step 3.
        content = opened.unseal(name, blob)
        if content is None:
            raise self.swapped(compartment, name)
        return content

    def has(self, compartment: str, name: str) -> bool:
        """Return whether there is such an entry, without opening it.

        :raises NotARecipient: if the compartment is not sealed to this identity.
        """
        return self._container.find(self.compartment(compartment).locator(name)) is not None

    def stream(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield locator and blob of every entry, as :meth:`Container.stream` does."""
        return self._container.stream()

    def compartment(self, name: str) -> Compartment:
        """Return what opens the entries of a compartment.

        :raises NotARecipient: if it is not sealed to this identity.
        :raises EntrySwapped: if the secret wrapped for this identity is not one.
        """
        if name not in self._opened:
            self._opened[name] = self._unwrap(name)
        return self._opened[name]

    def swapped(self, compartment: str, name: str) -> EntrySwapped:
        """Return the error that another entry stands in the place of this one."""
        return EntrySwapped(
            f"{self.path}: what stands in the place of {name!r} in {compartment} is not that "
            "entry; whoever signed the file put it together wrongly: do not use it"
        )

    def _unwrap(self, compartment: str) -> Compartment:
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
        try:
            place = Place(header.kind, header.id, header.seal, compartment)
            return unwrapped_by(identity, wrapped, place)
        except VaultError:
            raise EntrySwapped(
                f"{self.path}: the secret wrapped for {identity.name} is not one for "
                f"{compartment} of this file: do not use it"
            ) from None

    def _not_for(self, identity: Identity, compartment: str) -> str:
        readers = [
            reader.name for reader in self.header.recipients if compartment in reader.wrapped
        ]
        return (
            f"{self.path}: its {compartment} are not sealed to {identity.name} "
            f"({identity.fingerprint}); they are sealed to: {', '.join(readers) or 'nobody'}"
        )
