"""Sealed banks: three compartments, so that nobody holds more of an item than their work needs.

- *catalogue*: what assembly needs, no texts;
- *paper*: what a candidate may see;
- *answers*: answer keys, reasons, the basis.

Each item version is an entry of its own in each compartment, named ``ID@VERSION``; scenarios are
entries of catalogue and paper, named ``scenario ID@VERSION``. Translations of either are entries of
*paper* alone, named ``translation LANGUAGE ID@VERSION``: nothing that is scored depends on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from exam_engine.canonical import canonical_json, digest
from exam_engine.errors import SealTampered
from exam_engine.model.bank import Bank, BankCatalogue, BankHead, content_digest
from exam_engine.model.item import Item
from exam_engine.model.item_parts import (
    ItemAnswers,
    ItemCatalogue,
    ItemPaper,
    answers_of,
    catalogue_of,
    paper_of,
)
from exam_engine.model.scenario import Scenario, ScenarioCatalogue, catalogue_of_scenario
from exam_engine.model.translation import Translation
from exam_engine.vault.header import Header
from exam_engine.vault.identity import Identity, Recipient
from exam_engine.vault.sealing import SealedFile, SealWriter
from exam_engine.vault.trust import TrustedSigners

KIND = "item bank"
CATALOGUE, PAPER, ANSWERS = "catalogue", "paper", "answers"
COMPARTMENTS = (CATALOGUE, PAPER, ANSWERS)
_HEAD = "head"
_SCENARIO = "scenario "
_TRANSLATION = "translation "
_encoder = msgspec.json.Encoder(order="sorted")
_items = msgspec.json.Decoder(ItemCatalogue)
_scenarios = msgspec.json.Decoder(ScenarioCatalogue)

T = TypeVar("T", ItemPaper, ItemAnswers, ItemCatalogue)


def entry_name(item: str, version: int) -> str:
    """Return the name of an item version's entries."""
    return f"{item}@{version}"


def seal_bank(
    bank: Bank,
    path: Path,
    signer: Identity,
    recipients: Mapping[str, Iterable[Recipient]],
    translations: Iterable[Translation] = (),
) -> str:
    """Seal a bank into ``path`` and return its content digest.

    :param recipients: for each compartment, who may open it.
    :param translations: those that are reviewed and not stale.
    """
    return seal_items(bank.head, bank.scenarios, bank.items, path, signer, recipients, translations)


def seal_items(
    head: BankHead,
    scenarios: Iterable[Scenario],
    items: Iterable[Item],
    path: Path,
    signer: Identity,
    recipients: Mapping[str, Iterable[Recipient]],
    translations: Iterable[Translation] = (),
) -> str:
    """Seal a bank whose items come one by one, and return its content digest.

    Memory holds one item at a time, and of the others their names and digests.

    :param recipients: for each compartment, who may open it.
    """
    about = {
        "title": head.title,
        "language": head.language,
        "security": head.security.value,
        "licence": head.licence,
    }
    with SealWriter(
        path, kind=KIND, id=head.id, about=about, signer=signer, recipients=recipients
    ) as writer:
        writer.add(CATALOGUE, _HEAD, canonical_json(head))
        sealed_scenarios = [_add_scenario(writer, scenario) for scenario in scenarios]
        sealed_items = [_add_item(writer, item) for item in items]
        for translation in translations:
            writer.add(PAPER, _translation_name(translation), canonical_json(translation))
        writer.about["items"] = str(len(sealed_items))
        writer.finish()
    return content_digest(head, sealed_items, sealed_scenarios)


def _add_scenario(writer: SealWriter, scenario: Scenario) -> tuple[str, str]:
    entry = catalogue_of_scenario(scenario)
    writer.add(CATALOGUE, _SCENARIO + entry.name, canonical_json(entry))
    writer.add(PAPER, _SCENARIO + entry.name, canonical_json(scenario))
    return entry.name, entry.paper_digest


def _add_item(writer: SealWriter, item: Item) -> tuple[str, int, str]:
    entry = catalogue_of(item)
    name = entry_name(item.id, item.version)
    catalogue = canonical_json(entry)
    writer.add(CATALOGUE, name, catalogue)
    writer.add(PAPER, name, _canonical_of(paper_of(item), entry.paper_digest))
    writer.add(ANSWERS, name, _canonical_of(answers_of(item), entry.answers_digest))
    return item.id, item.version, sha256(catalogue).hexdigest()


def _canonical_of(part: ItemPaper | ItemAnswers, expected_digest: str) -> bytes:
    """Return the canonical JSON of a part whose digest was just taken.

    That checked what canonical JSON refuses, which is most of its cost; the digest shows that
    these are the same bytes.
    """
    encoded = _encoder.encode(part)
    return encoded if sha256(encoded).hexdigest() == expected_digest else canonical_json(part)


def _translation_name(translation: Translation) -> str:
    return f"{_TRANSLATION}{translation.language} {translation.name}"


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
    def file(self) -> SealedFile:
        """Return the sealed file itself, for what concerns its entries, not what they hold."""
        return self._file

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
            if name != _HEAD and not name.startswith((_SCENARIO, _TRANSLATION))
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

    def translation_names(self) -> list[str]:
        """Return the names of the entries of all translations, sorted (needs *paper*)."""
        return sorted(name for name in self._file.names(PAPER) if name.startswith(_TRANSLATION))

    def translations(self, language: str) -> tuple[Translation, ...]:
        """Return the translations into ``language`` (needs *paper*), in order of their entries.

        Each is to be held against its source's text where it is used (``bank.translations``).
        """
        prefix = f"{_TRANSLATION}{language} "
        return tuple(
            msgspec.json.decode(self._file.read(PAPER, name), type=Translation)
            for name in self.translation_names()
            if name.startswith(prefix)
        )

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
