"""Pauses, messages, help, endings on behalf: what the clock charges, and what is refused.

Parent: a second clock that adds up running time step by step, without the module's formulas.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.delivery.replay import attempt_digest, replay
from exam_engine.delivery.timing import ARRIVAL_GRACE_MS, expiry_due, remaining_ms
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import (
    GIVEN_BACK,
    Agreed,
    AttemptState,
    Cause,
    Commented,
    Ended,
    EndedFor,
    Ending,
    HelpCalled,
    MessageRead,
    MessageSent,
    Paused,
    Phase,
    Recorded,
    Responded,
    Resumed,
    Started,
    TimeGranted,
    decode_event,
    encode_event,
)

ALLOWANCE = 600_000


def running(allowance=ALLOWANCE, at_ms=1_000):
    state = transition(AttemptState(), Agreed("s" * 64), 0)
    return transition(state, Started(allowance), at_ms)


def stopped(credit_ms=GIVEN_BACK, cause=Cause.TECHNICAL):
    return Paused(cause, "ines", credit_ms, "the room is being changed")


PHASES = st.lists(
    st.tuples(
        st.integers(0, 50_000),  # running
        st.integers(0, 90_000),  # paused
        st.sampled_from([GIVEN_BACK, 0, 20_000]),
        st.integers(0, 5_000),  # granted meanwhile
    ),
    max_size=6,
)


@given(PHASES)
def test_only_running_time_and_charged_pauses_use_up_the_allowance(phases):
    state, now_ms, used_ms, granted_ms = running(), 1_000, 0, 0
    for run_ms, pause_ms, credit_ms, grant_ms in phases:
        now_ms += run_ms
        used_ms += run_ms
        state = transition(state, stopped(credit_ms), now_ms)
        left_ms = remaining_ms(state, now_ms)
        for step in range(0, pause_ms, 1_000):
            back = step if credit_ms == GIVEN_BACK else min(step, credit_ms)
            assert remaining_ms(state, now_ms + step) == left_ms - (step - back)
        now_ms += pause_ms
        used_ms += pause_ms - (pause_ms if credit_ms == GIVEN_BACK else min(pause_ms, credit_ms))
        state = transition(state, TimeGranted(grant_ms, "noise"), now_ms)
        granted_ms += grant_ms
        state = transition(state, Resumed("ines"), now_ms)
        assert state.phase is Phase.RUNNING
    # 6 times 50 s running and 90 s charged stay below what is allowed plus one grace only here:
    left_ms = ALLOWANCE + granted_ms - used_ms
    assert remaining_ms(state, now_ms) == max(0, left_ms)
    end_ms = now_ms + left_ms
    assert not expiry_due(state, end_ms + ARRIVAL_GRACE_MS)
    assert expiry_due(state, end_ms + ARRIVAL_GRACE_MS + 1)


def test_a_pause_that_is_given_back_never_expires():
    state = transition(running(), stopped(), 2_000)
    assert not expiry_due(state, 10**12)
    assert remaining_ms(state, 10**12) == ALLOWANCE - 1_000


def test_a_break_is_charged_once_its_budget_is_used_up_and_can_end_the_attempt():
    state = transition(running(), stopped(60_000, Cause.BREAK), 2_000)
    assert remaining_ms(state, 62_000) == ALLOWANCE - 1_000
    assert remaining_ms(state, 72_000) == ALLOWANCE - 11_000
    over_ms = 1_000 + ALLOWANCE + 60_000
    assert expiry_due(state, over_ms + ARRIVAL_GRACE_MS + 1)
    ended = transition(state, Ended(Ending.EXPIRED, over_ms), over_ms + ARRIVAL_GRACE_MS + 1)
    assert (ended.phase, ended.pause, ended.ended_ms) == (Phase.ENDED, None, over_ms)
    back = transition(state, Resumed("C-1"), 52_000)
    assert (back.break_ms, back.stopped_ms) == (50_000, 50_000)


def refusal(state, event, now_ms, seq=None):
    with pytest.raises(AttemptRefused) as found:
        transition(state, event, now_ms, seq)
    return found.value.reason


def test_no_answer_is_taken_in_a_pause_but_one_made_just_before_it():
    state = transition(running(), stopped(), 2_000)
    late = transition(state, Responded(1, ("a",)), 2_000 + ARRIVAL_GRACE_MS, 1)
    assert (late.phase, late.responses) == (Phase.PAUSED, {1: ("a",)})
    after = 2_001 + ARRIVAL_GRACE_MS
    assert refusal(state, Responded(1, ("a",)), after, 1) is Refusal.PAUSED
    assert refusal(state, Commented(1, "unclear"), after, 1) is Refusal.PAUSED
    assert refusal(state, Ended(Ending.SUBMITTED, after), after) is Refusal.PAUSED


def test_a_pause_before_the_bell_does_not_open_the_door_after_it():
    state = transition(running(), stopped(), 1_000 + ALLOWANCE - 1)
    late = 1_000 + ALLOWANCE + ARRIVAL_GRACE_MS + 1
    assert refusal(state, Responded(1, ("a",)), late, 1) is Refusal.PAUSED


def test_what_cannot_be_is_refused_by_name():
    state = running()
    assert refusal(state, Resumed("ines"), 2_000) is Refusal.NOT_PAUSED
    paused = transition(state, stopped(), 2_000)
    assert refusal(paused, stopped(), 2_000) is Refusal.PAUSED
    assert refusal(AttemptState(), stopped(), 0) is Refusal.NOT_STARTED
    ended = transition(state, Ended(Ending.SUBMITTED, 2_000), 2_000)
    for event in (stopped(), Resumed("i"), MessageSent(1, "x", "i"), HelpCalled(True)):
        assert refusal(ended, event, 3_000) is Refusal.ALREADY_SUBMITTED


def test_two_different_people_finish_for_a_candidate_also_in_a_pause():
    state = transition(running(), stopped(), 2_000)
    assert refusal(state, EndedFor(3_000, ("ines", "ines"), "fire"), 3_000) is Refusal.UNAUTHORISED
    ended = transition(state, EndedFor(3_000, ("ines", "otto"), "fire"), 3_000)
    assert (ended.ending, ended.ended_ms, ended.pause) == (Ending.FORCED, 3_000, None)
    assert refusal(ended, Responded(1, ("a",)), 3_000, 1) is Refusal.ALREADY_SUBMITTED


def test_messages_wait_until_they_are_confirmed_and_help_until_it_came():
    state = transition(running(), MessageSent(1, "ten minutes more", "ines"), 2_000)
    state = transition(state, MessageSent(2, "quiet, please", "ines"), 2_000)
    state = transition(state, HelpCalled(True), 2_000, 1)
    assert state.unread == {1: "ten minutes more", 2: "quiet, please"}
    state = transition(state, MessageRead(1), 2_000, 2)
    assert (state.unread, state.messages, state.calls_help) == ({2: "quiet, please"}, 2, True)
    assert not transition(state, HelpCalled(False), 2_000, 3).calls_help


def test_every_event_reads_back_and_replays_to_the_same_state():
    events = [
        Agreed("s" * 64), Started(ALLOWANCE), Commented(3, "two right answers"), stopped(30_000),
        MessageSent(1, "we move to room 2", "ines"), Resumed("ines"), MessageRead(1),
        HelpCalled(True), TimeGranted(60_000, "noise"), EndedFor(9_000, ("ines", "otto"), "ill"),
    ]  # fmt: skip
    state, recorded = AttemptState(), []
    for n, event in enumerate(events, start=1):
        assert decode_event(encode_event(event)) == event
        state = transition(state, event, n * 1_000)
        recorded.append(Recorded(n=n, at_ms=n * 1_000, seq=None, elapsed_ms=None, event=event))
    assert replay(recorded) == state
    assert len(attempt_digest(recorded)) == 64
    assert (state.comments, state.stopped_ms) == ({3: "two right answers"}, 2_000)
