"""Venue files: what they say, and what their errors say."""

import pytest

from exam_engine.errors import AuthoringError
from exam_engine.model.venue import Feature
from exam_engine.source.venue import read_venue

VENUE = """format = 1
id = "vienna"
name = "Test centre Vienna"
[[rooms]]
id = "hall"
name = "Main hall"
neighbours = "sides"
grid = [
  "A1 A2 -- A3",
  "B1 -- B2 B3",
]
apart = [["A1", "B1"]]
together = [["A2", "A3"]]
[[rooms.machines]]
seats = ["A1", "B3"]
features = ["step-free"]
note = "by the door"
[[rooms]]
id = "small"
name = "Room 2"
separate = true
grid = ["S1"]
"""


def read(tmp_path, text=VENUE):
    path = tmp_path / "venue.toml"
    path.write_text(text)
    return read_venue(path)


@pytest.mark.parametrize(
    ("reach", "pairs"),
    [
        ("sides", {("A1", "A2"), ("B2", "B3"), ("A3", "B3"), ("A2", "A3")}),
        ("rows", {("A1", "A2"), ("B2", "B3"), ("A2", "A3")}),
        ("all", {("A1", "A2"), ("B2", "B3"), ("A3", "B3"), ("A2", "A3"), ("A2", "B1"),
                 ("A2", "B2"), ("A3", "B2")}),
    ],
)  # fmt: skip
def test_neighbours_come_from_the_grid_and_from_what_is_said_of_pairs(tmp_path, reach, pairs):
    """Parent: the grid of this file, looked at: two gaps, A1 and B1 apart, A2 and A3 together."""
    text = VENUE.replace('"sides"', f'"{reach}"')
    if reach == "rows":
        text = text.replace('apart = [["A1", "B1"]]\n', "")
    hall, small = read(tmp_path, text).rooms
    assert set(hall.neighbours) == pairs
    assert [seat.name for seat in hall.seats] == ["A1", "A2", "A3", "B1", "B2", "B3"]
    assert (hall.capacity, small.capacity, small.separate) == (6, 1, True)
    offers = {seat.name: (seat.features, seat.note) for seat in hall.seats if seat.note}
    assert offers == dict.fromkeys(("A1", "B3"), ((Feature.STEP_FREE,), "by the door"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"B1 -- B2 B3"', '"B1 -- A2 B3"', "room hall: grid[2]: seat A2 stands twice"),
        ('"B1 -- B2 B3"', '"B-1"', "room hall: grid[1]: 'B-1' is no seat; up to 8 letters"),
        ('"A1 A2 -- A3"', '"A1 Ä2 -- A3"', "room hall: grid[1]: 'Ä2' is no seat"),
        ('grid = ["S1"]', 'grid = ["--"]', "room small: grid: holds no seat"),
        ('seats = ["A1", "B3"]', 'seats = ["C9"]', "machines[1].seats: there is no seat C9"),
        ('"step-free"', '"comfortable"', "features[1]: 'comfortable' is not right; allowed: some"),
        ('[["A1", "B1"]]', '[["A1", "B3"]]', "apart: A1 and B3 are no neighbours; leave the pair"),
        ('[["A2", "A3"]]', '[["A1", "A2"]]', "together: A1 and A2 are neighbours already"),
        ('[["A2", "A3"]]', '[["A2", "A2"]]', "together: A2 is named with itself"),
        ('id = "small"', 'id = "hall"', "rooms: two rooms have the id hall"),
        ("separate = true", "separate = true\ncapacity = 2", "a separate room takes one candidate"),
        (
            'neighbours = "sides"',
            "capacity = 9",
            "capacity: 9 is more than the 6 seats of the grid",
        ),
        ('neighbours = "sides"', 'neighbors = "sides"', "did you mean 'neighbours'?"),
        ("format = 1", "format = 2", "format: 2 is not right; allowed: 1"),
    ],
)
def test_a_venue_with_a_mistake_is_refused_by_room_and_field(tmp_path, old, new, said):
    text = VENUE.replace(old, new, 1)
    if "B-1" in new:
        text = text.replace('  "A1 A2 -- A3",\n', "")
    with pytest.raises(AuthoringError) as found:
        read(tmp_path, text)
    assert said in str(found.value)
    assert "venue.toml" in str(found.value)


def test_a_venue_full_of_mistakes_is_told_in_a_few_lines(tmp_path):
    rows = ", ".join(['"?1 ?2 ?3 ?4 ?5"'] * 150)
    text = f'format = 1\nid = "v"\nname = "V"\n[[rooms]]\nid = "a"\nname = "A"\ngrid = [{rows}]\n'
    with pytest.raises(AuthoringError) as found:
        read(tmp_path, text)
    assert len(found.value.problems) == 21
    assert "more problems like these" in found.value.problems[-1]
