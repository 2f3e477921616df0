"""Decisions on answer keys, taken after an exam was sat.

A decision changes how responses are marked and never the responses. It is a dated, signed record of
its own; the answer key that was in force on the day stays where it is.
"""

from __future__ import annotations

from enum import Enum

import msgspec


class Remedy(Enum):
    """What is done about a line whose answer key was found wanting.

    ``ACCEPT``: another answer earns the marks too. ``REKEY``: another answer earns the marks in the
    place of the first. ``CREDIT``: every candidate has the marks. ``REMOVE``: the line counts for
    nobody, the total falls and the cut score follows from it.
    """

    ACCEPT = "accept"
    REKEY = "rekey"
    CREDIT = "credit"
    REMOVE = "remove"


class KeyDecision(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What was decided on one line of one item version.

    ``line`` is the number of the line, 0 for the whole item. ``answer`` holds the option ids that
    are right by an ACCEPT or a REKEY, else nothing.
    """

    item: str
    version: int
    remedy: Remedy
    reason: str
    line: int = 0
    answer: tuple[str, ...] = ()
