"""Building foreign items from what simpler formats say: choices with marks, pairs, accepted texts.

Marks become a mapping. Where a decimal cannot write them (a third), the mapping holds whole numbers
and the response processing divides: exact, and QTI can hold it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from exam_engine.exchange.foreign import (
    Feedback,
    ItemFeedback,
    MapEntry,
    Mapping,
    Node,
    Outcome,
    Program,
    Response,
    Template,
)
from exam_engine.exchange.numbers import decimal_text, terminates
from exam_engine.exchange.processing.templates import (
    RESPONSE,
    SCORE,
    if_else,
    is_blank,
    is_right,
    mapped,
    node,
    number,
    set_to,
    variable,
)

FEEDBACK = "FEEDBACK"
Processing = Template | Program | None


class Worth(NamedTuple):
    """Marks by response value, summed: ``offset`` is added to every response that is not blank."""

    values: MappingOf[str, Fraction]
    default: Fraction = Fraction(0)
    lower: Fraction | None = None
    upper: Fraction | None = None
    offset: Fraction = Fraction(0)


class Near(NamedTuple):
    """A number that is accepted, how far off it may be, and what it earns."""

    value: Fraction
    tolerance: Fraction
    earns: Fraction


def choice_ids(count: int) -> list[str]:
    """Return identifiers for choices that have none: a to z, then c27 and on."""
    return [chr(ord("a") + n) if n < 26 else f"c{n + 1}" for n in range(count)]


def outcomes(maximum: Fraction, *, feedback: bool) -> tuple[Outcome, ...]:
    """Return the usual outcomes: SCORE, MAXSCORE and, if there is any, FEEDBACK."""
    found = [
        Outcome(id=SCORE, cardinality="single", base="float", default=("0",)),
        Outcome(
            id="MAXSCORE", cardinality="single", base="float", default=(decimal_text(maximum),)
        ),
    ]
    if feedback:
        found.append(Outcome(id=FEEDBACK, cardinality="multiple", base="identifier"))
    return tuple(found)


def worth_mapping(worth: Worth, *, case_sensitive: bool = True) -> tuple[Mapping, Processing]:
    """Return the mapping and the processing that give marks as ``worth`` says."""
    numbers = [*worth.values.values(), worth.default, worth.offset]
    numbers += [bound for bound in (worth.lower, worth.upper) if bound is not None]
    whole = 1
    if not all(map(terminates, numbers)):
        whole = math.lcm(*(one.denominator for one in numbers))
    mapping = Mapping(
        entries=tuple(
            MapEntry(source=source, target=target * whole, case_sensitive=case_sensitive)
            for source, target in worth.values.items()
        ),
        default=worth.default * whole,
        lower=None if worth.lower is None else worth.lower * whole,
        upper=None if worth.upper is None else worth.upper * whole,
    )
    if whole == 1 and not worth.offset:
        return mapping, Template(name="map_response")
    return mapping, divided(whole, worth.offset * whole)


def divided(divisor: int, offset: Fraction) -> Program:
    """Return: 0 if blank, otherwise (mapped response + offset) / divisor."""
    total = node("sum", mapped(), number(decimal_text(offset)))
    value = node("divide", total, number(str(divisor)))
    return Program(
        rules=(if_else(is_blank(), (set_to(SCORE, number("0")),), (set_to(SCORE, value),)),)
    )


def all_or_nothing(marks: Fraction) -> Processing:
    """Return the processing that gives ``marks`` for the correct response and nothing else."""
    if marks == 1:
        return Template(name="match_correct")
    right = (set_to(SCORE, number(decimal_text(marks))),)
    return Program(rules=(if_else(is_right(), right, (set_to(SCORE, number("0")),)),))


def by_place(count: int, marks: Fraction) -> Program:
    """Return the processing that gives an equal share for each entry in its place."""
    rules = [set_to(SCORE, number("0"))]
    for place in range(1, count + 1):
        given = node("index", variable(RESPONSE), n=str(place))
        wanted = node("index", node("correct", identifier=RESPONSE), n=str(place))
        more = set_to(SCORE, node("sum", variable(SCORE), number("1")))
        rules.append(if_else(node("match", given, wanted), (more,)))
    share = node("product", variable(SCORE), number(decimal_text(marks)))
    rules.append(set_to(SCORE, node("divide", share, number(str(count)))))
    return Program(rules=tuple(rules))


def by_nearness(accepted: Sequence[Near], otherwise: Fraction) -> Program:
    """Return the processing for numbers: the first that is near enough counts."""
    branches = [node("responseIf", is_blank(), set_to(SCORE, number("0")))]
    for near in accepted:
        off = decimal_text(near.tolerance)
        hit = node(
            "equal",
            number(decimal_text(near.value)),
            variable(RESPONSE),
            toleranceMode="absolute",
            tolerance=f"{off} {off}",
        )
        branches.append(node("responseElseIf", hit, _earned(near.earns)))
    branches.append(node("responseElse", _earned(otherwise)))
    return Program(rules=(node("responseCondition", *branches),))


def _earned(marks: Fraction) -> Node:
    """Return the rule that sets the score; a fraction that no decimal writes is divided."""
    if terminates(marks):
        return set_to(SCORE, number(decimal_text(marks)))
    parts = (number(str(marks.numerator)), number(str(marks.denominator)))
    return set_to(SCORE, node("divide", *parts))


def response(
    cardinality: str,
    base: str,
    correct: Sequence[str] = (),
    mapping: Mapping | None = None,
) -> Response:
    """Return the declaration of the one response."""
    return Response(
        id=RESPONSE,
        cardinality=cardinality,
        base=base,
        correct=tuple(correct),
        mapping=mapping,
    )


def reason(text: str, identifier: str) -> Feedback | None:
    """Return a choice's reason, or None if there is none."""
    return Feedback(text=text, identifier=identifier, outcome=FEEDBACK) if text else None


def said(identifier: str, text: str) -> tuple[ItemFeedback, ...]:
    """Return feedback on the item as a whole, if there is any."""
    if not text:
        return ()
    return (ItemFeedback(feedback=Feedback(text=text, identifier=identifier, outcome=FEEDBACK)),)
