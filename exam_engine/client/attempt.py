"""The attempt as its candidate sees it: paper, answers, time, and what the engine still lacks.

No screen and no network: whatever front end a candidate has (this terminal's screens, a plain
line-by-line one) sits on this object. Every act appends a numbered event of the wire.
"""

from __future__ import annotations

from exam_engine.client import responses
from exam_engine.client.edits import events_of
from exam_engine.client.outbox import Outbox, Saving
from exam_engine.client.question import Question, questions_of
from exam_engine.client.saying_again import is_missing, records_of, said_again
from exam_engine.client.standings import Standings
from exam_engine.client.surroundings import Surroundings
from exam_engine.client.time_warnings import TimeWarnings
from exam_engine.client.timekeeping import Timekeeper
from exam_engine.clock import Clock
from exam_engine.wire.candidate import (
    EditedEvent,
    EventsRequest,
    FlaggedEvent,
    HelpCalledEvent,
    MessageReadEvent,
    News,
    OpenedEvent,
    PaperView,
    Progress,
    RespondedEvent,
    ReviewOpenedEvent,
    StruckOutEvent,
    TerminalEvent,
)


class Attempt(Standings):
    """A running attempt. Made from a paper and the progress on record.

    ``untimed`` shows no clock: in the practice.
    """

    def __init__(self, paper: PaperView, progress: Progress, clock: Clock) -> None:
        """:raises GatewayError: if this terminal cannot show the paper."""
        self.title = paper.title
        self.time = Timekeeper(clock, progress)
        self.around = Surroundings(progress)
        self.warnings = TimeWarnings(progress.remaining_ms, self.time.allowed_ms)
        self.questions = questions_of(paper, progress.questions)
        self.current = progress.current if 1 <= progress.current <= len(self.questions) else 1
        self.time_hidden = self.untimed = False
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

    def call_help(self) -> bool:
        """Call the invigilator, or take the call back. A pause does not stand in the way."""
        if self.finishing or self.time_up:
            return False
        self.around.calls_help = not self.around.calls_help
        elapsed_ms = self.time.elapsed_ms()
        return self._append(HelpCalledEvent(on=self.around.calls_help, elapsed_ms=elapsed_ms))

    def confirm_message(self) -> bool:
        """Confirm that the oldest message was read."""
        number = self.around.confirm()
        if number is None:
            return False
        return self._append(MessageReadEvent(number=number, elapsed_ms=self.time.elapsed_ms()))

    def finish(self) -> None:
        """Submit once everything is acknowledged."""
        self.save_drafts()
        self.finishing = True

    # --- what it knows ---

    @property
    def closed(self) -> bool:
        """Return whether nothing can be changed: a pause, a finish, or the time is up."""
        return self.paused or self.finishing or self.time_up

    @property
    def paused(self) -> bool:
        return self.around.pause is not None

    @property
    def on_screen(self) -> int | None:
        """Return the question that the engine was told is on the screen, or None."""
        return self._on_screen

    @property
    def time_up(self) -> bool:
        return self.time.remaining_ms() == 0

    def question(self, n: int) -> Question:
        return self.questions[n - 1]

    @property
    def saving(self) -> Saving:
        if self.trouble:
            return Saving.WAITING
        return Saving.SAVING if self._outbox.waiting() or self._drafts() else Saving.SAVED

    @property
    def answers_waiting(self) -> int:
        """Return for how many questions an answer is not acknowledged yet."""
        events = self._outbox.waiting()
        waiting = {e.n for e in events if isinstance(e, RespondedEvent | EditedEvent)}
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

    def hear_news(self, told: News | Progress, *, again: bool = False) -> None:
        """Take what others did to the attempt, and the time.

        A report of the sender's that is older than the news is left aside.

        :param again: a new session begins: nothing heard before counts.
        """
        if isinstance(told, Progress) and told.news < self.around.news and not again:
            return
        calls = any(isinstance(event, HelpCalledEvent) for event in self._outbox.waiting())
        self.around.hear(told, call_on_its_way=calls)
        free_ms = told.pause.free_ms if told.pause else 0
        self._gained_ms += self.time.hear(told.remaining_ms, told.granted_ms, free_ms)

    def take_gained_ms(self) -> int:
        """Return how much time was granted since this was last asked."""
        gained_ms, self._gained_ms = self._gained_ms, 0
        return gained_ms

    def enter_again(self, progress: Progress) -> None:
        """Go on in the session of ``progress``, and bring its record to what the screen says.

        Whether events that waited are on record is of no matter then. Events name states, so
        saying one again does no harm.
        """
        calls_help = self.around.calls_help
        self._outbox = Outbox(progress.session, progress.last_seq)
        self.hear_news(progress, again=True)
        elapsed_ms = self.time.elapsed_ms()
        records = records_of(self.questions, progress)
        for question, record in zip(self.questions, records, strict=True):
            for event in said_again(question, record, elapsed_ms):
                self._append(event)
            question.seen |= record.seen
        self._append(OpenedEvent(n=self.current, elapsed_ms=elapsed_ms))
        if self._on_screen is None:
            self._append(ReviewOpenedEvent(elapsed_ms=elapsed_ms))
        if calls_help and not self.around.calls_help:
            self.call_help()

    def answers_missing(self, progress: Progress) -> int:
        """Return how many answers on the screen are not what the record says."""
        records = records_of(self.questions, progress)
        return sum(map(is_missing, self.questions, records))

    def say(self, event: TerminalEvent) -> bool:
        """Append an event that the caller has taken note of."""
        return self._append(event)

    # --- inside ---

    def _append(self, event: TerminalEvent) -> bool:
        self._outbox.append(event)
        return True

    def _respond(self, question: Question, response: tuple[int, ...]) -> bool:
        question.response = response
        n, elapsed_ms = question.view.n, self.time.elapsed_ms()
        return self._append(RespondedEvent(n=n, options=response, elapsed_ms=elapsed_ms))

    def _drafts(self) -> set[int]:
        """Return the questions whose text the engine was not told yet as it stands."""
        return {q.view.n for q in self.questions if q.draft is not None and q.draft != q.text}

    def _save_draft(self, question: Question) -> bool:
        if question.draft is None or self.finishing:
            return False
        text, question.draft = responses.written(question.draft), None
        if text == question.text:
            return False
        for event in events_of(question.view.n, question.text, text, self.time.elapsed_ms()):
            self._append(event)
        question.text = text
        return True
