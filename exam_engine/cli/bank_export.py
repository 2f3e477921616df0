"""``exam-engine bank export``: write a bank for other systems."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    say,
)
from exam_engine.errors import AuthoringError
from exam_engine.exchange.foreign import Refused, Taken
from exam_engine.exchange.writer import WRITERS
from exam_engine.model.bank import Bank
from exam_engine.office import banks, exchange
from exam_engine.office.files import write_file
from exam_engine.office.home import Home
from exam_engine.office.shipped import find_bank_folder
from exam_engine.source.bank import read_bank


@click.command("export")
@click.argument("bank")
@click.option(
    "--format",
    "form",
    type=click.Choice([*WRITERS, "csv"]),
    required=True,
    help="qti3, qti21 (packages), moodle (XML), gift, or csv (a table to look at).",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file to write; one that is there is never replaced. It holds answer keys in clear.",
)
@identity_options
@home_option
@json_option
def command(
    bank: str,
    form: str,
    out: Path,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
    as_json: bool,
) -> int:
    """Write a bank (a folder, or a sealed bank by its id) in another system's format.

    An item that the format cannot hold is left out and named. Exit code 1 if there is one.

    Example: exam-engine bank export iso20000-foundation --format qti3 --out foundation.zip
    """
    if out.exists():
        raise click.BadParameter(f"{out} exists already; it is never replaced")
    source = _bank(bank, identity, passphrase_file, home)
    exported = exchange.export(source, form)
    write_file(out, exported.content)
    outcomes = exported.outcomes
    refused = [one for one in outcomes if isinstance(one, Refused)]
    if as_json:
        print_json({"file": str(out), "items": [_as_json(one) for one in outcomes]})
    else:
        for one in outcomes:
            _show(one)
        count = len(source.items) if form == "csv" else len(outcomes) - len(refused)
        say(f"{out}: {count} written, {len(refused)} refused; it holds answer keys in clear")
    return 1 if refused else 0


def _bank(bank: str, identity: str | None, passphrase_file: Path | None, home: Home) -> Bank:
    """Return a bank folder's bank, or a sealed one, opened; the act is audited."""
    try:
        folder = find_bank_folder(bank)
    except AuthoringError:
        reader = open_identity(home, identity, passphrase_file)
        with banks.open_bank(home, bank, reader) as sealed:
            return exchange.opened(sealed)
    return read_bank(folder)


def _as_json(outcome: Taken | Refused) -> dict[str, object]:
    if isinstance(outcome, Refused):
        return {"id": outcome.id, "refused": outcome.reason, "notes": []}
    return {"id": outcome.item.id, "refused": "", "notes": list(outcome.notes)}


def _show(outcome: Taken | Refused) -> None:
    if isinstance(outcome, Refused):
        say(f"  {outcome.id}: refused: {outcome.reason}")
        return
    for note in outcome.notes:
        say(f"  {outcome.item.id}: {note}")
