"""Item banks: a named collection of items with its taxonomy of topics."""

from __future__ import annotations

import msgspec

from exam_engine.canonical import digest
from exam_engine.model.item import Item, ItemCatalogue, Security, catalogue_of, item_digest


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
    items: tuple[Item, ...]


def content_digest(head: BankHead, catalogue: list[ItemCatalogue]) -> str:
    """Return the digest of a bank's content: the same for every sealed copy of it."""
    items = sorted((entry.id, entry.version, item_digest(entry)) for entry in catalogue)
    return digest({"head": head, "items": items})


def catalogue_of_bank(bank: Bank) -> list[ItemCatalogue]:
    """Return the catalogue of a whole bank, by item id."""
    return sorted((catalogue_of(item) for item in bank.items), key=lambda entry: entry.id)
