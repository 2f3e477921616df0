"""What a candidate says beside answering: a comment on a question, a note, a highlight.

Each is an event like an answer: it survives whatever happens to this terminal.
"""

from __future__ import annotations

from exam_engine.client.attempt import Attempt
from exam_engine.text import clean_line
from exam_engine.wire.candidate import CommentedEvent, HighlightedEvent, NotedEvent


def comment(attempt: Attempt, n: int, text: str) -> bool:
    """Say that something is wrong with question ``n``; empty takes it back."""
    question, text = attempt.question(n), clean_line(text)
    if attempt.closed or text == question.comment:
        return False
    question.comment = text
    return attempt.say(CommentedEvent(n=n, text=text, elapsed_ms=attempt.time.elapsed_ms()))


def note(attempt: Attempt, n: int, text: str) -> bool:
    """Write a note to oneself on question ``n``; empty takes it back."""
    question, text = attempt.question(n), clean_line(text)
    if attempt.closed or text == question.note:
        return False
    question.note = text
    return attempt.say(NotedEvent(n=n, text=text, elapsed_ms=attempt.time.elapsed_ms()))


def highlight(attempt: Attempt, n: int, spans: tuple[int, ...], *, scenario: bool) -> bool:
    """Highlight these spans, and no others, in the stem of ``n`` or in its scenario.

    A scenario is highlighted once for all questions that belong to it: under the first of them.
    """
    if scenario:
        n = scenario_owner(attempt, n)
    question = attempt.question(n)
    if attempt.closed or spans == question.highlights[scenario]:
        return False
    question.highlights[scenario] = spans
    elapsed_ms = attempt.time.elapsed_ms()
    return attempt.say(HighlightedEvent(n=n, scenario=scenario, spans=spans, elapsed_ms=elapsed_ms))


def highlighted(attempt: Attempt, n: int, *, scenario: bool) -> tuple[int, ...]:
    """Return what is highlighted in the stem of ``n`` or in its scenario."""
    owner = scenario_owner(attempt, n) if scenario else n
    return attempt.question(owner).highlights[scenario]


def scenario_owner(attempt: Attempt, n: int) -> int:
    """Return the first question that belongs to the scenario of ``n``."""
    named = attempt.question(n).view.scenario
    return next(q.view.n for q in attempt.questions if q.view.scenario == named)
