"""Operators that compare: values, numbers within a tolerance, texts."""

from __future__ import annotations

from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import Node
from exam_engine.exchange.numbers import decimal, shorten
from exam_engine.exchange.processing.operands import Operands, numbers, says
from exam_engine.exchange.processing.pattern import Pattern
from exam_engine.exchange.processing.values import NULL, Value, of_truth, same


def match(node: Node, operands: Operands) -> Value:
    """Say whether two values are identical."""
    one, other = operands
    return NULL if one.is_null or other.is_null else of_truth(same(one, other))


def equal(node: Node, operands: Operands) -> Value:
    """Compare two numbers within a tolerance."""
    found = numbers(node, operands)
    if found is None:
        return NULL
    wanted, given = found
    mode, below, above = tolerance_of(node)
    if mode == "exact":
        return of_truth(wanted == given)
    if mode == "relative":
        # The specification's bounds: x * (1 - t0/100) and x * (1 + t1/100).
        ends = sorted((wanted * (1 - below / 100), wanted * (1 + above / 100)))
    else:
        ends = [wanted - below, wanted + above]
    low = given >= ends[0] if says(node, "includeLowerBound", default=True) else given > ends[0]
    high = given <= ends[1] if says(node, "includeUpperBound", default=True) else given < ends[1]
    return of_truth(low and high)


def tolerance_of(node: Node) -> tuple[str, Fraction, Fraction]:
    """Return how numbers are compared: the mode, and how far below and above is near enough.

    :raises NotSupported: for another mode, and for bounds that are no numbers or below 0.
    """
    mode = node.attribute("toleranceMode", "exact")
    if mode == "exact":
        return mode, Fraction(0), Fraction(0)
    bounds = [decimal(part, "tolerance") for part in node.attribute("tolerance").split()]
    if mode not in ("absolute", "relative") or not 1 <= len(bounds) <= 2 or min(bounds) < 0:
        raise NotSupported(f"<equal> with tolerance {shorten(mode)} and {len(bounds)} bounds")
    return mode, bounds[0], bounds[-1]


def string_match(node: Node, operands: Operands) -> Value:
    """Compare two texts."""
    if any(operand.is_null for operand in operands):
        return NULL
    given, wanted = (str(operand.items[0]) for operand in operands)
    if not says(node, "caseSensitive", default=True):
        given, wanted = given.casefold(), wanted.casefold()
    within = says(node, "substring", default=False)
    return of_truth(wanted in given if within else wanted == given)


def substring(node: Node, operands: Operands) -> Value:
    """Say whether the first operand stands within the second."""
    if any(operand.is_null for operand in operands):
        return NULL
    part, whole = (str(operand.items[0]) for operand in operands)
    if not says(node, "caseSensitive", default=True):
        part, whole = part.casefold(), whole.casefold()
    return of_truth(part in whole)


def pattern_match(node: Node, operands: Operands) -> Value:
    """Say whether a text matches a pattern."""
    if operands[0].is_null:
        return NULL
    return of_truth(Pattern(node.attribute("pattern")).matches(str(operands[0].items[0])))
