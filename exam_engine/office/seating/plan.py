"""The seating of a sitting: seats, forms, and what could not be kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import StoreError
from exam_engine.model.venue import Venue
from exam_engine.office.seating.colouring import colour
from exam_engine.office.seating.graph import Barred, Graph, clashes, within
from exam_engine.office.seating.obstacle import obstacle
from exam_engine.office.seating.places import At, Guest, graph_of, seat_everybody

_MOST_NAMED = 12


class Seated(NamedTuple):
    """Where a candidate sits, and with which form."""

    room: str
    seat: str
    form: str


class Clash(NamedTuple):
    """Two seats of a room whose candidates are neighbours and sit one form."""

    room: str
    seats: tuple[str, str]


class Doubts(NamedTuple):
    """Which neighbours sit one form, and why they do; both empty if none do."""

    clashes: list[Clash]
    why: str


def seat(
    venue: Venue, guests: Sequence[Guest], forms: Sequence[str], seed: int
) -> dict[str, Seated]:
    """Return who sits where, by candidate number: the same from the same input, on any machine.

    :raises StoreError: if the venue cannot seat everybody as they need it, or somebody must not sit
        any of the forms.
    """
    _require_forms(guests, forms)
    stream = SeededStream("seating", venue.digest, seed)
    order = stream.shuffled(sorted(guests, key=lambda one: one.number))
    places = seat_everybody(venue, order, len(forms))
    numbers = sorted(places, key=lambda number: places[number])
    taken = [places[number] for number in numbers]
    graph = _neighbours(venue, taken)
    barred = _barred(guests, numbers, forms)
    # Which form is the first is drawn too, so that no form goes with the front row for ever.
    names = stream.shuffled(sorted(forms))
    found = colour(graph, len(forms), _renamed(barred, forms, names))
    return {
        number: Seated(venue.rooms[at.room].id, _name(venue, at), names[own])
        for number, at, own in zip(numbers, taken, found, strict=True)
    }


def doubts(venue: Venue, seated: Iterable[Seated], forms: int) -> Doubts:
    """Return which neighbours of a seating sit one form, and why ``forms`` forms led to it.

    :raises StoreError: if the venue does not have one of the seats.
    """
    places = {
        (room.id, each.name): At(n, at)
        for n, room in enumerate(venue.rooms)
        for at, each in enumerate(room.seats)
    }
    by_place: dict[At, str] = {}
    for one in seated:
        if (one.room, one.seat) not in places:
            raise StoreError(f"venue {venue.id} has no seat {one.seat} in room {one.room}")
        by_place[places[one.room, one.seat]] = one.form
    taken = sorted(by_place)
    names = sorted(set(by_place.values()))
    graph = _neighbours(venue, taken)
    left = [
        Clash(venue.rooms[taken[one].room].id, (_name(venue, taken[one]), _name(venue, taken[two])))
        for one, two in clashes(graph, [names.index(by_place[at]) for at in taken])
    ]
    return Doubts(left, _why(venue, taken, graph, forms) if left else "")


def _require_forms(guests: Sequence[Guest], forms: Sequence[str]) -> None:
    stuck = sorted(one.number for one in guests if one.barred >= set(forms))
    if stuck:
        named = ", ".join(stuck[:_MOST_NAMED]) + (" ..." if len(stuck) > _MOST_NAMED else "")
        raise StoreError(
            f"there is no form that these candidates have not sat before: {named}; add a form with "
            "--form, leave them out, or say --repeat-forms"
        )


def _neighbours(venue: Venue, taken: Sequence[At]) -> Graph:
    """Return the graph of the seats that are taken."""
    found: list[list[int]] = []
    for n, room in enumerate(venue.rooms):
        mine = [at.seat for at in taken if at.room == n]
        first = len(found)
        found += [[first + one for one in near] for near in within(graph_of(room), mine)]
    return found


def _barred(guests: Sequence[Guest], numbers: Sequence[str], forms: Sequence[str]) -> Barred:
    by_number = {one.number: one.barred for one in guests}
    return [
        frozenset(at for at, form in enumerate(forms) if form in by_number[number])
        for number in numbers
    ]


def _renamed(barred: Barred, forms: Sequence[str], names: Sequence[str]) -> Barred:
    to = {at: names.index(form) for at, form in enumerate(forms)}
    return [frozenset(to[at] for at in one) for one in barred]


def _name(venue: Venue, at: At) -> str:
    return venue.rooms[at.room].seats[at.seat].name


def _why(venue: Venue, taken: Sequence[At], graph: Graph, forms: int) -> str:
    """Say in a sentence why so many forms cannot keep these neighbours apart."""
    found = obstacle(graph, forms)
    if forms == 1:
        return (
            "there is one form, and the candidates do not fit on seats that are no neighbours; "
            "add a form, or choose a larger venue"
        )
    if found is None:
        return f"no way was found to keep all neighbours apart with {forms} forms; add a form"
    room = venue.rooms[taken[found.seats[0]].room].name
    names = ", ".join(_name(venue, taken[at]) for at in found.seats[:_MOST_NAMED])
    if found.kind == "ring":
        return (
            f"in {room} seats {names} form a ring of {len(found.seats)}, an odd number, so that "
            "two forms cannot alternate; add a form"
        )
    return (
        f"in {room} seats {names} are all neighbours of each other, and there are {forms} forms: "
        f"they alone need {forms + 1}; add a form, or choose a larger venue"
    )
