"""Fixtures of the store: a database, a clock that stands, a delivery host, a running ledger."""

import shutil
import signal
from pathlib import Path

import pytest

import databases
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
    """The address of a prepared database, to be copied: migrating takes long."""
    url = databases.new_database(tmp_path_factory.mktemp("prepared"))
    prepare(url).dispose()
    return url


@pytest.fixture
def url(prepared, tmp_path):
    """The address of a copy of the prepared database."""
    if databases.on_postgresql():
        return databases.new_database(tmp_path, template=prepared.database)
    return sqlite_url(Path(shutil.copy(prepared.database, tmp_path / "engine.db")))


@pytest.fixture
def engine(url):
    made = open_database(url)
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
