"""A key on a question, and what came of it."""

from __future__ import annotations

from typing import NamedTuple

from exam_engine.client.question import Question


class Press(NamedTuple):
    """A key by name, and its character in upper case; ``cursor`` is the stop it works on."""

    question: Question
    cursor: int
    key: str
    letter: str

    @property
    def position(self) -> int:
        """Return the option that the letter names, 0 for none."""
        return self.question.letters.find(self.letter) + 1 if self.letter else 0

    @property
    def n(self) -> int:
        return self.question.view.n

    def letter_of(self, position: int) -> str:
        """Return the letter of an option."""
        return self.question.letters[position - 1]


class Act(NamedTuple):
    """``cursor`` is where the cursor goes, None to stay; ``notice`` is said to the candidate."""

    changed: bool = False
    cursor: int | None = None
    notice: str = ""
