"""Sealed banks: three compartments, so that nobody holds more of an item than their work needs.

- *catalogue*: what assembly needs, no texts;
- *paper*: what a candidate may see;
- *answers*: answer keys, reasons, the basis.

Each item version is an entry of its own in each compartment, named ``ID@VERSION``; scenarios are
entries of catalogue and paper, named ``scenario ID@VERSION``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from exam_engine.canonical import canonical_json, digest
from exam_engine.errors import SealTampered
from exam_engine.model.bank import Bank, BankCatalogue, BankHead, catalogue_of_bank
from exam_engine.model.item_parts import (
    ItemAnswers,
    ItemCatalogue,
    ItemPaper,
    answers_of,
    paper_of,
)
from exam_engine.model.scenario import Scenario, ScenarioCatalogue
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.sealing import Header, SealedFile, SealWriter
from exam_engine.vault.trust import TrustedSigners

KIND = "item bank"
CATALOGUE, PAPER, ANSWERS = "catalogue", "paper", "answers"
COMPARTMENTS = (CATALOGUE, PAPER, ANSWERS)
_HEAD = "head"
_SCENARIO = "scenario "
_items = msgspec.json.Decoder(ItemCatalogue)
_scenarios = msgspec.json.Decoder(ScenarioCatalogue)

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
    catalogue = catalogue_of_bank(bank)
    entries = {entry.id: entry for entry in catalogue.items}
    with SealWriter(
        path, kind=KIND, id=bank.head.id, about=about, signer=signer, recipients=recipients
    ) as writer:
        writer.add(CATALOGUE, _HEAD, canonical_json(bank.head))
        for entry in catalogue.scenarios:
            writer.add(CATALOGUE, _SCENARIO + entry.name, canonical_json(entry))
        for scenario in bank.scenarios:
            writer.add(PAPER, _SCENARIO + scenario.name, canonical_json(scenario))
        for item in bank.items:
            name = entry_name(item.id, item.version)
            writer.add(CATALOGUE, name, canonical_json(entries[item.id]))
            writer.add(PAPER, name, canonical_json(paper_of(item)))
            writer.add(ANSWERS, name, canonical_json(answers_of(item)))
        writer.finish()
    return catalogue.digest


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

    def catalogue(self) -> BankCatalogue:
        """Return the whole catalogue (needs *catalogue*)."""
        items, scenarios = [], []
        for name in sorted(self._file.names(CATALOGUE)):
            raw = self._file.read(CATALOGUE, name) if name != _HEAD else b""
            if name.startswith(_SCENARIO):
                scenarios.append(_scenarios.decode(raw))
            elif raw:
                items.append(_items.decode(raw))
        return BankCatalogue(
            head=self.head(),
            scenarios=tuple(sorted(scenarios, key=lambda entry: entry.name)),
            items=tuple(sorted(items, key=lambda entry: entry.id)),
        )

    def names(self, compartment: str) -> list[str]:
        """Return the names of the item versions in ``compartment``, sorted."""
        return sorted(
            name
            for name in self._file.names(compartment)
            if name != _HEAD and not name.startswith(_SCENARIO)
        )

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

    def scenario(self, name: str, expected_digest: str) -> Scenario:
        """Return a scenario by ``ID@VERSION`` (needs *paper*).

        :raises SealTampered: if it is not the text that the digest binds.
        :raises KeyError: if the bank has no such scenario.
        """
        raw = self._file.read(PAPER, _SCENARIO + name)
        found = msgspec.json.decode(raw, type=Scenario)
        if found.digest != expected_digest:
            raise SealTampered(
                f"{self.path}: scenario {name} is not the one that was bound by digest; another "
                "revision of the bank may be needed"
            )
        return found

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
