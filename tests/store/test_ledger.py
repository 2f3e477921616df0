"""The ledger: acknowledged means on disk; one refusal disturbs nobody; nothing is written twice."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from exam_engine.delivery.replay import replay
from exam_engine.delivery.timing import ARRIVAL_GRACE_MS
from exam_engine.errors import AttemptRefused, StoreError
from exam_engine.model.attempt import AttemptState, Ended, Ending, Flagged, NewEvent, Responded
from exam_engine.store.database import open_database, reading
from exam_engine.store.events import last_pulse_ms, recorded_events
from exam_engine.store.ledger import Decision, Ledger
from store.bench import ATTEMPTS, HOUR, NOW, answer, begin, busy, events, look, record


def test_what_is_acknowledged_stands_in_the_database(ledger, engine):
    begin(ledger, 1)
    outcome = ledger.execute(1, answer("b"))
    assert outcome.state.responses == {1: ("b",)}
    assert replay(events(engine, 1)) == outcome.state
    with reading(engine) as connection:
        assert last_pulse_ms(connection) == NOW


def test_a_refused_job_leaves_no_trace_and_disturbs_nobody(ledger, engine):
    begin(ledger, 1)
    done = []
    ledger.submit(1, answer("a"), done.append)
    ledger.submit(2, answer("a"), done.append)  # not started
    ledger.submit(1, answer("b"), done.append)
    last = ledger.execute(1, answer("c"))
    assert last.state.responses == {1: ("c",)}
    assert isinstance(done[1], AttemptRefused)
    assert done[2].state.responses == {1: ("b",)}
    assert len(events(engine, 1)) == 6
    assert events(engine, 2) == []


def test_a_refusal_after_its_own_events_takes_them_back(ledger, engine):
    begin(ledger, 1)
    decision = [NewEvent(Flagged(1, True), 1, 0), NewEvent(Flagged(2, True), 9, 0)]
    with pytest.raises(AttemptRefused):
        ledger.execute(1, lambda state, now_ms: Decision(decision))
    assert len(events(engine, 1)) == 3


def test_many_threads_are_answered_by_few_commits(engine, clock, host):
    """Group commit: jobs that wait together are written together."""
    commits = []
    ledger = Ledger(
        engine, clock, host, deliver=lambda answers: (commits.append(1), [a() for a in answers])
    )
    gate = threading.Event()
    ledger.submit(8, lambda state, now_ms: (gate.wait(10), Decision())[1], lambda outcome: None)
    ledger.start()
    with ThreadPoolExecutor(ATTEMPTS - 1) as pool:
        waiting = [pool.submit(begin, ledger, n) for n in range(1, ATTEMPTS)]
        while ledger._jobs.qsize() < ATTEMPTS - 1:
            pass
        gate.set()
        assert all(future.result().started_ms for future in waiting)
    ledger.stop()
    assert len(commits) <= 3


def test_memory_can_be_forgotten_at_any_time(ledger):
    begin(ledger, 1)
    before = ledger.execute(1, answer("a")).state
    ledger.forget(1)
    assert ledger.execute(1, look).state == before


def test_an_ended_attempt_leaves_memory_and_is_still_known(ledger, clock):
    begin(ledger, 1)
    begin(ledger, 2)
    ended = ledger.execute(1, record(Ended(Ending.SUBMITTED, clock.now_ms()))).state
    assert [attempt for attempt, _ in ledger.states()] == [2]
    assert ledger.execute(1, look).state == ended
    assert [attempt for attempt, _ in ledger.states()] == [2]  # being asked for brings none back
    with pytest.raises(AttemptRefused, match="nothing can be changed"):
        ledger.execute(1, answer("a"))


def test_a_job_counts_with_the_moment_it_was_handed_in_however_long_it_waits(ledger, engine, clock):
    """What arrives in time is taken in time, even if the disk lets it wait past the deadline."""
    begin(ledger, 1)
    done = []
    with busy(ledger):
        clock.set_ms(NOW + HOUR + ARRIVAL_GRACE_MS)
        ledger.submit(1, answer("a"), done.append)
        clock.advance_ms(1)
        ledger.submit(1, record(Ended(Ending.EXPIRED, NOW + HOUR)), done.append)
        ledger.submit(1, answer("b"), done.append)
        clock.advance_ms(HOUR)
    assert done[0].state.responses == {1: ("a",)}
    assert done[0].now_ms == NOW + HOUR + ARRIVAL_GRACE_MS
    assert done[1].state.ending is Ending.EXPIRED
    assert isinstance(done[2], AttemptRefused)
    assert [entry.at_ms - NOW - HOUR for entry in events(engine, 1)[3:]] == [3_000, 3_001]


def test_what_was_submitted_before_the_stop_is_written(engine, clock, host):
    ledger = Ledger(engine, clock, host)
    done = []
    for attempt in (1, 2, 3):
        ledger.submit(attempt, record(), done.append)
    ledger.start()
    begin(ledger, 4)
    ledger.submit(4, answer("a"), done.append)
    ledger.stop()
    assert len(done) == 4
    assert len(events(engine, 4)) == 4


def test_after_the_stop_every_job_is_refused_at_once(engine, clock, host):
    ledger = Ledger(engine, clock, host)
    ledger.start()
    begin(ledger, 1)
    ledger.stop()
    assert not ledger.healthy
    with pytest.raises(StoreError, match="the engine is stopping; try again"):
        ledger.execute(1, answer("a"))
    assert len(events(engine, 1)) == 3


def test_whoever_hands_in_while_the_ledger_stops_is_answered(engine, clock, host):
    """A job is written or refused; none falls between and waits for ever."""
    for _ in range(20):
        ledger = Ledger(engine, clock, host)
        ledger.start()
        start = threading.Barrier(4)

        def hand_in(ledger=ledger, start=start):
            done = []
            start.wait()
            for _ in range(20):
                ledger.submit(1, look, done.append)
            return done

        with ThreadPoolExecutor(3) as pool:
            answers = [pool.submit(hand_in) for _ in range(3)]
            start.wait()
            ledger.stop()
            assert [len(future.result()) for future in answers] == [20, 20, 20]


def test_two_writers_on_one_attempt_cannot_both_take_one_number(engine, clock, host):
    """A second process that wrote meanwhile is noticed, and what it wrote comes first."""
    one, other = Ledger(engine, clock, host), Ledger(engine, clock, host)
    for ledger in (one, other):
        ledger.start()
    begin(one, 1)
    other.execute(1, answer("a"))
    outcome = one.execute(1, answer("b"))  # what it remembered was stale, and is read anew
    assert (outcome.state.last_seq, outcome.state.responses) == (2, {1: ("b",)})
    with pytest.raises(AttemptRefused, match="event 2 came, but 3 is next"):
        other.execute(1, lambda *_: Decision([NewEvent(Responded(1, ("c",)), 2, 0)]))
    for ledger in (one, other):
        ledger.stop()
    assert [(e.n, e.seq) for e in events(engine, 1)[3:]] == [(4, 1), (5, 2)]


WRITER = """
import sys
from exam_engine.clock import SystemClock
from exam_engine.model.attempt import Agreed, NewEvent, Responded, SessionOpened, Started
from exam_engine.store.database import open_database
from exam_engine.store.ledger import Decision, Ledger
from exam_engine.vault.identity import Identity
engine = open_database(sys.argv[1])
ledger = Ledger(engine, SystemClock(), Identity.generate("centre"))
ledger.start()
events = [NewEvent(e) for e in (SessionOpened(1, 1), Agreed("s"), Started(3_600_000))]
for attempt in range(1, 9):
    ledger.execute(attempt, lambda state, now: Decision(events))
while True:
    for attempt in range(1, 9):
        def decide(state, now):
            return Decision([NewEvent(Responded(1, ("a",)), state.last_seq + 1, 0)])
        outcome = ledger.execute(attempt, decide)
        print(attempt, outcome.state.last_seq, flush=True)
"""


@pytest.mark.journey
def test_no_acknowledged_answer_is_lost_by_kill_9(url):
    """Promise 1: a process is killed in the middle of its writes; all it acknowledged is there."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url.render_as_string()], stdout=subprocess.PIPE, text=True
    )
    acknowledged = {}
    for line, _ in zip(process.stdout, range(400), strict=False):
        attempt, seq = map(int, line.split())
        acknowledged[attempt] = seq
    os.kill(process.pid, signal.SIGKILL)
    for line in process.stdout:  # what it said before it died
        attempt, seq = map(int, line.split())
        acknowledged[attempt] = seq
    process.wait()
    process.stdout.close()
    assert len(acknowledged) == ATTEMPTS
    engine = open_database(url)
    with reading(engine) as connection:
        for attempt, seq in acknowledged.items():
            state = replay(recorded_events(connection, attempt))
            assert isinstance(state, AttemptState)
            assert state.last_seq >= seq
    engine.dispose()
