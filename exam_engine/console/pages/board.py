"""The board: one row a seat, the urgent ones first, and a key for each act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from rich.cells import cell_len
from rich.text import Text

from exam_engine.console.look import Look, Part, fit
from exam_engine.console.pages import forms
from exam_engine.console.pages.form import Form
from exam_engine.console.pages.help import HelpPage
from exam_engine.console.pages.page import Hints, LookInto, Page, Show, Wish
from exam_engine.console.seats import SOON_MS, LiveSeat, live_seats, short_time, summary
from exam_engine.wire.invigilator import Board, room_of

_STEPS = {"up": -1, "down": 1, "pageup": -15, "pagedown": 15, "home": -(10**6), "end": 10**6}
_LONGEST_FILTER = 40
_FIXED = 33
FormMaker = Callable[[list[LiveSeat], bool], Form]
FORMS: Mapping[str, FormMaker] = {
    "c": forms.check_in,
    "p": forms.pause,
    "r": forms.resume,
    "t": forms.grant,
    "m": forms.message,
    "h": forms.help_done,
    "i": forms.incident,
    "o": forms.take_over,
    "f": forms.finish,
}


class BoardPage(Page):
    """``show`` gives it each board that comes; in between it ticks by itself."""

    def __init__(self, sitting: str, title: str) -> None:
        self.title = f"{sitting}  {title}"
        self._board: Board | None = None
        self._since_ms = 0
        self._here = ""
        self._marked: set[str] = set()
        self._filter = ""
        self._types_filter = False
        self._first = 0

    def show(self, board: Board) -> None:
        """Take a board that has just come."""
        self._board = board
        self._since_ms = 0
        self._marked &= {seat.candidate for seat in board.seats}

    def tick(self, since_ms: int) -> None:
        """Let the timers say what they say so long after the board came."""
        self._since_ms = since_ms

    @property
    def seats(self) -> list[LiveSeat]:
        """Return the seats that are shown."""
        return live_seats(self._board, self._since_ms, self._filter)

    def meant(self) -> list[LiveSeat]:
        """Return the seats that an act would be for: those marked, else the one chosen."""
        everybody = live_seats(self._board, self._since_ms)
        marked = [seat for seat in everybody if seat.view.candidate in self._marked]
        return marked or [seat for seat in self.seats if seat.view.candidate == self._here]

    # --- keys ---

    def press(self, key: str, character: str | None) -> Wish:
        if self._types_filter:
            self._press_in_filter(key, character)
            return None
        seats = self.seats
        letter = (character or "").lower()
        if key in _STEPS:
            self._move(seats, _STEPS[key])
        elif letter == " ":
            self._marked ^= {self._here} if self._here else set()
            self._move(seats, 1)
        elif letter == "a":
            shown = {seat.view.candidate for seat in seats}
            self._marked = set() if shown <= self._marked else self._marked | shown
        elif letter == "/":
            self._types_filter = True
        elif key == "escape":
            self._filter, self._marked = "", set()
        elif key == "enter" and self._here:
            return LookInto(self._here)
        elif letter == "?" or key == "f1":
            return Show(HelpPage())
        elif letter == "q":
            return Show(forms.leave())
        elif letter in FORMS and self._board is not None:
            return self._ask(FORMS[letter])
        return None

    def _ask(self, make: FormMaker) -> Wish:
        meant = self.meant()
        everyone = self._board is not None and len(meant) == len(self._board.seats) > 1
        return Show(make(meant, everyone)) if meant else None

    def _press_in_filter(self, key: str, character: str | None) -> None:
        if key in ("enter", "escape"):
            self._types_filter = False
            self._filter = self._filter if key == "enter" else ""
        elif key == "backspace":
            self._filter = self._filter[:-1]
        elif character and character.isprintable() and len(self._filter) < _LONGEST_FILTER:
            self._filter += character

    def _move(self, seats: list[LiveSeat], step: int) -> None:
        if seats:
            at = self._at(seats)
            self._here = seats[max(0, min(at + step, len(seats) - 1))].view.candidate

    def _at(self, seats: list[LiveSeat]) -> int:
        ids = [seat.view.candidate for seat in seats]
        return ids.index(self._here) if self._here in ids else 0

    def hints(self) -> Hints:
        if self._types_filter:
            return [("Enter", "keep"), ("Esc", "show all")]
        marked = [("", f"{len(self._marked)} marked:")] if self._marked else []
        return [
            *marked,
            ("P", "pause"),
            ("R", "resume"),
            ("T", "time"),
            ("M", "message"),
            ("I", "incident"),
            ("H", "help"),
            ("O", "seat"),
            ("F1", "keys"),
            ("C", "check in"),
            ("F", "finish for"),
            ("A", "mark all"),
            ("/", "find"),
            ("Q", "leave"),
        ]

    # --- layout ---

    def lay_out(self, look: Look, width: int, height: int) -> list[Text]:
        if self._board is None:
            return [look.row(width=width), look.row("  waiting for the board", width=width)]
        seats = self.seats
        at = self._at(seats)
        if seats:
            self._here = seats[at].view.candidate
        columns = _columns(seats, width)
        rows = [self._summary_row(look, seats, width), self._heading(look, columns, width)]
        room = height - len(rows)
        self._first = max(min(self._first, at, len(seats) - room), at - room + 1, 0)
        shown = seats[self._first : self._first + room]
        return [*rows, *(self._row(look, seat, columns, width) for seat in shown)]

    def _summary_row(self, look: Look, seats: list[LiveSeat], width: int) -> Text:
        calls = sum(seat.view.calls_help and seat.view.phase != "ended" for seat in seats)
        told: list[Part] = [f"  {len(seats)}: {summary(seats)}"]
        if calls:
            told.append((f"   ! {calls} call for help", "alert"))
        if self._types_filter or self._filter:
            told = [("  find: ", "strong"), (f"{self._filter} ", "field"), *told]
        return look.row(*told, width=width)

    def _heading(self, look: Look, columns: Columns, width: int) -> Text:
        told = f"   {fit('seat', columns.seat)}{fit('number', columns.number)}"
        told += f"{fit('name', columns.name)}{fit('state', 9)}{fit('done', 7)}"
        told += f"{fit('saved', 7)}{fit('left', 7)}notes"
        return look.row((told, "muted"), width=width)

    def _row(self, look: Look, seat: LiveSeat, columns: Columns, width: int) -> Text:
        view, here = seat.view, seat.view.candidate == self._here
        place = _place(seat, one_room=columns.one_room)
        signs = (">" if here else " ") + ("*" if view.candidate in self._marked else " ") + " "
        left = seat.left_ms
        soon = left is not None and left < SOON_MS
        urgent = seat.urgency < 3
        parts: list[Part] = [
            (signs, "accent"),
            (_cell(place, columns.seat) + _cell(view.candidate, columns.number), "text"),
            (_cell(view.name, columns.name), "strong" if urgent else "text"),
            (fit(seat.state, 9), "warn" if view.phase == "paused" else "text"),
            (fit(f"{view.answered}/{view.questions}", 7), "text"),
            (fit(short_time(seat.heard_ms), 7), "warn" if seat.is_quiet else "text"),
            (fit(short_time(left), 6) + " ", "warn" if soon else "text"),
        ]
        for words, role in seat.notes:
            parts += [(words, role), ("  ", "text")]
        return look.row(*parts, width=width, ground="here" if here else "text")


def _cell(text: str, width: int) -> str:
    """Return a text as a column of ``width`` cells, the last of them empty."""
    return fit(text, width - 1) + " "


class Columns(NamedTuple):
    """The widths of the columns that follow what stands in them; notes take what is left."""

    seat: int
    number: int
    name: int
    one_room: bool


def _columns(seats: list[LiveSeat], width: int) -> Columns:
    one_room = len({room_of(seat.view.seat) for seat in seats}) == 1
    places = [_place(seat, one_room=one_room) for seat in seats]
    seat = min(14, max(4, *map(cell_len, places), 0)) + 1
    number = min(14, max(6, *(cell_len(one.view.candidate) for one in seats), 0)) + 1
    free = max(20, width - _FIXED - seat - number)
    return Columns(seat, number, min(28, max(11, free * 2 // 5)), one_room)


def _place(seat: LiveSeat, *, one_room: bool) -> str:
    """Return the seat's name, without its room where there is only one."""
    return seat.view.seat.rpartition("/")[2] if one_room else seat.view.seat
