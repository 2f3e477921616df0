"""A picture of a room in plain text: the grid of seats, front row first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exam_engine.model.venue import Room

_AISLE = "  "


def room_picture(room: Room, labels: Mapping[str, str]) -> list[str]:
    """Return the lines of a picture of a room.

    :param labels: by seat what is written beside its name; a seat without one is shown bare.
    """
    by_place = {(seat.row, seat.column): seat.name for seat in room.seats}
    names = {name: f"{name} {labels[name]}" if labels.get(name) else name
             for name in by_place.values()}  # fmt: skip
    width = max(len(text) for text in names.values())
    last_column = max(column for _, column in by_place)
    lines = []
    for row in range(1, max(row for row, _ in by_place) + 1):
        cells = [
            names.get(by_place.get((row, column), ""), "").ljust(width)
            for column in range(1, last_column + 1)
        ]
        lines.append(("  " + _AISLE.join(cells)).rstrip())
    return lines


def letters(count: int) -> Sequence[str]:
    """Return so many short labels: A to Z, then AA, AB and so on."""
    found = []
    for n in range(count):
        text, rest = "", n + 1
        while rest:
            rest, digit = divmod(rest - 1, 26)
            text = chr(ord("A") + digit) + text
        found.append(text)
    return found
