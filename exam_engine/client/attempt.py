"""The attempt as its candidate sees it: paper, answers, time, and what the engine still lacks.

No screen and no network: whatever front end a candidate has (this terminal's screens, a plain
line-by-line one) sits on this object. Every act appends a numbered event of the wire.
"""

from __future__ import annotations

from enum import Enum

from exam_engine.client.outbox import Outbox
from exam_engine.client.question import Question, questions_of
from exam_engine.client.timekeeping import Timekeeper
from exam_engine.clock import Clock
from exam_engine.wire.candidate import (
    EventsRequest,
    FlaggedEvent,
    OpenedEvent,
    PaperView,
    Progress,
    QuestionState,
    RespondedEvent,
    ReviewOpenedEvent,
    StruckOutEvent,
    TerminalEvent,
)


class Saving(Enum):
    """Where the candidate's work is."""

    SAVED = "saved"
    SAVING = "saving"
    WAITING = "waiting"


class Attempt:
    """A running attempt. Made from a paper and the progress on record."""

    def __init__(self, paper: PaperView, progress: Progress, clock: Clock) -> None:
        """:raises GatewayError: if this terminal cannot show the paper."""
        self.title = paper.title
        self.time = Timekeeper(clock, progress)
        self.questions = questions_of(paper, progress.questions)
        self.current = progress.current if 1 <= progress.current <= len(self.questions) else 1
        self.time_hidden = False
        self.finishing = False
        self.trouble = False
        self._outbox = Outbox(progress.session, progress.last_seq)
        self._gained_ms = 0
        self._on_screen: int | None = None

    # --- what the candidate does; each returns whether anything changed ---

    def open(self, n: int) -> bool:
        """Bring question ``n`` on the screen."""
        if not 1 <= n <= len(self.questions) or n == self._on_screen or self.closed:
            return False
        self.current = self._on_screen = n
        self.question(n).seen = True
        return self._append(OpenedEvent(n=n, elapsed_ms=self.time.elapsed_ms()))

    def open_review(self) -> bool:
        """Bring the review on the screen: no question is."""
        if self._on_screen is None or self.closed:
            return False
        self._on_screen = None
        return self._append(ReviewOpenedEvent(elapsed_ms=self.time.elapsed_ms()))

    def choose(self, n: int, position: int) -> bool:
        """Respond to ``n`` with one option; an option that was struck out is restored."""
        question = self.question(n)
        if self.closed or position > len(question.view.options):
            return False
        restored = position in question.struck_out and self.strike(n, position)
        if question.response == (position,):
            return restored
        return self._respond(question, (position,))

    def take_back(self, n: int) -> bool:
        """Take the response to ``n`` back."""
        question = self.question(n)
        if self.closed or not question.response:
            return False
        return self._respond(question, ())

    def flag(self, n: int) -> bool:
        """Flag ``n`` to look again, or take the flag away."""
        if self.closed:
            return False
        question = self.question(n)
        question.flagged = not question.flagged
        elapsed_ms = self.time.elapsed_ms()
        return self._append(FlaggedEvent(n=n, on=question.flagged, elapsed_ms=elapsed_ms))

    def strike(self, n: int, position: int) -> bool:
        """Strike an option out, or restore it. The option that is the response stays."""
        question = self.question(n)
        on = position not in question.struck_out
        if self.closed or (on and position in question.response):
            return False
        question.struck_out = question.struck_out ^ {position}
        elapsed_ms = self.time.elapsed_ms()
        return self._append(StruckOutEvent(n=n, option=position, on=on, elapsed_ms=elapsed_ms))

    def finish(self) -> None:
        """Submit once everything is acknowledged."""
        self.finishing = True

    # --- what it knows ---

    @property
    def closed(self) -> bool:
        """Return whether nothing can be changed: the candidate finished, or the time is up."""
        return self.finishing or self.time_up

    @property
    def time_up(self) -> bool:
        return self.time.remaining_ms() == 0

    def question(self, n: int) -> Question:
        return self.questions[n - 1]

    @property
    def answered(self) -> int:
        return sum(question.answered for question in self.questions)

    @property
    def unanswered(self) -> int:
        return len(self.questions) - self.answered

    @property
    def flagged(self) -> int:
        return sum(question.flagged for question in self.questions)

    @property
    def saving(self) -> Saving:
        if self.trouble:
            return Saving.WAITING
        return Saving.SAVING if self._outbox.waiting() else Saving.SAVED

    @property
    def answers_waiting(self) -> int:
        """Return for how many questions an answer is not acknowledged yet."""
        waiting = self._outbox.waiting()
        return len({event.n for event in waiting if isinstance(event, RespondedEvent)})

    # --- what passes between it and the engine ---

    @property
    def session(self) -> int:
        """Return the number of the session in which events are sent."""
        return self._outbox.session

    @property
    def last_seq(self) -> int:
        """Return the number of the newest event."""
        return self._outbox.last_seq

    def next_batch(self) -> EventsRequest | None:
        """Return the first events that are not acknowledged, or None."""
        return self._outbox.next_batch()

    def engine_has(self, last_seq: int) -> bool:
        """Take note that everything up to ``last_seq`` is on disk; False if that cannot be."""
        return self._outbox.engine_has(last_seq)

    def hear(self, remaining_ms: int, granted_ms: int) -> None:
        """Take the engine's figures of the time."""
        self._gained_ms += self.time.hear(remaining_ms, granted_ms)

    def take_gained_ms(self) -> int:
        """Return how much time was granted since this was last asked."""
        gained_ms, self._gained_ms = self._gained_ms, 0
        return gained_ms

    def enter_again(self, progress: Progress) -> None:
        """Go on in the session of ``progress``, and bring its record to what the screen says.

        Whether events that waited are on record is of no matter then. Events name states, so
        saying one again does no harm.
        """
        self._outbox = Outbox(progress.session, progress.last_seq)
        self.hear(progress.remaining_ms, progress.granted_ms)
        for question, record in zip(self.questions, self._records(progress), strict=True):
            self._say_again(question, record)
        elapsed_ms = self.time.elapsed_ms()
        self._append(OpenedEvent(n=self.current, elapsed_ms=elapsed_ms))
        if self._on_screen is None:
            self._append(ReviewOpenedEvent(elapsed_ms=elapsed_ms))

    def answers_missing(self, progress: Progress) -> int:
        """Return how many answers on the screen are not what the record says."""
        pairs = zip(self.questions, self._records(progress), strict=True)
        return sum(question.response != record.response for question, record in pairs)

    # --- inside ---

    def _append(self, event: TerminalEvent) -> bool:
        self._outbox.append(event)
        return True

    def _respond(self, question: Question, response: tuple[int, ...]) -> bool:
        question.response = response
        n, elapsed_ms = question.view.n, self.time.elapsed_ms()
        return self._append(RespondedEvent(n=n, options=response, elapsed_ms=elapsed_ms))

    def _records(self, progress: Progress) -> list[QuestionState]:
        known = {state.n: state for state in progress.questions}
        return [known.get(q.view.n) or Question(q.view).state() for q in self.questions]

    def _say_again(self, question: Question, record: QuestionState) -> None:
        n, elapsed_ms = question.view.n, self.time.elapsed_ms()
        if question.seen and not record.seen:
            self._append(OpenedEvent(n=n, elapsed_ms=elapsed_ms))
        question.seen |= record.seen
        if question.response != record.response:
            self._respond(question, question.response)
        if question.flagged != record.flagged:
            self._append(FlaggedEvent(n=n, on=question.flagged, elapsed_ms=elapsed_ms))
        for option in sorted(question.struck_out ^ set(record.struck_out)):
            on = option in question.struck_out
            self._append(StruckOutEvent(n=n, option=option, on=on, elapsed_ms=elapsed_ms))
