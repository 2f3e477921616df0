"""``exam-engine bank exposure``: how often each item was really seen."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.bank.sealed import SealedBank
from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    print_table,
    say,
)
from exam_engine.clock import iso_utc, parse_utc_ms
from exam_engine.errors import BankNotFound
from exam_engine.office import banks
from exam_engine.office.exposure import Exposure, Ledger, ledger
from exam_engine.office.home import Home
from exam_engine.report.csv_text import csv_text

_COLUMNS = (
    "item",
    "version",
    "starts",
    "candidates",
    "sittings",
    "forms",
    "share",
    "first_use",
    "last_use",
)


@click.command("exposure")
@click.argument("bank")
@click.option(
    "--since",
    metavar="MOMENT",
    help="Count attempts that began at this moment or later, such as 2026-01-01T00:00:00Z.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV for a spreadsheet.")
@identity_options
@home_option
@json_option
def command(
    bank: str,
    since: str | None,
    as_csv: bool,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> int:
    """Show how often each item version was seen, from attempts that really started.

    BANK is a bank's id, a file name or a path. With --identity, which has to open its catalogue,
    items that were never used are listed too. Exit code 1 if a record could not be believed.

    Example: exam-engine bank exposure iso20000-foundation --since 2026-01-01T00:00:00Z
    """
    if as_csv and as_json:
        raise click.BadParameter("choose --csv or --json")
    since_ms = _moment(since)
    items: list[tuple[str, int]] = []
    if identity:
        with banks.open_bank(home, bank, open_identity(home, identity, passphrase_file)) as sealed:
            name = sealed.header.id
            items = [(entry.id, entry.version) for entry in sealed.catalogue().items]
    else:
        name = _id_of(home, bank)
    found = ledger(home, name, items, since_ms)
    if as_json:
        print_json({"bank": name, "starts": found.starts, "items": _plain(found)})
    elif as_csv:
        click.echo(csv_text(_COLUMNS, map(_row, found.items)), nl=False)
    else:
        _say(name, found)
    for doubt in found.doubts:
        click.echo(f"FINDING: {doubt}", err=True)
    return 1 if found.doubts else 0


def _moment(since: str | None) -> int:
    try:
        return parse_utc_ms(since) if since else 0
    except ValueError as error:
        raise click.BadParameter(f"--since {since!r}: {error}") from None


def _id_of(home: Home, bank: str) -> str:
    """Return a bank's id; one whose file is elsewhere by now is taken at its name."""
    try:
        with SealedBank(home.find_bank(bank), None, home.trusted()) as sealed:
            return sealed.header.id
    except BankNotFound:
        return bank


def _say(name: str, found: Ledger) -> None:
    if not found.items:
        say(f"no attempt at a form of {name} has started")
        return
    print_table(
        ["item", "version", "starts", "candidates", "sittings", "forms", "share", "first", "last"],
        [
            (
                one.item,
                one.version,
                one.starts,
                one.candidates,
                one.sittings,
                len(one.forms),
                f"{one.share:.3f}",
                _day(one.first_ms),
                _day(one.last_ms),
            )
            for one in found.items
        ],
    )
    used = sum(one.starts > 0 for one in found.items)
    say(f"{found.starts} attempts started; {used} of {len(found.items)} item versions listed seen")


def _plain(found: Ledger) -> list[dict[str, object]]:
    return [
        {
            **one._asdict(),
            "share": round(one.share, 6),
            "first_use": _moment_text(one.first_ms),
            "last_use": _moment_text(one.last_ms),
        }
        for one in found.items
    ]


def _row(one: Exposure) -> list[str | int | float]:
    return [
        one.item,
        one.version,
        one.starts,
        one.candidates,
        one.sittings,
        " ".join(one.forms),
        one.share,
        _moment_text(one.first_ms),
        _moment_text(one.last_ms),
    ]


def _moment_text(moment_ms: int | None) -> str:
    return "" if moment_ms is None else iso_utc(moment_ms)


def _day(moment_ms: int | None) -> str:
    return "never" if moment_ms is None else iso_utc(moment_ms)[:10]
