"""Items and translations in review that wait for whoever sits here."""

from __future__ import annotations

from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.authoring.pages.page import Back, Page, Say, Show, Wish
from exam_engine.authoring.pages.picker import Picker
from exam_engine.authoring.pages.review import ReviewPage, preview_of
from exam_engine.authoring.pages.texts import told
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, fit, line
from exam_engine.client.widgets.foot import Hints
from exam_engine.office.under_review import UnderReview

_READ_ONLY = "start with --identity NAME to review"
_ID = 30


class QueuePage(Page):
    """Without an identity all that is in review is listed, and nothing can be reviewed."""

    title = "Review queue"

    def __init__(self, glyphs: Glyphs, workshop: Workshop) -> None:
        super().__init__(glyphs)
        self._workshop = workshop
        self._picker: Picker[UnderReview] = Picker()

    def hints(self) -> Hints:
        act = [("Enter", "review")] if self._workshop.reviewer else []
        return [(self.glyphs.up_down, "move"), *act, ("P", "preview"), ("Esc", "back")]

    def lay_out(self, width: int, height: int) -> list[Line]:
        self._picker.show(self._workshop.waiting())
        rows = [EMPTY, self._head(), EMPTY]
        if self._workshop.record.doubt:
            doubt = f"! translations are left out: {self._workshop.record.doubt}"
            rows[2:] = [*told(doubt, width, "warn"), EMPTY]
        if not self._picker.entries:
            rows.append(line("  ", ("nothing waits here", "muted")))
        for here, under in self._picker.window(height - len(rows)):
            mark = (f"{self.glyphs.cursor} " if here else "  ", "cursor")
            kind = under.item.type.value if under.item else "scenario"
            text = f"{fit(under.subject.name, _ID)} {fit(kind, 17)}{self._progress(under)}"
            ground = "tint" if here else "page"
            rows.append(line(mark, (text, "strong" if here else "text"), ground=ground))
        return rows

    def press(self, key: str, character: str | None) -> Wish | None:
        if self._picker.press(key):
            return None
        if key == "escape":
            return Back()
        chosen, reviewer = self._picker.chosen, self._workshop.reviewer
        if chosen is None:
            return None
        if character in ("p", "P"):
            return preview_of(chosen)
        if key == "enter":
            if reviewer is None:
                return Say(_READ_ONLY)
            return Show(ReviewPage(self.glyphs, self._workshop, chosen, reviewer))
        return None

    def _head(self) -> Line:
        if self._workshop.reviewer is None:
            return line("  Everything in review.", (f" Read only: {_READ_ONLY}.", "warn"))
        return line(f"  In review, for {self._workshop.reviewer.name}")

    def _progress(self, under: UnderReview) -> str:
        approvals = self._workshop.record.standings[under.subject.name].approvals
        by = ", ".join(f"{one.by} ({one.role.value})" for one in approvals)
        return f"approved by {by}" if by else "no approval yet"
