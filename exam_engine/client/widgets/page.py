"""A page of text."""

from __future__ import annotations

from collections.abc import Callable

from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.widgets.sheet import Sheet

LayOut = Callable[[int, int], list[Line]]


class Page(Sheet):
    """Shows what a function lays out for its width and height."""

    def __init__(self, look: Look, lay_out: LayOut, *, id: str = "page") -> None:
        super().__init__(look, id=id)
        self._function = lay_out

    def lay_out(self, width: int, height: int) -> list[Line]:
        return self._function(width, height)
