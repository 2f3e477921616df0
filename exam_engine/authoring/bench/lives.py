"""The record on the bench: where items stand by it, who said what, and what waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.life import Standing, why_no_reviewer
from exam_engine.bank.standing import opening
from exam_engine.bank.subjects import scenarios_by_name, subject_of_item
from exam_engine.bank.translations import held_translations
from exam_engine.errors import AuthoringError
from exam_engine.model.bank import Bank
from exam_engine.model.item import Item
from exam_engine.model.item_type import ItemState, Security
from exam_engine.office.home import Home
from exam_engine.office.life_notes import Comment, comments
from exam_engine.office.life_records import has_records, life_of_bank
from exam_engine.office.under_review import (
    UnderReview,
    item_under_review,
    translation_under_review,
)
from exam_engine.vault.identity import Identity


class Record(NamedTuple):
    """Where every item and translation of a bank stands, by the name of its life.

    ``translations`` are those that are not stale; ``doubt`` says why they could not be read.
    """

    standings: Mapping[str, Standing]
    translations: tuple[UnderReview, ...] = ()
    doubt: str = ""

    def states(self, bank: Bank) -> dict[str, str]:
        """Return the states on record; in a public bank those of its files count instead."""
        if bank.head.security is Security.PUBLIC:
            return {}
        return {name: standing.state.value for name, standing in self.standings.items()}


def read_record(home: Home, bank: Bank, folder: Path) -> Record:
    """Read the lives of a bank's items and translations.

    A home that holds nothing yet is not made for it.
    """
    scenarios = scenarios_by_name(bank)
    translations, doubt = _translations(bank, folder)
    subjects = [subject_of_item(bank, item, scenarios) for item in bank.items]
    subjects += [under.subject for under in translations]
    if not has_records(home):
        standings = {subject.name: opening(subject) for subject in subjects}
    else:
        lives = life_of_bank(home, bank.head.id)
        standings = {subject.name: lives.standing(subject) for subject in subjects}
    return Record(standings, translations, doubt)


def _translations(bank: Bank, folder: Path) -> tuple[tuple[UnderReview, ...], str]:
    """Return the translations that can be reviewed, or why they do not read."""
    try:
        held = held_translations(folder, bank)
    except AuthoringError as error:
        return (), error.problems[0]
    found = [one.source.translation for one in held if not one.stale]
    return tuple(translation_under_review(bank, one) for one in found), ""


def told_of(home: Home, bank: Bank, item: Item, reader: Identity | None) -> list[Comment]:
    """Return what is on record of an item, with the comments that ``reader`` may open."""
    return comments(home, item_under_review(bank, item), reader) if has_records(home) else []


def waiting(bank: Bank, record: Record, reviewer: str | None) -> list[UnderReview]:
    """Return what is in review, items by id and then translations.

    Everything, or what ``reviewer`` can review now: nobody reviews what they wrote or sent to
    review, or twice in one round.
    """
    found = [item_under_review(bank, item) for item in bank.items if _in_review(record, item.id)]
    found += [under for under in record.translations if _in_review(record, under.subject.name)]
    return [
        under
        for under in found
        if reviewer is None
        or not why_no_reviewer(under.subject, record.standings[under.subject.name], reviewer)
    ]


def _in_review(record: Record, name: str) -> bool:
    life = record.standings.get(name)
    return life is not None and life.state is ItemState.IN_REVIEW
