"""The list of items: filter as you type, sorted by id or by findings."""

from __future__ import annotations

from exam_engine.authoring.bench.folder import NOTHING
from exam_engine.authoring.bench.rows import Row, Sorting, age, filtered, sorted_by
from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.authoring.pages.item import ItemPage
from exam_engine.authoring.pages.page import Edit, Leave, Page, Preview, Say, Show, Wish
from exam_engine.authoring.pages.picker import Picker
from exam_engine.authoring.pages.problems import ProblemsPage
from exam_engine.authoring.pages.queue import QueuePage
from exam_engine.authoring.pages.types import TypesPage
from exam_engine.authoring.pages.whole_bank import WholeBankPage
from exam_engine.client.field import Field
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import Line, fit, line
from exam_engine.client.sheets.words import count
from exam_engine.client.widgets.foot import Hints

_TYPE, _LEVEL, _STATE, _COUNT, _AGE = 16, 10, 11, 3, 6
_OTHERS = 2 + _TYPE + 1 + _LEVEL + 1 + _STATE + 2 * (_COUNT + 1) + 1 + _AGE + 2
_LONGEST_FILTER = 30


class ItemsPage(Page):
    """The first page. ``/`` filters, ``s`` sorts, Enter opens."""

    def __init__(self, glyphs: Glyphs, workshop: Workshop) -> None:
        super().__init__(glyphs)
        self._workshop = workshop
        self._picker: Picker[Row] = Picker()
        self._filter = ""
        self._sorting = Sorting.ID
        self._aim = ""

    def aim(self, item: str) -> None:
        """Put the cursor on an item once it is there, and show all items for that."""
        self._aim, self._filter = item, ""

    def heading(self) -> str:
        bank = self._workshop.bank
        return bank.head.title if bank else str(self._workshop.folder.name)

    def hints(self) -> Hints:
        return [
            ("Enter", "open"),
            ("P", "preview"),
            ("E", "edit"),
            ("N", "new"),
            ("/", "filter"),
            ("S", "sort"),
            ("Q", "queue"),
            ("Ctrl-Q", "leave"),
        ]

    def lay_out(self, width: int, height: int) -> list[Line]:
        self._renew()
        banner = self._banner()
        window = self._picker.window(height - len(banner) - 2)
        rows = [self._row(row, width, here=here) for here, row in window]
        if not rows:
            reads = self._workshop.reading is NOTHING
            told = f"reading{self.glyphs.more}" if reads else "nothing to show here"
            rows = [line("  ", (told, "muted"))]
        return [*banner, self._summary(), self._heading(width), *rows]

    def press(self, key: str, character: str | None) -> Wish | None:
        if self.field is not None:
            self._press_in_filter(self.field, key, character)
            return None
        if self._picker.press(key):
            return None
        match (character or key).lower():
            case "/":
                self.field = Field("Filter:", _LONGEST_FILTER, self._filter, "Enter keep   Esc all")
            case "s":
                self._sorting = self._other_sorting
                self._renew(stay=False)
            case "escape":
                self._filter = ""
            case "ctrl+q":
                return Leave()
            case "q":
                return Show(QueuePage(self.glyphs, self._workshop))
            case "b":
                return Show(WholeBankPage(self.glyphs, self._workshop))
            case "!" if self._workshop.reading.problems:
                return Show(ProblemsPage(self.glyphs, self._workshop))
            case "n" if self._workshop.reading.source is not None:
                return Show(TypesPage(self.glyphs, self._chosen_id))
            case letter:
                return self._press_on_item(letter)
        return None

    @property
    def _chosen_id(self) -> str:
        return self._picker.chosen.item.id if self._picker.chosen else ""

    def _press_on_item(self, letter: str) -> Wish | None:
        chosen = self._picker.chosen
        if chosen is None:
            return Say("there is no item here") if letter in ("enter", "e", "p") else None
        match letter:
            case "enter" | "l" | "t":
                tab = "T" if letter == "t" else "L"
                return Show(ItemPage(self.glyphs, self._workshop, chosen.item.id, tab))
            case "e":
                place = self._workshop.reading.places[chosen.item.id]
                return Edit(place.path, place.line)
            case "p":
                return Preview(chosen.item.id)
        return None

    def _press_in_filter(self, field: Field, key: str, character: str | None) -> None:
        if key in ("enter", "escape"):
            self._filter = field.text if key == "enter" else ""
            self.field = None
        elif not self._picker.press(key):
            field.press(key, character)
            self._filter = field.text

    @property
    def _other_sorting(self) -> Sorting:
        return Sorting.FINDINGS if self._sorting is Sorting.ID else Sorting.ID

    def _renew(self, *, stay: bool = True) -> None:
        """Sort and filter anew; the cursor stays on its item while that is shown."""
        chosen = self._picker.chosen
        rows = sorted_by(filtered(self._workshop.rows, self._filter), self._sorting)
        at = None if stay else 0
        if stay and chosen is not None:
            ids = [row.item.id for row in rows]
            at = ids.index(chosen.item.id) if chosen.item.id in ids else None
        ids_now = [row.item.id for row in rows] if self._aim else []
        if self._aim in ids_now:
            at, self._aim = ids_now.index(self._aim), ""
        self._picker.show(rows, at)

    def _banner(self) -> list[Line]:
        problems = self._workshop.reading.problems
        if not problems:
            return []
        told = f" ! the bank does not read: {count(len(problems), 'problem')} "
        older = "(what follows is older) " if self._workshop.bank else ""
        return [line((told, "alert"), (older, "muted"), ("!", "key"), " shows them")]

    def _summary(self) -> Line:
        rows, all_rows = self._picker.entries, self._workshop.rows
        shown = count(len(all_rows), "item")
        if len(rows) != len(all_rows):
            shown = f"{len(rows)} of {shown}"
        words = f", with {self._filter!r}" if self._filter else ""
        more = f", by {self._sorting.value}"
        more += "   Esc shows all" if self._filter and self.field is None else ""
        more += "" if self._workshop.checked else f"   lint runs{self.glyphs.more}"
        return line(f"  {shown}{words}", (more, "muted"), *self._of_bank())

    def _of_bank(self) -> list[tuple[str, str]]:
        """Return what has to be dealt with in the bank as a whole, with the key that shows it."""
        found = self._workshop.checked.open_count("") if self._workshop.checked else None
        if found is None:
            return []
        counts = f"   the bank itself: {found.errors} E {found.warnings} W "
        role = "alert" if found.errors else "warn" if found.warnings else "muted"
        return [(counts, role), ("B", "key")]

    def _heading(self, width: int) -> Line:
        return line(("  " + _columns(width, "item", "type", "level", "state", "E", "W", "age"),
                     "muted"))  # fmt: skip

    def _row(self, row: Row, width: int, *, here: bool) -> Line:
        item, found = row.item, row.found
        counts = ("-", "-") if found is None else (str(found.errors), str(found.warnings))
        text = _columns(
            width,
            item.id,
            item.type.value,
            item.level.value,
            row.state,
            *counts,
            age(row.changed_ms, self._workshop.clock.now_ms()),
        )
        role = "alert" if found and found.errors else "warn" if found and found.warnings else "text"
        cursor = (self.glyphs.cursor + " ", "cursor") if here else ("  ", "text")
        ground = "tint" if here else "page"
        return line(cursor, (text, "strong" if here else role), ground=ground)


def _columns(width: int, name: str, *others: str) -> str:
    widths = (_TYPE, _LEVEL, _STATE)
    texts = [fit(other, size) for other, size in zip(others, widths, strict=False)]
    errors, warnings, changed = others[3:]
    counts = f"{errors:>{_COUNT}} {warnings:>{_COUNT}}  {changed:>{_AGE}}"
    return f"{fit(name, max(8, width - _OTHERS - 1))} {' '.join(texts)} {counts}"
