"""What stands on a form can never change: a version keeps its content for ever."""

from __future__ import annotations

from collections.abc import Iterator

from exam_engine.bank.subjects import scenarios_by_name
from exam_engine.errors import LifeRefused, StoreError
from exam_engine.model.bank import Bank
from exam_engine.model.form import Form
from exam_engine.model.item_parts import ItemCatalogue, catalogue_of
from exam_engine.office.home import Home
from exam_engine.store import records
from exam_engine.store.records import FORM_KIND
from exam_engine.vault.signing import doubt_about


def refuse_changed(home: Home, bank: Bank) -> None:
    """Refuse a bank in which a version that stands on a form on record is no longer the same.

    :raises LifeRefused: with a line for each such version.
    """
    problems = list(dict.fromkeys(_changed(home, bank)))
    if problems:
        raise LifeRefused("\n".join(problems))


def _changed(home: Home, bank: Bank) -> Iterator[str]:
    items = {item.id: item for item in bank.items}
    scenarios = scenarios_by_name(bank)
    entries: dict[str, ItemCatalogue] = {}
    for form in _forms_of(home, bank.head.id):
        for question in form.items:
            item = items.get(question.item)
            if item is None or item.version != question.version:
                continue
            entry = entries[item.id] = entries.get(item.id) or catalogue_of(item)
            held = (entry.paper_digest, entry.answers_digest)
            if held != (question.paper_digest, question.answers_digest):
                yield (
                    f"{item.id}: version {item.version} stands on form {form.id} with another "
                    f"content; give it version {item.version + 1}, or put the old text back"
                )
        for bound in form.scenarios:
            scenario = scenarios.get(bound.name)
            if scenario is not None and scenario.digest != bound.paper_digest:
                yield (
                    f"scenario {scenario.id}: version {scenario.version} stands on form {form.id} "
                    f"with another text; give it version {scenario.version + 1}"
                )


def _forms_of(home: Home, bank: str) -> Iterator[Form]:
    trusted = home.trusted()
    for form_id in records.form_ids(home.engine):
        try:
            form, signature = records.form(home.engine, form_id)
        except StoreError:
            continue  # a form that cannot be believed delivers nothing, and is no evidence
        if form.bank == bank and not doubt_about(trusted, FORM_KIND, form, signature):
            yield form
