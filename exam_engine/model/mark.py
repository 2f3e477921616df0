"""Marks: what one item earned, exactly, and why."""

from __future__ import annotations

from fractions import Fraction

import msgspec


class Mark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mark for one question of one attempt.

    ``earned`` is a fraction written as text ("1", "2/3"), so that records stay exact.
    ``blank`` tells an omitted question from a wrong answer. ``rule`` names how it was scored;
    ``lines`` holds what each line earned where there are several. A mark that is ``awaiting``
    examiners counts nothing yet.
    """

    n: int
    item: str
    version: int
    response: tuple[str, ...]
    earned: str
    possible: int
    blank: bool
    rule: str
    lines: tuple[str, ...] = ()
    awaiting: bool = False

    @property
    def earned_fraction(self) -> Fraction:
        """Return the mark earned."""
        # Reading a fraction from text is slow, and nearly every mark is a whole number.
        return Fraction(int(self.earned) if self.earned.isdecimal() else self.earned)
