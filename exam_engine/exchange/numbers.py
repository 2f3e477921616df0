"""Numbers of foreign files: decimals, exactly. NaN, INF and numbers beyond all use are refused."""

from __future__ import annotations

import re
from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.limits import LONGEST_NUMBER

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE]([+-]?\d{1,3}))?", re.ASCII)


def decimal(text: str, what: str) -> Fraction:
    """Return the number that ``text`` writes.

    :param what: what the number is, for the message.
    :raises NotSupported: if it is no decimal number (NaN and INF are none), or too long.
    """
    written = text.strip()
    found = _DECIMAL.fullmatch(written) if len(written) <= LONGEST_NUMBER else None
    if found is None or abs(int(found[4] or 0)) > LONGEST_NUMBER:
        raise NotSupported(f"{what}: {shorten(written)} is no decimal number")
    return Fraction(written)


def integer(text: str, what: str) -> int:
    """Return the whole number that ``text`` writes; ``2.0`` counts as one.

    :raises NotSupported: if it is none.
    """
    number = decimal(text, what)
    if number.denominator != 1:
        raise NotSupported(f"{what}: {shorten(text)} is no whole number")
    return int(number)


def terminates(number: Fraction) -> bool:
    """Return whether a decimal writes ``number`` exactly."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def decimal_text(number: Fraction) -> str:
    """Return the shortest decimal that writes ``number``: "1", "-0.25".

    :raises ValueError: if none does.
    """
    if not terminates(number):
        raise ValueError(f"{number} has no exact decimal")
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(abs(number * 10**places)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if number < 0 else text


def shorten(text: str) -> str:
    """Return a text of the file as it may stand in a message: one line, quoted, short."""
    line = " ".join("".join(c if c.isprintable() else "·" for c in text).split())
    return repr(line if len(line) <= 40 else line[:37] + "...")
