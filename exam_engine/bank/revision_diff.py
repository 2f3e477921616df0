"""What is different between two revisions of a bank, in words.

The catalogues say which items are concerned: their digests bind the texts, so only texts that
changed are opened. What a reader may not open is told of as changed, by digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from exam_engine.bank import part_fields
from exam_engine.bank.sealed import ANSWERS, PAPER, SealedBank
from exam_engine.errors import NotARecipient
from exam_engine.model.bank import Bank, BankCatalogue, catalogue_of_bank
from exam_engine.model.item_parts import (
    ItemAnswers,
    ItemCatalogue,
    ItemPaper,
    answers_of,
    paper_of,
)
from exam_engine.model.scenario import Scenario, ScenarioCatalogue


class Change(NamedTuple):
    """One field that is not the same; ``before`` or ``after`` is empty where it was not there.

    ``closed`` is true where the reader may not open the texts: they are then digests.
    """

    field: str
    before: str
    after: str
    closed: bool = False


class Changed(NamedTuple):
    """An item or scenario in both revisions, with versions before and after.

    ``unversioned``: its texts differ under the same version number, which forms rely on.
    """

    id: str
    before: int
    after: int
    unversioned: bool
    changes: list[Change]


class RevisionDiff(NamedTuple):
    """All differences; added and removed are ``ID@VERSION``."""

    head: list[Change]
    added: list[str]
    removed: list[str]
    changed: list[Changed]
    scenarios_added: list[str]
    scenarios_removed: list[str]
    scenarios_changed: list[Changed]

    @property
    def nothing(self) -> bool:
        """Return whether the revisions are the same."""
        return not any(self)

    @property
    def unversioned(self) -> list[str]:
        """Return the ids whose texts changed under the same version."""
        every = [*self.changed, *self.scenarios_changed]
        return [one.id for one in every if one.unversioned]


class Revision(Protocol):
    """A revision to be compared. A part that the reader may not open is None."""

    @property
    def catalogue(self) -> BankCatalogue: ...

    def paper(self, entry: ItemCatalogue) -> ItemPaper | None: ...

    def answers(self, entry: ItemCatalogue) -> ItemAnswers | None: ...

    def scenario(self, entry: ScenarioCatalogue) -> Scenario | None: ...


class SealedRevision:
    """A sealed bank: texts are opened one by one, as far as its reader may."""

    def __init__(self, bank: SealedBank) -> None:
        self._bank = bank
        self.catalogue = bank.catalogue()
        self._papers, self._answers = (_open(bank, part) for part in (PAPER, ANSWERS))

    def paper(self, entry: ItemCatalogue) -> ItemPaper | None:
        if not self._papers:
            return None
        return self._bank.paper(entry.id, entry.version, entry.paper_digest)

    def answers(self, entry: ItemCatalogue) -> ItemAnswers | None:
        if not self._answers:
            return None
        return self._bank.answers(entry.id, entry.version, entry.answers_digest)

    def scenario(self, entry: ScenarioCatalogue) -> Scenario | None:
        return self._bank.scenario(entry.name, entry.paper_digest) if self._papers else None


class FolderRevision:
    """A bank as its authors hold it."""

    def __init__(self, bank: Bank) -> None:
        self.catalogue = catalogue_of_bank(bank)
        self._items = {item.id: item for item in bank.items}
        self._scenarios = {scenario.id: scenario for scenario in bank.scenarios}

    def paper(self, entry: ItemCatalogue) -> ItemPaper | None:
        return paper_of(self._items[entry.id])

    def answers(self, entry: ItemCatalogue) -> ItemAnswers | None:
        return answers_of(self._items[entry.id])

    def scenario(self, entry: ScenarioCatalogue) -> Scenario | None:
        return self._scenarios[entry.id]


def compare(before: Revision, after: Revision) -> RevisionDiff:
    """Return what changed from one revision to the other."""
    old, new = before.catalogue, after.catalogue
    old_items = {entry.id: entry for entry in old.items}
    new_items = {entry.id: entry for entry in new.items}
    old_scenarios = {entry.id: entry for entry in old.scenarios}
    new_scenarios = {entry.id: entry for entry in new.scenarios}
    return RevisionDiff(
        head=list(_fields(part_fields.of_head(old.head), part_fields.of_head(new.head))),
        added=[f"{one.id}@{one.version}" for one in new.items if one.id not in old_items],
        removed=[f"{one.id}@{one.version}" for one in old.items if one.id not in new_items],
        changed=[
            _item(before, after, old_items[one.id], one)
            for one in new.items
            if one.id in old_items and old_items[one.id] != one
        ],
        scenarios_added=[one.name for one in new.scenarios if one.id not in old_scenarios],
        scenarios_removed=[one.name for one in old.scenarios if one.id not in new_scenarios],
        scenarios_changed=[
            _scenario(before, after, old_scenarios[one.id], one)
            for one in new.scenarios
            if one.id in old_scenarios and old_scenarios[one.id] != one
        ],
    )


def _item(before: Revision, after: Revision, old: ItemCatalogue, new: ItemCatalogue) -> Changed:
    changes = list(_fields(part_fields.of_catalogue(old), part_fields.of_catalogue(new)))
    if old.paper_digest != new.paper_digest:
        old_paper, new_paper = before.paper(old), after.paper(new)
        if old_paper is None or new_paper is None:
            changes.append(Change(PAPER, old.paper_digest, new.paper_digest, closed=True))
        else:
            changes += _fields(part_fields.of_paper(old_paper), part_fields.of_paper(new_paper))
    if old.answers_digest != new.answers_digest:
        old_answers, new_answers = before.answers(old), after.answers(new)
        if old_answers is None or new_answers is None:
            changes.append(Change(ANSWERS, old.answers_digest, new.answers_digest, closed=True))
        else:
            changes += _fields(
                part_fields.of_answers(old_answers), part_fields.of_answers(new_answers)
            )
    texts_differ = (old.paper_digest, old.answers_digest) != (new.paper_digest, new.answers_digest)
    unversioned = texts_differ and old.version == new.version
    return Changed(new.id, old.version, new.version, unversioned, changes)


def _scenario(
    before: Revision, after: Revision, old: ScenarioCatalogue, new: ScenarioCatalogue
) -> Changed:
    old_text, new_text = before.scenario(old), after.scenario(new)
    if old_text is None or new_text is None:
        changes = [Change(PAPER, old.paper_digest, new.paper_digest, closed=True)]
    else:
        changes = list(
            _fields(part_fields.of_scenario(old_text), part_fields.of_scenario(new_text))
        )
    unversioned = old.version == new.version and old.paper_digest != new.paper_digest
    return Changed(new.id, old.version, new.version, unversioned, changes)


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for field in [*new, *(field for field in old if field not in new)]:
        before, after = old.get(field, ""), new.get(field, "")
        if before != after:
            yield Change(field, before, after)


def _open(bank: SealedBank, compartment: str) -> bool:
    try:
        bank.file.compartment(compartment)
    except NotARecipient:
        return False
    return True
