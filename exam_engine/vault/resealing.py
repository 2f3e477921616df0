"""Changing who opens a sealed file, and under which secrets, without touching what it holds.

Step by step:

1. Whoever changes a compartment has to be able to open it: that unwraps its secret.
2. For a recipient who is added, the secret is wrapped. For a compartment that is rotated, a fresh
   secret is drawn and wrapped for all who may open it from now on. What is wrapped for the others
   stays as it is.
3. Entries go from the old file to the new one in their order, one at a time: those of a rotated
   compartment from ciphertext to ciphertext, all others byte for byte. No content is ever written.
4. All that was read is hashed, and held against what the old file's signature covers, before
   anything is signed.
5. The new file is written beside the old one, signed, opened again, and every entry is held
   against what was read in step 3.
6. Only then does it take the old one's place, in one step and with its date.

The seal id stays: it names the sealing of this content, and every entry is bound to it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from exam_engine.canonical import canonical_json
from exam_engine.errors import SealMalformed, SealTampered
from exam_engine.vault.compartment import DIRECTORY, Compartment
from exam_engine.vault.container import ContainerWriter, open_container
from exam_engine.vault.header import Header, wrapped_for
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.sealing import SealedFile


class Changes(NamedTuple):
    """What changes, by compartment; a compartment that is named nowhere stays as it is.

    ``grant`` adds recipients, ``withdraw`` takes them away by fingerprint and leaves the secret as
    it is, ``rotate`` draws a new secret for exactly these recipients.
    """

    grant: Mapping[str, Sequence[Recipient]] = {}
    withdraw: Mapping[str, Collection[str]] = {}
    rotate: Mapping[str, Sequence[Recipient]] = {}

    def compartments(self) -> set[str]:
        """Return the compartments that have to be opened."""
        return {*self.grant, *self.withdraw, *self.rotate}


class Resealed(NamedTuple):
    """What was done: entries in all, those encrypted anew, and the SHA-256 of the new file."""

    entries: int
    encrypted_anew: int
    file_digest: str


def reseal(source: SealedFile, signer: Identity, changes: Changes) -> Resealed:
    """Replace the file of ``source`` by one with these changes, signed by ``signer``.

    ``source`` itself keeps reading the old file until it is closed.

    :raises NotARecipient: if a compartment that changes is not open to the reader of ``source``.
    :raises SealBroken: if the old file cannot be believed; it is left as it was then.
    """
    # Step 1.
    opened = {name: source.compartment(name) for name in changes.compartments()}
    # Step 2.
    renewed = {name: opened[name].renewed() for name in changes.rotate}
    header = canonical_json(_header(source.header, changes, opened, renewed))
    places = {
        opened[name].locator(entry): (name, entry)
        for name in changes.rotate
        for entry in (DIRECTORY, *source.names(name))
    }
    aside = source.path.with_name(f".{source.path.name}.{secrets.token_hex(4)}")
    try:
        # Steps 3 and 4.
        copy = _Copy(source, opened, renewed, places)
        with ContainerWriter(aside) as writer:
            for locator, blob in copy.entries():
                writer.add(locator, blob)
            writer.finish(header, signer)
        # Step 5.
        file_digest = _verify(aside, header, signer, copy)
        # Step 6.
        _put_in_place(aside, source.path)
    finally:
        aside.unlink(missing_ok=True)
    return Resealed(copy.count, len(places), file_digest)


class _Copy:
    """Step 3: entries on their way, and a running hash of what they hold."""

    def __init__(
        self,
        source: SealedFile,
        opened: Mapping[str, Compartment],
        renewed: Mapping[str, Compartment],
        places: Mapping[bytes, tuple[str, str]],
    ) -> None:
        self.count = 0
        self._source, self._opened, self._renewed, self._places = source, opened, renewed, places
        self._held = hashlib.sha256()
        self.renewed_places: dict[bytes, tuple[str, str]] = {}

    def entries(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield locator and blob of every entry as it goes into the new file."""
        for locator, blob in self._source.stream():
            self.count += 1
            place = self._places.get(locator)
            if place is None:
                _tell(self._held, locator, blob)
                yield locator, blob
                continue
            compartment, name = place
            content = self._opened[compartment].unseal(name, blob)
            if content is None:
                raise self._source.swapped(compartment, name)
            _tell(self._held, f"{compartment}/{name}".encode(), content)
            new_locator, new_blob = self._renewed[compartment].seal(name, content)
            self.renewed_places[new_locator] = place
            yield new_locator, new_blob
        self._all_there()

    def unsealed(self, locator: bytes, blob: bytes) -> tuple[bytes, bytes]:
        """Return what :meth:`entries` hashed for an entry, from the new file."""
        place = self.renewed_places.get(locator)
        if place is None:
            return locator, blob
        compartment, name = place
        content = self._renewed[compartment].unseal(name, blob)
        return f"{compartment}/{name}".encode(), content if content is not None else b""

    @property
    def held(self) -> str:
        return self._held.hexdigest()

    def _all_there(self) -> None:
        if len(self.renewed_places) < len(self._places):
            raise SealMalformed(
                f"{self._source.path}: an entry that its directory lists is missing; whoever "
                "signed the file put it together wrongly: do not use it"
            )
        every = set(self._source.header.compartments) == set(self._renewed)
        if every and self.count > len(self._places):
            raise SealMalformed(
                f"{self._source.path}: holds an entry that no directory lists; whoever signed "
                "the file put it together wrongly: do not use it"
            )


