"""An engine that is made up: one attempt at one paper, by the real rules, in memory.

Time stands still in it, so that nothing runs out under the author's hands.
"""

from __future__ import annotations

import msgspec

from exam_engine.delivery.intake import new_events, require_covered, require_session
from exam_engine.delivery.presentation import PresentedPaper
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, GatewayError
from exam_engine.model.attempt import AttemptState, Ended, Ending, Phase, SessionOpened
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.paper import Paper
from exam_engine.wire.candidate import (
    Acknowledgement,
    AttemptView,
    EventsRequest,
    Progress,
    RefusalView,
    SubmitRequest,
    Submitted,
)

CANDIDATE = Candidate(number="preview", name="Preview")
NOW_MS = 1
"""One millisecond into the attempt: the terminal then counts whole minutes without haste."""


class MadeUpEngine:
    """A transport for the terminal's gateway. It holds a paper, and no answer key."""

    def __init__(self, paper: Paper) -> None:
        self._paper = PresentedPaper(paper)
        self._state = AttemptState(
            phase=Phase.RUNNING, terminal=1, allowance_ms=self._paper.time_allowed_ms
        )

    async def exchange(
        self, method: str, path: str, body: bytes | None, token: str
    ) -> tuple[int, bytes]:
        """Answer a request as the service would."""
        try:
            return 200, msgspec.json.encode(self._answer(path.rpartition("/")[2], body or b""))
        except AttemptRefused as refused:
            view = RefusalView(
                refusal=refused.reason.value, message=str(refused), last_seq=refused.last_seq
            )
            return 409, msgspec.json.encode(view)

    async def close(self) -> None:
        """Hold nothing."""

    def _answer(self, asked: str, body: bytes) -> msgspec.Struct:
        match asked:
            case "entry":
                opened = SessionOpened(self._state.session + 1, self._state.terminal)
                self._state = transition(self._state, opened, NOW_MS)
                return self._view()
            case "progress":
                return self._progress()
            case "events":
                return self._record(msgspec.json.decode(body, type=EventsRequest))
            case "submission":
                return self._submit(msgspec.json.decode(body, type=SubmitRequest))
        raise GatewayError(f"the preview's engine knows no {asked!r}")

    def _record(self, request: EventsRequest) -> Acknowledgement:
        said = [(self._paper.event(event), event.elapsed_ms) for event in request.events]
        for new in new_events(self._state, request.session, request.first_seq, said):
            self._state = transition(self._state, new.event, NOW_MS, new.seq)
        progress = self._progress()
        return Acknowledgement(
            last_seq=progress.last_seq,
            phase=progress.phase,
            remaining_ms=progress.remaining_ms,
            granted_ms=progress.granted_ms,
        )

    def _submit(self, request: SubmitRequest) -> Submitted:
        require_session(self._state, request.session)
        require_covered(self._state, request.last_seq)
        self._state = transition(self._state, Ended(Ending.SUBMITTED, NOW_MS), NOW_MS)
        answered = sum(bool(response) for response in self._state.responses.values())
        unanswered = self._paper.answerable - answered
        return Submitted(ending=Ending.SUBMITTED.value, answered=answered, unanswered=unanswered)

    def _progress(self) -> Progress:
        return self._paper.progress(self._state, NOW_MS, self._paper.time_allowed_ms)

    def _view(self) -> AttemptView:
        front = self._paper.front_page(CANDIDATE, "preview", Accommodation())
        return AttemptView(front_page=front, progress=self._progress(), paper=self._paper.view)
