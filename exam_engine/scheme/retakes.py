"""Retake rules: whether an exam may be sat on a day, and from which day on if not.

Days are proleptic Gregorian ordinals (``date.toordinal``), so that distances are whole days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from exam_engine.model.scheme import RetakeRules


class Turn(NamedTuple):
    """One attempt, or a booking that takes one up: on which day, and whether it was passed."""

    day: int
    passed: bool | None = None


class Refused(NamedTuple):
    """Why an exam may not be sat on a day; ``first`` day on which it may, None for never."""

    reason: str
    first: int | None


def refusal(rules: RetakeRules, turns: Iterable[Turn], wanted: int) -> Refused | None:
    """Return why the exam may not be sat on day ``wanted``, or None if it may.

    :param turns: all that count, before and after the day wanted.
    """
    turns = list(turns)
    days = sorted(turn.day for turn in turns)
    if not rules.after_pass and any(turn.passed for turn in turns):
        return Refused("it was passed already", None)
    reason = _against(rules, days, wanted)
    return Refused(reason, _first(rules, days, wanted)) if reason else None


def _first(rules: RetakeRules, days: Sequence[int], wanted: int) -> int:
    """Return the first day from ``wanted`` on that no rule forbids.

    What is forbidden ends where an attempt is far enough away, so that only these days can be it.
    """
    ends = {day + span for day in days for span in (rules.waiting_days, rules.period_days)}
    return next(day for day in sorted(ends) if day > wanted and not _against(rules, days, day))


def _against(rules: RetakeRules, days: Sequence[int], wanted: int) -> str:
    """Return the rule that forbids a day, in words, or an empty text."""
    near = min((abs(day - wanted) for day in days), default=rules.waiting_days)
    if near < rules.waiting_days:
        return f"{rules.waiting_days} days have to lie between two attempts"
    if rules.most_attempts and _most_within(days, wanted, rules.period_days) > rules.most_attempts:
        times = (
            "1 attempt is" if rules.most_attempts == 1 else f"{rules.most_attempts} attempts are"
        )
        return f"{times} allowed within {rules.period_days} days"
    return ""


def _most_within(days: Sequence[int], wanted: int, period: int) -> int:
    """Return the most attempts in any span of ``period`` days that holds ``wanted``, with it."""
    starts = [day for day in (*days, wanted) if wanted - period < day <= wanted]
    return max(sum(start <= day < start + period for day in days) + 1 for start in starts)
