"""What is analysed of a form: the places where a candidate chooses one option.

A single item is one such unit, each line of a match another. Items that are answered in other ways
(several options, an order, a text) have no one option to study; their marks stand in the results.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def left_out(form: Form, answers: Mapping[str, ItemAnswers]) -> list[str]:
    """Return the items of a form that have no unit."""
    with_unit = {unit.entry.item for unit in units_of(form, answers)}
    return [entry.item for entry in form.items if entry.item not in with_unit]
