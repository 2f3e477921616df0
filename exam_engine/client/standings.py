"""How far the questions of a paper are answered, counted."""

from __future__ import annotations

from exam_engine.client.question import Question


class Standings:
    """Counts over ``questions``, each by its standing."""

    questions: list[Question]

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
