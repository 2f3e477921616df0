"""What lint is given besides a bank: exams, a form, and the reviews on record.

A home that holds nothing is not made for it, and one without records of the bank gives nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.lint.context import ReviewRecord
from exam_engine.bank.lint.inputs import read_form
from exam_engine.bank.subjects import scenarios_by_name, subject_of_item
from exam_engine.clock import iso_utc
from exam_engine.errors import AuthoringError
from exam_engine.model.bank import Bank
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form
from exam_engine.model.life import LifeRecord, Reviewed
from exam_engine.office.evidence import genuine_form
from exam_engine.office.home import Home
from exam_engine.office.life_records import has_records, life_of_bank
from exam_engine.office.shipped import blueprint_ids, find_blueprint
from exam_engine.store import records


class GivenForm(NamedTuple):
    """A form, and whether it is on record with a genuine signature."""

    form: Form
    genuine: bool


def exams_of(bank: Bank, named: Iterable[str] = ()) -> dict[str, Blueprint]:
    """Return blueprints by id: those of the engine that the bank's items name, then ``named``.

    :raises AuthoringError: if there is no blueprint of a name, or it is not right.
    """
    wanted = {exam for item in bank.items for exam in item.requirements}
    names = [*sorted(wanted & set(blueprint_ids())), *named]
    return {exam.id: exam for exam in map(find_blueprint, names)}


def reviews_on_record(home: Home, bank: Bank) -> dict[str, ReviewRecord] | None:
    """Return who reviewed each item as it stands now, and when last; None if nobody did.

    Genuine records count, among them those that the rules of reviews would ignore: that an author
    reviewed is to be seen. Reviews of another content of the item do not count.
    """
    if not has_records(home):
        return None
    lives, scenarios = life_of_bank(home, bank.head.id), scenarios_by_name(bank)
    found = {}
    for item in bank.items:
        reviews = [
            one for one in lives.records(item.id, item.version) if isinstance(one.act, Reviewed)
        ]
        content = subject_of_item(bank, item, scenarios).digest if reviews else ""
        present = [one for one in reviews if one.digest == content]
        if present:
            found[item.id] = _summary(present)
    return found or None


def given_form(home: Home, named: str) -> GivenForm:
    """Return a form by its file, or by its id if it is on record.

    A file says nothing of who made it: its form is genuine if this home has it on record, signed.

    :raises AuthoringError: if it is neither, or the file differs from the form on record.
    :raises StoreError: if the form on record was altered.
    """
    path = Path(named)
    known = set(records.form_ids(home.engine)) if has_records(home) else set()
    if not path.is_file():
        if named not in known:
            raise AuthoringError(
                [f"{named}: neither a file nor a form on record; see: exam-engine form list"]
            )
        return GivenForm(genuine_form(home, named), genuine=True)
    form = read_form(path)
    if form.id not in known:
        return GivenForm(form, genuine=False)
    if genuine_form(home, form.id).digest != form.digest:
        raise AuthoringError([f"{path}: differs from the form {form.id} that is on record"])
    return GivenForm(form, genuine=True)


def _summary(reviews: list[LifeRecord]) -> ReviewRecord:
    reviewers = tuple(dict.fromkeys(one.actor for one in reviews))
    last = max(one.at_ms for one in reviews)
    return ReviewRecord(reviewers, date.fromisoformat(iso_utc(last)[:10]))
