"""The pulse, from which a restart knows how long the engine had stopped; and giving that back."""

import time

import pytest
from sqlalchemy import event

from exam_engine.clock import SystemClock
from exam_engine.delivery.replay import replay
from exam_engine.delivery.timing import remaining_ms
from exam_engine.model.attempt import NewEvent, TimeGranted
from exam_engine.store import ledger as ledger_module
from exam_engine.store import staging
from exam_engine.store.database import reading
from exam_engine.store.events import last_pulse_ms
from exam_engine.store.ledger import Decision, Ledger
from store.bench import HOUR, NOW, alter, answer, begin, events, look

LOST_MS = 600_000


def pulse_of(engine):
    with reading(engine) as connection:
        return last_pulse_ms(connection)


def grant(state, now_ms):
    """The room's job at a start, for attempts that run."""
    if not state.started_ms:
        return Decision()
    return Decision([NewEvent(TimeGranted(LOST_MS, "the engine had stopped"))])


def wait_until(reached, clock, at_most_ms=10_000):
    until_ms = clock.now_ms() + at_most_ms
    while not reached():
        assert clock.now_ms() < until_ms, "it never came"
        time.sleep(0.005)


@pytest.mark.parametrize("reads_meanwhile", [False, True], ids=["idle", "reading"])
def test_without_a_commit_the_pulse_comes_every_second(engine, host, monkeypatch, reads_meanwhile):
    """A read just before the pulse is due does not put it off by another second."""
    pulses = []

    def watched(connection, now_ms, process):
        pulses.append(now_ms)
        staging.write_pulse(connection, now_ms, process)

    monkeypatch.setattr(ledger_module, "write_pulse", watched)
    clock = SystemClock()
    ledger = Ledger(engine, clock, host)
    ledger.start()
    wait_until(lambda: pulses, clock)
    if reads_meanwhile:
        wait_until(lambda: clock.now_ms() >= pulses[0] + 900, clock)
        ledger.execute(1, look)
    wait_until(lambda: len(pulses) > 1, clock)
    ledger.stop()
    assert 1_000 <= pulses[1] - pulses[0] < 1_800  # a loaded machine is late, not by a second
    assert pulse_of(engine) == pulses[-1]


def test_every_commit_is_a_pulse_and_reading_is_none_before_its_time(ledger, engine, clock):
    begin(ledger, 1)
    clock.advance_ms(999)
    ledger.execute(1, look)
    ledger.execute(1, look)
    assert pulse_of(engine) == NOW
    ledger.execute(1, answer("a"))
    assert pulse_of(engine) == NOW + 999


def test_under_reading_alone_the_pulse_comes_when_it_is_due(ledger, engine, clock):
    begin(ledger, 1)
    clock.advance_ms(1_000)
    ledger.execute(1, look)
    ledger.execute(1, look)  # answered after the pulse that the one before let come
    assert pulse_of(engine) == NOW + 1_000


def three_running(ledger):
    for attempt in (1, 2, 3):
        begin(ledger, attempt)
    ledger.stop()


def granted(engine, attempt):
    return [e.event for e in events(engine, attempt) if isinstance(e.event, TimeGranted)]


def test_time_is_given_back_to_everybody_in_one_transaction_with_the_pulse(
    ledger, engine, clock, host
):
    three_running(ledger)
    clock.advance_ms(LOST_MS)
    commits = []
    event.listen(engine, "commit", commits.append)
    broken = Ledger(engine, clock, host).begin([1, 2, 3, 4], grant)
    assert broken == []
    assert len(commits) == 1
    for attempt in (1, 2, 3):
        assert remaining_ms(replay(events(engine, attempt)), clock.now_ms()) == HOUR
    assert events(engine, 4) == []
    assert pulse_of(engine) == NOW + LOST_MS


def test_a_start_that_fails_gives_nothing_back_and_moves_no_pulse(
    ledger, engine, clock, host, monkeypatch
):
    """The next start then finds the whole stop still to be given back."""
    three_running(ledger)
    clock.advance_ms(LOST_MS)

    def power_cut(connection, now_ms, process):
        staging.write_pulse(connection, now_ms, process)
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(ledger_module, "write_pulse", power_cut)
        Ledger(engine, clock, host).begin([1, 2, 3], grant)
    assert pulse_of(engine) == NOW
    assert [granted(engine, attempt) for attempt in (1, 2, 3)] == [[], [], []]
    Ledger(engine, clock, host).begin([1, 2, 3], grant)
    assert [len(granted(engine, attempt)) for attempt in (1, 2, 3)] == [1, 1, 1]


def test_a_damaged_attempt_keeps_nobody_from_being_given_time_back(ledger, engine, clock, host):
    three_running(ledger)
    alter(engine, "UPDATE attempt_event SET event = x'00' WHERE attempt_id = 2 AND n = 3")
    made = Ledger(engine, clock, host)
    assert made.begin([1, 2, 3], grant) == [2]
    assert [attempt for attempt, _ in made.states()] == [1, 3]
    assert [len(granted(engine, attempt)) for attempt in (1, 3)] == [1, 1]
