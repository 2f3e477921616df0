"""Operators on containers: bags (multiple) and lists (ordered)."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import Node
from exam_engine.exchange.limits import MOST_VALUES
from exam_engine.exchange.numbers import integer
from exam_engine.exchange.processing.operands import Function, Operands
from exam_engine.exchange.processing.values import NULL, Single, Value, of_number, of_truth


def container(cardinality: str) -> Function:
    """Return the operator that gathers its operands, NULLs left out."""

    def apply(node: Node, operands: Operands) -> Value:
        if sum(len(operand.items) for operand in operands) > MOST_VALUES:
            raise NotSupported(f"a container of more than {MOST_VALUES} values")
        items: list[Single] = [item for operand in operands for item in operand.items]
        base = next((operand.base for operand in operands if operand.base), "")
        return Value(cardinality, base, tuple(items))

    return apply


def container_size(node: Node, operands: Operands) -> Value:
    """Count what is in a container."""
    return of_number(Fraction(len(operands[0].items)), "integer")


def index(node: Node, operands: Operands) -> Value:
    """Return what stands at a place, from 1; NULL beyond the end."""
    place = integer(node.attribute("n"), "n")
    items = operands[0].items
    if not 1 <= place <= len(items):
        return NULL
    return Value("single", operands[0].base, (items[place - 1],))


def member(node: Node, operands: Operands) -> Value:
    """Say whether a value is in a container."""
    one, container = operands
    if one.is_null or container.is_null:
        return NULL
    return of_truth(one.items[0] in container.items)


def delete(node: Node, operands: Operands) -> Value:
    """Return a container without a value."""
    one, container = operands
    if one.is_null or container.is_null:
        return NULL
    kept = tuple(item for item in container.items if item != one.items[0])
    return container._replace(items=kept)


def contains(node: Node, operands: Operands) -> Value:
    """Multiple: as a bag. Ordered: as a run, in order and without a gap."""
    whole, part = operands
    if whole.is_null or part.is_null:
        return NULL
    if whole.cardinality == "ordered":
        size = len(part.items)
        runs = range(len(whole.items) - size + 1)
        return of_truth(any(whole.items[at : at + size] == part.items for at in runs))
    return of_truth(Counter(part.items) <= Counter(whole.items))


def repeat(node: Node, operands: Operands) -> Value:
    """Repeat the operands in a list."""
    return container("ordered")(node, list(operands) * times_of(node))


def times_of(node: Node) -> int:
    """Return how often ``node`` repeats.

    :raises NotSupported: for a variable instead of a number, or beyond the limit.
    """
    times = integer(node.attribute("numberRepeats"), "<repeat> numberRepeats")
    if not 1 <= times <= 100:
        raise NotSupported(f"<repeat> {times} times")
    return times
