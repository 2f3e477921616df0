"""The practice on the screen: the exam's own screens, with nobody at the other end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from exam_engine.client.desk import Desk
from exam_engine.client.look.look import Look
from exam_engine.client.practice import practice
from exam_engine.client.screens.finish import FinishScreen
from exam_engine.client.screens.sitting import Seat
from exam_engine.client.wishes import Finish, Wish
from exam_engine.clock import Clock

if TYPE_CHECKING:
    from exam_engine.client.app import ExamTerminal


class PracticeDesk(Desk):
    """``await over.wait()`` returns when the candidate has had enough."""

    def __init__(self, app: ExamTerminal, look: Look, name: str, clock: Clock) -> None:
        self.over = asyncio.Event()
        super().__init__(app, Seat(look, practice(clock), name, self._acknowledge))

    async def grant(self, wish: Wish) -> None:
        if isinstance(wish, Finish):
            self.over.set()
        else:
            await super().grant(wish)

    def hears(self, key: str) -> bool:
        """Leave at the second F10 as well: whoever knows the keys need not type the word."""
        if key == "f10" and isinstance(self._app.screen, FinishScreen):
            self.over.set()
            return True
        return super().hears(key)

    def _acknowledge(self) -> None:
        """Take note of everything, as an engine would; it is kept nowhere."""
        attempt = self.seat.attempt
        attempt.engine_has(attempt.last_seq)
        self.show_change()
