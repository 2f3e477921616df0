"""The attempt as its candidate sees it, held against the engine's own rules."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from client.made import HOUR_MS, START, attempt, presented
from exam_engine.client.outbox import LARGEST_BATCH, Saving
from exam_engine.clock import SetClock
from exam_engine.delivery.transitions import transition
from exam_engine.errors import GatewayError
from exam_engine.model.attempt import AttemptState, Phase
from exam_engine.wire.candidate import (
    FlaggedEvent,
    OpenedEvent,
    QuestionState,
    RespondedEvent,
    ReviewOpenedEvent,
    StruckOutEvent,
)

ITEMS = 4
numbers = st.integers(1, ITEMS)
positions = st.integers(1, 4)
RUNNING = AttemptState(phase=Phase.RUNNING, session=1, allowance_ms=HOUR_MS)
acts = st.one_of(
    st.tuples(st.just("open"), numbers),
    st.tuples(st.just("choose"), numbers, positions),
    st.tuples(st.just("take_back"), numbers),
    st.tuples(st.just("flag"), numbers),
    st.tuples(st.just("strike"), numbers, positions),
    st.tuples(st.just("open_review")),
)


def events_of(candidate):
    """Return all events that wait, whatever the batches."""
    events = []
    while (batch := candidate.next_batch()) is not None:
        assert len(batch.events) <= LARGEST_BATCH
        events += batch.events
        assert candidate.engine_has(batch.first_seq + len(batch.events) - 1)
    return events


def after(state, events):
    """Return the engine's state after events, read as they cross the wire."""
    for seq, event in enumerate(events, start=state.last_seq + 1):
        message = msgspec.json.decode(msgspec.json.encode(event), type=type(event))
        state = transition(state, presented(ITEMS).event(message), 0, seq)
    return state


def assert_the_record_is_what_the_screen_says(state, candidate):
    progress = presented(ITEMS).progress(state, 0, HOUR_MS)
    seen = [question.state() for question in candidate.questions]
    touched = [s for s in seen if s.seen or s.response or s.flagged or s.struck_out]
    assert list(progress.questions) == touched
    assert progress.current == candidate.current
    assert progress.last_seq == candidate.last_seq
    assert candidate.answers_missing(progress) == 0


@settings(deadline=None)
@given(st.lists(acts, max_size=120))
def test_the_engine_arrives_at_the_same_state_from_the_events(done):
    candidate = attempt(ITEMS)
    for name, *arguments in done:
        getattr(candidate, name)(*arguments)
    assert_the_record_is_what_the_screen_says(after(RUNNING, events_of(candidate)), candidate)


@settings(deadline=None)
@given(st.lists(acts, max_size=40), st.lists(acts, max_size=40))
def test_whatever_is_on_record_a_new_session_brings_it_to_the_screen(other, done):
    before, candidate = attempt(ITEMS), attempt(ITEMS)
    for name, *arguments in other:
        getattr(before, name)(*arguments)
    candidate.open(1)
    for name, *arguments in done:
        getattr(candidate, name)(*arguments)
    on_record = after(RUNNING, events_of(before))
    candidate.enter_again(presented(ITEMS).progress(on_record, 0, HOUR_MS))
    assert_the_record_is_what_the_screen_says(after(on_record, events_of(candidate)), candidate)


def test_an_act_is_one_event_with_the_time_it_happened():
    clock = SetClock(0)
    candidate = attempt(clock=clock)
    candidate.open(1)
    clock.advance_ms(20_000)
    candidate.choose(1, 2)
    clock.advance_ms(1_500)
    candidate.flag(1)
    assert events_of(candidate) == [
        OpenedEvent(n=1, elapsed_ms=0),
        RespondedEvent(n=1, options=(2,), elapsed_ms=20_000),
        FlaggedEvent(n=1, on=True, elapsed_ms=21_500),
    ]


def test_elapsed_time_goes_on_from_the_engines_figure_at_entry():
    clock = SetClock(0)
    candidate = attempt(clock=clock, remaining_ms=HOUR_MS - 60_000 + 5_000, granted_ms=5_000)
    clock.advance_ms(1_000)
    candidate.open(1)
    assert events_of(candidate)[0].elapsed_ms == 61_000


def test_choosing_the_same_option_again_sends_nothing():
    candidate = attempt()
    assert candidate.choose(1, 2)
    assert not candidate.choose(1, 2)
    assert len(events_of(candidate)) == 1


def test_choosing_an_option_that_is_struck_out_restores_it():
    candidate = attempt()
    candidate.strike(1, 3)
    candidate.choose(1, 3)
    assert candidate.question(1).struck_out == frozenset()
    assert [type(event) for event in events_of(candidate)] == [
        StruckOutEvent,
        StruckOutEvent,
        RespondedEvent,
    ]


def test_the_answer_itself_is_not_struck_out():
    candidate = attempt()
    candidate.choose(1, 3)
    assert not candidate.strike(1, 3)


