"""What operators are given: values, seen as numbers or as truths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import Node
from exam_engine.exchange.processing.values import Value

Operands = Sequence[Value]
Function = Callable[[Node, Operands], Value]


def says(node: Node, name: str, *, default: bool) -> bool:
    """Return a truth that an attribute states."""
    return node.attribute(name, "true" if default else "false") in ("true", "1")


def numbers(node: Node, operands: Operands) -> list[Fraction] | None:
    """Return all numbers in the operands; None if any is NULL."""
    found: list[Fraction] = []
    for operand in operands:
        if operand.is_null:
            return None
        for item in operand.items:
            if not isinstance(item, Fraction):
                raise NotSupported(f"<{node.name}> of something that is no number")
            found.append(item)
    return found


def truths(node: Node, operands: Operands) -> list[bool | None]:
    """Return the operands as truth values; NULL is None."""
    found: list[bool | None] = []
    for operand in operands:
        item = operand.items[0] if operand.items else None
        if item is not None and not isinstance(item, bool):
            raise NotSupported(f"<{node.name}> of something that is neither true nor false")
        found.append(item)
    return found
