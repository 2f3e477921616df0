"""``exam-engine sitting seats`` and ``arrangements``: who sits where, and what they need."""

from __future__ import annotations

import click

from exam_engine.cli.common import home_option, json_option, print_json, print_table, say
from exam_engine.model.sitting import RosterEntry
from exam_engine.office import sittings, venues
from exam_engine.office.evidence import genuine_sitting
from exam_engine.office.home import Home
from exam_engine.office.venues import SeatMap
from exam_engine.report.room_map import letters, room_picture

_MOST_SHOWN = 20


@click.command("seats")
@click.argument("sitting_id", metavar="SITTING")
@home_option
@json_option
def seats(sitting_id: str, home: Home, as_json: bool) -> int:
    """Show the rooms of a sitting with the form at each seat.

    Exit code 1 if neighbours sit the same form, with the reason why they have to.

    Example: exam-engine sitting seats spring
    """
    found = venues.seat_map(home, sitting_id)
    if as_json:
        print_json(
            {
                "venue": found.venue.id,
                "seed": found.sitting.seating_seed,
                "seats": [
                    {"room": one.room, "seat": one.seat, "number": one.number, "form": one.form}
                    for one in found.sitting.roster
                ],
                "same_form": [[one.room, *one.seats] for one in found.doubts.clashes],
                "why": found.doubts.why,
            }
        )
    else:
        _draw(found)
    return 1 if found.doubts.clashes else 0


@click.command("arrangements")
@click.argument("sitting_id", metavar="SITTING")
@home_option
@json_option
def arrangements(sitting_id: str, home: Home, as_json: bool) -> None:
    """List what invigilators have to know: who has more time, breaks, a reader or another screen.

    It says what is arranged and not why, nor who approved it.

    Example: exam-engine sitting arrangements spring
    """
    roster = genuine_sitting(home, sitting_id).sitting.roster
    names = {
        one.candidate.number: one.candidate.name for one in sittings.roster_of(home, sitting_id)
    }
    rows = [
        (one.number, names.get(one.number, ""), one.room, one.seat, _needs(one))
        for one in roster
        if _needs(one)
    ]
    headings = ["number", "name", "room", "seat", "arranged"]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
        return
    print_table(headings, rows)
    if not rows:
        say("nothing is arranged for anybody")


def say_doubts(found: SeatMap) -> None:
    """Say which neighbours sit one form, and why."""
    clashes = found.doubts.clashes
    if not clashes:
        return
    say(f"{len(clashes)} pairs of neighbours sit the same form: {found.doubts.why}")
    for one in clashes[:_MOST_SHOWN]:
        say(f"  {one.room}: {one.seats[0]} and {one.seats[1]}")
    if len(clashes) > _MOST_SHOWN:
        say(f"  and {len(clashes) - _MOST_SHOWN} more; all with: sitting seats --json")


def _draw(found: SeatMap) -> None:
    sitting = found.sitting
    forms = [one.form for one in sitting.forms]
    sign = dict(zip(forms, letters(len(forms)), strict=True))
    say(f"{sitting.id} at {found.venue.name}: {len(sitting.roster)} candidates")
    for form in forms:
        say(f"  {sign[form]} = {form}: {sum(one.form == form for one in sitting.roster)}")
    for room in found.venue.rooms:
        labels = {one.seat: sign[one.form] for one in sitting.roster if one.room == room.id}
        if labels:
            say(f"\n{room.name} ({room.id}): {len(labels)} of {room.capacity} places")
            empty = {seat.name: "." for seat in room.seats}
            say("\n".join(room_picture(room, empty | labels)))
    say()
    say_doubts(found)


def _needs(entry: RosterEntry) -> str:
    """Return what is arranged for a candidate, in words."""
    parts = [
        f"{entry.extra_time_ms // 60_000} minutes more" if entry.extra_time_ms else "",
        f"{entry.break_ms // 60_000} minutes of breaks" if entry.break_ms else "",
        "separate room" if entry.separate_room else "",
        "reader" if entry.reader else "",
        "scribe" if entry.scribe else "",
        f"colours {entry.colours}" if entry.colours else "",
        "plain mode" if entry.plain else "",
    ]
    return ", ".join(part for part in parts if part)
