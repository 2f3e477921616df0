"""``exam-engine candidate``: take candidates in and list them."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.cli.common import home_option, json_option, print_json, print_table, say
from exam_engine.office import candidates
from exam_engine.office.home import Home
from exam_engine.office.roster_file import read_people


@click.group()
def command() -> None:
    """Candidates: who may be booked, by number and name."""


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@home_option
def take_in(file: Path, home: Home) -> None:
    """Put candidates on record from a CSV file with the columns number and name.

    Those on record under the same name are passed over; a number that is known under another name
    is refused, and nothing of the file is taken in then.

    Example: exam-engine candidate import people.csv
    """
    found = read_people(file)
    new = candidates.take_in(home, found, actor="operator")
    say(f"{new} new candidates, {len(found) - new} on record before")


@command.command("list")
@home_option
@json_option
def listed(home: Home, as_json: bool) -> None:
    """List all candidates on record.

    Example: exam-engine candidate list
    """
    found = candidates.everybody(home)
    if as_json:
        print_json([{"number": one.number, "name": one.name} for one in found])
        return
    print_table(["number", "name"], [(one.number, one.name) for one in found])
    if not found:
        say("no candidates; take them in with: exam-engine candidate import FILE")
