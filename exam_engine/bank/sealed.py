"""Sealed banks: three compartments, so that nobody holds more of an item than their work needs.

- *catalogue*: what assembly needs, no texts;
- *paper*: what a candidate may see;
- *answers*: answer keys, reasons, the basis.

Each item version is an entry of its own in each compartment, named ``ID@VERSION``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from exam_engine.canonical import canonical_json, digest
from exam_engine.errors import SealTampered
from exam_engine.model.bank import Bank, BankHead, content_digest
from exam_engine.model.item import (
    ItemAnswers,
    ItemCatalogue,
    ItemPaper,
    answers_of,
    catalogue_of,
    paper_of,
)
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.sealing import Header, SealedFile, SealWriter
from exam_engine.vault.trust import TrustedSigners

KIND = "item bank"
CATALOGUE, PAPER, ANSWERS = "catalogue", "paper", "answers"
COMPARTMENTS = (CATALOGUE, PAPER, ANSWERS)
_HEAD = "head"

T = TypeVar("T", ItemPaper, ItemAnswers)


def entry_name(item: str, version: int) -> str:
    """Return the name of an item version's entries."""
    return f"{item}@{version}"


def seal_bank(
    bank: Bank, path: Path, signer: Identity, recipients: Mapping[str, Iterable[Recipient]]
) -> str:
    """Seal a bank into ``path`` and return its content digest.

    :param recipients: for each compartment, who may open it.
    """
    about = {
        "title": bank.head.title,
        "language": bank.head.language,
        "security": bank.head.security.value,
        "licence": bank.head.licence,
        "items": str(len(bank.items)),
    }
    catalogue: list[ItemCatalogue] = []
    with SealWriter(
        path, kind=KIND, id=bank.head.id, about=about, signer=signer, recipients=recipients
    ) as writer:
        writer.add(CATALOGUE, _HEAD, canonical_json(bank.head))
        for item in bank.items:
            name = entry_name(item.id, item.version)
            entry = catalogue_of(item)
            catalogue.append(entry)
            writer.add(CATALOGUE, name, canonical_json(entry))
            writer.add(PAPER, name, canonical_json(paper_of(item)))
            writer.add(ANSWERS, name, canonical_json(answers_of(item)))
        writer.finish()
    return content_digest(bank.head, catalogue)


class SealedBank:
    """A sealed bank, opened by one identity. Items are decrypted one by one, when asked for."""

    def __init__(self, path: Path, identity: Identity | None, trusted: TrustedSigners) -> None:
        """:raises SealBroken: if the file cannot be believed."""
        self._file = SealedFile(path, identity, trusted, kind=KIND)

    def __enter__(self) -> SealedBank:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def header(self) -> Header:
        """Return what the file says of itself to everybody."""
        return self._file.header

    @property
    def signer(self) -> Recipient:
        return self._file.signer

    def head(self) -> BankHead:
        """Return what is said of the bank as a whole (needs *catalogue*)."""
        return msgspec.json.decode(self._file.read(CATALOGUE, _HEAD), type=BankHead)

    def catalogue(self) -> Iterator[ItemCatalogue]:
        """Yield the catalogue entries by name (needs *catalogue*)."""
        decoder = msgspec.json.Decoder(ItemCatalogue)
        for name in sorted(self._file.names(CATALOGUE)):
            if name != _HEAD:
                yield decoder.decode(self._file.read(CATALOGUE, name))

    def names(self, compartment: str) -> list[str]:
        """Return the names of the item versions in ``compartment``, sorted."""
        return sorted(name for name in self._file.names(compartment) if name != _HEAD)

    def content_digest(self) -> str:
        """Return the digest of the bank's content (needs *catalogue*)."""
        return content_digest(self.head(), list(self.catalogue()))

    def paper(self, item: str, version: int, expected_digest: str) -> ItemPaper:
        """Return what a candidate may see of an item version (needs *paper*).

        :raises SealTampered: if it is not the text that the digest binds.
        """
        return self._bound(PAPER, item, version, expected_digest, ItemPaper)

    def answers(self, item: str, version: int, expected_digest: str) -> ItemAnswers:
        """Return the answer key and reasons of an item version (needs *answers*).

        :raises SealTampered: if they are not those that the digest binds.
        """
        return self._bound(ANSWERS, item, version, expected_digest, ItemAnswers)

    def _bound(self, compartment: str, item: str, version: int, expected: str, kind: type[T]) -> T:
        found = self.read(compartment, item, version, kind)
        if digest(found) != expected:
            raise SealTampered(
                f"{self.path}: the {compartment} of {item} version {version} are not those that "
                "were bound by digest; another revision of the bank may be needed"
            )
        return found

    def read(self, compartment: str, item: str, version: int, kind: type[T]) -> T:
        """Return an entry without holding it against a digest.

        :raises KeyError: if the bank has no such item version.
        """
        raw = self._file.read(compartment, entry_name(item, version))
        return msgspec.json.decode(raw, type=kind)
