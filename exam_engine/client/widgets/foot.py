"""The bottom row: the keys that work here, or a field to type into."""

from __future__ import annotations

from exam_engine.client.field import Field
from exam_engine.client.look.lines import Line
from exam_engine.client.look.look import Look
from exam_engine.client.sheets.frame import hints_row, prompt_row
from exam_engine.client.widgets.sheet import Sheet

Hints = list[tuple[str, str]]


class Foot(Sheet):
    def __init__(self, look: Look, hints: Hints | None = None, *, id: str = "foot") -> None:
        super().__init__(look, id=id, classes="row")
        self._hints = hints or []
        self._field: Field | None = None

    def show_hints(self, hints: Hints) -> None:
        """Show keys and what they do."""
        if self._field is not None or hints != self._hints:
            self._hints, self._field = hints, None
            self.renew()

    def show_field(self, field: Field) -> None:
        """Show a field; call again after each key."""
        self._field = field
        self.renew()
        self.place_caret()

    def place_caret(self) -> None:
        """Put the terminal's cursor at the end of the field."""
        if self._field is not None:
            self.place_cursor(self._prompt(self._field, self.outer_size.width)[1], 0)

    def lay_out(self, width: int, height: int) -> list[Line]:
        if self._field is None:
            return [hints_row(self._hints, width)]
        return [self._prompt(self._field, width)[0]]

    @staticmethod
    def _prompt(field: Field, width: int) -> tuple[Line, int]:
        return prompt_row(field.label, field.text, field.length, width, field.message)
