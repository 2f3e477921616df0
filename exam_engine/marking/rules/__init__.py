"""The catalogue of scoring rules: closed and named, one rule a file, exact in fractions.

A rule is given an item's answers and the response to it, and returns what each line earns. What a
question earns is their sum, never less than 0 and never more than the item's marks: see
:func:`score`. A blank response earns 0 by every rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from exam_engine.errors import MarkingError
from exam_engine.marking.rules import (
    coverage,
    every_decision,
    exact,
    negative,
    net_correct,
    order_exact,
    order_pairs,
    order_position,
    partial,
    per_line,
    weighted,
)
from exam_engine.model.item_parts import ItemAnswers
from exam_engine.model.item_type import Interaction

Rule = Callable[[ItemAnswers, tuple[str, ...]], tuple[Fraction, ...]]
"""Given answers and a response that is not blank, return what each line earns."""

RULES: Mapping[str, Rule] = {
    "exact": exact.marks,
    "per-line": per_line.marks,
    "partial": partial.marks,
    "net-correct": net_correct.marks,
    "coverage": coverage.marks,
    "every-decision": every_decision.marks,
    "weighted": weighted.marks,
    "order-exact": order_exact.marks,
    "order-position": order_position.marks,
    "order-pairs": order_pairs.marks,
    "negative": negative.marks,
}
RUBRIC = "rubric"
"""Marked by examiners (``marking.rubric``): no rule gives these marks."""


class Score(NamedTuple):
    """What a response earns: in all, and line by line."""

    earned: Fraction
    lines: tuple[Fraction, ...]


def is_blank(response: tuple[str, ...]) -> bool:
    """Return whether nothing was responded: no option, or no line filled in."""
    return not any(response)


def score(answers: ItemAnswers, response: tuple[str, ...]) -> Score:
    """Return what ``response`` earns.

    :param response: option ids: those chosen; one a line for a match, "" where it is blank; in the
        candidate's order for an order item.
    :raises MarkingError: if there is no such rule, or the response does not fit the item.
    """
    rule = RULES.get(answers.rule)
    if rule is None:
        raise MarkingError(f"{answers.id}: there is no scoring rule {answers.rule!r}")
    problem = _misfit(answers, response)
    if problem:
        raise MarkingError(f"{answers.id}: the response {problem}")
    if is_blank(response):
        return Score(Fraction(0), (Fraction(0),) * len(answers.lines))
    lines = rule(answers, response)
    return Score(min(max(sum(lines, Fraction(0)), Fraction(0)), Fraction(answers.marks)), lines)


def _misfit(answers: ItemAnswers, response: tuple[str, ...]) -> str:
    """Return why a response cannot be one to this item, or an empty text."""
    named = [option for option in response if option]
    if not set(named) <= set(answers.options):
        return "names options it does not have"
    if answers.interaction is Interaction.MATCH:
        return (
            "has not one place for each line"
            if len(response) not in (0, len(answers.lines))
            else ""
        )
    if len(named) < len(response) or len(set(named)) < len(named):
        return "names an option twice, or none at a place"
    if answers.interaction is Interaction.CHOICE and len(named) > answers.choose:
        return f"names more than {answers.choose} options"
    return ""
