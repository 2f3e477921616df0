"""Venue files: a TOML file a venue, its rooms drawn as grids of seat names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from exam_engine.errors import AuthoringError
from exam_engine.model.venue import Feature, Room, Venue, VenueSeat
from exam_engine.source.toml_file import Schema, check, read_toml

GAP = "--"
"""Stands in a grid where there is no seat: an aisle, a pillar."""
MOST_SEATS = 20_000
_MOST_PROBLEMS = 20


class Reach(Enum):
    """How far a candidate can look, which makes seats of a grid neighbours."""

    ROWS = "rows"
    SIDES = "sides"
    ALL = "all"
    NONE = "none"


_STEPS: Mapping[Reach, tuple[tuple[int, int], ...]] = {
    Reach.ROWS: ((0, 1),),
    Reach.SIDES: ((0, 1), (1, 0)),
    Reach.ALL: ((0, 1), (1, 0), (1, 1), (1, -1)),
    Reach.NONE: (),
}
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_SEAT = r"^[A-Za-z0-9]{1,8}$"
Id = Annotated[str, Field(max_length=40, pattern=_ID, description="such as main-hall")]
Name = Annotated[str, Field(min_length=1, max_length=80, description="1 to 80 characters")]
SeatName = Annotated[str, Field(pattern=_SEAT, description="a seat of the grid")]
Pair = Annotated[list[SeatName], Field(min_length=2, max_length=2)]


class _Machines(Schema):
    seats: Annotated[
        list[SeatName], Field(min_length=1, max_length=5000, description="a list of seats")
    ]
    features: Annotated[
        list[Annotated[Feature, Field(strict=False)]],
        Field(max_length=20, description="some of: " + ", ".join(one.value for one in Feature)),
    ] = Field(default_factory=list)
    note: Annotated[str, Field(max_length=80, description="up to 80 characters")] = ""


class _Room(Schema):
    id: Id
    name: Name
    grid: Annotated[
        list[Annotated[str, Field(max_length=1_000)]],
        Field(
            min_length=1, max_length=200, description='rows such as "A1 A2 -- A3", front row first'
        ),
    ]
    neighbours: Annotated[
        Reach,
        Field(
            strict=False,
            description='"rows" (left, right), "sides" (front and back too), "all" or "none"',
        ),
    ] = Reach.SIDES
    separate: Annotated[bool, Field(description="true or false")] = False
    capacity: Annotated[int, Field(ge=1, le=MOST_SEATS, description="a whole number from 1")] = 0
    apart: Annotated[
        list[Pair], Field(max_length=5_000, description='pairs such as ["A1", "A2"]')
    ] = Field(default_factory=list)
    together: Annotated[
        list[Pair], Field(max_length=5_000, description='pairs such as ["A1", "C1"]')
    ] = Field(default_factory=list)
    machines: Annotated[
        list[_Machines], Field(max_length=500, description="tables [[rooms.machines]]")
    ] = Field(default_factory=list)


class _Venue(Schema):
    format: Annotated[int, Field(ge=1, le=1, description="1")]
    id: Id
    name: Name
    rooms: Annotated[
        list[_Room], Field(min_length=1, max_length=500, description="tables [[rooms]]")
    ]


class _Grid(NamedTuple):
    """Seats by name with their (row, column), and the names that stand twice or are no names."""

    places: dict[str, tuple[int, int]]
    wrong: list[str]


def read_venue(path: Path) -> Venue:
    """Read a venue file.

    :raises AuthoringError: naming the file, each wrong field and what is allowed there.
    """
    source = check(_Venue, read_toml(path), path)
    problems: list[str] = []
    rooms = []
    for table in source.rooms:
        grid = _grid(table)
        problems += [f"{path}: room {table.id}: {said}" for said in _problems(table, grid)]
        rooms.append(_room(table, grid))
    problems += [f"{path}: {said}" for said in _of_all(rooms)]
    if problems:
        rest = len(problems) - _MOST_PROBLEMS
        more = [f"{path}: {rest} more problems like these"] if rest > 0 else []
        raise AuthoringError(problems[:_MOST_PROBLEMS] + more)
    return Venue(format=1, id=source.id, name=source.name, rooms=tuple(rooms))


def _grid(table: _Room) -> _Grid:
    places: dict[str, tuple[int, int]] = {}
    wrong = []
    for row, line in enumerate(table.grid, start=1):
        for column, name in enumerate(line.split(), start=1):
            if name == GAP:
                continue
            if not (name.isascii() and name.isalnum() and len(name) <= 8):
                wrong.append(
                    f"grid[{row}]: {name[:20]!r} is no seat; up to 8 letters and digits, or {GAP}"
                )
            elif name in places:
                wrong.append(f"grid[{row}]: seat {name} stands twice")
            else:
                places[name] = (row, column)
    return _Grid(places, wrong)


def _problems(table: _Room, grid: _Grid) -> Iterator[str]:
    yield from grid.wrong
    if not grid.places:
        yield "grid: holds no seat"
    if table.capacity > len(grid.places):
        yield f"capacity: {table.capacity} is more than the {len(grid.places)} seats of the grid"
    if table.separate and table.capacity > 1:
        yield "capacity: a separate room takes one candidate; leave it out"
    near = set(_near(table, grid))
    for field, pairs in (("apart", table.apart), ("together", table.together)):
        for one, other in pairs:
            if one == other:
                yield f"{field}: {one} is named with itself"
            elif (one in grid.places and other in grid.places) and (
                (_pair(one, other) in near) != (field == "apart")
            ):
                are = "are neighbours already" if field == "together" else "are no neighbours"
                yield f"{field}: {one} and {other} {are}; leave the pair out"
    for field, names in _named(table):
        unknown = [name for name in names if name not in grid.places]
        if unknown:
            yield f"{field}: there is no seat {unknown[0]} in the grid"


def _named(table: _Room) -> Iterator[tuple[str, list[str]]]:
    for field, pairs in (("apart", table.apart), ("together", table.together)):
        for pair in pairs:
            yield field, pair
    for at, machines in enumerate(table.machines, start=1):
        yield f"machines[{at}].seats", machines.seats


def _of_all(rooms: list[Room]) -> Iterator[str]:
    seen: set[str] = set()
    for room in rooms:
        if room.id in seen:
            yield f"rooms: two rooms have the id {room.id}"
        seen.add(room.id)
    if sum(len(room.seats) for room in rooms) > MOST_SEATS:
        yield f"rooms: a venue has {MOST_SEATS} seats at most"


def _room(table: _Room, grid: _Grid) -> Room:
    features: dict[str, set[Feature]] = {}
    notes: dict[str, str] = {}
    for machines in table.machines:
        for name in machines.seats:
            features.setdefault(name, set()).update(machines.features)
            notes[name] = machines.note or notes.get(name, "")
    pairs = set(_near(table, grid)) - {_pair(*pair) for pair in table.apart}
    pairs |= {_pair(*pair) for pair in table.together}
    return Room(
        id=table.id,
        name=table.name,
        separate=table.separate,
        capacity=1 if table.separate else table.capacity or len(grid.places),
        seats=tuple(
            VenueSeat(
                name=name,
                row=row,
                column=column,
                features=tuple(sorted(features.get(name, ()), key=lambda one: one.value)),
                note=notes.get(name, ""),
            )
            for name, (row, column) in grid.places.items()
        ),
        neighbours=tuple(sorted(pairs)),
    )


def _near(table: _Room, grid: _Grid) -> Iterator[tuple[str, str]]:
    """Yield the pairs of seats that the grid makes neighbours."""
    at = {place: name for name, place in grid.places.items()}
    for name, (row, column) in grid.places.items():
        for down, right in _STEPS[table.neighbours]:
            other = at.get((row + down, column + right))
            if other is not None:
                yield _pair(name, other)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
