"""From a paper to what the terminal sees, and from what the terminal says back to events.

The terminal names options by their position as presented. Here, and only here, positions become
the option ids that are stored and marked: shuffling cannot change a mark, and the ids that authors
chose never leave the engine.
"""

from __future__ import annotations

from exam_engine.canonical import digest
from exam_engine.delivery.timing import remaining_ms
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import (
    AttemptState,
    Event,
    Flagged,
    Phase,
    QuestionOpened,
    Responded,
    ReviewOpened,
    StruckOut,
)
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.paper import Paper, PaperQuestion
from exam_engine.wire.candidate import (
    FlaggedEvent,
    FrontPage,
    OpenedEvent,
    OptionView,
    PaperView,
    Progress,
    QuestionState,
    QuestionView,
    RespondedEvent,
    ReviewOpenedEvent,
    StruckOutEvent,
    TerminalEvent,
)


class PresentedPaper:
    """A paper ready for delivery: its view, encoded once, and the way back from positions."""

    def __init__(self, paper: Paper) -> None:
        self.head = paper.head
        self._option_ids = {question.n: question.options for question in paper.questions}
        self._positions = {
            n: {option: position for position, option in enumerate(options, start=1)}
            for n, options in self._option_ids.items()
        }
        self.view = PaperView(
            title=paper.head.title,
            questions=tuple(_question(question) for question in paper.questions),
        )
        self.statement = digest(list(paper.head.agreement))

    @property
    def time_allowed_ms(self) -> int:
        """Return the time allowed without accommodations."""
        return self.head.minutes * 60_000

    def front_page(
        self, candidate: Candidate, sitting: str, accommodation: Accommodation
    ) -> FrontPage:
        """Return what ``candidate`` sees before the clock runs."""
        head = self.head
        return FrontPage(
            candidate=candidate.number,
            name=candidate.name,
            title=head.title,
            sitting=sitting,
            items=head.items,
            minutes=head.minutes,
            extra_minutes=accommodation.extra_time_ms // 60_000,
            total_marks=head.total_marks,
            cut_score=head.cut_score,
            resources=head.resources,
            notices=head.notices,
            agreement=head.agreement,
            statement=self.statement,
        )

    def event(self, said: TerminalEvent) -> Event:
        """Return the event to record for what the terminal said.

        :raises AttemptRefused: if it names a question or an option that the paper does not have,
            or more options than may be chosen.
        """
        match said:
            case OpenedEvent(n=n):
                self._options(n)
                return QuestionOpened(n)
            case ReviewOpenedEvent():
                return ReviewOpened()
            case RespondedEvent(n=n, options=positions):
                if len(positions) > 1:
                    raise AttemptRefused(Refusal.TOO_MANY_OPTIONS, f"question {n} takes one option")
                return Responded(n, tuple(self._option(n, position) for position in positions))
            case FlaggedEvent(n=n, on=on):
                self._options(n)
                return Flagged(n, on)
            case StruckOutEvent(n=n, option=position, on=on):
                return StruckOut(n, self._option(n, position), on)

    def progress(self, state: AttemptState, now_ms: int, allowance_ms: int) -> Progress:
        """Return where an attempt stands, for its terminal."""
        started = state.phase in (Phase.RUNNING, Phase.ENDED)
        allowance = state.allowance_ms if started else allowance_ms
        return Progress(
            phase=state.phase.value,
            session=state.session,
            remaining_ms=remaining_ms(state, now_ms) if started else allowance,
            allowance_ms=allowance,
            granted_ms=state.granted_ms,
            last_seq=state.last_seq,
            current=state.current,
            ending=state.ending.value if state.ending else None,
            questions=self._question_states(state),
        )

    def _question_states(self, state: AttemptState) -> tuple[QuestionState, ...]:
        touched = (
            state.seen | set(state.responses) | state.flagged | {n for n, _ in state.struck_out}
        )
        return tuple(
            QuestionState(
                n=n,
                seen=n in state.seen,
                response=tuple(self._positions[n][o] for o in state.responses.get(n, ())),
                flagged=n in state.flagged,
                struck_out=tuple(
                    sorted(self._positions[n][o] for m, o in state.struck_out if m == n)
                ),
            )
            for n in sorted(touched)
        )

    def _options(self, n: int) -> tuple[str, ...]:
        try:
            return self._option_ids[n]
        except KeyError:
            raise AttemptRefused(
                Refusal.UNKNOWN_QUESTION,
                f"there is no question {n}; the paper has {len(self._option_ids)}",
            ) from None

    def _option(self, n: int, position: int) -> str:
        options = self._options(n)
        if position > len(options):
            raise AttemptRefused(
                Refusal.UNKNOWN_OPTION,
                f"question {n} has {len(options)} options, so there is no option {position}",
            )
        return options[position - 1]


def _question(question: PaperQuestion) -> QuestionView:
    texts = {option.id: option.text for option in question.item.options}
    return QuestionView(
        n=question.n,
        marks=question.marks,
        choose=1,
        stem=question.item.stem,
        options=tuple(
            OptionView(position=position, text=texts[option])
            for position, option in enumerate(question.options, start=1)
        ),
    )
