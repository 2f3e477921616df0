"""What the stories of the service have in common."""

import asyncio
import functools
import threading
from contextlib import asynccontextmanager

import databases
from exam_engine.store.database import reading
from exam_engine.store.events import recorded_events
from exam_engine.store.roster import places_of_candidate
from exam_engine.store.staging import Decision


def story(test):
    """Run a test that is a coroutine, for a minute at most."""

    @functools.wraps(test)
    def run(*args, **kwargs):
        asyncio.run(asyncio.wait_for(test(*args, **kwargs), 60))

    return run


def place_of(centre, number):
    """Return a candidate's place on the roster, as it is on record."""
    with reading(centre.engine) as connection:
        (place,) = places_of_candidate(connection, number)
    return place


def events_of(centre, number):
    """Return what is on record of a candidate's attempt."""
    with reading(centre.engine) as connection:
        (place,) = places_of_candidate(connection, number)
        return recorded_events(connection, place.attempt_id)


def said_by(centre, number):
    """Return the events of a candidate's terminals: (question, position in the alphabet)."""
    return [entry.event for entry in events_of(centre, number) if entry.seq is not None]


def alter(centre, statement, **values):
    """Do to the database what somebody with the file and no secret could do."""
    databases.alter(centre.engine, statement, **values)


def refused(reply):
    """Return status and code of a refusal."""
    return reply.status_code, reply.json()["refusal"]


@asynccontextmanager
async def disk_held(room):
    """The disk is busy with a commit, so that the requests made meanwhile wait for one together.

    Yields a function that returns once so many of them wait.
    """
    ledger = room._ledger.ledger
    held, gate = threading.Event(), threading.Event()

    def wait(state, now_ms):
        held.set()
        gate.wait(10)
        return Decision()

    async def waiting(count):
        while ledger._jobs.qsize() < count:
            await asyncio.sleep(0.001)

    ledger.submit(4, wait, lambda outcome: None)
    await asyncio.to_thread(held.wait, 10)
    try:
        yield waiting
    finally:
        gate.set()
