"""Attempts: the transition function, time, replay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from exam_engine.delivery.intake import (
    new_events,
    require_covered,
    require_session,
    require_terminal,
)
from exam_engine.delivery.replay import attempt_digest, time_on_questions_ms
from exam_engine.delivery.replay import replay as replayed
from exam_engine.delivery.timing import (
    ARRIVAL_GRACE_MS,
    accepts_answers,
    expiry_due,
    remaining_ms,
    stop_credit_ms,
)
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, Refusal, StoreError
from exam_engine.model.attempt import (
    Agreed,
    AttemptState,
    Ended,
    Ending,
    Flagged,
    Phase,
    QuestionOpened,
    Recorded,
    Responded,
    ReviewOpened,
    SessionOpened,
    Started,
    StruckOut,
    TimeGranted,
    decode_event,
    encode_event,
)

HOUR = 3_600_000
START = 1_000_000


def running(allowance_ms=HOUR):
    state = transition(AttemptState(), SessionOpened(1, 1), START)
    state = transition(state, Agreed("s"), START)
    return transition(state, Started(allowance_ms), START)


def refusal(state, event, now_ms):
    with pytest.raises(AttemptRefused) as found:
        transition(state, event, now_ms)
    return found.value.reason


def test_an_attempt_runs_its_course():
    state = running()
    state = transition(state, QuestionOpened(1), START + 1, seq=1)
    state = transition(state, Responded(1, ("b",)), START + 2, seq=2)
    state = transition(state, Responded(1, ("c",)), START + 3, seq=3)
    state = transition(state, Responded(2, ("a",)), START + 4, seq=4)
    state = transition(state, Responded(2, ()), START + 5, seq=5)
    state = transition(state, Flagged(2, True), START + 6, seq=6)
    state = transition(state, StruckOut(2, "d", True), START + 7, seq=7)
    state = transition(state, Ended(Ending.SUBMITTED, START + 8), START + 8)
    assert state.responses == {1: ("c",)}
    assert state.flagged == {2}
    assert state.struck_out == {(2, "d")}
    assert (state.phase, state.ending, state.ended_ms) == (
        Phase.ENDED,
        Ending.SUBMITTED,
        START + 8,
    )
    assert (state.events, state.last_seq) == (11, 7)


@pytest.mark.parametrize(
    ("state", "event", "reason"),
    [
        (AttemptState(), Started(HOUR), Refusal.NOT_AGREED),
        (AttemptState(), Responded(1, ("a",)), Refusal.NOT_STARTED),
        (running(), Agreed("s"), Refusal.ALREADY_STARTED),
        (running(), Started(HOUR), Refusal.ALREADY_STARTED),
        (
            replace(running(), phase=Phase.ENDED, ending=Ending.SUBMITTED),
            Responded(1, ("a",)),
            Refusal.ALREADY_SUBMITTED,
        ),
        (
            replace(running(), phase=Phase.ENDED, ending=Ending.EXPIRED),
            SessionOpened(2, 2),
            Refusal.ALREADY_SUBMITTED,
        ),
        (running(), Ended(Ending.EXPIRED, START), Refusal.NOT_YET_OPEN),
    ],
)
def test_what_is_not_possible_is_refused_by_name(state, event, reason):
    assert refusal(state, event, START) is reason


def test_the_deadline_has_two_sides():
    """An answer is taken up to the deadline and the time it may need to arrive, not a ms later."""
    state = running()
    last = START + HOUR + ARRIVAL_GRACE_MS
    assert transition(state, Responded(1, ("a",)), last).responses == {1: ("a",)}
    assert refusal(state, Responded(1, ("a",)), last + 1) is Refusal.TIME_EXPIRED
    assert refusal(state, Ended(Ending.SUBMITTED, last + 1), last + 1) is Refusal.TIME_EXPIRED
    assert refusal(state, Ended(Ending.EXPIRED, START + HOUR), last) is Refusal.NOT_YET_OPEN
    closed = transition(state, Ended(Ending.EXPIRED, state.deadline_ms), last + 1)
    assert closed.ended_ms == START + HOUR
    assert remaining_ms(state, START + HOUR - 1) == 1
    assert remaining_ms(state, START + HOUR + 5) == 0
    assert remaining_ms(closed, START) == 0


def test_granted_time_moves_the_deadline():
    state = transition(running(), TimeGranted(60_000, "fire alarm"), START + 10)
    assert state.deadline_ms == START + HOUR + 60_000
    assert state.granted_ms == 60_000
    assert refusal(AttemptState(), TimeGranted(1, "x"), START) is Refusal.NOT_STARTED


@pytest.mark.parametrize(
    ("stopped", "resumed", "credit"),
    [
        (START + 100, START + 5_100, 5_000),  # stopped while it ran
        (START - 50, START + 5_000, 5_000),  # the last sign of life was before the start
        (START + HOUR + 1, START + 2 * HOUR, 0),  # the time was up before the stop
        (START + HOUR, START + HOUR + 7, 7),  # stopped at the very deadline
        (START + 100, START + 90, 0),  # a clock that went back
    ],
)
def test_a_stop_is_given_back_in_full(stopped, resumed, credit):
    assert stop_credit_ms(running(), stopped, resumed) == credit
    assert stop_credit_ms(AttemptState(), stopped, resumed) == 0


@given(st.integers(0, HOUR), st.integers(0, 10 * HOUR))
def test_after_a_stop_the_remaining_time_is_what_it_was(before, length):
    """Promise 2: however long the stop, the candidate has as much time left as at its beginning."""
    state = running()
    stopped = START + before
    resumed = stopped + length
    credit = stop_credit_ms(state, stopped, resumed)
    if credit:
        state = transition(state, TimeGranted(credit, "the engine had stopped"), resumed)
    assert remaining_ms(state, resumed) == HOUR - before


class Attempts(RuleBasedStateMachine):
    """Any order of acts at any time: the state stays lawful, and a replay arrives at the same."""

    def __init__(self):
        super().__init__()
        self.state = AttemptState()
        self.now = START
        self.recorded = []
        self.granted = 0
        self.endings = 0
        self.left = None  # remaining time after the act before, with what was granted since

    def act(self, event, seq=None):
        try:
            after = transition(self.state, event, self.now, seq)
        except AttemptRefused:
            return False
        self.state = after
        self.recorded.append(
            Recorded(n=after.events, at_ms=self.now, seq=seq, elapsed_ms=None, event=event)
        )
        return True

    @rule(step=st.integers(0, 40 * 60_000))
    def time_passes(self, step):
        self.now += step

    @rule(by_code=st.booleans())
    def another_entry(self, by_code):
        self.act(SessionOpened(self.state.session + 1, self.state.terminal + by_code))

    @rule()
    def agree(self):
        self.act(Agreed("s"))

    @rule()
    def start(self):
        self.act(Started(HOUR))

    @rule(n=st.integers(1, 5), option=st.sampled_from("abcd"))
    def answer(self, n, option):
        in_time = accepts_answers(self.state, self.now)
        assert self.act(Responded(n, (option,)), self.state.last_seq + 1) == in_time

    @rule(n=st.integers(1, 5), on=st.booleans())
    def look(self, n, on):
        self.act(QuestionOpened(n), self.state.last_seq + 1)
        self.act(Flagged(n, on), self.state.last_seq + 1)
        self.act(ReviewOpened(), self.state.last_seq + 1)

    @rule(seq=st.integers(-3, 3).filter(lambda off: off != 1))
    def out_of_sequence(self, seq):
        assert not self.act(Flagged(1, True), self.state.last_seq + seq)

    @rule(granted=st.integers(1, 30 * 60_000))
    def grant(self, granted):
        if self.act(TimeGranted(granted, "incident")):
            self.granted += granted
            self.left += granted

    @rule()
    def submit(self):
        self.endings += self.act(Ended(Ending.SUBMITTED, self.now))

    @rule()
    def expire(self):
        due = expiry_due(self.state, self.now)
        ended = self.act(Ended(Ending.EXPIRED, self.state.deadline_ms))
        assert ended == due
        self.endings += ended

    @precondition(lambda self: self.state.phase is Phase.ENDED)
    @rule(n=st.integers(1, 5))
    def nothing_after_the_end(self, n):
        assert not self.act(Responded(n, ("a",)), self.state.last_seq + 1)

    @invariant()
    def the_state_is_lawful(self):
        state = self.state
        assert self.endings <= 1
        assert (state.phase is Phase.ENDED) == (self.endings == 1)
        assert state.granted_ms == self.granted
        if state.phase is Phase.ENDED:
            assert state.ended_ms <= state.started_ms + HOUR + self.granted + ARRIVAL_GRACE_MS

    @invariant()
    def time_left_grows_by_grants_only(self):
        left = remaining_ms(self.state, self.now)
        if self.left is not None:
            assert left <= self.left
        if self.state.phase is Phase.RUNNING:
            assert left == max(0, self.state.started_ms + HOUR + self.granted - self.now)
            self.left = left

    @invariant()
    def a_replay_arrives_at_the_same_state(self):
        assert replayed(self.recorded) == self.state


TestAttempts = Attempts.TestCase


def history():
    events = [
        (SessionOpened(1, 1), None, None),
        (Agreed("s"), None, None),
        (Started(HOUR), None, None),
        (QuestionOpened(1), 1, 0),
        (Responded(1, ("a",)), 2, 30_000),
        (QuestionOpened(2), 3, 31_000),
        (QuestionOpened(1), 4, 50_000),
        (ReviewOpened(), 5, 55_000),
        (QuestionOpened(3), 6, 90_000),
        (Responded(3, ("b",)), 7, 99_000),
        (Ended(Ending.SUBMITTED, START + 120_000), None, None),
    ]
    return [
        Recorded(n=n, at_ms=START + 10 * n, seq=seq, elapsed_ms=elapsed, event=event)
        for n, (event, seq, elapsed) in enumerate(events, start=1)
    ]


def test_time_on_questions_is_counted_while_they_are_on_the_screen():
    assert time_on_questions_ms(history()) == {1: 31_000 + 5_000, 2: 19_000, 3: 9_000}
    assert time_on_questions_ms([]) == {}


def test_a_record_with_a_hole_or_an_impossible_event_is_found():
    recorded = history()
    with pytest.raises(StoreError, match="event 4 is missing"):
        replayed(recorded[:3] + recorded[4:])
    late = replace(recorded[4], at_ms=START + 2 * HOUR)
    with pytest.raises(StoreError, match="event 5 on record is not possible"):
        replayed([*recorded[:4], late])


@given(st.integers(0, 10), st.sampled_from(["at_ms", "elapsed_ms", "n", "seq"]))
def test_the_digest_covers_every_field_of_every_event(at, field):
    recorded = history()
    changed = [*recorded]
    changed[at] = replace(recorded[at], **{field: (getattr(recorded[at], field) or 0) + 1})
    assert attempt_digest(changed) != attempt_digest(recorded)


@pytest.mark.parametrize("entry", history(), ids=lambda entry: type(entry.event).__name__)
def test_events_come_back_from_their_bytes(entry):
    assert decode_event(encode_event(entry.event)) == entry.event


def test_repeats_are_recognised_by_number_and_gaps_refused():
    state = replace(running(), last_seq=5)
    said = [(Flagged(n, True), 0) for n in range(1, 5)]
    assert new_events(state, 1, 2, said) == []  # 2 to 5 are on record
    assert [new.seq for new in new_events(state, 1, 4, said)] == [6, 7]
    assert [new.seq for new in new_events(state, 1, 6, said)] == [6, 7, 8, 9]
    with pytest.raises(AttemptRefused) as found:
        new_events(state, 1, 7, said)
    assert (found.value.reason, found.value.last_seq) == (Refusal.OUT_OF_SEQUENCE, 5)


def test_nothing_of_a_message_is_new_when_its_session_was_replaced():
    """Not even what would be next by number: the new session counts from the same number."""
    state = replace(running(), session=2, last_seq=5)
    with pytest.raises(AttemptRefused) as found:
        new_events(state, 1, 6, [(Flagged(1, True), 0)])
    assert found.value.reason is Refusal.SUPERSEDED


@pytest.mark.parametrize("held", [1, 3])
def test_a_session_or_terminal_other_than_the_last_is_told_that_it_was_replaced(held):
    state = replace(running(), session=2, terminal=2)
    for require in (require_session, require_terminal):
        require(state, 2)
        with pytest.raises(AttemptRefused, match="taken over at another terminal") as found:
            require(state, held)
        assert found.value.reason is Refusal.SUPERSEDED


def test_a_session_counts_entries_and_a_terminal_admissions():
    state = transition(running(), SessionOpened(2, 1), START)  # the same terminal, started again
    assert (state.session, state.terminal, state.phase) == (2, 1, Phase.RUNNING)
    state = transition(state, SessionOpened(3, 2), START)
    assert (state.session, state.terminal) == (3, 2)


def test_a_submission_names_the_last_event_it_covers():
    state = replace(running(), last_seq=5)
    require_covered(state, 5)
    with pytest.raises(AttemptRefused, match="covers event 6, but 5 is the last on record"):
        require_covered(state, 6)
