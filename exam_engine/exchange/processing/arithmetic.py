"""Operators on numbers, exact: what has no exact value here is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import Node
from exam_engine.exchange.limits import MOST_DIGITS
from exam_engine.exchange.numbers import integer, shorten
from exam_engine.exchange.processing.operands import Function, Operands, numbers
from exam_engine.exchange.processing.values import NULL, Value, of_number, of_truth

_MOST_POWER = 1_000
_LARGEST = 10**MOST_DIGITS
_SIGNIFICANT = "significantFigures"


def arithmetic(work: Callable[[list[Fraction]], Fraction | None]) -> Function:
    """Return the operator that reckons with all numbers of its operands."""

    def apply(node: Node, operands: Operands) -> Value:
        found = numbers(node, operands)
        result = work(found) if found is not None else None
        if result is None:
            return NULL
        bounded(result)
        whole = all(operand.base == "integer" for operand in operands) and result.denominator == 1
        return of_number(result, "integer" if whole else "float")

    return apply


def compare(work: Callable[[Fraction, Fraction], bool]) -> Function:
    """Return the operator that compares two numbers."""

    def apply(node: Node, operands: Operands) -> Value:
        found = numbers(node, operands)
        return of_truth(None if found is None else work(found[0], found[1]))

    return apply


def divide(found: list[Fraction]) -> Fraction | None:
    """Divide; by 0 is NULL."""
    return found[0] / found[1] if found[1] else None


def power(found: list[Fraction]) -> Fraction | None:
    """Raise to a whole power."""
    base, exponent = found
    if exponent.denominator != 1:
        raise NotSupported("<power> with a fractional exponent, which has no exact value")
    if abs(exponent) > _MOST_POWER or max(abs(base.numerator), base.denominator) > 10**9:
        raise NotSupported("<power> beyond what is reckoned exactly")
    return None if base == 0 and exponent < 0 else Fraction(base ** int(exponent))


def whole(
    work: Callable[[Fraction, Fraction], int],
) -> Callable[[list[Fraction]], Fraction | None]:
    """Return the reckoning with two whole numbers; by 0 is NULL."""
    return lambda found: Fraction(work(found[0], found[1])) if found[1] else None


def gcd(found: list[Fraction]) -> Fraction:
    """Return the greatest common divisor."""
    return Fraction(math.gcd(*(_int(number) for number in found)))


def lcm(found: list[Fraction]) -> Fraction:
    """Return the least common multiple."""
    result = math.lcm(*(_int(number) for number in found))
    if result > 10**30:
        raise NotSupported("<lcm> beyond what is reckoned here")
    return Fraction(result)


def _int(number: Fraction) -> int:
    if number.denominator != 1:
        raise NotSupported("a whole number is needed, a fraction was found")
    return int(number)


def product(found: list[Fraction]) -> Fraction:
    """Multiply."""
    result = Fraction(1)
    for number in found:
        result = bounded(result * number)
    return result


def add(found: list[Fraction]) -> Fraction:
    """Add, and stop as soon as the sum outgrows what is reckoned."""
    result = Fraction(0)
    for number in found:
        result = bounded(result + number)
    return result


def bounded(number: Fraction) -> Fraction:
    """Return ``number``.

    :raises NotSupported: if it has more digits than the limit: exact fractions grow without end.
    """
    if max(abs(number.numerator), number.denominator) > _LARGEST:
        raise NotSupported(f"a number of more than {MOST_DIGITS} digits")
    return number


def round_half_up(number: Fraction) -> Fraction:
    """Round to the nearest whole number, halves up."""
    return Fraction(math.floor(number + Fraction(1, 2)))


def rounding_of(node: Node) -> tuple[int, str]:
    """Return the figures that ``node`` rounds to, and how they count.

    :raises NotSupported: for a variable instead of a number, or another way of counting.
    """
    figures = integer(node.attribute("figures", "3"), f"<{node.name}> figures")
    mode = node.attribute("roundingMode", _SIGNIFICANT)
    if not 0 <= figures <= 30 or mode not in (_SIGNIFICANT, "decimalPlaces"):
        raise NotSupported(f"<{node.name}> with {figures} figures by {shorten(mode)}")
    if mode == _SIGNIFICANT and figures == 0:
        raise NotSupported(f"<{node.name}> to no significant figures")
    return figures, mode


def round_to(node: Node, number: Fraction) -> Fraction:
    """Return a number rounded to the figures that ``node`` asks for."""
    figures, mode = rounding_of(node)
    if mode == _SIGNIFICANT:
        if number == 0:
            return number
        figures -= _magnitude(number)
    shift = Fraction(10) ** figures
    rounded = round_half_up(abs(number) * shift) / shift
    return -rounded if number < 0 else rounded


def _magnitude(number: Fraction) -> int:
    """Return how many digits stand before the point: 1 for 5, 3 for 123, 0 for 0.5, -1 for 0.05."""
    size = abs(number)
    count = 0
    while size >= 1:
        size, count = size / 10, count + 1
    while size < Fraction(1, 10):
        size, count = size * 10, count - 1
    return count


def rounded_to(node: Node, operands: Operands) -> Value:
    """Round to figures."""
    found = numbers(node, operands)
    return NULL if found is None else of_number(round_to(node, found[0]))


def equal_rounded(node: Node, operands: Operands) -> Value:
    """Compare two numbers rounded to figures."""
    found = numbers(node, operands)
    if found is None:
        return NULL
    return of_truth(round_to(node, found[0]) == round_to(node, found[1]))
