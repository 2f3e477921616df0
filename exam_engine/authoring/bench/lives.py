"""The record on the bench: where items stand by it, who said what, and what waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from exam_engine.bank.life import Standing, why_no_reviewer
from exam_engine.bank.standing import opening
from exam_engine.bank.subjects import scenarios_by_name, subject_of_item
from exam_engine.model.bank import Bank
from exam_engine.model.item import Item
from exam_engine.model.item_parts import paper_of
from exam_engine.model.item_type import ItemState, Security
from exam_engine.office.home import Home
from exam_engine.office.life_notes import Comment, comments
from exam_engine.office.life_records import life_of_bank
from exam_engine.office.under_review import UnderReview
from exam_engine.vault.identity import Identity


class Record(NamedTuple):
    """Where every item of a bank stands, by its id."""

    standings: Mapping[str, Standing]

    def states(self, bank: Bank) -> dict[str, str]:
        """Return the states on record; in a public bank those of its files count instead."""
        if bank.head.security is Security.PUBLIC:
            return {}
        return {item: standing.state.value for item, standing in self.standings.items()}


def read_record(home: Home, bank: Bank) -> Record:
    """Read the lives of a bank's items. A home that holds nothing yet is not made for it."""
    scenarios = scenarios_by_name(bank)
    subjects = [subject_of_item(bank, item, scenarios) for item in bank.items]
    if not _has_records(home):
        return Record({subject.name: opening(subject) for subject in subjects})
    lives = life_of_bank(home, bank.head.id)
    return Record({subject.name: lives.standing(subject) for subject in subjects})


def under_review(bank: Bank, item: Item) -> UnderReview:
    """Return an item as the acts of reviewers take it."""
    scenarios = scenarios_by_name(bank)
    return UnderReview(
        bank,
        subject_of_item(bank, item, scenarios),
        item,
        paper_of(item),
        scenarios.get(item.scenario),
    )


def told_of(home: Home, bank: Bank, item: Item, reader: Identity | None) -> list[Comment]:
    """Return what is on record of an item, with the comments that ``reader`` may open."""
    if not _has_records(home):
        return []
    return comments(home, under_review(bank, item), reader)


def waiting(bank: Bank, record: Record, reviewer: str | None) -> list[Item]:
    """Return the items in review, by id: all of them, or those that ``reviewer`` can review now.

    Nobody reviews what they wrote or sent to review, or twice in one round.
    """
    scenarios, found = scenarios_by_name(bank), []
    for item in bank.items:
        life = record.standings.get(item.id)
        if life is None or life.state is not ItemState.IN_REVIEW:
            continue
        subject = subject_of_item(bank, item, scenarios)
        if reviewer is None or not why_no_reviewer(subject, life, reviewer):
            found.append(item)
    return found


def _has_records(home: Home) -> bool:
    return (home.path / "engine.db").is_file()
