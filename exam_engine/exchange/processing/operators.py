"""QTI's operators, by name: each a function of its node's attributes and its operands' values.

By the specification, an operator of which any operand is NULL is NULL unless it says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from exam_engine.exchange.foreign import Node
from exam_engine.exchange.numbers import integer
from exam_engine.exchange.processing.arithmetic import (
    add,
    arithmetic,
    compare,
    divide,
    equal_rounded,
    gcd,
    lcm,
    power,
    product,
    round_half_up,
    rounded_to,
    whole,
)
from exam_engine.exchange.processing.comparisons import (
    equal,
    match,
    pattern_match,
    string_match,
    substring,
)
from exam_engine.exchange.processing.containers import (
    container,
    container_size,
    contains,
    delete,
    index,
    member,
    repeat,
)
from exam_engine.exchange.processing.operands import Function, Operands, truths
from exam_engine.exchange.processing.values import NULL, Value, of_truth


class Operator(NamedTuple):
    """An operator: how many operands it takes (``most`` None: any number), what it does."""

    least: int
    most: int | None
    apply: Function


def _and(node: Node, operands: Operands) -> Value:
    found = truths(node, operands)
    return of_truth(False if False in found else None if None in found else True)


def _or(node: Node, operands: Operands) -> Value:
    found = truths(node, operands)
    return of_truth(True if True in found else None if None in found else False)


def _any_n(node: Node, operands: Operands) -> Value:
    found = truths(node, operands)
    least, most = integer(node.attribute("min"), "min"), integer(node.attribute("max"), "max")
    true, unknown = found.count(True), found.count(None)
    if true > most or true + unknown < least:
        return of_truth(False)
    return of_truth(True) if least <= true and true + unknown <= most else NULL


def _not(node: Node, operands: Operands) -> Value:
    (found,) = truths(node, operands)
    return of_truth(None if found is None else not found)


def _is_null(node: Node, operands: Operands) -> Value:
    return of_truth(operands[0].is_null)


OPERATORS: Mapping[str, Operator] = {
    "and": Operator(1, None, _and),
    "anyN": Operator(1, None, _any_n),
    "containerSize": Operator(1, 1, container_size),
    "contains": Operator(2, 2, contains),
    "delete": Operator(2, 2, delete),
    "divide": Operator(2, 2, arithmetic(divide)),
    "equal": Operator(2, 2, equal),
    "equalRounded": Operator(2, 2, equal_rounded),
    "gcd": Operator(1, None, arithmetic(gcd)),
    "gt": Operator(2, 2, compare(lambda one, other: one > other)),
    "gte": Operator(2, 2, compare(lambda one, other: one >= other)),
    "index": Operator(1, 1, index),
    "integerDivide": Operator(2, 2, arithmetic(whole(lambda one, other: one // other))),
    "integerModulus": Operator(
        2, 2, arithmetic(whole(lambda one, other: int(one - other * (one // other))))
    ),
    "integerToFloat": Operator(1, 1, lambda node, operands: operands[0]._replace(base="float")),
    "isNull": Operator(1, 1, _is_null),
    "lcm": Operator(1, None, arithmetic(lcm)),
    "lt": Operator(2, 2, compare(lambda one, other: one < other)),
    "lte": Operator(2, 2, compare(lambda one, other: one <= other)),
    "match": Operator(2, 2, match),
    "max": Operator(1, None, arithmetic(max)),
    "member": Operator(2, 2, member),
    "min": Operator(1, None, arithmetic(min)),
    "multiple": Operator(0, None, container("multiple")),
    "not": Operator(1, 1, _not),
    "or": Operator(1, None, _or),
    "ordered": Operator(0, None, container("ordered")),
    "patternMatch": Operator(1, 1, pattern_match),
    "power": Operator(2, 2, arithmetic(power)),
    "product": Operator(1, None, arithmetic(product)),
    "repeat": Operator(1, None, repeat),
    "round": Operator(1, 1, arithmetic(lambda found: round_half_up(found[0]))),
    "roundTo": Operator(1, 1, rounded_to),
    "stringMatch": Operator(2, 2, string_match),
    "substring": Operator(2, 2, substring),
    "subtract": Operator(2, 2, arithmetic(lambda found: found[0] - found[1])),
    "sum": Operator(1, None, arithmetic(add)),
    "truncate": Operator(1, 1, arithmetic(lambda found: Fraction(math.trunc(found[0])))),
}
LOOKUPS = frozenset(["baseValue", "variable", "correct", "default", "mapResponse", "null"])
"""Expressions without operands: with the operators above, all that is interpreted."""
