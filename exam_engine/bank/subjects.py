"""What a life is bound to: the content of an item version, or of a translation, by digest."""

from __future__ import annotations

from collections.abc import Mapping

from exam_engine.bank.blind import is_answerable
from exam_engine.bank.life import Subject, author_names
from exam_engine.canonical import digest
from exam_engine.model.bank import Bank
from exam_engine.model.item import Item
from exam_engine.model.item_parts import ItemAnswers, ItemCatalogue, catalogue_of, item_digest
from exam_engine.model.item_type import Interaction, Security
from exam_engine.model.scenario import Scenario
from exam_engine.model.translation import Kind, Translation


def scenarios_by_name(bank: Bank) -> dict[str, Scenario]:
    """Return the scenarios of a bank by ``ID@VERSION``."""
    return {scenario.name: scenario for scenario in bank.scenarios}


def subject_of_item(bank: Bank, item: Item, scenarios: Mapping[str, Scenario]) -> Subject:
    """Return what the life of ``item`` is bound to.

    An item that belongs to a scenario is approved together with its text: if that changes, even
    without a new version, the approval no longer holds.
    """
    content = item_digest(catalogue_of(item))
    if item.scenario:
        content = digest([content, scenarios[item.scenario].digest])
    return Subject(
        name=item.id,
        version=item.version,
        digest=content,
        authors=author_names(item.author),
        answerable=is_answerable(item),
        recorded=bank.head.security is Security.SECURE,
    )


def subject_of_entry(entry: ItemCatalogue, answers: ItemAnswers, scenario_digest: str) -> Subject:
    """Return what the life of an item of a sealed bank is bound to, as :func:`subject_of_item`.

    :param scenario_digest: that of the text of its scenario, empty if it has none.
    """
    content = item_digest(entry)
    return Subject(
        name=entry.id,
        version=entry.version,
        digest=digest([content, scenario_digest]) if entry.scenario else content,
        authors=author_names(answers.author),
        answerable=answers.interaction not in (Interaction.TEXT, Interaction.NONE),
        recorded=entry.security is Security.SECURE,
    )


def subject_of_translation(bank: Bank, translation: Translation, item: Item | None) -> Subject:
    """Return what the life of a translation is bound to; ``item`` is its source, if it is one.

    Whoever wrote the source may review a translation of it, and cannot answer it blind.
    """
    return Subject(
        name=translation.subject,
        version=translation.version,
        digest=translation.digest,
        authors=author_names(translation.translator),
        answerable=translation.kind is Kind.ITEM and item is not None and is_answerable(item),
        recorded=bank.head.security is Security.SECURE,
        piloted=False,
        knowing=author_names(item.author) if item else frozenset(),
    )
