"""From a selection of items to frozen forms: order, options, roles, digests, ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from exam_engine.assembly.positions import Arrangement, Unarranged, arrange
from exam_engine.assembly.stream import SeededStream
from exam_engine.bank.sealed import SealedBank
from exam_engine.model.assembly_rules import PositionRule
from exam_engine.model.bank import BankCatalogue
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form, FormItem, FormScenario, Role
from exam_engine.model.item_parts import ItemCatalogue


class Mould(NamedTuple):
    """What all forms of an order have in common.

    ``mark`` stands in their ids for the inputs besides blueprint, content and seed; ``language`` is
    empty for the bank's own; ``translations``: digests by ``ID@VERSION``.
    """

    blueprint: Blueprint
    catalogue: BankCatalogue
    seed: int
    forms: int
    mark: str = ""
    order_digest: str = ""
    parameters_digest: str = ""
    language: str = ""
    translations: Mapping[str, str] = {}
    anchor: frozenset[str] = frozenset()
    pilots: frozenset[str] = frozenset()


class Frozen(NamedTuple):
    """A form, and for each question the place of its right answer (from 0)."""

    form: Form
    positions: list[int]


class Freezer:
    """Freezes selections; the answer keys are read from the bank once an item."""

    def __init__(self, mould: Mould, bank: SealedBank, rule: PositionRule) -> None:
        self._mould = mould
        self._bank = bank
        self._rule = rule
        self._entries = {entry.id: entry for entry in mould.catalogue.items}
        self._content = mould.catalogue.digest
        self._blueprint_digest = mould.blueprint.digest
        self._known: dict[str, Unarranged] = {}

    def freeze(self, number: int, items: Sequence[str], stream: SeededStream) -> Frozen:
        """Return the form ``number`` that holds ``items`` (ids)."""
        questions = arrange([self._unarranged(item) for item in items], stream, self._rule)
        return Frozen(self._form(number, questions), [each.position for each in questions])

    def _unarranged(self, item: str) -> Unarranged:
        if item not in self._known:
            entry = self._entries[item]
            answers = self._bank.answers(entry.id, entry.version, entry.answers_digest)
            self._known[item] = Unarranged(
                entry.id,
                entry.option_ids,
                answers.lines[0].answer if answers.lines else (),
                entry.option_order,
                entry.type,
                entry.scenario,
            )
        return self._known[item]

    def _form(self, number: int, questions: Sequence[Arrangement]) -> Form:
        mould, blueprint = self._mould, self._mould.blueprint
        return Form(
            format=1,
            id=self._id(number),
            blueprint=blueprint.id,
            blueprint_digest=self._blueprint_digest,
            bank=mould.catalogue.head.id,
            content_digest=self._content,
            seed=mould.seed,
            number=number,
            minutes=blueprint.paper.minutes,
            total_marks=blueprint.total_marks,
            cut_score=blueprint.cut_score,
            scenarios=self._scenarios({question.scenario for question in questions}),
            items=tuple(
                self._question(n, question, self._entries[question.item])
                for n, question in enumerate(questions, start=1)
            ),
            order_digest=mould.order_digest,
            parameters_digest=mould.parameters_digest,
            language=mould.language,
        )

    def _id(self, number: int) -> str:
        mould = self._mould
        name = f"{mould.blueprint.id.replace('/', '-')}-{mould.blueprint.edition}"
        mark = f"-{mould.mark}" if mould.mark else ""
        return f"{name}-{self._content[:8]}{mark}-rng{mould.seed}-{number}of{mould.forms}"

    def _scenarios(self, used: set[str]) -> tuple[FormScenario, ...]:
        return tuple(
            FormScenario(
                name=entry.name,
                paper_digest=entry.paper_digest,
                translation_digest=self._mould.translations.get(entry.name, ""),
            )
            for entry in self._mould.catalogue.scenarios
            if entry.name in used
        )

    def _question(self, n: int, question: Arrangement, entry: ItemCatalogue) -> FormItem:
        return FormItem(
            n=n,
            item=entry.id,
            version=entry.version,
            requirement=entry.requirements[self._mould.blueprint.id],
            level=entry.level.value,
            topic=entry.topic,
            type=entry.type.value,
            marks=entry.marks,
            options=question.options,
            scenario=entry.scenario,
            expected_seconds=entry.expected_seconds,
            paper_digest=entry.paper_digest,
            answers_digest=entry.answers_digest,
            role=self._role(entry.id),
            translation_digest=self._mould.translations.get(f"{entry.id}@{entry.version}", ""),
        )

    def _role(self, item: str) -> Role:
        if item in self._mould.anchor:
            return Role.ANCHOR
        return Role.PILOT if item in self._mould.pilots else Role.SCORED
