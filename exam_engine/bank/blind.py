"""Blind answers: a reviewer's answer as text, and whether the answer key agrees with it.

The answer key decides alone; a translation brings no answers of its own.
"""

from __future__ import annotations

import re

from exam_engine.errors import LifeRefused
from exam_engine.model.item import Item
from exam_engine.model.item_type import Interaction

CANNOT_TELL = "?"
LONGEST_ANSWER = 200


def is_answerable(item: Item) -> bool:
    """Return whether there is an answer key to answer against: essays have a rubric instead."""
    return item.interaction not in (Interaction.TEXT, Interaction.NONE)


def how_to_answer(item: Item) -> str:
    """Return in a few words what answer is wanted."""
    ids = ", ".join(option.id for option in item.options)
    match item.interaction:
        case Interaction.MATCH:
            return f"one of {ids} for each of {len(item.lines)} lines, such as {_example(item)}"
        case Interaction.ORDER:
            return f"{ids} in the right order, with commas"
    if item.choose > 1:
        return f"{item.choose} of {ids}, with commas"
    return f"one of {ids}"


def read_answer(item: Item, text: str) -> tuple[str, ...]:
    """Return an answer as option ids; empty for "?", which says that it cannot be told.

    :raises LifeRefused: if it is no possible answer to the item.
    """
    if text.strip() == CANNOT_TELL:
        return ()
    given = tuple(filter(None, re.split(r"[,\s]+", text[: LONGEST_ANSWER + 1].strip())))
    ids = {option.id for option in item.options}
    wanted = {
        Interaction.MATCH: len(item.lines),
        Interaction.ORDER: len(item.options),
        Interaction.CHOICE: item.choose,
    }.get(item.interaction, 0)
    repeats = item.interaction is not Interaction.MATCH and len(set(given)) < len(given)
    if len(text) > LONGEST_ANSWER or not set(given) <= ids or len(given) != wanted or repeats:
        raise LifeRefused(
            f"{item.id}: that is no possible answer; write {how_to_answer(item)}, "
            f'or "{CANNOT_TELL}" if it cannot be told'
        )
    return given


def is_right(item: Item, answer: tuple[str, ...]) -> bool:
    """Return whether an answer is the answer key's, whole: a part of it is not right."""
    if item.interaction is Interaction.MATCH:
        return len(answer) == len(item.lines) and all(
            given in line.answer for given, line in zip(answer, item.lines, strict=True)
        )
    (line,) = item.lines
    if item.interaction is Interaction.ORDER:
        return answer == line.answer
    if item.choose > 1:
        return set(answer) == set(line.answer)
    return len(answer) == 1 and answer[0] in line.answer


def _example(item: Item) -> str:
    ids = [option.id for option in item.options]
    return ",".join(ids[at % len(ids)] for at in range(len(item.lines)))
