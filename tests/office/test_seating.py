"""Seating: neighbours sit different forms where that is possible, forms are used evenly.

Parents: brute force over all colourings of small graphs; the theorem of Hajnal and Szemerédi
(1970): with more colours than a seat has neighbours, an even colouring without clashes exists; and
for two to four colours the columns and the diagonals of a chessboard.
"""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.errors import StoreError
from exam_engine.model.venue import Feature, Room, Venue, VenueSeat
from exam_engine.office.seating.colouring import colour, layers
from exam_engine.office.seating.graph import clashes
from exam_engine.office.seating.obstacle import obstacle
from exam_engine.office.seating.places import Guest
from exam_engine.office.seating.plan import doubts, seat


@st.composite
def graphs(draw, most=7):
    size = draw(st.integers(1, most))
    pairs = [(a, b) for a in range(size) for b in range(a)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    near = [set() for _ in range(size)]
    for one, other in chosen:
        near[one].add(other)
        near[other].add(one)
    return [sorted(each) for each in near]


def possible(graph, colours):
    return any(not clashes(graph, found) for found in product(range(colours), repeat=len(graph)))


@given(graphs(), st.integers(1, 4))
def test_neighbours_differ_exactly_where_some_colouring_lets_them(graph, colours):
    found = colour(graph, colours)
    assert (not clashes(graph, found)) == possible(graph, colours)
    assert set(found) <= set(range(colours))


@given(graphs(), st.integers(1, 3))
def test_an_obstacle_is_one(graph, colours):
    found = obstacle(graph, colours)
    if found is None:
        return
    assert not possible(graph, colours)
    ring = found.seats
    if found.kind == "clique":
        assert all(b in graph[a] for a in ring for b in ring if a != b)
        assert len(ring) == colours + 1
    else:
        assert len(ring) % 2 == 1
        assert all(b in graph[a] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


@given(graphs(), st.data())
def test_forms_that_a_seat_must_not_have_it_never_has(graph, data):
    barred = [
        data.draw(st.frozensets(st.integers(0, 2), max_size=2), label="barred") for _ in graph
    ]
    found = colour(graph, 3, barred)
    assert all(own not in no for own, no in zip(found, barred, strict=True))


@given(graphs(most=12))
def test_layers_hold_no_neighbours_and_every_seat_once(graph):
    found = layers(graph)
    assert sorted(seat for layer in found for seat in layer) == list(range(len(graph)))
    assert all(b not in graph[a] for layer in found for a in layer for b in layer)


def grid(rows, columns, diagonals=False, features=None, separate=False, name="hall"):
    """A room as a grid, with its own neighbour rule written out."""
    seats = {(r, c): f"{chr(65 + r)}{c}" for r in range(rows) for c in range(columns)}
    near = [
        (one, other)
        for (r, c), one in seats.items()
        for (q, d), other in seats.items()
        if one < other
        and (abs(r - q) + abs(c - d) == 1 or (diagonals and abs(r - q) == 1 == abs(c - d)))
    ]
    return Room(
        id=name, name=name.title(), separate=separate, capacity=1 if separate else rows * columns,
        seats=tuple(
            VenueSeat(name=each, row=r + 1, column=c + 1,
                      features=tuple((features or {}).get(each, ())))
            for (r, c), each in seats.items()
        ),
        neighbours=tuple(near),
    )  # fmt: skip


def venue(*rooms):
    return Venue(format=1, id="v", name="V", rooms=rooms)


def guests(count, **changes):
    return [Guest(f"C-{n}", **changes) for n in range(count)]


@pytest.mark.parametrize("forms", [2, 3, 4, 5, 10])
@pytest.mark.parametrize("count", [60, 47, 12])
def test_a_grid_is_seated_evenly_and_without_clashes(forms, count):
    hall = venue(grid(6, 10))
    found = seat(hall, guests(count), [f"F{n}" for n in range(forms)], 7)
    uses = Counter(one.form for one in found.values())
    assert sum(uses.values()) == count
    assert max(uses.values()) - min(uses.values()) <= 1
    assert doubts(hall, found.values(), forms) == ([], "")
    assert len({(one.room, one.seat) for one in found.values()}) == count


@pytest.mark.parametrize(("count", "clash"), [(30, False), (31, True)])
def test_one_form_is_kept_apart_on_every_other_seat_as_long_as_they_last(count, clash):
    hall = venue(grid(6, 10))
    found = seat(hall, guests(count), ["F"], 1)
    left = doubts(hall, found.values(), 1)
    assert bool(left.clashes) == clash
    assert ("there is one form" in left.why) == clash


def test_what_cannot_be_kept_apart_is_explained_by_the_seats_that_show_it():
    hall = venue(grid(2, 2, diagonals=True))
    found = seat(hall, guests(4), ["F1", "F2"], 1)
    left = doubts(hall, found.values(), 2)
    assert len(left.clashes) == 2  # four seats, all neighbours, two of each form
    assert "A0, A1, B0 are all neighbours of each other, and there are 2 forms" in left.why
    assert {one.room for one in left.clashes} == {"hall"}


def test_the_same_seed_gives_the_same_seats_and_another_gives_others():
    hall = venue(grid(6, 10))
    first = seat(hall, guests(40), ["F1", "F2"], 5)
    assert seat(hall, list(reversed(guests(40))), ["F1", "F2"], 5) == first
    assert seat(hall, guests(40), ["F1", "F2"], 6) != first


def test_who_needs_a_room_or_a_machine_gets_one():
    step, large = Feature.STEP_FREE, Feature.LARGE_SCREEN
    hall = venue(
        grid(2, 3, features={"A0": (step,), "A1": (step, large)}),
        grid(1, 1, separate=True, name="small"),
    )
    people = [
        Guest("alone", alone=True),
        Guest("both", machine=(step, large)),
        Guest("step", machine=(step,)),
        *guests(4),
    ]
    found = seat(hall, people, ["F1", "F2"], 3)
    assert found["alone"].room == "small"
    assert (found["both"].seat, found["step"].seat) == ("A1", "A0")
    assert doubts(hall, found.values(), 2).clashes == []


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (guests(2, alone=True), "1 of 2 candidates who need a separate room: C-"),
        (guests(1, machine=(Feature.BRAILLE,)), "need a certain machine (braille): C-0"),
        (guests(7), "has 6 seats left for 7 candidates"),
        (guests(2, barred=frozenset({"F1", "F2"})), "have not sat before: C-0, C-1; add a form"),
    ],
)
def test_what_the_venue_lacks_is_said(people, said):
    hall = venue(grid(2, 3), grid(1, 1, separate=True, name="small"))
    with pytest.raises(StoreError) as found:
        seat(hall, people, ["F1", "F2"], 1)
    assert said in str(found.value)


def test_nobody_sits_a_form_again():
    barred = {f"C-{n}": frozenset({f"F{n % 3}"}) for n in range(20)}
    people = [Guest(number, barred=no) for number, no in barred.items()]
    found = seat(venue(grid(5, 8)), people, ["F0", "F1", "F2"], 2)
    assert all(found[number].form not in no for number, no in barred.items())
