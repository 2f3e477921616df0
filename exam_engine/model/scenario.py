"""Scenarios: a stimulus shared by a set of items, versioned as items are."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from exam_engine.canonical import digest
from exam_engine.model.item_type import Security


class Block(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Additional information: it counts only for the items that name it."""

    id: str
    text: str


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of one scenario. There is nothing secret in it but the text itself."""

    id: str
    version: int
    language: str
    title: str
    text: str
    additional: tuple[Block, ...]
    security: Security

    @property
    def name(self) -> str:
        """Return ``ID@VERSION``, as items refer to it."""
        return f"{self.id}@{self.version}"

    @property
    def digest(self) -> str:
        """Return the digest that a form binds."""
        return digest(self)

    def with_blocks(self, named: Collection[str]) -> Scenario:
        """Return the scenario with those blocks of additional information that are named."""
        blocks = tuple(block for block in self.additional if block.id in named)
        return msgspec.structs.replace(self, additional=blocks)


class ScenarioCatalogue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What assembly needs to know of a scenario: no text."""

    id: str
    version: int
    security: Security
    words: int
    paper_digest: str

    @property
    def name(self) -> str:
        """Return ``ID@VERSION``."""
        return f"{self.id}@{self.version}"


def catalogue_of_scenario(scenario: Scenario) -> ScenarioCatalogue:
    """Return the part of ``scenario`` that assembly needs."""
    return ScenarioCatalogue(
        id=scenario.id,
        version=scenario.version,
        security=scenario.security,
        words=len(scenario.text.split()),
        paper_digest=scenario.digest,
    )
