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
from exam_engine.cli.moment import MOMENT
from exam_engine.cli.sitting_minutes import minutes, verify_minutes
from exam_engine.cli.sitting_seats import arrangements, say_doubts, seats
from exam_engine.clock import iso_utc
from exam_engine.office import bookings, sittings, venues
from exam_engine.office.home import Home
from exam_engine.office.roster_file import RosterLine, read_roster
from exam_engine.office.sittings import SittingOrder
from exam_engine.report.csv_text import csv_text


@click.group()
def command() -> None:
    """Sittings: one exam, one window of time, a roster, forms."""


command.add_command(seats)
command.add_command(arrangements)
command.add_command(minutes)
command.add_command(verify_minutes)


@command.command("schedule")
@click.argument("sitting_id")
@click.option(
    "--form",
    "form_ids",
    required=True,
    multiple=True,
    help="A form to be sat; with several (repeat it) neighbours sit different ones.",
)
@click.option(
    "--roster",
    "roster_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV with the columns number[,name][,extra_minutes].",
)
@click.option("--booked", is_flag=True, help="Take who is booked for it instead of a roster.")
@click.option("--venue", default="", help="Give everybody a seat there (see: venue import).")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**53 - 1),
    default=1,
    show_default=True,
    help="The start of the draw of seats: the same seed, the same seats.",
)
@click.option(
    "--repeat-forms",
    is_flag=True,
    help="Where there is no other, give candidates a form that they sat before.",
)
@click.option("--opens", required=True, type=MOMENT, help="Such as 2026-03-02T09:00:00Z.")
@click.option("--closes", required=True, type=MOMENT, help="The last moment to start.")
@click.option("--delivery", required=True, help="The delivery host's identity.")
@click.option(
    "--invigilator",
    "invigilators",
    multiple=True,
    help="Who may act in the room (repeat it); ending an exam for a candidate takes two.",
)
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
    form_ids: tuple[str, ...],
    roster_file: Path | None,
    booked: bool,
    venue: str,
    seed: int,
    repeat_forms: bool,
    opens: int,
    closes: int,
    delivery: str,
    invigilators: tuple[str, ...],
    codes: Path,
    identity: str | None,
    passphrase_file: Path | None,
    home: Home,
) -> None:
    """Schedule a sitting: seal its papers to the delivery host, set up the roster, make codes.

    Example: exam-engine sitting schedule spring --form FORM --roster people.csv --opens
    2026-03-02T09:00:00Z --closes 2026-03-02T10:00:00Z --delivery centre --codes codes.csv
    """
    order = SittingOrder(
        sitting_id, form_ids, opens, closes, delivery, invigilators, venue, seed, repeat_forms
    )
    lines = _lines(home, order, roster_file, booked)
    editor = open_identity(home, identity, passphrase_file)
    # The file is made first: codes that cannot be written down would be lost for ever.
    with private_file(codes) as stream:
        issued = sittings.schedule(home, order, lines, editor)
        rows = [(one.candidate.number, one.code) for one in issued]
        stream.write(csv_text(("number", "code"), rows))
    say(f"{sitting_id}: {len(issued)} candidates, {iso_utc(opens)} to {iso_utc(closes)}")
    papers = "paper" if len(form_ids) == 1 else f"{len(form_ids)} papers"
    say(f"  {papers} sealed to {delivery}, in {home.papers}")
    say(f"  one-time codes: {codes}")
    if venue:
        say(f"  seats: exam-engine sitting seats {sitting_id} (seed {seed})")
        say_doubts(venues.seat_map(home, sitting_id))


def _lines(
    home: Home, order: SittingOrder, roster_file: Path | None, booked: bool
) -> list[RosterLine]:
    if booked == (roster_file is not None):
        raise click.UsageError("say who is to sit: --roster FILE, or --booked")
    if roster_file is not None:
        return read_roster(roster_file)
    return bookings.roster_lines(home, order.id, order.opens_ms, order.forms)


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
