"""What the facts of a form are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from exam_engine.model.assembly_rules import AssemblyRules
from exam_engine.model.bank import BankCatalogue
from exam_engine.model.blueprint import Blueprint
from exam_engine.model.form import Form, FormItem
from exam_engine.model.form_order import FormOrder
from exam_engine.model.item_parts import ItemCatalogue
from exam_engine.model.parameters import NO_PARAMETERS, ItemParameters, ParameterTable

NOWHERE = -1
"""The position of a question that has not one right option among others."""


class Seen(NamedTuple):
    """How often an item version was really seen.

    ``starts`` counts attempts, ``share`` is their part of all attempts at forms of the bank,
    ``forms`` are those on which it was seen; ``last_ms`` is None if it never was.
    """

    starts: int
    candidates: int
    share: float
    forms: tuple[str, ...]
    last_ms: int | None


NEVER = Seen(0, 0, 0.0, (), None)


class Given(NamedTuple):
    """A form with everything that is known about it.

    ``positions``: for each question the place of its right option from 0, or :data:`NOWHERE`; None
    if nobody opened the answers. ``earlier``: forms that rules refer to, by id. ``missing`` says
    what a form names and was not at hand.
    """

    form: Form
    blueprint: Blueprint
    catalogue: BankCatalogue
    order: FormOrder | None = None
    parameters: ParameterTable = NO_PARAMETERS
    positions: tuple[int, ...] | None = None
    exposure: Mapping[tuple[str, int], Seen] = {}
    attempts: int = 0
    earlier: Mapping[str, Form] = {}
    missing: tuple[str, ...] = ()

    @property
    def rules(self) -> tuple[tuple[str, AssemblyRules], ...]:
        """Return the rules that hold besides the blueprint's counts, with where they stand."""
        own = (("blueprint", self.blueprint.assembly),)
        return (*own, ("order", self.order.rules)) if self.order else own

    def seen(self, entry: FormItem) -> Seen:
        """Return how often the item of a question was seen."""
        return self.exposure.get((entry.item, entry.version), NEVER)


class Question(NamedTuple):
    """A question with what catalogue and statistics know of its item version, None if nothing."""

    entry: FormItem
    item: ItemCatalogue | None
    parameters: ItemParameters | None


def questions_of(given: Given) -> tuple[Question, ...]:
    """Return the questions of a form in their order."""
    items = {(item.id, item.version): item for item in given.catalogue.items}
    known = given.parameters.by_version()
    return tuple(
        Question(
            entry, items.get((entry.item, entry.version)), known.get((entry.item, entry.version))
        )
        for entry in given.form.items
    )


def scored_of(given: Given) -> tuple[Question, ...]:
    """Return the questions that count."""
    return tuple(question for question in questions_of(given) if question.entry.scored)
