"""``exam-engine sitting``: schedule sittings and look after rosters."""

from __future__ import annotations

from pathlib import Path

import click

from exam_engine.cli.common import (
    home_option,
    identity_options,
    json_option,
    open_identity,
    print_json,
    print_table,
    private_file,
    say,
)
from exam_engine.clock import iso_utc, parse_utc_ms
from exam_engine.office import sittings
from exam_engine.office.home import Home
from exam_engine.office.roster_file import read_roster
from exam_engine.office.sittings import SittingOrder
from exam_engine.report.csv_text import csv_text


class _Moment(click.ParamType[int]):
    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        try:
            return parse_utc_ms(str(value))
        except ValueError as error:
            self.fail(f"{error}", param, ctx)


@click.group()
def command() -> None:
    """Sittings: one exam, one window of time, a roster, a form."""


@command.command("schedule")
@click.argument("sitting_id")
@click.option("--form", "form_id", required=True, help="The form to be sat.")
@click.option(
    "--roster",
    "roster_file",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV with the columns number,name or number,name,extra_minutes.",
)
@click.option("--opens", required=True, type=_Moment(), help="Such as 2026-03-02T09:00:00Z.")
@click.option("--closes", required=True, type=_Moment(), help="The last moment to start.")
@click.option("--delivery", required=True, help="The delivery host's identity.")
@click.option(
    "--codes",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the one-time codes (mode 600): print it, hand it out, destroy it.",
)
@identity_options
@home_option
def schedule(
    sitting_id: str,
    form_id: str,
    roster_file: Path,
    opens: int,
    closes: int,
    delivery: str,
    codes: Path,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Schedule a sitting: seal its paper to the delivery host, set up the roster, make codes.

    Example: exam-engine sitting schedule spring --form FORM --roster people.csv --opens
    2026-03-02T09:00:00Z --closes 2026-03-02T10:00:00Z --delivery centre --codes codes.csv
    """
    lines = read_roster(roster_file)
    editor = open_identity(home, identity, passphrase_file)
    order = SittingOrder(sitting_id, form_id, opens, closes, delivery)
    # The file is made first: codes that cannot be written down would be lost for ever.
    with private_file(codes) as stream:
        issued = sittings.schedule(home, order, lines, editor)
        rows = [(one.candidate.number, one.code) for one in issued]
        stream.write(csv_text(("number", "code"), rows))
    say(f"{sitting_id}: {len(issued)} candidates, {iso_utc(opens)} to {iso_utc(closes)}")
    say(f"  paper sealed to {delivery}, in {home.papers}")
    say(f"  one-time codes: {codes}")


@command.command("roster")
@click.argument("sitting_id")
@home_option
@json_option
def roster(sitting_id: str, home: Home, as_json: bool) -> None:
    """Show who is to sit and whose attempt has ended.

    Example: exam-engine sitting roster spring
    """
    rows = [
        {
            "number": place.candidate.number,
            "name": place.candidate.name,
            "extra_minutes": place.accommodation.extra_time_ms // 60_000,
            "code": "unused" if place.code_digest else "used",
            "ended": iso_utc(place.ended_ms) if place.ended_ms else None,
        }
        for place in sittings.roster_of(home, sitting_id)
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        ["number", "name", "extra minutes", "code", "ended"],
        [tuple("-" if cell is None else cell for cell in row.values()) for row in rows],
    )


@command.command("reissue")
@click.argument("sitting_id")
@click.argument("candidate")
@home_option
def reissue(sitting_id: str, candidate: str, home: Home) -> None:
    """Make a new one-time code for a candidate whose terminal is gone.

    With it the attempt goes on at any terminal; the earlier terminal no longer counts.

    Example: exam-engine sitting reissue spring C-0042
    """
    say(sittings.reissue(home, sitting_id, candidate, actor="operator"))
