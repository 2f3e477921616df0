"""What holds on PostgreSQL alone: durable whatever the settings, locks, ledgers side by side."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError, OperationalError

import databases
from exam_engine.delivery.replay import replay
from exam_engine.errors import StoreError
from exam_engine.store import audit_log
from exam_engine.store.database import appending, open_database, reading, writing
from exam_engine.store.ledger import MOST_TRIES, Ledger
from exam_engine.vault.audit import verify_log
from store.bench import answer, begin, events

pytestmark = pytest.mark.postgresql_only


def test_a_commit_waits_for_the_disk_whatever_the_database_says(url):
    databases.administer(f"ALTER DATABASE {url.database} SET synchronous_commit = off")
    engine = open_database(url)
    with reading(engine) as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
    engine.dispose()


def test_a_database_that_sorts_as_one_language_does_is_refused(url):
    name = f"test_{secrets.token_hex(8)}"
    databases.administer(
        f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C'"
    )
    with pytest.raises(StoreError, match="sorts or stores text in the manner of one language"):
        open_database(url.set(database=name))


def test_a_server_that_is_not_there_is_told_plainly(url):
    with pytest.raises(StoreError, match="cannot be used: .*does not exist") as error:
        open_database(url.set(database="none"))
    assert "\n" not in str(error.value)


def test_reading_cannot_write(engine):
    with reading(engine) as connection, pytest.raises(InternalError, match="read-only"):
        connection.execute(text("DELETE FROM candidate"))


def test_reading_sees_one_moment(engine):
    query = text("SELECT count(*) FROM candidate")
    with reading(engine) as connection:
        before = connection.execute(query).scalar()
        with writing(engine) as other:
            other.execute(text("INSERT INTO candidate VALUES ('X', 'X', '')"))
        assert connection.execute(query).scalar() == before


@pytest.mark.parametrize("second", [writing, appending])
def test_while_the_office_writes_nobody_else_does(engine, second):
    """As on SQLite: what it looked up before it wrote stays true."""
    order = []

    def wait_and_write():
        with second(engine):
            order.append("second")

    with writing(engine):
        waiting = threading.Thread(target=wait_and_write)
        waiting.start()
        waiting.join(0.3)
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second"]


def test_ledgers_write_beside_each_other(engine):
    def write():
        with appending(engine):
            pass

    with appending(engine):
        other = threading.Thread(target=write)
        other.start()
        other.join(10)
        assert not other.is_alive()


def test_entries_of_the_audit_log_by_many_at_once_make_one_chain(engine):
    def add(n):
        with appending(engine) as connection:
            audit_log.append(connection, at_ms=n, actor="a", act="b", subject=str(n))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    with reading(engine) as connection:
        found, findings = audit_log.entries(connection)
    assert [entry.n for entry in found] == list(range(1, 41))
    assert findings == verify_log(found) == []
    assert sorted(int(entry.subject) for entry in found) == list(range(40))


def test_ledgers_that_share_attempts_lose_and_double_nothing(engine, clock, host):
    """Four ledgers write to eight attempts at once; every acknowledged answer is there once."""
    ledgers = [Ledger(engine, clock, host) for _ in range(4)]
    for ledger in ledgers:
        ledger.start()
    for attempt in range(1, 9):
        begin(ledgers[attempt % 4], attempt)

    def write(ledger):
        return [ledger.execute(n % 8 + 1, answer("a")).state.last_seq for n in range(80)]

    with ThreadPoolExecutor(4) as pool:
        acknowledged = [seq for told in pool.map(write, ledgers) for seq in told]
    for ledger in ledgers:
        assert ledger.healthy
        ledger.stop()
    found = {attempt: events(engine, attempt) for attempt in range(1, 9)}
    assert all(replay(recorded).last_seq == 40 for recorded in found.values())
    assert sorted(acknowledged) == sorted(seq for seq in range(1, 41) for _ in range(8))


@pytest.mark.parametrize("times", [1, MOST_TRIES - 1, MOST_TRIES])
def test_a_deadlock_is_tried_again_and_told_in_the_end(ledger, monkeypatch, times):
    begin(ledger, 1)
    commit, left = ledger._commit, [times]

    def deadlocked(batch):
        if left[0]:
            left[0] -= 1
            raise OperationalError("INSERT", {}, psycopg.errors.DeadlockDetected("deadlock"))
        return commit(batch)

    monkeypatch.setattr(ledger, "_commit", deadlocked)
    if times < MOST_TRIES:
        assert ledger.execute(1, answer("a")).state.last_seq == 1
    else:
        with pytest.raises(StoreError, match="could not be written"):
            ledger.execute(1, answer("a"))


def test_a_server_that_closes_every_connection_is_met_again(ledger, engine, url):
    begin(ledger, 1)
    databases.administer(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{url.database}'"
    )
    assert ledger.execute(1, answer("a")).state.last_seq == 1
    assert len(events(engine, 1)) == 4
