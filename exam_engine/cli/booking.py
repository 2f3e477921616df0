"""``exam-engine booking``: book candidates for sittings, under their scheme's retake rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from exam_engine.cli.accommodation import NUMBER
from exam_engine.cli.common import home_option, json_option, print_json, print_table, say
from exam_engine.cli.moment import MOMENT
from exam_engine.clock import iso_utc
from exam_engine.errors import StoreError
from exam_engine.office import bookings
from exam_engine.office.home import Home
from exam_engine.store.bookings import Booking

_MOST_PLACES = 50_000


@click.group()
def command() -> None:
    """Bookings: who is to sit in a sitting that is not scheduled yet."""


@command.command("open")
@click.argument("sitting_id", metavar="SITTING")
@click.option("--blueprint", required=True, help="The exam: tuv-sud/foundation, or a .toml file.")
@click.option("--opens", required=True, type=MOMENT, help="Such as 2026-03-02T09:00:00Z.")
@click.option("--places", required=True, type=click.IntRange(1, _MOST_PLACES), help="How many.")
@home_option
def open_(sitting_id: str, blueprint: str, opens: int, places: int, home: Home) -> None:
    """Open a sitting for booking.

    The retake rules in the scheme.toml beside the blueprint are kept with it as they are now.

    Example: exam-engine booking open spring --blueprint tuv-sud/foundation --opens
    2026-03-02T09:00:00Z --places 40
    """
    offer = bookings.open_for_booking(home, sitting_id, blueprint, opens, places, "operator")
    rules = "with the scheme's retake rules" if offer.retakes else "the scheme has no retake rules"
    say(f"{sitting_id}: {offer.blueprint}, {iso_utc(opens)}, {places} places; {rules}")


@command.command("add")
@click.argument("sitting_id", metavar="SITTING")
@click.argument("candidates", metavar="CANDIDATE...", nargs=-1, required=True, type=NUMBER)
@home_option
def add(sitting_id: str, candidates: tuple[str, ...], home: Home) -> int:
    """Book candidates; exit code 1 if one is refused, with the reason and the first day possible.

    Example: exam-engine booking add spring C-42
    """
    return _each(candidates, lambda one: bookings.book(home, sitting_id, one, "operator"))


@command.command("cancel")
@click.argument("sitting_id", metavar="SITTING")
@click.argument("candidates", metavar="CANDIDATE...", nargs=-1, required=True, type=NUMBER)
@home_option
def cancel(sitting_id: str, candidates: tuple[str, ...], home: Home) -> int:
    """Cancel bookings, as long as the sitting is not scheduled; exit code 1 if one is refused.

    Example: exam-engine booking cancel spring C-42
    """
    return _each(candidates, lambda one: bookings.cancel(home, sitting_id, one, "operator"))


def _each(candidates: Sequence[str], act: Callable[[str], Booking]) -> int:
    refused = 0
    for number in dict.fromkeys(candidates):
        try:
            booking = act(number)
        except StoreError as error:
            refused += 1
            say(f"refused: {error}")
        else:
            say(f"{number}: {booking.state.value}")
    return 1 if refused else 0


@command.command("absent")
@click.argument("sitting_id", metavar="SITTING")
@home_option
def absent(sitting_id: str, home: Home) -> None:
    """Put on record who did not come to a sitting that has closed.

    Example: exam-engine booking absent spring
    """
    found = bookings.record_absences(home, sitting_id, "operator")
    say(f"{sitting_id}: {len(found)} did not come")
    for number in found:
        say(f"  {number}")


@command.command("list")
@click.argument("sitting_id", metavar="SITTING", required=False)
@home_option
@json_option
def listed(sitting_id: str | None, home: Home, as_json: bool) -> None:
    """List who is booked for a sitting, or all sittings that were opened for booking.

    Example: exam-engine booking list spring
    """
    if sitting_id is None:
        headings = ["sitting", "exam", "opens", "places", "booked"]
        rows: list[tuple[object, ...]] = [
            (offer.sitting, offer.blueprint, iso_utc(offer.opens_ms), offer.places, booked)
            for offer, booked in bookings.offered(home)
        ]
    else:
        headings = ["number", "name", "state", "since"]
        rows = [
            (one.candidate.number, one.candidate.name, one.state.value, iso_utc(one.since_ms))
            for one in bookings.listed(home, sitting_id)[1]
        ]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
        return
    print_table(headings, rows)
    if not rows:
        say("none")
