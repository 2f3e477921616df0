"""One question of the paper and what the candidate did with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from exam_engine.client.letters import letters_of
from exam_engine.errors import GatewayError
from exam_engine.wire.candidate import PaperView, QuestionState, QuestionView, ScenarioView


class Standing(Enum):
    """How far a question is answered. ELSEWHERE needs no answer at a terminal."""

    BLANK = "no answer"
    PART = "in part"
    FULL = "answered"
    ELSEWHERE = "before your assessors"


@dataclass(slots=True)
class Question:
    """Options are named by their position as presented.

    ``response`` is as in a ``responded`` event: chosen positions, one a line (0 where it is blank),
    or those placed so far in order. ``text`` is what was written as the engine was told, ``draft``
    what was written since, None if nothing was. ``highlights`` are spans as in a ``highlighted``
    event: of the stem, and of the scenario if this is its first question.
    """

    view: QuestionView
    scenario: ScenarioView | None = None
    seen: bool = False
    response: tuple[int, ...] = ()
    text: str = ""
    draft: str | None = None
    flagged: bool = False
    struck_out: frozenset[int] = field(default=frozenset())
    comment: str = ""
    note: str = ""
    highlights: dict[bool, tuple[int, ...]] = field(default_factory=lambda: {False: (), True: ()})

    @property
    def letters(self) -> str:
        """Return the letters by which the candidate names the options, in their order."""
        return letters_of(self.view)

    @property
    def written(self) -> str:
        """Return the text as it stands on the screen."""
        return self.text if self.draft is None else self.draft

    @property
    def standing(self) -> Standing:
        """Return how far the question is answered; a text counts as soon as there is one."""
        done, whole = self.progress
        if self.view.interaction == "none":
            return Standing.ELSEWHERE
        if not done:
            return Standing.BLANK
        return Standing.FULL if done >= whole else Standing.PART

    @property
    def progress(self) -> tuple[int, int]:
        """Return how many parts of an answer there are, and how many make a full one."""
        view = self.view
        match view.interaction:
            case "match":
                return sum(bool(position) for position in self.response), len(view.lines)
            case "order":
                return len(self.response), len(view.options)
            case "text":
                return int(bool(self.written.strip())), 1
            case "none":
                return 0, 0
        return len(self.response), view.choose

    @property
    def answered(self) -> bool:
        """Return whether the answer is full."""
        return self.standing is Standing.FULL

    @property
    def in_part(self) -> bool:
        return self.standing is Standing.PART

    @property
    def blank(self) -> bool:
        """Return whether an answer is wanted and there is none at all."""
        return self.standing is Standing.BLANK

    @property
    def elsewhere(self) -> bool:
        return self.standing is Standing.ELSEWHERE

    def state(self) -> QuestionState:
        """Return what was done, as the engine reports it."""
        return QuestionState(
            n=self.view.n,
            seen=self.seen,
            response=self.response,
            text=self.text,
            flagged=self.flagged,
            struck_out=tuple(sorted(self.struck_out)),
            comment=self.comment,
            note=self.note,
            highlights=self.highlights[False],
            scenario_highlights=self.highlights[True],
        )

    def take(self, state: QuestionState) -> None:
        """Take over what is on record.

        :raises GatewayError: if it is no response to this question.
        """
        _check_record(self.view, state)
        self.seen, self.flagged = state.seen, state.flagged
        self.response, self.struck_out = state.response, frozenset(state.struck_out)
        self.text, self.comment, self.note = state.text, state.comment, state.note
        self.highlights = {False: state.highlights, True: state.scenario_highlights}


def questions_of(paper: PaperView, on_record: tuple[QuestionState, ...]) -> list[Question]:
    """Return the questions of a paper as they stand on record.

    :raises GatewayError: if this terminal cannot show the paper, or the two do not fit together.
    """
    if not paper.questions:
        raise GatewayError("the paper has no questions")
    scenarios = {scenario.id: scenario for scenario in paper.scenarios}
    questions = [_checked(n, view, scenarios) for n, view in enumerate(paper.questions, start=1)]
    for state in on_record:
        if not 1 <= state.n <= len(questions):
            raise GatewayError(f"the record names question {state.n}, which the paper lacks")
        questions[state.n - 1].take(state)
    return questions


def _checked(n: int, view: QuestionView, scenarios: dict[str, ScenarioView]) -> Question:
    positions = [option.position for option in view.options]
    if view.n != n or positions != list(range(1, len(positions) + 1)):
        raise GatewayError(f"question {n} of the paper is out of order")
    problem = _problem(view)
    if problem:
        raise GatewayError(f"question {n} {problem}")
    scenario = scenarios.get(view.scenario)
    blocks = {block.id for block in scenario.additional} if scenario else set()
    if (view.scenario and scenario is None) or not blocks.issuperset(view.additional):
        raise GatewayError(f"question {n} names a scenario, or a part of one, that is not there")
    return Question(view, scenario)


def _problem(view: QuestionView) -> str:
    """Return why this terminal cannot show a question, or nothing."""
    if view.interaction not in ("choice", "match", "order", "text", "none"):
        return f"is answered by {view.interaction!r}, which this terminal does not know"
    if view.interaction in ("choice", "match", "order") and not view.options:
        return "has no options"
    if view.interaction == "choice" and not 1 <= view.choose <= len(view.options):
        return f"takes {view.choose} of {len(view.options)} options"
    if view.interaction == "match" and not view.lines:
        return "has no lines"
    if len(view.options) > len(letters_of(view)):
        return f"has {len(view.options)} options; this terminal names {len(letters_of(view))}"
    return ""


def _check_record(view: QuestionView, state: QuestionState) -> None:
    named = {*state.response, *state.struck_out} - {0}
    fits = all(1 <= position <= len(view.options) for position in named)
    if view.interaction == "match":
        fits = fits and len(state.response) in (0, len(view.lines))
    elif 0 in state.response:
        fits = False
    if not fits:
        raise GatewayError(f"the record of question {view.n} does not fit the paper")
