"""What lint finds in the bank as a whole: coverage, scenarios, habits, waivers."""

from __future__ import annotations

from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.authoring.pages.item import finding_lines
from exam_engine.authoring.pages.page import Back, Page, Wish
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line
from exam_engine.client.widgets.foot import Hints


class WholeBankPage(Page):
    """The findings that belong to no item."""

    title = "The bank as a whole"

    def __init__(self, glyphs: Glyphs, workshop: Workshop) -> None:
        super().__init__(glyphs)
        self._workshop = workshop

    def hints(self) -> Hints:
        return [("Esc", "back")]

    def lay_out(self, width: int, height: int) -> list[Line]:
        checked = self._workshop.checked
        if checked is None:
            return [EMPTY, line("  ", (f"lint runs{self.glyphs.more}", "muted"))]
        rows: list[Line] = [EMPTY]
        for finding in checked.of(""):
            rows += [*finding_lines(finding, width), EMPTY]
        if len(rows) == 1:
            rows.append(line("  ", (f"{self.glyphs.tick} lint finds nothing", "good")))
        return rows

    def press(self, key: str, character: str | None) -> Wish | None:
        return Back() if key == "escape" else None
