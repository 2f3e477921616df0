"""What a pilot has to show before its item is taken into use.

The limits follow Prometric's guideline for classical statistics (proportion right below .20 or
above .95: reject; a negative correlation: suspected answer key). Below 50 candidates a proportion
of .70 has a standard error of .065 and a correlation near 0 one of .14: too little to act on.
"""

from __future__ import annotations

from fractions import Fraction

from exam_engine.model.life import PilotAccepted

LEAST_CANDIDATES = 50
"""Below this no pilot is accepted."""
ENOUGH_CANDIDATES = 100
"""Below this an acceptance says that its statistics are coarse."""
EASIEST, HARDEST = Fraction("0.95"), Fraction("0.20")


def doubt_about_pilot(pilot: PilotAccepted) -> str:
    """Return why a pilot cannot be accepted, or an empty text."""
    try:
        p, r = Fraction(pilot.p), Fraction(pilot.r)
    except (ValueError, ZeroDivisionError):
        return "p and r are decimals such as 0.63 and 0.31"
    if not (0 <= p <= 1 and -1 <= r <= 1):
        return "p lies between 0 and 1, r between -1 and 1"
    if pilot.n < LEAST_CANDIDATES:
        return f"{pilot.n} candidates are too few; {LEAST_CANDIDATES} or more are needed"
    if not HARDEST <= p <= EASIEST:
        return f"p = {pilot.p} is outside .20 to .95; revise the item, or reject it"
    if r < 0:
        return f"r = {pilot.r} is negative: the answer key may be wrong; send it back to review"
    return ""