def _tell(held: hashlib._Hash, name: bytes, content: bytes) -> None:
    """Add an entry to a running hash, so that nothing can move between name and content."""
    held.update(len(name).to_bytes(8, "big") + name + len(content).to_bytes(8, "big") + content)


def _header(
    old: Header,
    changes: Changes,
    opened: Mapping[str, Compartment],
    renewed: Mapping[str, Compartment],
) -> Header:
    """Return the new header: what is wrapped already in its old order, then what is new."""
    new = wrapped_for(
        [
            *((opened[name], reader) for name, some in changes.grant.items() for reader in some),
            *((renewed[name], reader) for name, some in changes.rotate.items() for reader in some),
        ]
    )
    added = {reader.fingerprint: reader for reader in new}
    recipients = []
    for reader in old.recipients:
        wrapped = {
            name: text
            for name, text in reader.wrapped.items()
            if name not in renewed and reader.fingerprint not in changes.withdraw.get(name, ())
        }
        found = added.pop(reader.fingerprint, None)
        wrapped.update(found.wrapped if found else {})
        if wrapped:
            recipients.append(msgspec.structs.replace(reader, wrapped=wrapped))
    return msgspec.structs.replace(old, recipients=(*recipients, *added.values()))


def _verify(aside: Path, header: bytes, signer: Identity, copy: _Copy) -> str:
    """Hold the new file against what was meant to be in it; return its content's SHA-256."""
    mine = signer.recipient
    made = open_container(aside, lambda public: mine if public == mine.ed25519 else None)
    try:
        held = hashlib.sha256()
        for locator, blob in made.stream():
            _tell(held, *copy.unsealed(locator, blob))
        if made.header != header or len(made) != copy.count or held.hexdigest() != copy.held:
            raise SealTampered(
                f"{aside}: what was written does not read as it should; the old file was left as "
                "it is: check the disk, then try again"
            )
        return made.content_digest.hex()
    finally:
        made.close()


def _put_in_place(aside: Path, path: Path) -> None:
    """Replace ``path`` in one step; the date stays, for by it the latest revision is found."""
    status = path.stat()
    aside.chmod(status.st_mode & 0o777)
    os.utime(aside, ns=(status.st_atime_ns, status.st_mtime_ns))
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
