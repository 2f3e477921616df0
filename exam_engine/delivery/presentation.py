"""From a paper to what the terminal sees, and from what the terminal says back to events.

The terminal names options by their position as presented. Here, and only here, positions become
the option ids that are stored and marked: shuffling cannot change a mark, and the ids that authors
chose never leave the engine.
"""

from __future__ import annotations

from exam_engine.canonical import digest
from exam_engine.delivery.responses import positions_of, response_of, text_of
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
from exam_engine.model.item_type import Interaction
from exam_engine.model.paper import Paper, PaperQuestion
from exam_engine.model.scenario import Scenario
from exam_engine.wire.candidate import (
    BlockView,
    FlaggedEvent,
    FrontPage,
    LineView,
    OpenedEvent,
    OptionView,
    PaperView,
    Progress,
    QuestionState,
    QuestionView,
    RespondedEvent,
    ReviewOpenedEvent,
    ScenarioView,
    StruckOutEvent,
    TerminalEvent,
)
from exam_engine.wire.instructions import FIXED_OPTIONS


class PresentedPaper:
    """A paper ready for delivery: its view, encoded once, and the way back from positions."""

    def __init__(self, paper: Paper) -> None:
        self.head = paper.head
        self._questions = {question.n: question for question in paper.questions}
        self.view = PaperView(
            title=paper.head.title,
            questions=tuple(question_view(question) for question in paper.questions),
            scenarios=tuple(_scenario(scenario) for scenario in paper.scenarios),
        )
        self.statement = digest(list(paper.head.agreement))

    @property
    def time_allowed_ms(self) -> int:
        """Return the time allowed without accommodations."""
        return self.head.minutes * 60_000

    @property
    def answerable(self) -> int:
        """Return how many questions are answered at a terminal."""
        return sum(
            question.item.interaction is not Interaction.NONE
            for question in self._questions.values()
        )

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
            or is no possible response.
        """
        match said:
            case OpenedEvent(n=n):
                self._question(n)
                return QuestionOpened(n)
            case ReviewOpenedEvent():
                return ReviewOpened()
            case RespondedEvent(n=n, options=positions, text=text):
                return Responded(n, response_of(self._question(n), positions, text))
            case FlaggedEvent(n=n, on=on):
                self._question(n)
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
        return tuple(_state_of(self._questions[n], state) for n in sorted(touched))

    def _question(self, n: int) -> PaperQuestion:
        try:
            return self._questions[n]
        except KeyError:
            raise AttemptRefused(
                Refusal.UNKNOWN_QUESTION,
                f"there is no question {n}; the paper has {len(self._questions)}",
            ) from None

    def _option(self, n: int, position: int) -> str:
        options = self._question(n).options
        if position > len(options):
            raise AttemptRefused(
                Refusal.UNKNOWN_OPTION,
                f"question {n} has {len(options)} options, so there is no option {position}",
            )
        return options[position - 1]


def _state_of(question: PaperQuestion, state: AttemptState) -> QuestionState:
    n = question.n
    response = state.responses.get(n, ())
    struck_out = [option for m, option in state.struck_out if m == n]
    return QuestionState(
        n=n,
        seen=n in state.seen,
        response=positions_of(question, response),
        text=text_of(question, response),
        flagged=n in state.flagged,
        struck_out=tuple(sorted(positions_of(question, struck_out))),
    )


def _scenario(scenario: Scenario) -> ScenarioView:
    return ScenarioView(
        id=scenario.name,
        title=scenario.title,
        text=scenario.text,
        additional=tuple(BlockView(id=block.id, text=block.text) for block in scenario.additional),
    )


def question_view(question: PaperQuestion) -> QuestionView:
    """Return a question as a terminal sees it."""
    item = question.item
    texts = {option.id: option.text for option in item.options}
    texts |= FIXED_OPTIONS.get(item.type.value, {})
    return QuestionView(
        n=question.n,
        marks=question.marks,
        type=item.type.value,
        interaction=item.interaction.value,
        choose=item.choose,
        stem=item.stem,
        options=tuple(
            OptionView(position=position, text=texts[option])
            for position, option in enumerate(question.options, start=1)
        ),
        lines=tuple(
            LineView(n=prompt.n, texts=prompt.texts, marks=prompt.marks) for prompt in item.prompts
        ),
        tasks=item.tasks,
        scenario=item.scenario,
        additional=item.additional,
        reuse=item.reuse,
        rule=item.rule,
        penalty=item.penalty,
        scale=item.scale,
        minutes=item.minutes,
        words=item.words,
    )
