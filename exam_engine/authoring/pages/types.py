"""Of which type a new item is to be."""

from __future__ import annotations

from exam_engine.authoring.pages.page import Back, Make, Page, Wish
from exam_engine.authoring.pages.picker import Picker
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, fit, line
from exam_engine.client.widgets.foot import Hints
from exam_engine.model.item_type import ItemType

_SAID = {
    ItemType.SINGLE: "one of several options is right",
    ItemType.MULTIPLE: "a stated number of options is right",
    ItemType.GRADIENT: "options earn different marks",
    ItemType.TRUE_FALSE: "statements, each true or false",
    ItemType.ASSERTION_REASON: "pairs of assertion and reason",
    ItemType.MATCH: "a selection for each line",
    ItemType.ORDER: "entries to put in order",
    ItemType.ESSAY: "a text, marked by a rubric",
    ItemType.PERFORMANCE: "done before assessors, marked by a rubric",
}


class TypesPage(Page):
    """A new item begins with its type's template, in the file of the item ``beside``."""

    title = "New item"

    def __init__(self, glyphs: Glyphs, beside: str) -> None:
        super().__init__(glyphs)
        self._beside = beside
        self._picker: Picker[ItemType] = Picker()
        self._picker.show(list(ItemType))

    def hints(self) -> Hints:
        return [(self.glyphs.up_down, "move"), ("Enter", "make it and edit"), ("Esc", "back")]

    def lay_out(self, width: int, height: int) -> list[Line]:
        rows = [EMPTY, line("  Of which type?"), EMPTY]
        for here, kind in self._picker.window(height - len(rows)):
            mark = (f"{self.glyphs.cursor} " if here else "  ", "cursor")
            text = f"{fit(kind.value, 18)}{_SAID[kind]}"
            ground = "tint" if here else "page"
            rows.append(line(mark, (text, "strong" if here else "text"), ground=ground))
        return rows

    def press(self, key: str, character: str | None) -> Wish | None:
        if self._picker.press(key):
            return None
        if key == "escape":
            return Back()
        if key == "enter" and self._picker.chosen is not None:
            return Make(self._picker.chosen, self._beside)
        return None