def test_a_question_that_is_on_the_screen_is_not_opened_again():
    candidate = attempt()
    assert candidate.open(2)
    assert not candidate.open(2)
    assert candidate.open_review()
    assert not candidate.open_review()
    assert candidate.open(2)
    kinds = [type(event) for event in events_of(candidate)]
    assert kinds == [OpenedEvent, ReviewOpenedEvent, OpenedEvent]


def test_nothing_can_be_changed_after_the_time_or_the_finish():
    clock = SetClock(0)
    candidate = attempt(clock=clock)
    clock.advance_ms(HOUR_MS)
    assert candidate.time_up
    assert not any(
        [
            candidate.open(2),
            candidate.choose(1, 1),
            candidate.flag(1),
            candidate.strike(1, 1),
            candidate.open_review(),
            candidate.take_back(1),
        ]
    )
    candidate.hear(60_000, 60_000)
    assert candidate.choose(1, 1)
    candidate.finish()
    assert not candidate.choose(1, 2)


def test_it_comes_back_where_it_was():
    record = QuestionState(n=3, seen=True, response=(2,), flagged=True, struck_out=(1, 4))
    candidate = attempt(questions=(record,), current=3, last_seq=9)
    assert candidate.current == 3
    assert candidate.question(3).state() == record
    candidate.choose(1, 1)
    assert candidate.next_batch().first_seq == 10


def test_saving_is_told_apart():
    candidate = attempt()
    assert candidate.saving is Saving.SAVED
    candidate.choose(1, 1)
    candidate.choose(1, 2)
    candidate.choose(2, 1)
    candidate.flag(3)
    assert candidate.saving is Saving.SAVING
    assert candidate.answers_waiting == 2
    candidate.trouble = True
    assert candidate.saving is Saving.WAITING


def test_what_was_acknowledged_is_sent_again_if_the_engine_asks():
    candidate = attempt()
    for position in (1, 2, 3):
        candidate.choose(1, position)
    assert candidate.engine_has(3)
    assert candidate.engine_has(1)
    assert candidate.next_batch().first_seq == 2
    assert len(candidate.next_batch().events) == 2


@pytest.mark.parametrize(("engine_has", "possible"), [(4, False), (5, True), (6, True), (7, False)])
def test_numbers_that_were_not_given_in_this_session_are_told(engine_has, possible):
    candidate = attempt(last_seq=5)
    candidate.choose(1, 1)
    assert candidate.engine_has(engine_has) is possible


def test_events_quote_the_session():
    candidate = attempt(session=7)
    candidate.choose(1, 1)
    assert candidate.session == candidate.next_batch().session == 7


def test_a_new_session_brings_the_record_to_what_the_screen_says():
    candidate = attempt()
    candidate.open(2)
    candidate.choose(1, 1)
    candidate.strike(2, 4)
    wrong = QuestionState(n=1, seen=False, response=(3,), flagged=True, struck_out=())
    progress = replace(START, session=4, last_seq=20, questions=(wrong,))
    assert candidate.answers_missing(progress) == 1
    candidate.enter_again(progress)
    batch = candidate.next_batch()
    assert (batch.session, batch.first_seq) == (4, 21)
    assert events_of(candidate) == [
        RespondedEvent(n=1, options=(1,), elapsed_ms=0),
        FlaggedEvent(n=1, on=False, elapsed_ms=0),
        OpenedEvent(n=2, elapsed_ms=0),
        StruckOutEvent(n=2, option=4, on=True, elapsed_ms=0),
        OpenedEvent(n=2, elapsed_ms=0),
    ]


def test_a_new_session_on_the_review_says_so():
    candidate = attempt()
    candidate.open(1)
    candidate.open_review()
    seen = QuestionState(n=1, seen=True, response=(), flagged=False, struck_out=())
    candidate.enter_again(replace(START, session=2, last_seq=1, questions=(seen,)))
    assert events_of(candidate) == [OpenedEvent(n=1, elapsed_ms=0), ReviewOpenedEvent(elapsed_ms=0)]


def test_time_that_was_granted_is_told_once():
    candidate = attempt()
    candidate.hear(HOUR_MS + 300_000, 300_000)
    assert candidate.take_gained_ms() == 300_000
    assert candidate.take_gained_ms() == 0


def test_a_paper_that_cannot_be_shown_is_refused():
    view = presented(2).view
    too_many = replace(view, questions=(replace(view.questions[0], choose=5),))
    unknown = replace(view, questions=(replace(view.questions[0], interaction="draw"),))
    no_lines = replace(view, questions=(replace(view.questions[0], interaction="match"),))
    no_scenario = replace(view, questions=(replace(view.questions[0], scenario="s@1"),))
    out_of_order = replace(view, questions=view.questions[::-1])
    empty = replace(view, questions=())
    for paper in (too_many, unknown, no_lines, no_scenario, out_of_order, empty):
        with pytest.raises(GatewayError):
            type(attempt())(paper, START, SetClock(0))
