"""What goes wrong with one job concerns nobody else, and the ledger goes on."""

import re

import pytest
from sqlalchemy import insert

import databases
from exam_engine.errors import AttemptRefused, StoreError
from exam_engine.model.attempt import Agreed, Flagged, NewEvent, QuestionOpened, encode_event
from exam_engine.store import roster
from exam_engine.store.database import reading, writing
from exam_engine.store.ledger import Decision, Ledger
from exam_engine.store.tables import EventRow, SittingRow
from store.bench import (
    a_disk_that_refuses,
    alter,
    answer,
    begin,
    busy,
    events,
    look,
)

BAD = [RuntimeError("a defect"), StoreError("no such attempt"), KeyError(5), OverflowError()]


def failing(error):
    """A job that writes a session and then fails."""

    def decide(state, now_ms):
        def write(connection):
            roster.add_session(connection, b"token", 2, 1)
            raise error

        return Decision([NewEvent(QuestionOpened(1))], write)

    return decide


def settle_together(ledger, *jobs):
    """Return the outcomes of jobs, pairs of (attempt, decide), that are taken as one batch."""
    done = []
    with busy(ledger):
        for attempt, decide in jobs:
            ledger.submit(attempt, decide, done.append)
    assert len(done) == len(jobs)
    return done


def assert_it_goes_on(ledger):
    assert ledger.healthy
    assert ledger.execute(3, answer("z")).state.responses == {1: ("z",)}


@pytest.mark.parametrize("error", BAD, ids=lambda error: type(error).__name__)
def test_a_job_that_fails_is_taken_out_and_its_batch_settled_without_it(ledger, engine, error):
    for attempt in (1, 2, 3):
        begin(ledger, attempt)
    done = settle_together(ledger, (1, answer("a")), (2, failing(error)), (3, answer("c")))
    assert done[0].state.responses == {1: ("a",)}
    assert done[1] is error
    assert done[2].state.responses == {1: ("c",)}
    assert [len(events(engine, attempt)) for attempt in (1, 2, 3)] == [4, 3, 4]
    with reading(engine) as connection:
        assert roster.find_session(connection, b"token") is None
    assert_it_goes_on(ledger)


def test_jobs_of_one_attempt_around_a_failing_one_keep_their_order(ledger, engine):
    begin(ledger, 2)
    begin(ledger, 3)
    done = settle_together(
        ledger, (2, answer("a")), (2, failing(RuntimeError())), (2, answer("b")), (2, answer("c"))
    )
    assert [outcome.state.last_seq for outcome in (done[0], done[2], done[3])] == [1, 2, 3]
    assert [entry.event.response for entry in events(engine, 2)[3:]] == [("a",), ("b",), ("c",)]
    assert_it_goes_on(ledger)


def test_a_job_that_the_database_refuses_is_told_and_the_others_are_written(ledger, engine):
    """A row that breaks a constraint is nobody's fault but the job's that wrote it."""
    for attempt in (1, 3):
        begin(ledger, attempt)

    def twice(state, now_ms):
        row = {"id": "s", "opens_ms": 0, "paper": "", "record": b"", "signer": "", "signature": b""}
        return Decision(write=lambda connection: connection.execute(insert(SittingRow), [row]))

    done = settle_together(ledger, (1, answer("a")), (2, twice), (3, answer("c")))
    assert isinstance(done[1], StoreError)
    assert [len(events(engine, attempt)) for attempt in (1, 3)] == [4, 4]
    assert_it_goes_on(ledger)


def test_a_disk_that_refuses_is_told_to_everybody_and_nothing_is_half_written(ledger, engine):
    for attempt in (1, 3):
        begin(ledger, attempt)
    with a_disk_that_refuses(engine):
        done = settle_together(ledger, (1, answer("a")), (3, answer("a")))
        for outcome in done:
            assert isinstance(outcome, StoreError)
            assert "could not be written to disk: " in str(outcome)
            assert re.search("readonly|read-only", str(outcome))
    assert [len(events(engine, attempt)) for attempt in (1, 3)] == [3, 3]
    # Memory is what is on disk: the next answer has the number that the lost one would have had.
    assert ledger.execute(1, answer("b")).state.last_seq == 1
    assert_it_goes_on(ledger)


def test_the_ledger_is_healthy_only_while_its_writes_reach_the_disk(ledger, engine):
    begin(ledger, 1)
    assert ledger.healthy
    with a_disk_that_refuses(engine):
        with pytest.raises(StoreError):
            ledger.execute(1, answer("a"))
        assert not ledger.healthy
        ledger.execute(1, look)  # reading goes on, and says nothing of writing
        assert not ledger.healthy
    ledger.execute(1, answer("a"))
    assert ledger.healthy


def test_without_any_traffic_the_pulse_tells_that_the_disk_refuses_and_recovers(
    ledger, engine, clock
):
    def pulse():
        clock.advance_ms(1_000)
        ledger.execute(8, look)  # wakes the ledger; the pulse follows
        ledger.execute(8, look)

    pulse()
    assert ledger.healthy
    with a_disk_that_refuses(engine):
        pulse()
        assert not ledger.healthy
    pulse()
    assert ledger.healthy


