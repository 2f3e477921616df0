"""A running exam on the screen: its overlays, its time, what covers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from exam_engine.client.screens.base import Stage
from exam_engine.client.screens.cover import CoverScreen
from exam_engine.client.screens.exam import ExamScreen
from exam_engine.client.screens.finish import FinishScreen
from exam_engine.client.screens.help import HelpScreen
from exam_engine.client.screens.review import ReviewScreen
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.sheets import banner
from exam_engine.client.sheets.cover import cover_of
from exam_engine.client.surroundings import Turn
from exam_engine.client.timekeeping import FOR_EVER, changes_in_ms, minutes
from exam_engine.client.widgets.status import HELD_S
from exam_engine.client.wishes import (
    AskToFinish,
    Finish,
    GoBack,
    ShowHelp,
    ShowReview,
    TakeBreak,
    TurnColours,
    Wish,
)

if TYPE_CHECKING:
    from exam_engine.client.app import ExamTerminal

_MINUTE_MS = 60_000


class Desk:
    """Made when the clock runs; left when the attempt ends or goes on elsewhere."""

    def __init__(self, app: ExamTerminal, seat: Seat) -> None:
        self.seat = seat
        self._app = app
        self._attempt = seat.attempt
        self._cover: CoverScreen | None = None
        self._timer: Timer | None = None
        self._shown_turns = -1

    async def begin(self) -> None:
        """Show the exam, or in a pause what covers it: no question flashes up before."""
        self._cover = None
        with self._app.batch_update():
            await self._app.show(ExamScreen(self.seat))
            cover = cover_of(self._attempt, self.seat.look.glyphs)
            if cover is not None:
                self._cover = CoverScreen(self.seat, cover)
                await self._app.push_screen(self._cover)
        self.show_change()

    def leave(self) -> None:
        """Stop the time's display."""
        self._cover = None
        if self._timer is not None:
            self._timer.stop()

    # --- what the candidate asks for ---

    async def grant(self, wish: Wish) -> None:
        """Do what a key asked for; nothing while the paper is covered."""
        if self._cover is not None:
            return
        match wish:
            case ShowReview():
                if self._attempt.open_review():
                    self.seat.wake()
                await self._app.push_screen(ReviewScreen(self.seat))
            case ShowHelp():
                await self._app.push_screen(HelpScreen(self.seat))
            case AskToFinish():
                await self._app.push_screen(FinishScreen(self.seat))
            case GoBack(question):
                await self._go_back(question)
            case TakeBreak():
                self._take_break()
            case TurnColours():
                self._app.turn_colours()
            case Finish():
                self._attempt.finish()
                self.seat.wake()
                self.time_passes()

    async def _go_back(self, question: int | None) -> None:
        """Leave the screen on top; back in the exam, show ``question`` or the current one."""
        if isinstance(self._app.screen, ExamScreen):
            return
        await self._app.pop_screen()
        if isinstance(self._app.screen, ExamScreen):
            self._app.screen.open(question or self._attempt.current)

    def hears(self, key: str) -> bool:
        """Do what a key asks for on every screen; return whether it was one of those."""
        match key:
            case banner.CONFIRMS:
                self._confirm()
            case banner.CALLS:
                self._call_help()
            case "enter" if self._cover is not None and self._attempt.around.wants(Turn.BACK):
                self.seat.wake()
            case _:
                return False
        return True

    def _take_break(self) -> None:
        """Begin a break once everything before it is saved; without a budget, say so."""
        screen = self._screen()
        if self._attempt.around.wants(Turn.BREAK):
            self._attempt.save_drafts()
            self.seat.wake()
        elif screen is not None:
            screen.status.say("no break is left for you; F12 calls the invigilator")

    def _confirm(self) -> None:
        screen = self._screen()
        if screen is None or screen.banner.turn():
            return
        if self._attempt.confirm_message():
            self.seat.wake()
            self.show_change()
        else:
            screen.status.say("there is no message")

    def _call_help(self) -> None:
        if self._attempt.call_help():
            self.seat.wake()
            self.show_change()

    # --- what happens by itself ---

    def show_change(self) -> None:
        """Show the time, what is saved, time that was granted, and whether the exam is covered."""
        if self._timer is None or self._shown_turns != self._attempt.time.turns:
            self.time_passes()
        else:
            self._show_time()
        screen = self._screen()
        if screen is not None and (refusal := self._attempt.around.take_refusal()):
            screen.status.hold(refusal)
        if screen is None or isinstance(screen, CoverScreen):
            return
        if gained_ms := self._attempt.take_gained_ms():
            screen.status.hold(f"time was added: {minutes(gained_ms)}")

    def time_passes(self) -> None:
        """Show the time now, and again when its words change."""
        self._show_time()
        self._warn()
        time = self._attempt.time
        self._shown_turns = time.turns
        if self._timer is not None:
            self._timer.stop()
        wait_ms = changes_in_ms(time.remaining_ms())
        if time.free_ms != FOR_EVER:
            wait_ms = min(wait_ms, time.free_ms % _MINUTE_MS + 1) if time.free_ms else wait_ms
        self._timer = self._app.set_timer(wait_ms / 1000, self.time_passes)

    def _warn(self) -> None:
        """Say that half of the time, or nearly all of it, has passed; the time shows meanwhile."""
        time, screen = self._attempt.time, self._screen()
        said = self._attempt.warnings.due(time.remaining_ms(), time.allowed_ms)
        if said and screen is not None:
            screen.status.hold(f"! {said}")
            screen.clock.show_for(HELD_S)

    def _screen(self) -> SittingScreen | None:
        screen = self._app.screen if self._app.screen_stack else None
        return screen if isinstance(screen, SittingScreen) else None

    def _show_time(self) -> None:
        if not self._app.screen_stack:
            return  # the terminal is about to end
        if isinstance(self._app.screen, Stage):
            self._app.screen.tick()
        self._follow_cover()

    def _follow_cover(self) -> None:
        """Cover the paper in a pause, when the time is up or the candidate finished."""
        cover = cover_of(self._attempt, self.seat.look.glyphs)
        if cover is None:
            if self._cover is not None:
                screen, self._cover = self._cover, None
                self._app.later(self._uncover(screen))
        elif self._cover is None:
            self._attempt.save_drafts()
            self.seat.wake()
            self._cover = CoverScreen(self.seat, cover)
            self._app.later(self._push(self._cover))
        else:
            self._cover.say(cover)

    async def _push(self, cover: CoverScreen) -> None:
        if self._cover is cover:
            await self._app.push_screen(cover)

    async def _uncover(self, cover: CoverScreen) -> None:
        """Show the paper again; who came back in a pause has not seen a question yet."""
        await self._app.lift(cover)
        screen = self._screen()
        if isinstance(screen, ExamScreen) and self._attempt.on_screen is None:
            screen.open(self._attempt.current)
        self.show_change()
