"""``exam-engine database``: where a home's records are kept."""

from __future__ import annotations

import click

from exam_engine.cli.common import home_option, json_option, print_json, say
from exam_engine.errors import StoreError
from exam_engine.office.files import write_file
from exam_engine.office.home import Home
from exam_engine.store.address import SETTING, database_of, postgresql_url
from exam_engine.store.database import LATEST_REVISION, open_database


@click.group()
def command() -> None:
    """The database: SQLite in the home itself, or PostgreSQL.

    PostgreSQL lets several processes serve one sitting (exam-engine serve --workers).
    """


@command.command("use")
@click.argument("address")
@home_option
def use(address: str, home: Home) -> None:
    """Keep the records of a new home in a PostgreSQL database, and make its tables.

    The address holds no password: PostgreSQL knows its users by their account on this machine
    (peer), by ~/.pgpass, or by a file that the address names with ?passfile=/path. Beyond this
    machine it checks the server's certificate; name its issuer with ?sslrootcert=/path.

    Example: exam-engine database use postgresql://engine@/exam_engine
    """
    home.make()
    if (home.path / "engine.db").exists():
        raise StoreError(
            f"{home.path} keeps records in SQLite already, and they do not move; use another home"
        )
    url = postgresql_url(address)
    setting = home.path / SETTING
    if setting.exists() and database_of(home.path) != url:
        raise StoreError(f"{setting} names another database already; use another home")
    open_database(url).dispose()
    write_file(setting, url.set(drivername="postgresql").render_as_string().encode() + b"\n")
    say(f"records are kept in {url.set(drivername='postgresql').render_as_string()}")


@command.command("show")
@home_option
@json_option
def show(home: Home, as_json: bool) -> None:
    """Show where the records are kept, and whether the database can be used.

    Example: exam-engine database show
    """
    dialect = home.engine.dialect
    version = ".".join(str(part) for part in getattr(dialect, "server_version_info", None) or ())
    found = {
        "address": home.engine.url.render_as_string(),
        "kind": dialect.name,
        "version": version,
        "revision": LATEST_REVISION,
    }
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        say(f"{name:9} {value}")
