"""Item banks: a named collection of items with its taxonomy of topics."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from exam_engine.canonical import digest
from exam_engine.model.item import Item
from exam_engine.model.item_parts import ItemCatalogue, catalogue_of
from exam_engine.model.item_type import Security
from exam_engine.model.scenario import Scenario, ScenarioCatalogue, catalogue_of_scenario


class BankHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a bank as a whole. ``topics`` maps a topic's code to its title."""

    id: str
    title: str
    language: str
    security: Security
    licence: str
    topics: dict[str, str]


class Bank(msgspec.Struct, frozen=True, kw_only=True):
    """A bank as its authors hold it."""

    head: BankHead
    scenarios: tuple[Scenario, ...] = ()
    items: tuple[Item, ...]


class BankCatalogue(msgspec.Struct, frozen=True, kw_only=True):
    """What assembly needs to know of a bank: no texts, no answers; each part by id."""

    head: BankHead
    scenarios: tuple[ScenarioCatalogue, ...]
    items: tuple[ItemCatalogue, ...]

    @property
    def digest(self) -> str:
        """Return the digest of the bank's content: the same for every sealed copy of it."""
        items = ((entry.id, entry.version, digest(entry)) for entry in self.items)
        scenarios = ((entry.name, entry.paper_digest) for entry in self.scenarios)
        return content_digest(self.head, items, scenarios)


def content_digest(
    head: BankHead, items: Iterable[tuple[str, int, str]], scenarios: Iterable[tuple[str, str]]
) -> str:
    """Return the digest of a bank's content from the digests of its parts.

    :param items: of each its id, version and the digest of its catalogue entry.
    :param scenarios: of each its name and the digest of its text.
    """
    return digest({"head": head, "items": sorted(items), "scenarios": sorted(scenarios)})


def catalogue_of_bank(bank: Bank) -> BankCatalogue:
    """Return the catalogue of a whole bank."""
    return BankCatalogue(
        head=bank.head,
        scenarios=tuple(
            sorted(map(catalogue_of_scenario, bank.scenarios), key=lambda entry: entry.name)
        ),
        items=tuple(sorted(map(catalogue_of, bank.items), key=lambda entry: entry.id)),
    )
