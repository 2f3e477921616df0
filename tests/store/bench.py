"""A database with eight places of one sitting, and jobs for its ledger."""

import threading
from contextlib import contextmanager, suppress

from sqlalchemy import event, insert

import databases
from exam_engine.errors import StoreError
from exam_engine.model.attempt import Agreed, NewEvent, Responded, SessionOpened, Started
from exam_engine.store.database import open_database, reading, writing
from exam_engine.store.events import recorded_events
from exam_engine.store.staging import Decision
from exam_engine.store.tables import AttemptRow, CandidateRow, SittingRow

HOUR = 3_600_000
NOW = 1_000_000
ATTEMPTS = 8

UNREADABLE = ["'{}'", "'{'", "x'ff'", "x'227bff7d22'", "7"]
"""What somebody could put in a record's place, as SQL: no field, no JSON, no UTF-8, no bytes."""


def prepare(url):
    """Return the engine of a database with attempts 1 to 8 of candidates C-1 to C-8."""
    engine = open_database(url)
    numbers = range(1, ATTEMPTS + 1)
    with writing(engine) as connection:
        connection.execute(
            insert(SittingRow).values(
                id="s", opens_ms=0, paper="p", record=b"{}", signer="editor", signature=b""
            )
        )
        connection.execute(
            insert(CandidateRow), [{"number": f"C-{n}", "name": "N", "salt": b""} for n in numbers]
        )
        connection.execute(
            insert(AttemptRow),
            [{"sitting_id": "s", "candidate_number": f"C-{n}"} for n in numbers],
        )
    return engine


def record(*events):
    """A job that records events of the engine's own."""
    return lambda state, now_ms: Decision([NewEvent(event) for event in events])


def answer(option):
    """A job that records a response with the next number."""

    def decide(state, now_ms):
        return Decision([NewEvent(Responded(1, (option,)), state.last_seq + 1, 5)])

    return decide


def look(state, now_ms):
    """A job that records nothing."""
    return Decision()


BEGINNING = (SessionOpened(1, 1), Agreed("s"), Started(HOUR))


def begin(ledger, attempt):
    """Let an attempt run, with three events on record; return its state."""
    return ledger.execute(attempt, record(*BEGINNING)).state


def events(engine, attempt):
    """Return what is on record of an attempt."""
    with reading(engine) as connection:
        return recorded_events(connection, attempt)


@contextmanager
def a_disk_that_refuses(engine):
    """Every write fails, and reading goes on: a disk that is full, or became read-only.

    Transactions still begin, as they do on such a disk.
    """

    sqlite = not databases.on_postgresql()

    def refuse_writes(connection):
        refusing = "PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY"
        connection.exec_driver_sql(refusing)

    def take_writes(connection):
        connection.exec_driver_sql("PRAGMA query_only = OFF")

    if sqlite:
        event.listen(engine, "commit", take_writes)
        event.listen(engine, "rollback", take_writes)
    event.listen(engine, "begin", refuse_writes)
    yield
    event.remove(engine, "begin", refuse_writes)


@contextmanager
def busy(ledger):
    """The ledger is held at a commit, so that the jobs handed in meanwhile make one batch."""
    held, gate = threading.Event(), threading.Event()

    def wait(state, now_ms):
        held.set()
        gate.wait(10)
        return Decision()

    ledger.submit(ATTEMPTS, wait, lambda outcome: None)
    assert held.wait(10)
    yield
    gate.set()
    with suppress(StoreError):
        ledger.execute(ATTEMPTS, look)


def alter(engine, statement, **values):
    """Do to the database what somebody with the file and no secret could do."""
    databases.alter(engine, statement, **values)
