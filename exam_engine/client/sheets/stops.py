"""Rows that belong together, and where on a sheet the cursor can stop."""

from __future__ import annotations

from typing import NamedTuple

from exam_engine.client.look.lines import EMPTY, Line

CURSOR_COLUMN = 1


class Rows(NamedTuple):
    """The rows of one stop; 0 is no stop, but a heading."""

    stop: int
    lines: list[Line]


class QuestionSheet(NamedTuple):
    """``rows`` gives the first and the last row of each stop, in the order shown."""

    lines: list[Line]
    rows: dict[int, tuple[int, int]]


class Body:
    """Collects the lines of a sheet and its stops."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._rows: dict[int, tuple[int, int]] = {}
        self._after_stop = False

    def add(self, *lines: Line) -> None:
        """Add rows that are no stop."""
        self._lines += lines

    def stop(self, rows: Rows, *, airy: bool) -> None:
        """Add a stop, after a blank row if it is not the first one."""
        apart = airy and self._after_stop if rows.stop else self._lines[-1] != EMPTY
        if apart:
            self.add(EMPTY)
        self._after_stop = bool(rows.stop)
        first = len(self._lines)
        self._lines += rows.lines
        if rows.stop:
            self._rows[rows.stop] = (first, len(self._lines) - 1)

    def sheet(self) -> QuestionSheet:
        return QuestionSheet(self._lines, self._rows)
