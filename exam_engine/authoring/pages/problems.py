"""What in the bank's files does not read, each problem with a way into its file."""

from __future__ import annotations

from exam_engine.authoring.bench.folder import file_of_problem, line_of_problem
from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.authoring.pages.page import Back, Edit, Page, Say, Wish
from exam_engine.authoring.pages.picker import Picker
from exam_engine.authoring.pages.texts import told
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line
from exam_engine.client.widgets.foot import Hints

_ROWS_OF_ONE = 4


class ProblemsPage(Page):
    """File, field and what is allowed, problem by problem."""

    title = "What does not read"

    def __init__(self, glyphs: Glyphs, workshop: Workshop) -> None:
        super().__init__(glyphs)
        self._workshop = workshop
        self._picker: Picker[str] = Picker()

    def hints(self) -> Hints:
        return [(self.glyphs.up_down, "move"), ("Enter", "edit"), ("Esc", "back")]

    def lay_out(self, width: int, height: int) -> list[Line]:
        self._picker.show(self._workshop.reading.problems)
        if not self._picker.entries:
            return [EMPTY, line("  ", (f"{self.glyphs.tick} the bank reads", "good"))]
        rows: list[Line] = [EMPTY]
        folder = f"{self._workshop.folder}/"
        for here, problem in self._picker.window(max(1, height // _ROWS_OF_ONE)):
            mark = f"{self.glyphs.cursor} " if here else "  "
            role = "strong" if here else "text"
            rows += [*told(mark + problem.replace(folder, ""), width, role, " "), EMPTY]
        return rows

    def press(self, key: str, character: str | None) -> Wish | None:
        if self._picker.press(key):
            return None
        if key == "escape":
            return Back()
        problem = self._picker.chosen
        if problem is None or (key != "enter" and character not in ("e", "E")):
            return None
        path = file_of_problem(problem)
        if path is None:
            return Say("this problem names no file")
        return Edit(path, line_of_problem(problem, path))
