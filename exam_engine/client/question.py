"""One question of the paper and what the candidate did with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from exam_engine.errors import GatewayError
from exam_engine.wire.candidate import PaperView, QuestionState, QuestionView


@dataclass(slots=True)
class Question:
    """Options are named by their position as presented."""

    view: QuestionView
    seen: bool = False
    response: tuple[int, ...] = ()
    flagged: bool = False
    struck_out: frozenset[int] = field(default=frozenset())

    @property
    def answered(self) -> bool:
        return bool(self.response)

    def state(self) -> QuestionState:
        """Return what was done, as the engine reports it."""
        return QuestionState(
            n=self.view.n,
            seen=self.seen,
            response=self.response,
            flagged=self.flagged,
            struck_out=tuple(sorted(self.struck_out)),
        )

    def take(self, state: QuestionState) -> None:
        """Take over what is on record."""
        self.seen, self.flagged = state.seen, state.flagged
        self.response, self.struck_out = state.response, frozenset(state.struck_out)


def questions_of(paper: PaperView, on_record: tuple[QuestionState, ...]) -> list[Question]:
    """Return the questions of a paper as they stand on record.

    :raises GatewayError: if this terminal cannot show the paper, or the two do not fit together.
    """
    if not paper.questions:
        raise GatewayError("the paper has no questions")
    questions = [_checked(n, view) for n, view in enumerate(paper.questions, start=1)]
    for state in on_record:
        if not 1 <= state.n <= len(questions):
            raise GatewayError(f"the record names question {state.n}, which the paper lacks")
        questions[state.n - 1].take(state)
    return questions


def _checked(n: int, view: QuestionView) -> Question:
    positions = [option.position for option in view.options]
    if view.n != n or not positions or positions != list(range(1, len(positions) + 1)):
        raise GatewayError(f"question {n} of the paper is out of order")
    if view.choose != 1:
        raise GatewayError(f"question {n} takes {view.choose} options; this terminal sends one")
    return Question(view)
