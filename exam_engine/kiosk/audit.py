"""The audit: every check once, in order; one that fails decides nothing."""

from __future__ import annotations

from exam_engine.kiosk.checks import accounts, keyboard, memory, outside, terminal
from exam_engine.kiosk.finding import WAYS_OUT, Finding, Standing, Unknown, Verdict, WayOut
from exam_engine.kiosk.machine import Machine

AREAS = (keyboard, terminal, accounts, memory, outside)
"""Imported for their checks, which register themselves."""


def audit(machine: Machine) -> list[Finding]:
    """Return a finding for each way out that terminals of this kind have."""
    kind = "ssh" if machine.over_ssh else "console"
    return [_find(way, machine) for way in WAYS_OUT if way.on in ("both", kind)]


def _find(way: WayOut, machine: Machine) -> Finding:
    try:
        verdict = way.check(machine)
    except Unknown as unknown:
        verdict = Verdict(Standing.UNDECIDED, str(unknown))
    except (OSError, ValueError, IndexError) as error:
        # A file of an unexpected shape proves nothing: never let it pass for closed.
        verdict = Verdict(Standing.UNDECIDED, f"the check failed: {type(error).__name__}")
    return Finding(way.name, verdict.standing, verdict.tried, way.close_by)