def test_an_attempt_whose_record_is_impossible_is_refused_and_the_others_run(ledger, engine):
    for attempt in (1, 2, 3):
        begin(ledger, attempt)
    alter(engine, "DELETE FROM attempt_event WHERE attempt_id = 2 AND n = 2")
    ledger.forget(2)
    done = settle_together(ledger, (1, answer("a")), (2, answer("b")), (3, answer("c")))
    assert isinstance(done[1], StoreError)
    assert str(done[1]) == "attempt 2: event 2 is missing from the record"
    assert done[0].state.last_seq == done[2].state.last_seq == 1
    assert_it_goes_on(ledger)


def test_an_event_put_under_a_running_attempt_does_not_stop_the_ledger(ledger, engine):
    """What memory holds collides with it; what is read instead is no possible history."""
    begin(ledger, 1)
    begin(ledger, 3)
    with writing(engine) as connection:
        forged = {"attempt_id": 1, "n": 4, "at_ms": 1, "event": encode_event(Agreed("s"))}
        connection.execute(insert(EventRow), [forged])
    with pytest.raises(StoreError, match="attempt 1: event 4 on record is not possible"):
        ledger.execute(1, answer("a"))
    assert_it_goes_on(ledger)


def test_after_a_collision_the_attempt_is_still_watched(ledger, engine, clock, host):
    """An attempt out of memory would never be closed when its time is up."""
    begin(ledger, 1)
    other = Ledger(engine, clock, host)
    other.start()
    other.execute(1, answer("a"))
    other.stop()
    with pytest.raises(AttemptRefused, match="event 1 came, but 2 is next"):
        ledger.execute(1, lambda *_: Decision([NewEvent(Flagged(1, True), 1, 0)]))
    assert dict(ledger.states())[1].last_seq == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE attempt_event SET event = 'x' WHERE n = 2", "event 2 on record cannot be read"),
        ("UPDATE attempt_event SET event = x'ff' WHERE n = 2", "event 2 on record cannot be read"),
        ("UPDATE attempt_event SET event = x'5b2252222c312c5b22ff225d5d' WHERE n = 2",
         "event 2 on record cannot be read"),
        ("UPDATE attempt_event SET event = 7 WHERE n = 2", "event 2 on record cannot be read"),
        ("UPDATE attempt_event SET at_ms = 'noon' WHERE n = 2", "event 2 on record cannot be read"),
        ("UPDATE attempt_event SET seq = 1.5 WHERE n = 2", "event 2 on record "),  # or 2
        ("UPDATE attempt_event SET n = 9 WHERE n = 3", "event 3 is missing from the record"),
        ("UPDATE attempt_event SET seq = 4 WHERE n = 2", "event 2 on record is not possible"),
    ],
)  # fmt: skip
def test_whatever_was_done_to_a_record_is_told_as_a_damaged_record(ledger, engine, statement, said):
    begin(ledger, 1)
    alter(engine, statement)
    ledger.forget(1)
    with pytest.raises(StoreError, match=said):
        ledger.execute(1, look)


def test_a_start_is_refused_while_the_audit_log_cannot_be_continued(ledger, engine):
    """No act without its entry: a log whose last entry is unreadable can have no next one."""
    begin(ledger, 1)
    alter(engine, "UPDATE audit_entry SET details = '{'")
    with pytest.raises(StoreError, match="the last entry of the audit log cannot be read"):
        begin(ledger, 2)
    assert events(engine, 2) == []
    assert ledger.execute(1, answer("a")).state.last_seq == 1  # who has started goes on


_NO_SECOND_EVENT = {
    "sqlite": [
        "CREATE TRIGGER no_second BEFORE INSERT ON attempt_event WHEN NEW.seq = 2 "
        "BEGIN SELECT RAISE(ABORT, 'no second event'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE integrity_constraint_violation; END $$",
        "CREATE TRIGGER no_second BEFORE INSERT ON attempt_event FOR EACH ROW "
        "WHEN (NEW.seq = 2) EXECUTE FUNCTION refuse()",
    ],
}


def test_a_batch_is_written_in_one_transaction_or_not_at_all(ledger, engine):
    """An event refused by the database itself leaves nothing of its own job behind."""
    begin(ledger, 1)
    begin(ledger, 3)
    with writing(engine) as connection:
        for statement in _NO_SECOND_EVENT["postgresql" if databases.on_postgresql() else "sqlite"]:
            connection.exec_driver_sql(statement)
    both = Decision([NewEvent(Flagged(1, True), 1, 0), NewEvent(Flagged(2, True), 2, 0)])
    done = settle_together(ledger, (1, lambda *_: both), (3, answer("c")))
    assert isinstance(done[0], StoreError)
    assert done[1].state.last_seq == 1
    assert [len(events(engine, attempt)) for attempt in (1, 3)] == [3, 4]
