"""What a simulated candidate says to a question of each type.

The model draws one of several options, of which one is right. For a single item that is the
response. For every other type, "right" becomes the whole right response, and each wrong option a
response that is wrong somewhere.
"""

from __future__ import annotations

import numpy as np

from exam_engine.model.form import Form, FormItem
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.item_type import Interaction, ItemType
from exam_engine.psychometrics import OMITTED

_USUAL_OPTIONS = 4
_TEXT = (
    "A simulated candidate wrote this. It names inputs, judges them, proposes decisions with an "
    "owner and a date, and says how they will be followed up."
)


def widest(form: Form) -> int:
    """Return how many options the model draws from: as many as the widest single item has."""
    singles = [len(entry.options) for entry in form.items if entry.type == ItemType.SINGLE.value]
    return max(singles, default=_USUAL_OPTIONS)


def right_place(entry: FormItem, answers: ItemAnswers) -> int:
    """Return the place (from 0) of the right one among the options that the model draws from."""
    if answers.type is ItemType.SINGLE:
        return entry.options.index(answers.lines[0].answer[0])
    return 0


def said(
    entry: FormItem, answers: ItemAnswers, drawn: int, rng: np.random.Generator
) -> tuple[tuple[int, ...], str]:
    """Return the response, as (positions, text), to the option that the model drew."""
    if drawn == OMITTED or answers.interaction is Interaction.NONE:
        return (), ""
    if answers.interaction is Interaction.TEXT:
        return (), _TEXT
    places = {option: position for position, option in enumerate(entry.options, start=1)}
    if answers.type is ItemType.SINGLE:
        return (min(drawn, len(entry.options) - 1) + 1,), ""
    if answers.interaction is Interaction.MATCH:
        right = [places[line.answer[0]] for line in answers.lines]
    else:
        right = [places[option] for option in answers.lines[0].answer[: _length(answers)]]
    return tuple(right if drawn == 0 else _wrong(right, entry, answers, rng)), ""


def _length(answers: ItemAnswers) -> int:
    return len(answers.options) if answers.interaction is Interaction.ORDER else answers.choose


def _wrong(
    right: list[int], entry: FormItem, answers: ItemAnswers, rng: np.random.Generator
) -> list[int]:
    """Return a possible response that differs from the right one in one or two places."""
    if answers.interaction is Interaction.ORDER or (
        answers.interaction is Interaction.MATCH and len(right) >= len(entry.options)
    ):
        at = int(rng.integers(0, len(right) - 1))
        return [*right[:at], right[at + 1], right[at], *right[at + 2 :]]
    at = int(rng.integers(0, len(right)))
    others = [place for place in range(1, len(entry.options) + 1) if place not in right]
    others = others or [place for place in range(1, len(entry.options) + 1) if place != right[at]]
    return [*right[:at], int(rng.choice(others)), *right[at + 1 :]]
