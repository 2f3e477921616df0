"""Fixtures of the store: a database, a clock that stands, a delivery host, a running ledger."""

import shutil
import signal

import pytest

from exam_engine.clock import SetClock
from exam_engine.store.database import open_database, sqlite_url
from exam_engine.store.ledger import Ledger
from exam_engine.vault.identity import Identity
from store.bench import NOW, prepare


@pytest.fixture(autouse=True)
def nobody_waits_for_ever():
    """A job that is never answered fails its test after half a minute."""

    def give_up(*_):
        raise TimeoutError("the test waits for something that does not come")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 30, 5)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """The file of a prepared database, to be copied: migrating takes long."""
    path = tmp_path_factory.mktemp("prepared") / "engine.db"
    prepare(sqlite_url(path)).dispose()
    return path


@pytest.fixture
def engine(prepared, tmp_path):
    made = open_database(sqlite_url(shutil.copy(prepared, tmp_path / "engine.db")))
    yield made
    made.dispose()


@pytest.fixture
def clock():
    return SetClock(NOW)


@pytest.fixture(scope="session")
def host():
    return Identity.generate("centre")


@pytest.fixture
def ledger(engine, clock, host):
    made = Ledger(engine, clock, host)
    made.start()
    yield made
    made.stop()
