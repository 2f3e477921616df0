"""The database: migrations give the tables that the code declares, and later ones are refused."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

import databases
import exam_engine.store.tables  # noqa: F401
from exam_engine.errors import StoreError
from exam_engine.store.database import open_database, reading, sqlite_url, writing


@pytest.fixture
def url(tmp_path):
    return databases.new_database(tmp_path)


def test_migrations_arrive_at_the_declared_tables(url):
    engine = open_database(url)
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    engine.dispose()


@pytest.mark.sqlite_only
def test_a_commit_is_on_disk_when_it_returns(url):
    engine = open_database(url)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_opening_twice_changes_nothing(url):
    open_database(url).dispose()
    engine = open_database(url)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM alembic_version")).scalar() == 1
    engine.dispose()


def test_a_database_of_a_later_version_is_refused(url):
    engine = open_database(url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="another version of the engine"):
        open_database(url)


def test_what_is_no_database_is_said_plainly(tmp_path):
    path = tmp_path / "engine.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="cannot be used: file is not a database"):
        open_database(sqlite_url(path))


def test_a_failed_transaction_leaves_no_trace(url):
    engine = open_database(url)
    with pytest.raises(RuntimeError), writing(engine) as connection:
        connection.execute(text("INSERT INTO candidate VALUES ('C-1', 'Ada', '')"))
        raise RuntimeError
    with reading(engine) as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM candidate")).scalar() == 0
    engine.dispose()
