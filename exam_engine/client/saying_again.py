"""What a new session has to be told, so that the record is what the screen says."""

from __future__ import annotations

from collections.abc import Iterator

from exam_engine.client import responses
from exam_engine.client.edits import events_of
from exam_engine.client.question import Question
from exam_engine.wire.candidate import (
    CommentedEvent,
    FlaggedEvent,
    HighlightedEvent,
    NotedEvent,
    OpenedEvent,
    Progress,
    QuestionState,
    RespondedEvent,
    StruckOutEvent,
    TerminalEvent,
)


def records_of(questions: list[Question], progress: Progress) -> list[QuestionState]:
    """Return what is on record for each question, also for those nobody has touched."""
    known = {state.n: state for state in progress.questions}
    return [known.get(q.view.n) or Question(q.view).state() for q in questions]


def is_missing(question: Question, record: QuestionState) -> bool:
    """Return whether the answer on the screen is not the one on record."""
    shown = (question.response, responses.written(question.written))
    return shown != (record.response, record.text)


def said_again(
    question: Question, record: QuestionState, elapsed_ms: int
) -> Iterator[TerminalEvent]:
    """Return the events that bring a record to what the screen says. What was seen stays seen."""
    n = question.view.n
    if question.seen and not record.seen:
        yield OpenedEvent(n=n, elapsed_ms=elapsed_ms)
    if question.text != record.text:
        yield from events_of(n, record.text, question.text, elapsed_ms)
    elif question.response != record.response:
        yield RespondedEvent(n=n, options=question.response, elapsed_ms=elapsed_ms)
    if question.flagged != record.flagged:
        yield FlaggedEvent(n=n, on=question.flagged, elapsed_ms=elapsed_ms)
    if question.comment != record.comment:
        yield CommentedEvent(n=n, text=question.comment, elapsed_ms=elapsed_ms)
    if question.note != record.note:
        yield NotedEvent(n=n, text=question.note, elapsed_ms=elapsed_ms)
    recorded = {False: record.highlights, True: record.scenario_highlights}
    for scenario, spans in question.highlights.items():
        if spans != recorded[scenario]:
            yield HighlightedEvent(n=n, scenario=scenario, spans=spans, elapsed_ms=elapsed_ms)
    for option in sorted(question.struck_out ^ set(record.struck_out)):
        on = option in question.struck_out
        yield StruckOutEvent(n=n, option=option, on=on, elapsed_ms=elapsed_ms)
