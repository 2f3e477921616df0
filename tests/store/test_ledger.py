"""The ledger: acknowledged means on disk; one refusal disturbs nobody; nothing is written twice."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from exam_engine.clock import SetClock
from exam_engine.delivery.replay import attempt_digest, replay
from exam_engine.errors import AttemptRefused, StoreError
from exam_engine.model.attempt import (
    Agreed,
    AttemptState,
    Ended,
    Ending,
    Flagged,
    NewEvent,
    Responded,
    SessionOpened,
    Started,
)
from exam_engine.store import audit_log
from exam_engine.store.database import open_database, reading, sqlite_url, writing
from exam_engine.store.events import last_pulse_ms, recorded_events
from exam_engine.store.ledger import Decision, Ledger
from exam_engine.vault.audit import verify_log

HOUR = 3_600_000
ATTEMPTS = 8


def prepare(url):
    engine = open_database(url)
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO sitting VALUES ('s', 'f', 'd', 0, 9, 'p')"))
        for n in range(1, ATTEMPTS + 1):
            connection.execute(text(f"INSERT INTO candidate VALUES ('C-{n}', 'N')"))
            connection.execute(
                text(f"INSERT INTO attempt VALUES ({n}, 's', 'C-{n}', 0, NULL, NULL)")
            )
    return engine


@pytest.fixture
def engine(tmp_path):
    made = prepare(sqlite_url(tmp_path / "engine.db"))
    yield made
    made.dispose()


@pytest.fixture
def clock():
    return SetClock(1_000_000)


@pytest.fixture
def ledger(engine, clock):
    made = Ledger(engine, clock)
    made.start()
    yield made
    made.stop()


def record(*events):
    return lambda state, now_ms: Decision([NewEvent(event) for event in events])


def answer(option):
    def decide(state, now_ms):
        return Decision([NewEvent(Responded(1, (option,)), state.last_seq + 1, 5)])

    return decide


def begin(ledger, attempt):
    return ledger.execute(attempt, record(SessionOpened(1), Agreed("s"), Started(HOUR))).state


def test_what_is_acknowledged_stands_in_the_database(ledger, engine):
    begin(ledger, 1)
    outcome = ledger.execute(1, answer("b"))
    assert outcome.state.responses == {1: ("b",)}
    with reading(engine) as connection:
        assert replay(recorded_events(connection, 1)) == outcome.state
        assert last_pulse_ms(connection) == 1_000_000


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
    with reading(engine) as connection:
        assert len(recorded_events(connection, 1)) == 6
        assert recorded_events(connection, 2) == []


def test_a_refusal_after_its_own_events_takes_them_back(ledger, engine):
    begin(ledger, 1)
    decision = [NewEvent(Flagged(1, True), 1, 0), NewEvent(Flagged(2, True), 9, 0)]
    with pytest.raises(AttemptRefused):
        ledger.execute(1, lambda state, now_ms: Decision(decision))
    with reading(engine) as connection:
        assert len(recorded_events(connection, 1)) == 3


def test_many_threads_are_answered_by_few_commits(engine, clock):
    """Group commit: jobs that wait together are written together."""
    commits = []
    ledger = Ledger(
        engine, clock, deliver=lambda answers: (commits.append(1), [a() for a in answers])
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
    assert ledger.execute(1, lambda state, now_ms: Decision()).state == before


def test_a_disk_that_refuses_is_reported_and_nothing_is_half_written(ledger, engine):
    begin(ledger, 1)
    with writing(engine) as connection:
        connection.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON attempt_event "
                "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        )
    with pytest.raises(StoreError, match="could not be written to disk: disk full"):
        ledger.execute(1, answer("a"))
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER full"))
    assert ledger.execute(1, answer("b")).state.responses == {1: ("b",)}
    with reading(engine) as connection:
        assert len(recorded_events(connection, 1)) == 4


def test_start_and_end_stand_in_the_audit_log_with_the_digest(ledger, engine, clock):
    begin(ledger, 1)
    ledger.execute(1, answer("a"))
    clock.advance_ms(60_000)
    ledger.execute(1, record(Ended(Ending.SUBMITTED, clock.now_ms())))
    entries = list(audit_log.entries(engine))
    assert [entry.act for entry in entries] == ["attempt started", "attempt submitted"]
    assert verify_log(entries) == []
    with reading(engine) as connection:
        assert entries[1].details["digest"] == attempt_digest(recorded_events(connection, 1))
        ended = connection.execute(text("SELECT ended_ms FROM attempt WHERE id = 1")).scalar()
    assert ended == clock.now_ms()


def test_two_writers_on_one_attempt_cannot_both_win(engine, clock):
    """A second process that wrote meanwhile is noticed by the event's number, never overwritten."""
    one, other = Ledger(engine, clock), Ledger(engine, clock)
    for ledger in (one, other):
        ledger.start()
    begin(one, 1)
    other.execute(1, answer("a"))
    with pytest.raises(StoreError):
        one.execute(1, answer("b"))  # what it remembers is stale
    assert one.execute(1, answer("b")).state.responses == {1: ("b",)}
    for ledger in (one, other):
        ledger.stop()
    with reading(engine) as connection:
        assert len(recorded_events(connection, 1)) == 5


WRITER = """
import sys
from exam_engine.clock import SystemClock
from exam_engine.model.attempt import Agreed, NewEvent, Responded, SessionOpened, Started
from exam_engine.store.database import open_database
from exam_engine.store.ledger import Decision, Ledger
ledger = Ledger(open_database(sys.argv[1]), SystemClock())
ledger.start()
events = [NewEvent(e) for e in (SessionOpened(1), Agreed("s"), Started(3_600_000))]
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
def test_no_acknowledged_answer_is_lost_by_kill_9(tmp_path):
    """Promise 1: a process is killed in the middle of its writes; all it acknowledged is there."""
    url = sqlite_url(tmp_path / "engine.db")
    prepare(url).dispose()
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True
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
    engine = open_database(url)
    with reading(engine) as connection:
        for attempt, seq in acknowledged.items():
            state = replay(recorded_events(connection, attempt))
            assert isinstance(state, AttemptState)
            assert state.last_seq >= seq
    engine.dispose()
