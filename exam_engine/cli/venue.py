"""``exam-engine venue``: take venues in and show their rooms."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from exam_engine.cli.common import home_option, json_option, print_json, print_table, say
from exam_engine.model.venue import Room, Venue, VenueSeat
from exam_engine.office import venues
from exam_engine.office.home import Home
from exam_engine.report.room_map import letters, room_picture
from exam_engine.source.venue import read_venue


@click.group()
def command() -> None:
    """Venues: rooms, seats, who sits next to whom, what a machine can do."""


@command.command("check")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a venue file and show its rooms; nothing is put on record.

    Example: exam-engine venue check vienna.toml
    """
    _show(read_venue(file))


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@home_option
def take_in(file: Path, home: Home) -> None:
    """Put a venue on record as its TOML file has it.

    A venue that changed is imported again: sittings scheduled before keep the seats they have.

    Example: exam-engine venue import vienna.toml
    """
    venue, new = venues.take_in(home, file, actor="operator")
    said = "imported" if new else "on record already, as it is"
    say(f"{venue.id}: {said}: {_size(venue)}, digest {venue.digest[:16]}")


@command.command("show")
@click.argument("venue_id", metavar="VENUE", required=False)
@home_option
@json_option
def show(venue_id: str | None, home: Home, as_json: bool) -> None:
    """Show the rooms of a venue as pictures, or list all venues.

    Example: exam-engine venue show vienna
    """
    found = [venues.venue(home, venue_id)] if venue_id else venues.all_venues(home)
    if as_json:
        print_json([msgspec.to_builtins(one) | {"digest": one.digest} for one in found])
    elif venue_id:
        _show(found[0])
    elif found:
        print_table(
            ["venue", "name", "rooms", "places"],
            [(one.id, one.name, len(one.rooms), one.capacity) for one in found],
        )
    else:
        say("no venues; take one in with: exam-engine venue import FILE")


def _show(venue: Venue) -> None:
    say(f"{venue.name} ({venue.id}): {_size(venue)}")
    for room in venue.rooms:
        _show_room(room)


def _show_room(room: Room) -> None:
    kind = "separate, for one candidate" if room.separate else f"{room.capacity} places"
    say(f"\n{room.name} ({room.id}): {kind}, {len(room.neighbours)} pairs of neighbours")
    offers = {seat.name: _offer(seat) for seat in room.seats}
    kinds = sorted({offer for offer in offers.values() if offer})
    signs = dict(zip(kinds, letters(len(kinds)), strict=True))
    marked = {name: f"({signs[offer]})" for name, offer in offers.items() if offer}
    say("\n".join(room_picture(room, marked)))
    for offer, sign in signs.items():
        say(f"  ({sign}) {offer}")


def _offer(seat: VenueSeat) -> str:
    """Return what a seat offers, in words."""
    told = ", ".join(feature.value for feature in seat.features)
    return "; ".join(part for part in (told, seat.note) if part)


def _size(venue: Venue) -> str:
    rooms = "1 room" if len(venue.rooms) == 1 else f"{len(venue.rooms)} rooms"
    return f"{rooms}, {venue.capacity} places"
