"""What the screens of a running exam share: title, clock, time bar, saving."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.app import ComposeResult

from exam_engine.client.attempt import Attempt
from exam_engine.client.look.look import Look
from exam_engine.client.screens.base import Row, Stage
from exam_engine.client.widgets.banner import Banner
from exam_engine.client.widgets.clock import Clock
from exam_engine.client.widgets.foot import Foot, Hints
from exam_engine.client.widgets.sheet import Sheet
from exam_engine.client.widgets.status import Status
from exam_engine.client.widgets.time_bar import TimeBar
from exam_engine.client.widgets.title import Title


class Seat(NamedTuple):
    """What a screen of a running exam works with. ``wake`` says that there is something to send."""

    look: Look
    attempt: Attempt
    name: str
    wake: Callable[[], None]


class SittingScreen(Stage):
    """``pane`` is what scrolls between the time bar and the rule."""

    def __init__(self, seat: Seat, pane: Sheet, hints: Hints) -> None:
        super().__init__(seat.look)
        self.seat = seat
        self.attempt = seat.attempt
        self.pane = pane
        self.clock = Clock(seat.look, seat.attempt)
        self.time_bar = TimeBar(seat.look, seat.attempt)
        self.banner = Banner(seat.look, seat.attempt)
        self.status = Status(seat.look, pane, seat.attempt)
        self.foot = Foot(seat.look, hints)

    def compose(self) -> ComposeResult:
        yield Row(Title(self.look, self.attempt.title, self.seat.name), self.clock, id="top")
        yield self.time_bar
        yield self.banner
        yield from self.middle()
        yield self.status
        yield from self.below()
        yield self.foot

    def middle(self) -> ComposeResult:
        """Return what is between time bar and rule."""
        yield self.pane

    def below(self) -> ComposeResult:
        """Return what is between rule and keys."""
        return iter(())

    def told(self, notice: str) -> None:
        self.status.say(notice)

    def tick(self) -> None:
        self.clock.renew()
        self.time_bar.renew()
        self.status.renew()
        if self.banner.show():
            self.call_after_refresh(self.place_cursor)

    def on_resize(self) -> None:
        super().on_resize()
        self.banner.show()
        self.call_after_refresh(self.status.renew)

    def scroll_pane(self, key: str) -> bool:
        """Scroll the pane by a page if ``key`` says so."""
        if key not in ("pageup", "pagedown"):
            return False
        self.pane.page(1 if key == "pagedown" else -1)
        self.status.renew()
        return True
