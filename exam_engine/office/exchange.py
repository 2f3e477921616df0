"""Taking items over from other systems into a bank folder, and writing a bank for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.sealed import SealedBank
from exam_engine.errors import NotSupported
from exam_engine.exchange.engine.folder import Plan, Settings, plan_import
from exam_engine.exchange.engine.items import foreign_of, stimulus_of
from exam_engine.exchange.foreign import ForeignItem, Refused, Taken
from exam_engine.exchange.reader import FileRead
from exam_engine.exchange.writer import HAS_CATEGORIES, HAS_STIMULI, WRITERS
from exam_engine.model.bank import Bank
from exam_engine.model.item import Item, Option
from exam_engine.model.item_parts import ItemAnswers, ItemCatalogue, ItemPaper
from exam_engine.office.files import write_file
from exam_engine.report.csv_text import Cell, csv_text


class Exported(NamedTuple):
    """A bank in a foreign format, and what became of each item."""

    content: bytes
    outcomes: list[Taken | Refused]


def import_into(folder: Path, reads: Sequence[FileRead], settings: Settings) -> Plan:
    """Write what can be held into a bank folder, each file whole or not at all.

    :raises AuthoringError: if the folder's own files are wrong, or one is there already.
    """
    plan = plan_import(folder, reads, settings)
    if any(path.parent.name == "items" for path in plan.files):
        for path, text in plan.files.items():
            write_file(path, text.encode())
    return plan


def export(bank: Bank, form: str) -> Exported:
    """Return a bank in one of :data:`WRITERS`' formats, or as CSV."""
    if form == "csv":
        text = csv_text(_HEADINGS, (_row(item) for item in bank.items))
        return Exported(text.encode(), [])
    ready: list[ForeignItem] = []
    outcomes: list[Taken | Refused] = []
    if form in HAS_STIMULI:
        ready += [stimulus_of(scenario) for scenario in bank.scenarios]
    for item in bank.items:
        category = f"$course$/top/{item.topic}" if form in HAS_CATEGORIES else ""
        try:
            ready.append(foreign_of(item, category))
        except NotSupported as error:
            outcomes.append(Refused(id=item.id, title=item.id, reason=str(error)))
    content, written = WRITERS[form](ready, bank.head.id)
    return Exported(content, [*written, *outcomes])


def opened(sealed: SealedBank) -> Bank:
    """Return a sealed bank whole, if the identity may open all of it.

    :raises NotARecipient: if it may not.
    """
    catalogue = sealed.catalogue()
    items = []
    for entry in catalogue.items:
        paper = sealed.paper(entry.id, entry.version, entry.paper_digest)
        answers = sealed.answers(entry.id, entry.version, entry.answers_digest)
        items.append(_item(entry, paper, answers))
    scenarios = (sealed.scenario(one.name, one.paper_digest) for one in catalogue.scenarios)
    return Bank(head=catalogue.head, scenarios=tuple(scenarios), items=tuple(items))


def _item(entry: ItemCatalogue, paper: ItemPaper, answers: ItemAnswers) -> Item:
    """Put the three parts of an item together again."""
    return Item(
        id=entry.id,
        version=entry.version,
        type=entry.type,
        language=entry.language,
        topic=entry.topic,
        requirements=entry.requirements,
        level=entry.level,
        basis=answers.basis,
        holds_in=entry.holds_in,
        enemies=entry.enemies,
        security=entry.security,
        state=entry.state,
        author=answers.author,
        origin=answers.origin,
        fact=answers.fact,
        stem=paper.stem,
        options=tuple(
            Option(id=one.id, text=one.text, why=answers.why.get(one.id, ""))
            for one in paper.options
        ),
        option_order=entry.option_order,
        prompts=paper.prompts,
        lines=answers.lines,
        rule=answers.rule,
        expected_seconds=entry.expected_seconds,
        tasks=paper.tasks,
        scenario=entry.scenario,
        additional=paper.additional,
        choose=paper.choose,
        reuse=paper.reuse,
        penalty=paper.penalty,
        rubric=answers.rubric,
        minutes=paper.minutes,
        words=paper.words,
    )


_HEADINGS = (
    "item",
    "version",
    "type",
    "topic",
    "level",
    "state",
    "marks",
    "rule",
    "stem",
    "options",
    "lines",
    "answer_key",
    "fact",
)


def _row(item: Item) -> list[Cell]:
    keys = [",".join(line.answer) for line in item.lines]
    numbered = [f"{n}: {key}" for n, key in enumerate(keys, start=1)]
    return [
        item.id,
        item.version,
        item.type.value,
        item.topic,
        item.level.value,
        item.state.value,
        item.marks,
        item.rule,
        item.stem,
        " | ".join(f"{option.id}: {option.text}" for option in item.options if option.text),
        " | ".join(f"{prompt.n}: {' BECAUSE '.join(prompt.texts)}" for prompt in item.prompts),
        " | ".join(numbered if len(keys) > 1 else keys),
        item.fact,
    ]
