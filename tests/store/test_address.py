"""Where a home's database is: never with a password, never unprotected over a network."""

import pytest

from exam_engine.errors import StoreError
from exam_engine.store.address import SETTING, database_of, postgresql_url


def test_a_home_without_a_setting_has_a_file_of_its_own(tmp_path):
    url = database_of(tmp_path)
    assert (url.get_backend_name(), url.database) == ("sqlite", str(tmp_path / "engine.db"))


def test_the_setting_names_a_database_on_postgresql(tmp_path):
    (tmp_path / SETTING).write_text("postgresql://engine@/exams?host=/run/postgresql\n")
    url = database_of(tmp_path)
    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.database, url.query["host"]) == (
        "engine",
        "exams",
        "/run/postgresql",
    )


@pytest.mark.parametrize(
    "address",
    ["postgresql://a:geheim@/exams", "postgresql://a@/exams?password=geheim"],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(tmp_path, address):
    (tmp_path / SETTING).write_text(address)
    with pytest.raises(
        StoreError, match=r"the address holds a password; put it into ~/\.pgpass"
    ) as e:
        database_of(tmp_path)
    assert "geheim" not in str(e.value)
    assert str(tmp_path / SETTING) in str(e.value)


@pytest.mark.parametrize(
    "host", ["db.example", "192.0.2.7", "2001:db8::1", "[2001:db8::1]", "localhost.example"]
)
def test_another_machine_is_asked_for_its_certificate(host):
    url = postgresql_url(f"postgresql://a@/exams?host={host}")
    assert url.query["sslmode"] == "verify-full"
    assert postgresql_url(f"postgresql://a@/exams?host={host}&sslmode=verify-ca")


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
@pytest.mark.parametrize("place", ["db.example/exams?", "/exams?host=/run/x,db.example&"])
def test_a_mode_that_checks_nothing_is_refused_over_a_network(mode, place):
    with pytest.raises(StoreError, match="would not check who answers; write sslmode=verify-full"):
        postgresql_url(f"postgresql://a@{place}sslmode={mode}")


@pytest.mark.parametrize(
    "address", ["postgresql:///x", "postgresql://a@localhost/x", "postgresql://a@127.0.0.1:99/x"]
)
def test_on_this_machine_nothing_is_asked_for(address):
    assert "sslmode" not in postgresql_url(address).query


@pytest.mark.parametrize(
    "address",
    [
        "",
        "exams",
        "mysql://a@/x",
        "sqlite:///x.db",
        "postgresql://a@db.example",
        "\x00",
        "x" * 3000,
    ],
)
def test_what_is_no_such_address_is_refused_with_an_example(address):
    with pytest.raises(
        StoreError, match="not the address of a PostgreSQL database; write postgres"
    ):
        postgresql_url(address)


def test_a_setting_that_cannot_be_read_is_told_with_its_file(tmp_path):
    (tmp_path / SETTING).write_bytes(b"\xff")
    with pytest.raises(StoreError, match=f"{tmp_path / SETTING}: cannot be read"):
        database_of(tmp_path)
