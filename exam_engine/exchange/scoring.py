"""What a response to a foreign item earns, the most that can be earned, and what it rests on.

Responses name choices by their authored identifiers: how an item was shuffled cannot change a mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from exam_engine.exchange.foreign import (
    ChoiceInteraction,
    ExtendedText,
    ForeignItem,
    InlineChoice,
    MatchInteraction,
    Node,
    Program,
    Response,
    Template,
)
from exam_engine.exchange.numbers import decimal
from exam_engine.exchange.processing.interpreter import run
from exam_engine.exchange.processing.state import State
from exam_engine.exchange.processing.templates import RESPONSE, SCORE
from exam_engine.exchange.processing.values import Single, parse_all, same

Given = Mapping[str, Sequence[str]]

_ANYTHING = "\ufffc"
"""Stands for a text that no mapping names."""


class Tier(Enum):
    """What the marking of an item rests on."""

    FULL = "full"
    INTERPRETED = "interpreted"
    CORRECT_RESPONSE = "correct-response"
    BY_HAND = "by-hand"
    UNKEYED = "unkeyed"
    STIMULUS = "stimulus"


class Scored(NamedTuple):
    """What a response earned. ``earned`` is None where no rule gives marks."""

    earned: Fraction | None
    outcomes: dict[str, tuple[Single, ...]]
    notes: tuple[str, ...]


def tier_of(item: ForeignItem) -> Tier:
    """Return what the marking of an item rests on."""
    if not item.interactions:
        return Tier.STIMULUS
    if any(isinstance(one, ExtendedText) for one in item.interactions):
        return Tier.BY_HAND
    processing = item.processing
    if isinstance(processing, Template):
        return Tier.FULL if _has_key(item, processing.name) else Tier.UNKEYED
    if isinstance(processing, Program):
        return Tier.INTERPRETED if _sets_score(processing.rules) else Tier.UNKEYED
    return Tier.CORRECT_RESPONSE if _all_correct_declared(item) else Tier.UNKEYED


def score(item: ForeignItem, given: Given) -> Scored:
    """Return what the responses given earn.

    :param given: by response identifier the values, in order for an ordered one; a directed pair is
        written "ROW COLUMN". What is left out is blank.
    :raises NotSupported: if a response is of another type than declared, or the processing comes to
        something that is not reckoned here.
    """
    tier = tier_of(item)
    state = State(item, given)
    if tier in (Tier.STIMULUS, Tier.BY_HAND, Tier.UNKEYED):
        return Scored(None, state.outcomes(), ())
    if tier is Tier.CORRECT_RESPONSE:
        right = all(_is_right(one, given) for one in item.responses if one.correct)
        earned = (declared_maximum(item) or Fraction(1)) if right else Fraction(0)
        return Scored(earned, state.outcomes(), ())
    run(item, state)
    outcomes = state.outcomes()
    value = outcomes.get("SCORE") or (None,)
    earned = value[0] if isinstance(value[0], Fraction) else Fraction(0)
    return Scored(earned, outcomes, tuple(_above(item, earned)))


def declared_maximum(item: ForeignItem) -> Fraction | None:
    """Return the maximum that the item declares: MAXSCORE, else SCORE's normal maximum."""
    outcome = item.outcome("MAXSCORE")
    if outcome is not None and outcome.base in ("float", "integer") and outcome.default:
        return decimal(outcome.default[0], "MAXSCORE")
    outcome = item.outcome("SCORE")
    return outcome.normal_maximum if outcome is not None else None


def maximum(item: ForeignItem) -> Fraction | None:
    """Return the most that the item can earn; None where neither it nor its answer key says."""
    declared = declared_maximum(item)
    return declared if declared is not None else reachable(item)


def reachable(item: ForeignItem) -> Fraction | None:
    """Return the most that the answer key lets a response earn, as far as it can be told."""
    match tier_of(item):
        case Tier.FULL if isinstance(item.processing, Template):
            return _of_template(item, item.processing.name)
        case Tier.CORRECT_RESPONSE:
            return Fraction(1)
        case Tier.INTERPRETED:
            return _of_program(item)
    return None


def right_responses(item: ForeignItem) -> dict[str, tuple[str, ...]]:
    """Return the declared correct responses, or where only a mapping is declared its best."""
    found = {}
    for one in item.responses:
        if one.correct:
            found[one.id] = one.correct
        elif one.mapping is not None:
            found[one.id] = tuple(value for value in _best(item, one) if value != _ANYTHING)
    return found


