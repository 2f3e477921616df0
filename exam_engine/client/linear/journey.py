"""The way of a candidate through plain mode, from the welcome to the end, as one coroutine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from exam_engine.client.admission_file import Entry
from exam_engine.client.attempt import Attempt
from exam_engine.client.back_off import BackOff
from exam_engine.client.failures import Refused
from exam_engine.client.linear.closing_words import (
    end_lines,
    sentence,
    stuck_lines,
    taken_over_lines,
)
from exam_engine.client.linear.deeds import Deeds
from exam_engine.client.linear.front_door import (
    ask_agreement,
    ask_entry,
    ask_start,
    is_right_person,
)
from exam_engine.client.linear.plan import PlainPlan
from exam_engine.client.linear.sitting import Floor, Over
from exam_engine.client.linear.talk import Talk
from exam_engine.client.sender import Ended, Outcome, Stuck, TakenOver, ended
from exam_engine.client.state import Session
from exam_engine.errors import GatewayError, Refusal
from exam_engine.wire.candidate import AdmissionRequest, AgreementRequest, AttemptView, FrontPage

if TYPE_CHECKING:
    from exam_engine.client.gateway import Gateway

T = TypeVar("T")
_UNREACHABLE = "The exam engine cannot be reached."
_WAIT = (
    "Please wait. This terminal tries again by itself; nothing is lost. If it takes long, call the "
    "invigilator."
)
_NO_LONGER_ADMITTED = frozenset({Refusal.SUPERSEDED.value, Refusal.UNAUTHORISED.value})


class Journey:
    """Runs once; returns when the attempt has ended."""

    def __init__(self, talk: Talk, plan: PlainPlan) -> None:
        self._talk = talk
        self._plan = plan
        self._entry = plan.entry
        self._gateway: Gateway

    async def run(self) -> None:
        """Go all the way; whoever is refused on it is told why, and begins again."""
        self._talk.voice.say("Exam terminal, plain mode.")
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
            self._talk.voice.say("Welcome back. Coming back to your exam.")
            return await self._insist(self._gateway.enter)
        await self._insist(self._gateway.health)
        await self._welcome()
        return await self._insist(self._gateway.view)

    async def _welcome(self) -> None:
        """Ask for number and code until the engine admits the candidate."""
        self._talk.voice.say("Welcome to your exam. End each line with Enter.")
        while True:
            given, self._entry = self._entry, Entry()  # an admission file counts once
            number, code = await ask_entry(self._talk, given)
            request = AdmissionRequest(candidate=number, code=code, terminal=self._plan.terminal)
            try:
                admitted = await self._gateway.admit(request)
                break
            except Refused as refused:
                self._plan.log.write(f"not admitted: {refused.code}")
                self._talk.voice.say(sentence(str(refused)))
            except GatewayError:
                self._talk.voice.say(f"{_UNREACHABLE} Try again.")
        self._gateway.token = admitted.token
        self._plan.state.keep(Session(server=self._plan.server, token=admitted.token))
        self._plan.log.write("admitted")

    # --- before the clock runs ---

    async def _prepare(self, view: AttemptView) -> AttemptView | None:
        """Go through the steps before the clock; None if the wrong person sat here."""
        front, phase = view.front_page, view.progress.phase
        if phase == "admitted":
            if not await self._ask_identity(front):
                return None
            await ask_agreement(self._talk, front)
            request = AgreementRequest(statement=front.statement)
            phase = (await self._insist(lambda: self._gateway.agree(request))).progress.phase
        if phase == "agreed":
            await ask_start(self._talk, front)
            view = await self._insist(self._gateway.start)
            self._plan.log.write("started")
        return view

    async def _ask_identity(self, front: FrontPage) -> bool:
        if await is_right_person(self._talk, front):
            return True
        self._talk.voice.say(
            "Call the invigilator. The number and the code belong to somebody else. Nothing has "
            "started, and no time is lost."
        )
        self._leave()
        return False

    # --- while the clock runs, and after ---

    async def _sit(self, view: AttemptView) -> bool:
        """Sit the exam; return whether it is over for good at this terminal."""
        if view.progress.phase == "ended":
            return await self._close(ended(view.progress, view.front_page.items))
        try:
            if view.paper is None:
                raise GatewayError("the engine sent no paper")
            attempt = Attempt(view.paper, view.progress, self._plan.clock)
        except GatewayError as error:
            return await self._close(Stuck("paper", str(error), 0))
        while True:
            outcome = await self._attend(attempt)
            if not isinstance(outcome, Stuck) or outcome.code in _NO_LONGER_ADMITTED:
                return await self._close(outcome)
            await self._stuck(outcome)  # and on: the answers that wait are still here

    async def _attend(self, attempt: Attempt) -> Outcome:
        try:
            async with Floor(self._talk, attempt, self._gateway, self._gateway) as floor:
                await Deeds(floor).run()
        except Over as over:
            return over.outcome
        raise AssertionError("deeds end with an outcome")

    async def _close(self, outcome: Outcome) -> bool:
        match outcome:
            case Ended():
                self._plan.log.write(f"ended: {outcome.ending}")
                self._leave()
                self._talk.voice.say(*end_lines(outcome))
                await self._talk.ask("Press Enter to leave:")
                return True
            case TakenOver():
                self._plan.log.write("taken over")
                self._leave()
                self._talk.voice.say(*taken_over_lines(outcome))
            case Stuck():
                if outcome.code in _NO_LONGER_ADMITTED:
                    self._leave()
                await self._stuck(outcome)
        return False

    async def _stuck(self, stuck: Stuck) -> None:
        self._plan.log.write(f"stuck: {stuck.code}")
        self._talk.voice.say(*stuck_lines(stuck))
        await self._talk.ask("Press Enter to try again:")

    # --- helpers ---

    async def _insist(self, call: Callable[[], Awaitable[T]]) -> T:
        """Ask until the engine answers; say once that it does not, and that it does again.

        :raises Refused: if the answer is no.
        """
        back_off, told = BackOff(), False
        while True:
            try:
                result = await call()
                break
            except Refused as refused:
                if not refused.is_passing:
                    raise
                words = sentence(str(refused))
            except GatewayError:
                words = _UNREACHABLE
            if not told:
                told = True
                self._plan.log.write("the engine cannot be reached")
                self._talk.voice.say(words, _WAIT)
            await asyncio.sleep(back_off.next_s())
        if told:
            self._plan.log.write("the engine can be reached again")
            self._talk.voice.say("The engine answers.")
        return result

    async def _explain(self, refused: Refused) -> None:
        """Say why the engine refused; the journey then begins again from what is on record."""
        self._plan.log.write(f"refused: {refused.code}")
        if refused.code in _NO_LONGER_ADMITTED:
            self._leave()
        if refused.code == Refusal.SUPERSEDED.value:
            self._talk.voice.say(*taken_over_lines(TakenOver(0)))
            return
        self._talk.voice.say(
            f"This cannot go on yet. {sentence(str(refused))} If you do not know why, call the "
            "invigilator."
        )
        await self._talk.ask("Press Enter to try again:")

    def _leave(self) -> None:
        """Give up the place of this terminal: it has no more part in the attempt."""
        self._plan.state.forget()
        self._gateway.token = ""
