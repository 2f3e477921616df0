"""The way of a candidate through the terminal, from the welcome to the end, as one coroutine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from exam_engine.client.attempt import Attempt
from exam_engine.client.back_off import BackOff
from exam_engine.client.desk import Desk
from exam_engine.client.failures import Refused
from exam_engine.client.listener import Listener
from exam_engine.client.plan import Plan
from exam_engine.client.screens import notices
from exam_engine.client.screens.base import Stage
from exam_engine.client.screens.conditions import PRACTICE, ConditionsScreen
from exam_engine.client.screens.end import EndScreen
from exam_engine.client.screens.identity import IdentityScreen
from exam_engine.client.screens.ready import ReadyScreen
from exam_engine.client.screens.sitting import Seat
from exam_engine.client.sender import Ended, Outcome, Sender, Stuck, TakenOver, ended
from exam_engine.client.state import Session
from exam_engine.errors import GatewayError, Refusal
from exam_engine.wire.candidate import AdmissionRequest, AgreementRequest, AttemptView, FrontPage

if TYPE_CHECKING:
    from exam_engine.client.app import ExamTerminal
    from exam_engine.client.gateway import Gateway

T = TypeVar("T")
_UNREACHABLE = "The exam engine cannot be reached."
_NO_LONGER_ADMITTED = frozenset({Refusal.SUPERSEDED.value, Refusal.UNAUTHORISED.value})


class Journey:
    """Runs once; returns when the candidate has left the last screen."""

    def __init__(self, app: ExamTerminal, plan: Plan) -> None:
        self._app = app
        self._plan = plan
        self._look = plan.look
        self._gateway: Gateway

    async def run(self) -> None:
        """Go all the way; whoever is refused on it is told why, and begins again."""
        self._gateway = await asyncio.to_thread(self._plan.connect)
        try:
            while True:
                try:
                    view = await self._prepare(await self._come_in())
                    if view is not None and await self._sit(view):
                        return
                except Refused as refused:
                    await self._explain(refused)
        finally:
            await self._gateway.close()

    # --- coming in ---

    async def _come_in(self) -> AttemptView:
        """Come back to the attempt of this terminal, or be admitted to one."""
        session = self._plan.state.session(self._plan.server)
        if session is not None:
            self._gateway.token = session.token
            self._plan.log.write("coming back")
            return await self._insist(self._gateway.enter)
        await self._insist(self._gateway.health)
        await self._welcome()
        return await self._insist(self._gateway.view)

    async def _welcome(self) -> None:
        """Ask for number and code until the engine admits the candidate."""
        screen = self._app.welcome_screen()
        await self._app.show(screen)
        while True:
            entry = await screen.answer()
            request = AdmissionRequest(
                candidate=entry.number, code=entry.code, terminal=self._plan.terminal
            )
            try:
                admitted = await self._gateway.admit(request)
                break
            except Refused as refused:
                self._plan.log.write(f"not admitted: {refused.code}")
                screen.say(notices.sentence(str(refused)))
            except GatewayError:
                screen.say(f"{_UNREACHABLE} Press Enter to try again.")
        self._gateway.token = admitted.token
        self._plan.state.keep(Session(server=self._plan.server, token=admitted.token))
        self._plan.log.write("admitted")

    # --- before the clock runs ---

    async def _prepare(self, view: AttemptView) -> AttemptView | None:
        """Go through the steps before the clock; None if the wrong person sat here."""
        front, phase = view.front_page, view.progress.phase
        self._app.wear(front.colours)
        if phase == "admitted":
            if not await self._ask_identity(front):
                return None
            while await self._ask(ConditionsScreen(self._look, front)) == PRACTICE:
                await self._practise(front)
            request = AgreementRequest(statement=front.statement)
            phase = (await self._insist(lambda: self._gateway.agree(request))).progress.phase
        if phase == "agreed":
            await self._ask(ReadyScreen(self._look, front))
            view = await self._insist(self._gateway.start)
            self._plan.log.write("started")
        return view

    async def _practise(self, front: FrontPage) -> None:
        """Let the candidate try the keys on made-up questions."""
        from exam_engine.client.practice_desk import PracticeDesk

        self._plan.log.write("practising")
        desk = PracticeDesk(self._app, self._look, front.name, self._plan.clock)
        self._app.take_seat(desk)
        await desk.begin()
        await desk.over.wait()
        self._app.leave_seat()

    async def _ask_identity(self, front: FrontPage) -> bool:
        while not await self._ask(IdentityScreen(self._look, front)):
            if await self._ask(notices.wrong_person(self._look, front.title)) == "enter":
                self._leave()
                return False
        return True

    # --- while the clock runs, and after ---

    async def _sit(self, view: AttemptView) -> bool:
        """Sit the exam; return whether it is over for good at this terminal."""
        title = view.front_page.title
        if view.progress.phase == "ended":
            return await self._close(title, ended(view.progress, view.front_page.items))
        try:
            if view.paper is None:
                raise GatewayError("the engine sent no paper")
            attempt = Attempt(view.paper, view.progress, self._plan.clock)
        except GatewayError as error:
            return await self._close(title, Stuck("paper", str(error), 0))
        sender = Sender(self._gateway, attempt)
        desk = Desk(self._app, Seat(self._look, attempt, view.front_page.name, sender.wake))
        sender.on_change = desk.show_change
        self._app.take_seat(desk)
        listening = self._app.later(self._listen(sender, attempt, desk))
        try:
            while True:
                await desk.begin()
                outcome = await sender.run()
                if not isinstance(outcome, Stuck) or outcome.code in _NO_LONGER_ADMITTED:
                    break
                await self._stuck(title, outcome)  # and on: the answers that wait are still here
        finally:
            listening.cancel()
        self._app.leave_seat()
        return await self._close(title, outcome)

    async def _listen(self, sender: Sender, attempt: Attempt, desk: Desk) -> None:
        """Show what others do to the attempt the moment they do it."""

        def show() -> None:
            desk.show_change()
            sender.wake()

        await Listener(self._gateway, attempt, show, sender.ask).run()

    async def _close(self, title: str, outcome: Outcome) -> bool:
        match outcome:
            case Ended():
                self._plan.log.write(f"ended: {outcome.ending}")
                self._leave()
                await self._ask(EndScreen(self._look, title, outcome))
                return True
            case TakenOver():
                self._plan.log.write("taken over")
                self._leave()
                await self._ask(notices.taken_over(self._look, title, outcome.waiting))
            case Stuck():
                if outcome.code in _NO_LONGER_ADMITTED:
                    self._leave()
                await self._stuck(title, outcome)
        return False

    async def _stuck(self, title: str, stuck: Stuck) -> None:
        self._plan.log.write(f"stuck: {stuck.code}")
        await self._ask(notices.stuck(self._look, title, stuck.message, stuck.waiting))

    # --- helpers ---

    async def _ask(self, screen: Stage) -> Any:
        await self._app.show(screen)
        return await screen.answer()

    async def _insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """Ask until the engine answers; meanwhile a notice says that it does not.

        :raises Refused: if the answer is no.
        """
        back_off, notice = BackOff(), None
        while True:
            try:
                result = await call()
                break
            except Refused as refused:
                if not refused.is_passing:
                    raise
                words = notices.sentence(str(refused))
            except GatewayError:
                words = _UNREACHABLE
            if notice is None:
                self._plan.log.write("the engine cannot be reached")
                notice = notices.unreachable(self._look, words)
                await self._app.push_screen(notice)
            await asyncio.sleep(back_off.next_s())
        if notice is not None:
            self._plan.log.write("the engine can be reached again")
            await self._app.lift(notice)
        return result

    async def _explain(self, refused: Refused) -> None:
        """Say why the engine refused; the journey then begins again from what is on record."""
        self._plan.log.write(f"refused: {refused.code}")
        if refused.code in _NO_LONGER_ADMITTED:
            self._leave()
        if refused.code == Refusal.SUPERSEDED.value:
            await self._ask(notices.taken_over(self._look, "Examination", 0))
        else:
            await self._ask(notices.refused(self._look, str(refused)))

    def _leave(self) -> None:
        """Give up the place of this terminal: it has no more part in the attempt."""
        self._plan.state.forget()
        self._gateway.token = ""
