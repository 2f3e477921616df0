"""Recognising how an item gives marks, whoever wrote its processing.

Writers of simpler formats and the engine's own model know a few ways of giving marks; this says
which of them a foreign item's processing is, or None.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from exam_engine.errors import NotSupported
from exam_engine.exchange.build import (
    Near,
    Worth,
    all_or_nothing,
    by_nearness,
    by_place,
    divided,
)
from exam_engine.exchange.foreign import ForeignItem, Node, Program, Template
from exam_engine.exchange.numbers import decimal, decimal_text
from exam_engine.exchange.processing.templates import RESPONSE, TEMPLATES
from exam_engine.exchange.scoring import declared_maximum


class AllOrNothing(NamedTuple):
    """Marks for the correct response, nothing for any other."""

    marks: Fraction


class ByPlace(NamedTuple):
    """An equal share of the marks for each entry in its place."""

    marks: Fraction


class ByNearness(NamedTuple):
    """Marks for numbers near enough."""

    accepted: tuple[Near, ...]
    otherwise: Fraction


Shape = AllOrNothing | ByPlace | ByNearness | Worth


def shape_of(item: ForeignItem) -> Shape | None:
    """Return how an item with the one response RESPONSE gives marks, or None if otherwise."""
    if item.response(RESPONSE) is None or len(item.interactions) != 1:
        return None
    processing = item.processing
    if processing is None:
        return AllOrNothing(declared_maximum(item) or Fraction(1))
    if isinstance(processing, Program):
        written = _normal(processing.rules)
        for name, program in TEMPLATES.items():
            if written == _normal(program.rules):
                return _of_template(item, name)
        return _of_program(item, written)
    return _of_template(item, processing.name)


def _of_template(item: ForeignItem, name: str) -> Shape | None:
    if name == "CC2_match_basic":
        most = declared_maximum(item)
        return None if most is None else AllOrNothing(most)
    return _worth(item, 1, Fraction(0)) if "map" in name else AllOrNothing(Fraction(1))


def _of_program(item: ForeignItem, rules: tuple[Node, ...]) -> Shape | None:
    """Read the numbers out of the program and build it again: it is that shape if they agree."""
    for read in (_all_or_nothing, _divided, _by_place, _by_nearness):
        try:
            shape = read(item, rules)
        except (NotSupported, IndexError, ValueError, ZeroDivisionError):
            continue
        if shape is not None:
            return shape
    return None


def _all_or_nothing(item: ForeignItem, rules: tuple[Node, ...]) -> Shape | None:
    value = rules[0].children[0].children[1].children[0]
    if value.name == "variable" and value.attribute("identifier") == "MAXSCORE":
        marks = declared_maximum(item)
    else:
        marks = _number(value)
    if marks is None:
        return None
    if value.name == "variable":
        rules = _replaced(rules, value, Node(name="baseValue", text=decimal_text(marks)))
    built = all_or_nothing(marks)
    wanted = TEMPLATES[built.name].rules if isinstance(built, Template) else _rules(built)
    bare = _bare(rules)
    # Where SCORE starts at 0, the branch that sets it to 0 may be missing.
    short = (_without_else(wanted[0]),)
    return AllOrNothing(marks) if bare in (_bare(wanted), _bare(short)) else None


def _divided(item: ForeignItem, rules: tuple[Node, ...]) -> Shape | None:
    value = rules[0].children[1].children[0].children[0]
    divisor, offset = _number(value.children[1]), _number(value.children[0].children[1])
    if divisor.denominator != 1 or divided(int(divisor), offset).rules != rules:
        return None
    return _worth(item, int(divisor), offset)


def _by_place(item: ForeignItem, rules: tuple[Node, ...]) -> Shape | None:
    value = rules[-1].children[0]
    marks, count = _number(value.children[0].children[1]), _number(value.children[1])
    response = item.response(RESPONSE)
    assert response is not None
    if count != len(response.correct):
        return None
    return ByPlace(marks) if by_place(int(count), marks).rules == rules else None


def _by_nearness(item: ForeignItem, rules: tuple[Node, ...]) -> Shape | None:
    _, *between, last = rules[0].children
    accepted = []
    for branch in between:
        hit, earned = branch.children
        tolerance = decimal(hit.attribute("tolerance").split()[0], "tolerance")
        accepted.append(Near(_number(hit.children[0]), tolerance, _earned(earned)))
    otherwise = _earned(last.children[0])
    built = by_nearness(accepted, otherwise)
    return ByNearness(tuple(accepted), otherwise) if built.rules == rules else None


def _worth(item: ForeignItem, divisor: int, offset: Fraction) -> Worth | None:
    response = item.response(RESPONSE)
    if response is None or response.mapping is None:
        return None
    mapping = response.mapping
    return Worth(
        values={entry.source: entry.target / divisor for entry in mapping.entries},
        default=mapping.default / divisor,
        lower=None if mapping.lower is None else mapping.lower / divisor,
        upper=None if mapping.upper is None else mapping.upper / divisor,
        offset=offset / divisor,
    )


def _earned(rule: Node) -> Fraction:
    value = rule.children[0]
    if value.name == "divide":
        return _number(value.children[0]) / _number(value.children[1])
    return _number(value)


def _number(node: Node) -> Fraction:
    if node.name != "baseValue":
        raise ValueError(node.name)
    return decimal(node.text, "a base value")


def _rules(processing: object) -> tuple[Node, ...]:
    assert isinstance(processing, Program)
    return processing.rules


def _normal(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return nodes with their numbers in one spelling: 1.0 and 1 are the same."""
    return tuple(_normal_node(node) for node in nodes)


def _normal_node(node: Node) -> Node:
    attributes = node.attributes
    text = node.text
    if node.name == "baseValue" and node.attribute("baseType") in ("float", "integer"):
        attributes = (("baseType", "float"),)
        text = decimal_text(decimal(text, "a base value"))
    return Node(name=node.name, attributes=attributes, children=_normal(node.children), text=text)


def _bare(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return normal nodes without the types of their constants."""
    return tuple(
        Node(
            name=node.name,
            attributes=() if node.name == "baseValue" else node.attributes,
            children=_bare(node.children),
            text=node.text,
        )
        for node in _normal(nodes)
    )


def _without_else(condition: Node) -> Node:
    return Node(name=condition.name, children=condition.children[:1])


def _replaced(nodes: tuple[Node, ...], old: Node, new: Node) -> tuple[Node, ...]:
    return tuple(
        new
        if node == old
        else Node(
            name=node.name,
            attributes=node.attributes,
            children=_replaced(node.children, old, new),
            text=node.text,
        )
        for node in nodes
    )
