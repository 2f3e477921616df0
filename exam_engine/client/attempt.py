"""The attempt as its candidate sees it: paper, answers, time, and what the engine still lacks.

No screen and no network: whatever front end a candidate has (this terminal's screens, a plain
line-by-line one) sits on this object. Every act appends a numbered event of the wire.
"""

from __future__ import annotations

from exam_engine.client import responses
from exam_engine.client.outbox import Outbox, Saving
from exam_engine.client.question import Question, questions_of
from exam_engine.client.saying_again import is_missing, records_of, said_again
from exam_engine.client.timekeeping import Timekeeper
from exam_engine.clock import Clock
from exam_engine.wire.candidate import (
    EventsRequest,
    FlaggedEvent,
    OpenedEvent,
    PaperView,
    Progress,
    RespondedEvent,
    ReviewOpenedEvent,
    StruckOutEvent,
    TerminalEvent,
)


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
        self.save_drafts()
        self.current = self._on_screen = n
        self.question(n).seen = True
        return self._append(OpenedEvent(n=n, elapsed_ms=self.time.elapsed_ms()))

    def open_review(self) -> bool:
        """Bring the review on the screen: no question is."""
        if self._on_screen is None or self.closed:
            return False
        self.save_drafts()
        self._on_screen = None
        return self._append(ReviewOpenedEvent(elapsed_ms=self.time.elapsed_ms()))

    def choose(self, n: int, position: int) -> bool:
        """Choose an option; where several are to be chosen, a chosen one is taken out again.

        An option that was struck out is restored. Choosing more than allowed changes nothing.
        """
        question = self.question(n)
        if self.closed or position > len(question.view.options):
            return False
        wanted = responses.chosen(question.view, question.response, position)
        if wanted is None:
            return False
        restored = position in question.struck_out and self.strike(n, position)
        return self.respond(n, wanted) or restored

    def respond(self, n: int, response: tuple[int, ...]) -> bool:
        """Respond to ``n`` with positions as in a ``responded`` event."""
        question = self.question(n)
        if self.closed or question.response == response:
            return False
        return self._respond(question, response)

    def take_back(self, n: int) -> bool:
        """Take the response to ``n`` back."""
        return self.respond(n, ())

    def write(self, n: int, text: str) -> bool:
        """Take note of a text as it stands; :meth:`save_drafts` tells the engine."""
        if self.closed:
            return False
        self.question(n).draft = text
        return True

    def save_drafts(self) -> bool:
        """Tell the engine what was written. It may be when the time is up: it was written before.

        The engine takes what arrives within its grace after the deadline.
        """
        return sum(self._save_draft(question) for question in self.questions) > 0

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
        self.save_drafts()
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
        """Return how many answers are full."""
        return sum(question.answered for question in self.questions)

    @property
    def in_part(self) -> int:
        return sum(question.in_part for question in self.questions)

    @property
    def unanswered(self) -> int:
        """Return how many questions have no answer at all and want one."""
        return sum(question.blank for question in self.questions)

    @property
    def elsewhere(self) -> int:
        """Return how many questions are not answered at a terminal."""
        return sum(question.elsewhere for question in self.questions)

    @property
    def flagged(self) -> int:
        return sum(question.flagged for question in self.questions)

    @property
    def saving(self) -> Saving:
        if self.trouble:
            return Saving.WAITING
        return Saving.SAVING if self._outbox.waiting() or self._drafts() else Saving.SAVED

    @property
    def answers_waiting(self) -> int:
        """Return for how many questions an answer is not acknowledged yet."""
        waiting = {e.n for e in self._outbox.waiting() if isinstance(e, RespondedEvent)}
        return len(waiting | self._drafts())

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
        elapsed_ms = self.time.elapsed_ms()
        records = records_of(self.questions, progress)
        for question, record in zip(self.questions, records, strict=True):
            for event in said_again(question, record, elapsed_ms):
                self._append(event)
            question.seen |= record.seen
        self._append(OpenedEvent(n=self.current, elapsed_ms=elapsed_ms))
        if self._on_screen is None:
            self._append(ReviewOpenedEvent(elapsed_ms=elapsed_ms))

    def answers_missing(self, progress: Progress) -> int:
        """Return how many answers on the screen are not what the record says."""
        records = records_of(self.questions, progress)
        return sum(map(is_missing, self.questions, records))

    # --- inside ---

    def _append(self, event: TerminalEvent) -> bool:
        self._outbox.append(event)
        return True

    def _respond(self, question: Question, response: tuple[int, ...], text: str = "") -> bool:
        question.response, question.text = response, text
        n, elapsed_ms = question.view.n, self.time.elapsed_ms()
        event = RespondedEvent(n=n, options=response, text=text, elapsed_ms=elapsed_ms)
        return self._append(event)

    def _drafts(self) -> set[int]:
        """Return the questions whose text the engine was not told yet as it stands."""
        return {q.view.n for q in self.questions if q.draft is not None and q.draft != q.text}

    def _save_draft(self, question: Question) -> bool:
        if question.draft is None or self.finishing:
            return False
        text, question.draft = responses.written(question.draft), None
        return text != question.text and self._respond(question, (), text)
