"""From the lines of a roster to what is signed: who sits which form, where, with what arranged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from exam_engine.errors import StoreError
from exam_engine.model.accommodation import Profile
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.form import Form
from exam_engine.model.sitting import RosterEntry, name_digest
from exam_engine.model.venue import Venue
from exam_engine.office import accommodations
from exam_engine.office.home import Home
from exam_engine.office.roster_file import RosterLine
from exam_engine.office.seating.places import Guest
from exam_engine.office.seating.plan import Seated, seat
from exam_engine.store import history, people


class Wanted(NamedTuple):
    """How a roster is to be arranged: with seats in a venue, drawn with ``seed``, or without.

    ``repeat_forms`` allows a candidate a form that they sat before, where there is no other.
    """

    forms: Sequence[Form]
    opens_ms: int
    venue: Venue | None = None
    seed: int = 0
    repeat_forms: bool = False


class Arranged(NamedTuple):
    """The signed part of a roster, and the candidates with their names, both by number."""

    entries: tuple[RosterEntry, ...]
    candidates: list[Candidate]


def arrange(
    home: Home, connection: Connection, lines: Sequence[RosterLine], wanted: Wanted
) -> Arranged:
    """Return the roster: candidates are put on record, accommodations applied, seats given.

    :raises StoreError: if a candidate is not who they are on record, if their accommodations
        cannot be believed, or if the venue cannot seat everybody.
    """
    known, _ = people.enter(connection, [line.candidate for line in lines])
    granted = accommodations.profiles(home, connection, known.keys(), wanted.opens_ms)
    minutes = wanted.forms[0].minutes
    arranged = {line.candidate.number: _applied(granted, line, minutes) for line in lines}
    seated = _seated(connection, list(arranged), granted, arranged, wanted)
    entries = [
        _entry(number, name_digest(*known[number]), own, seated[number])
        for number, own in sorted(arranged.items())
    ]
    return Arranged(tuple(entries), [known[entry.number].candidate for entry in entries])


def _applied(granted: Mapping[str, Profile], line: RosterLine, minutes: int) -> Accommodation:
    profile = granted.get(line.candidate.number, Profile())
    return accommodations.applied(profile, minutes, line.accommodation)


def _seated(
    connection: Connection,
    numbers: Sequence[str],
    granted: Mapping[str, Profile],
    arranged: Mapping[str, Accommodation],
    wanted: Wanted,
) -> Mapping[str, Seated]:
    names = [form.id for form in wanted.forms]
    sat = history.forms_sat(connection, set(numbers), set(names))
    if wanted.repeat_forms:
        sat = {number: forms for number, forms in sat.items() if forms < set(names)}
    guests = [
        Guest(
            number,
            alone=arranged[number].separate_room,
            machine=granted.get(number, Profile()).machine,
            barred=frozenset(sat.get(number, ())),
        )
        for number in numbers
    ]
    if wanted.venue is not None:
        return seat(wanted.venue, guests, names, wanted.seed)
    return {one.number: Seated("", "", _in_turn(names, at, one)) for at, one in enumerate(guests)}


def _in_turn(forms: Sequence[str], at: int, guest: Guest) -> str:
    """Return the form whose turn it is on the roster, or the next that the candidate may sit."""
    for step in range(len(forms)):
        form = forms[(at + step) % len(forms)]
        if form not in guest.barred:
            return form
    raise StoreError(
        f"candidate {guest.number} has sat every form of this sitting before; add a form with "
        "--form, leave them out, or say --repeat-forms"
    )


def _entry(number: str, name: str, own: Accommodation, at: Seated) -> RosterEntry:
    return RosterEntry(
        number=number,
        name_digest=name,
        extra_time_ms=own.extra_time_ms,
        form=at.form,
        room=at.room,
        seat=at.seat,
        break_ms=own.break_ms,
        colours=own.colours,
        plain=own.plain,
        separate_room=own.separate_room,
        reader=own.reader,
        scribe=own.scribe,
    )
