"""From a paper to what the terminal sees, and from what the terminal says back to events.

The terminal names options by their position as presented. Here, and only here, positions become
the option ids that are stored and marked: shuffling cannot change a mark, and the ids that authors
chose never leave the engine.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

from exam_engine.canonical import digest
from exam_engine.delivery.responses import positions_of, require_text, response_of, text_of
from exam_engine.delivery.timing import break_left_ms, remaining_ms
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import (
    GIVEN_BACK,
    AttemptState,
    Commented,
    Edited,
    Event,
    Flagged,
    HelpCalled,
    Highlighted,
    MessageRead,
    Noted,
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
from exam_engine.text import clean_text
from exam_engine.wire.candidate import (
    BlockView,
    CommentedEvent,
    EditedEvent,
    FlaggedEvent,
    FrontPage,
    HelpCalledEvent,
    HighlightedEvent,
    LineView,
    MessageReadEvent,
    MessageView,
    News,
    NotedEvent,
    OpenedEvent,
    OptionView,
    PaperView,
    PauseView,
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

    @cached_property
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
            break_minutes=accommodation.break_ms // 60_000,
            colours=accommodation.colours,
            plain=accommodation.plain,
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
            case EditedEvent(n=n, start=start, removed=removed, text=text):
                require_text(self._question(n))
                return Edited(n, start, removed, clean_text(text))
            case FlaggedEvent(n=n, on=on):
                self._question(n)
                return Flagged(n, on)
            case StruckOutEvent(n=n, option=position, on=on):
                return StruckOut(n, self._option(n, position), on)
            case CommentedEvent(n=n, text=text):
                self._question(n)
                return Commented(n, clean_text(text))
            case NotedEvent(n=n, text=text):
                self._question(n)
                return Noted(n, clean_text(text))
            case HighlightedEvent(n=n, scenario=scenario, spans=spans):
                return Highlighted(self._question(n).n, scenario, _increasing(spans))
            case HelpCalledEvent(on=on):
                return HelpCalled(on)
            case MessageReadEvent(number=number):
                return MessageRead(number)

    def progress(
        self, state: AttemptState, now_ms: int, allowance_ms: int, break_ms: int = 0
    ) -> Progress:
        """Return where an attempt stands, for its terminal.

        :param break_ms: the candidate's budget of breaks.
        """
        started = state.phase not in (Phase.ADMITTED, Phase.AGREED)
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
            stopped_ms=state.stopped_ms,
            news=state.news,
            pause=pause_view(state, now_ms),
            messages=_messages(state),
            calls_help=state.calls_help,
            break_left_ms=break_left_ms(state, now_ms, break_ms),
        )

    def news(self, state: AttemptState, now_ms: int, allowance_ms: int, break_ms: int = 0) -> News:
        """Return what others than its terminal did to an attempt."""
        whole = self.progress(state, now_ms, allowance_ms, break_ms)
        return News(**{name: getattr(whole, name) for name in News.__struct_fields__})

    def _question_states(self, state: AttemptState) -> tuple[QuestionState, ...]:
        touched = (
            state.seen
            | state.responses.keys()
            | state.comments.keys()
            | state.notes.keys()
            | {n for n, _ in state.highlights}
            | state.flagged
            | {n for n, _ in state.struck_out}
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
        comment=state.comments.get(n, ""),
        note=state.notes.get(n, ""),
        highlights=state.highlights.get((n, False), ()),
        scenario_highlights=state.highlights.get((n, True), ()),
    )


def _increasing(spans: tuple[int, ...]) -> tuple[int, ...]:
    """Return spans, or refuse them: pairs, each offset beyond the one before."""
    if len(spans) % 2 or any(b <= a for a, b in pairwise(spans)):
        raise AttemptRefused(
            Refusal.IMPOSSIBLE_RESPONSE, "a highlight is pairs of offsets that increase"
        )
    return spans


def pause_view(state: AttemptState, now_ms: int) -> PauseView | None:
    """Return the pause that lasts, as others see it, or None."""
    pause = state.pause
    if pause is None:
        return None
    given_back_ms = pause.given_back_ms(now_ms)
    free_ms = -1 if pause.credit_ms == GIVEN_BACK else pause.credit_ms - given_back_ms
    return PauseView(cause=pause.cause.value, words=pause.words, free_ms=free_ms)


def _messages(state: AttemptState) -> tuple[MessageView, ...]:
    return tuple(MessageView(number=n, text=text) for n, text in sorted(state.unread.items()))


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
