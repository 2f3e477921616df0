"""Which seats are taken, and by whom: before any form is given out.

1. Who needs a separate room gets one, alone; who needs a certain machine gets a seat that has it.
   Both are matchings of the greatest size, so that nobody is left out who could have been seated.
2. The others take seats that the forms can keep apart, room after room, front row first; seats
   between them only when there are no others left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from exam_engine.errors import StoreError
from exam_engine.model.venue import Feature, Room, Venue
from exam_engine.office.seating.colouring import layers
from exam_engine.office.seating.graph import Graph

_MOST_NAMED = 10


class Guest(NamedTuple):
    """A candidate to be seated, with what their seat has to offer.

    ``barred`` are forms that they must not sit, such as those they sat before.
    """

    number: str
    alone: bool = False
    machine: tuple[Feature, ...] = ()
    barred: frozenset[str] = frozenset()


class At(NamedTuple):
    """A seat of a venue: the numbers of room and seat in their records."""

    room: int
    seat: int


def seat_everybody(venue: Venue, guests: Sequence[Guest], forms: int) -> dict[str, At]:
    """Return a seat for every guest; ``guests`` come in the order in which they choose.

    :raises StoreError: naming what the venue lacks.
    """
    found = _special(venue, [one for one in guests if one.alone], separate=True)
    needy = [one for one in guests if one.machine and not one.alone]
    found |= _special(venue, needy, separate=False)
    others = [one for one in guests if not one.machine and not one.alone]
    free = _free_seats(venue, set(found.values()), forms, len(others))
    if len(free) < len(others):
        raise StoreError(
            f"venue {venue.id} has {len(free)} seats left for {len(others)} candidates who need no "
            "other arrangement; choose another venue, or divide the sitting"
        )
    return found | {guest.number: at for guest, at in zip(others, free, strict=False)}


def graph_of(room: Room) -> Graph:
    """Return the neighbours of each seat of a room, by number."""
    at = {seat.name: n for n, seat in enumerate(room.seats)}
    found: list[list[int]] = [[] for _ in room.seats]
    for one, other in room.neighbours:
        found[at[one]].append(at[other])
        found[at[other]].append(at[one])
    return found


def _special(venue: Venue, guests: list[Guest], *, separate: bool) -> dict[str, At]:
    """Step 1, for separate rooms or for machines."""
    if not guests:
        return {}
    offers = list(_offers(venue, separate))
    fits = np.array(
        [[set(one.machine) <= features for _, features in offers] for one in guests], dtype=bool
    ).reshape(len(guests), len(offers))
    matched = maximum_bipartite_matching(csr_array(fits), perm_type="column")
    left_out = [one.number for one, at in zip(guests, matched, strict=True) if at < 0]
    if left_out:
        raise StoreError(_lacking(venue, guests, left_out, separate))
    return {one.number: offers[at][0] for one, at in zip(guests, matched, strict=True)}


def _offers(venue: Venue, separate: bool) -> Iterable[tuple[At, set[Feature]]]:
    """Yield separate rooms by the seat that offers most, or all seats of the other rooms."""
    for n, room in enumerate(venue.rooms):
        seats = sorted(range(len(room.seats)), key=lambda at: -len(room.seats[at].features))
        if room.separate == separate:
            # A room with its capacity taken up by one candidate offers one seat.
            for at in seats[:1] if separate else seats[: room.capacity]:
                yield At(n, at), set(room.seats[at].features)


def _lacking(venue: Venue, guests: list[Guest], left_out: list[str], separate: bool) -> str:
    what = "a separate room" if separate else "a certain machine"
    wanted = sorted({one.value for guest in guests for one in guest.machine})
    listed = f" ({', '.join(wanted)})" if wanted else ""
    named = ", ".join(sorted(left_out)[:_MOST_NAMED])
    more = f" and {len(left_out) - _MOST_NAMED} more" if len(left_out) > _MOST_NAMED else ""
    return (
        f"venue {venue.id} has no place for {len(left_out)} of {len(guests)} candidates who need "
        f"{what}{listed}: {named}{more}; choose another venue, or another sitting for them"
    )


def _free_seats(venue: Venue, taken: set[At], forms: int, wanted: int) -> list[At]:
    """Step 2: return ``wanted`` seats, or all that there are."""
    easy: list[At] = []
    hard: list[At] = []
    for n, room in enumerate(venue.rooms):
        if room.separate:
            continue
        mine = {at.seat for at in taken if at.room == n}
        apart = _apart(room, mine, forms)
        room_left = room.capacity - len(mine)
        now = [At(n, seat) for seat in apart[:room_left]]
        easy += now
        used = {at.seat for at in now} | mine
        rest = [at for at in range(len(room.seats)) if at not in used]
        hard += [At(n, at) for at in rest[: room_left - len(now)]]
    return (easy + hard)[:wanted]


def _apart(room: Room, mine: set[int], forms: int) -> list[int]:
    """Return the free seats of a room that so many forms can keep apart, front row first."""
    graph = graph_of(room)
    chosen = {seat for layer in layers(graph)[:forms] for seat in layer}
    if forms == 1:
        chosen -= {other for seat in mine for other in graph[seat]}
    return sorted(chosen - mine)