def notes_on(item: ForeignItem) -> list[str]:
    """Return what the report has to say of an item's marks."""
    notes = []
    declared, most = declared_maximum(item), reachable(item)
    if declared is not None and most is not None and most > declared:
        notes.append(f"responses can earn {most}, above the declared maximum {declared}")
    if isinstance(item.processing, Template):
        others = sorted({one.response for one in item.interactions} - {RESPONSE})
        if others:
            notes.append(f"{item.processing.name} marks RESPONSE alone, not {', '.join(others)}")
    if isinstance(item.processing, Program) and not _sets_score(item.processing.rules):
        notes.append("its response processing never sets SCORE: it earns no marks")
    if tier_of(item) is Tier.CORRECT_RESPONSE:
        notes.append("no response processing: the declared correct response is the answer key")
    return notes


def _above(item: ForeignItem, earned: Fraction) -> list[str]:
    declared = declared_maximum(item)
    if declared is None or earned <= declared:
        return []
    return [f"the response earns {earned}, above the declared maximum {declared}"]


def _has_key(item: ForeignItem, template: str) -> bool:
    response = item.response(RESPONSE)
    if response is None:
        return False
    return bool(response.mapping if "map" in template else response.correct)


def _sets_score(rules: Sequence[Node]) -> bool:
    sets = ("setOutcomeValue", "lookupOutcomeValue")
    return any(
        (rule.name in sets and rule.attribute("identifier") == SCORE) or _sets_score(rule.children)
        for rule in rules
    )


def _all_correct_declared(item: ForeignItem) -> bool:
    asked = [item.response(one.response) for one in item.interactions]
    return all(one is not None and one.correct for one in asked)


def _is_right(response: Response, given: Given) -> bool:
    wanted, found = (
        parse_all(response.cardinality, response.base, texts, response.id)
        for texts in (response.correct, given.get(response.id, ()))
    )
    return not found.is_null and same(wanted, found)


def _of_template(item: ForeignItem, template: str) -> Fraction | None:
    if template == "CC2_match_basic":
        return declared_maximum(item)
    response = item.response(RESPONSE)
    if response is None or response.mapping is None or "map" not in template:
        return Fraction(1)
    return score(item, {RESPONSE: _best(item, response)}).earned


def _of_program(item: ForeignItem) -> Fraction | None:
    """Score the declared correct responses, and the best of each mapping; the better counts."""
    tries = [right_responses(item)]
    tries.append({one.id: _best(item, one) for one in item.responses if one.mapping is not None})
    found = [score(item, one).earned for one in tries if one]
    return max((one for one in found if one is not None), default=None)


def _best(item: ForeignItem, response: Response) -> tuple[str, ...]:
    """Return the values that the mapping values most, within what the interaction allows."""
    assert response.mapping is not None
    asked = next((one for one in item.interactions if one.response == response.id), None)
    worth = {entry.source: entry.target for entry in response.mapping.entries}
    if isinstance(asked, ChoiceInteraction | InlineChoice):  # what is not mapped earns the default
        worth = {one.id: worth.get(one.id, response.mapping.default) for one in asked.choices}
    elif response.base == "string":
        worth.setdefault(_ANYTHING, response.mapping.default)
    ranked = sorted(worth, key=lambda source: -worth[source])
    if response.cardinality == "single":
        return tuple(ranked[:1])
    paying = [source for source in ranked if worth[source] > 0]
    if isinstance(asked, MatchInteraction):
        return _best_pairs(asked, paying)
    if isinstance(asked, ChoiceInteraction) and asked.most:
        return tuple(paying[: asked.most])
    return tuple(paying)


def _best_pairs(asked: MatchInteraction, paying: Sequence[str]) -> tuple[str, ...]:
    """Return pairs, the best first, as long as row, column and the whole still take one."""
    left = {one.id: one.most or len(paying) for one in asked.rows + asked.columns}
    chosen: list[str] = []
    for pair in paying:
        ends = pair.split()
        if all(left.get(end, 0) > 0 for end in ends) and len(chosen) < (asked.most or len(paying)):
            chosen.append(pair)
            for end in ends:
                left[end] -= 1
    return tuple(chosen)
