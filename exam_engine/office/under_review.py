"""Finding what is to be reviewed in a bank folder: an item, or a translation."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.life import Subject
from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Severity
from exam_engine.bank.lint.run import lint
from exam_engine.bank.subjects import scenarios_by_name, subject_of_item, subject_of_translation
from exam_engine.bank.translations import (
    held_translations,
    translatable,
    translated_item,
    translated_scenario,
)
from exam_engine.errors import LifeRefused
from exam_engine.model.bank import Bank
from exam_engine.model.item import Item
from exam_engine.model.item_parts import ItemPaper, paper_of
from exam_engine.model.scenario import Scenario
from exam_engine.model.translation import Translation
from exam_engine.office.linting import exams_of
from exam_engine.source.bank import BankSource, read_bank_source


class UnderReview(NamedTuple):
    """A version with everything that a reviewer of it reads.

    ``paper`` is what a candidate would see, translated if ``translation`` is given; ``item`` and
    ``paper`` are None where a scenario's translation is reviewed.
    """

    bank: Bank
    subject: Subject
    item: Item | None
    paper: ItemPaper | None
    scenario: Scenario | None
    translation: Translation | None = None

    @property
    def name(self) -> str:
        """Return how people are told of it."""
        return f"{self.subject.name} version {self.subject.version}"


def item_under_review(bank: Bank, item: Item) -> UnderReview:
    """Return an item of a bank as the acts of reviewers take it."""
    scenarios = scenarios_by_name(bank)
    subject = subject_of_item(bank, item, scenarios)
    return UnderReview(bank, subject, item, paper_of(item), scenarios.get(item.scenario))


def translation_under_review(bank: Bank, translation: Translation) -> UnderReview:
    """Return a translation as the acts of reviewers take it; it must not be stale."""
    source = translatable(bank)[(translation.kind, translation.id)]
    if isinstance(source, Scenario):
        subject = subject_of_translation(bank, translation, None)
        scenario = translated_scenario(source, translation)
        return UnderReview(bank, subject, None, None, scenario, translation)
    item = next(item for item in bank.items if item.id == translation.id)
    subject = subject_of_translation(bank, translation, item)
    paper = translated_item(source, translation)
    read_with = scenarios_by_name(bank).get(item.scenario)
    return UnderReview(bank, subject, item, paper, read_with, translation)


class Desk:
    """A bank folder, read once: everything in it that can be reviewed."""

    def __init__(self, folder: Path) -> None:
        """:raises AuthoringError: if the folder is not right."""
        self.folder = folder
        self.source: BankSource = read_bank_source(folder)
        self.bank = self.source.bank
        self.items = {item.id: item for item in self.bank.items}

    def item(self, name: str) -> UnderReview:
        """Return an item.

        :raises LifeRefused: if there is none of that id.
        """
        item = self.items.get(name)
        if item is None:
            raise LifeRefused(
                f"{self.bank.head.id} has no item {name!r}; "
                f"list them with: exam-engine bank life {self.folder}"
            )
        return item_under_review(self.bank, item)

    def translation(self, name: str, language: str) -> UnderReview:
        """Return the translation of an item or scenario.

        :raises LifeRefused: if there is none, or it is stale.
        :raises AuthoringError: if a translation of the bank is not right.
        """
        for held in held_translations(self.folder, self.bank):
            found = held.source.translation
            if (found.id, found.language) != (name, language):
                continue
            if held.stale:
                raise LifeRefused(f"{found.subject} is stale: {held.stale}; translate it again")
            return translation_under_review(self.bank, found)
        raise LifeRefused(f"{self.bank.head.id} has no translation of {name!r} into {language!r}")

    def lint_errors(self, under: UnderReview) -> int:
        """Return how many errors lint finds in the item, those without a waiver.

        A translation has passed its checks when it was read; its source is what lint knows.
        """
        if under.translation is not None or under.item is None:
            return 0
        exams = exams_of(self.bank)
        context = Context(
            self.bank.head, self.bank.scenarios, self.source.editions, blueprints=exams
        )
        report = lint(self.source.items, context, folder=self.folder)
        return sum(
            finding.severity is Severity.ERROR
            and not finding.waived
            and under.item.id in (finding.item, *finding.others)
            for finding in report.findings
        )
