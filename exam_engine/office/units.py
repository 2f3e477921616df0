"""What is analysed of a form: the places where a candidate chooses one option.

A single item is one such unit, each line of a match another. Items that are answered in other ways
(several options, an order, a text) have no one option to study; their marks stand in the results.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from exam_engine.model.form import Form, FormItem
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.item_type import Interaction, ItemType


class Unit(NamedTuple):
    """One place to choose: ``line`` counts the lines of a match from 0; ``answer`` is right."""

    name: str
    entry: FormItem
    line: int
    answer: tuple[str, ...]

    def chosen(self, response: tuple[str, ...]) -> str:
        """Return the option chosen, or an empty text."""
        return response[self.line] if self.line < len(response) else ""


def units_of(form: Form, answers: Mapping[str, ItemAnswers]) -> list[Unit]:
    """Return the units of a form, in the order of its questions and lines."""
    units = []
    for entry in form.items:
        found = answers[entry.item]
        if found.interaction is Interaction.MATCH:
            units += [
                Unit(f"{entry.item}.{line.n}", entry, at, line.answer)
                for at, line in enumerate(found.lines)
            ]
        elif found.type in (ItemType.SINGLE, ItemType.GRADIENT):
            units.append(Unit(entry.item, entry, 0, found.lines[0].answer))
    return units


class Studied(NamedTuple):
    """All units of a sitting: ``units`` by name, as they stand on the first form that has them.

    ``on_form`` holds each form's own units by name; ``left_out`` the items that have no unit.
    """

    units: dict[str, Unit]
    on_form: dict[str, dict[str, Unit]]
    left_out: tuple[FormItem, ...]


def studied(forms: Collection[Form], answers: Mapping[str, ItemAnswers]) -> Studied:
    """Return what is studied of the forms of a sitting."""
    on_form = {form.id: {unit.name: unit for unit in units_of(form, answers)} for form in forms}
    units: dict[str, Unit] = {}
    for own in on_form.values():
        units |= {name: unit for name, unit in own.items() if name not in units}
    with_unit = {unit.entry.item for unit in units.values()}
    without = {e.item: e for form in forms for e in form.items if e.item not in with_unit}
    return Studied(units, on_form, tuple(without.values()))
