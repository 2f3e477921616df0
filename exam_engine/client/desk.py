"""A running exam on the screen: its overlays, its time, its lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from exam_engine.client.screens.base import Stage
from exam_engine.client.screens.exam import ExamScreen
from exam_engine.client.screens.finish import FinishScreen
from exam_engine.client.screens.help import HelpScreen
from exam_engine.client.screens.notice import NoticeScreen
from exam_engine.client.screens.review import ReviewScreen
from exam_engine.client.screens.sitting import Seat, SittingScreen
from exam_engine.client.timekeeping import changes_in_ms, minutes
from exam_engine.client.wishes import AskToFinish, Finish, GoBack, ShowHelp, ShowReview, Wish

if TYPE_CHECKING:
    from exam_engine.client.app import ExamTerminal


class Desk:
    """Made when the clock runs; left when the attempt ends or goes on elsewhere."""

    def __init__(self, app: ExamTerminal, seat: Seat) -> None:
        self.seat = seat
        self._app = app
        self._attempt = seat.attempt
        self._lock: NoticeScreen | None = None
        self._timer: Timer | None = None
        self._shown_ends_ms = 0

    async def begin(self) -> None:
        """Show the exam."""
        self._lock = None
        await self._app.show(ExamScreen(self.seat))
        self.show_change()

    def leave(self) -> None:
        """Stop the time's display."""
        self._lock = None
        if self._timer is not None:
            self._timer.stop()

    # --- what the candidate asks for ---

    async def grant(self, wish: Wish) -> None:
        """Do what a key asked for; nothing while the exam is locked."""
        if self._lock is not None:
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

    # --- what happens by itself ---

    def show_change(self) -> None:
        """Show the time, what is saved, time that was granted, and whether the exam is locked."""
        if self._timer is None or self._shown_ends_ms != self._attempt.time.ends_ms:
            self.time_passes()
        else:
            self._show_time()
        screen = self._app.screen if self._app.screen_stack else None
        if isinstance(screen, SittingScreen) and (gained_ms := self._attempt.take_gained_ms()):
            screen.status.say(f"time was added: {minutes(gained_ms)}")

    def time_passes(self) -> None:
        """Show the time now, and again when its words change."""
        self._show_time()
        self._shown_ends_ms = self._attempt.time.ends_ms
        if self._timer is not None:
            self._timer.stop()
        wait_ms = changes_in_ms(self._attempt.time.remaining_ms())
        self._timer = self._app.set_timer(wait_ms / 1000, self.time_passes)

    def _show_time(self) -> None:
        if not self._app.screen_stack:
            return  # the terminal is about to end
        if isinstance(self._app.screen, Stage):
            self._app.screen.tick()
        self._follow_lock()

    def _follow_lock(self) -> None:
        """Lock when the time is up or the candidate finished; unlock if time is granted."""
        if not self._attempt.closed:
            if self._lock is not None:
                lock, self._lock = self._lock, None
                self._app.later(self._uncover(lock))
            return
        if self._lock is None:
            self._attempt.save_drafts()
            self.seat.wake()
            heading = "Finishing your exam" if self._attempt.finishing else "Time is up"
            sentences, title = self._lock_sentences(), self._attempt.title
            look = self.seat.look
            self._lock = NoticeScreen(look, heading, sentences, title=title, role="warn")
            self._app.later(self._cover(self._lock))
        self._lock.say(self._lock_sentences())

    async def _cover(self, lock: NoticeScreen) -> None:
        if self._lock is lock:
            await self._app.push_screen(lock)

    async def _uncover(self, lock: NoticeScreen) -> None:
        await self._app.lift(lock)
        self.show_change()

    def _lock_sentences(self) -> list[str]:
        if self._attempt.trouble:
            return [
                "Saving your last answers. The engine cannot be reached at the moment; "
                "this terminal tries again by itself.",
                "Stay here, and call the invigilator.",
            ]
        return ["Saving your last answers" + self.seat.look.glyphs.more]
