"""A review: answer blind, see the answer key, then decide. Every step is asked for below."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from exam_engine.authoring.bench.wording import whole_text
from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.authoring.pages.page import Back, Page, Preview, Recorded, Say, Wish
from exam_engine.authoring.pages.question import scenario_lines, under_review_lines
from exam_engine.authoring.pages.texts import told
from exam_engine.bank.blind import CANNOT_TELL, LONGEST_ANSWER, how_to_answer, read_answer
from exam_engine.client.field import Field
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line
from exam_engine.client.widgets.foot import Hints
from exam_engine.errors import ExamEngineError
from exam_engine.model.life import Role, Verdict
from exam_engine.model.scenario import Scenario
from exam_engine.model.translation import Translation
from exam_engine.office import reviewing
from exam_engine.office.under_review import UnderReview
from exam_engine.vault.identity import Identity

_VERDICTS = {"A": Verdict.APPROVE, "C": Verdict.CHANGES, "X": Verdict.REJECT}
_ROLES = {"C": Role.CONTENT, "L": Role.LANGUAGE}
_LONGEST_COMMENT = 500
_BELOW = "Enter record  F2 preview  Esc back"


class Step(Enum):
    """What is asked now."""

    ANSWER = "answer"
    ROLE = "role"
    DEFENSIBLE = "defensible"
    VERDICT = "verdict"
    COMMENT = "comment"


class ReviewPage(Page):
    """The answer key is not shown, and not laid out, before a blind answer is on record."""

    def __init__(
        self, glyphs: Glyphs, workshop: Workshop, under: UnderReview, reviewer: Identity
    ) -> None:
        super().__init__(glyphs)
        self._workshop, self._under, self._reviewer = workshop, under, reviewer
        self._role, self._verdict, self._defensible = Role.CONTENT, Verdict.CHANGES, False
        self._outcome = self._comment = ""
        self.title = f"Review of {self._under.name}"
        life = workshop.record.standings[under.subject.name]
        blind = self._under.subject.answerable and reviewer.name not in life.shown
        self._ask(Step.ANSWER if blind else Step.ROLE)

    def hints(self) -> Hints:
        asked = {
            Step.ROLE: [("C", "content"), ("L", "language")],
            Step.DEFENSIBLE: [("Y", "yes"), ("N", "no")],
            Step.VERDICT: [("A", "approve"), ("C", "changes"), ("X", "reject")],
        }
        return [*asked.get(self.step, []), ("F2", "preview"), ("Esc", "back")]

    def lay_out(self, width: int, height: int) -> list[Line]:
        if self.step is Step.ANSWER:
            return [EMPTY, *self._question(width)]
        outcome = [line("  ", (self._outcome, "strong"))] if self._outcome else []
        return [line("  ", (self._asked(), "warn")), *outcome, EMPTY, *self._all(width)]

    def press(self, key: str, character: str | None) -> Wish | None:
        if key == "escape":
            return self._leave()
        if key == "f2":
            return preview_of(self._under)
        try:
            return self._press(key, character)
        except ExamEngineError as error:
            return Say(str(error))

    def _leave(self) -> Wish | None:
        """Go back; from a comment to the verdict first, so that no key throws it away."""
        if self.step is not Step.COMMENT or self.field is None:
            return Back("nothing more is recorded")
        self._comment = self.field.text
        self._ask(Step.VERDICT)
        return None

    def _press(self, key: str, character: str | None) -> Wish | None:
        letter = (character or "").upper()
        if self.field is not None:
            if key != "enter":
                self.field.press(key, character)
                return None
            if not self._workshop.same(self._under):
                return Say("the text was changed meanwhile: go back and begin again")
            text = self.field.text
            return self._answer(text) if self.step is Step.ANSWER else self._record(text)
        if self.step is Step.ROLE and letter in _ROLES:
            self._role = _ROLES[letter]
            self._ask(Step.DEFENSIBLE if self._under.subject.answerable else Step.VERDICT)
        elif self.step is Step.DEFENSIBLE and letter in ("Y", "N"):
            self._defensible = letter == "Y"
            self._ask(Step.VERDICT)
        elif self.step is Step.VERDICT and letter in _VERDICTS:
            self._verdict = _VERDICTS[letter]
            self._ask(Step.COMMENT)
        return None

    def _answer(self, text: str) -> Wish:
        """Put the blind answer on record; only then anything else is shown."""
        assert self._under.item is not None
        given = read_answer(self._under.item, text)
        right = reviewing.answer_blind(self._workshop.home, self._under, self._reviewer, given)
        self._outcome = "Your answer is " + ("" if right else "NOT ") + "the answer key's."
        self._ask(Step.ROLE)
        return Recorded(self._outcome)

    def _record(self, comment: str) -> Wish:
        after = reviewing.review(
            self._workshop.home,
            self._under,
            self._reviewer,
            self._role,
            self._verdict,
            comment,
            defensible=self._defensible,
        )
        return Recorded(f"{self._verdict.value} is on record; it is {after.state.value}", done=True)

    def _ask(self, step: Step) -> None:
        self.step, self.field = step, None
        if step is Step.ANSWER:
            self.field = Field("Blind answer:", LONGEST_ANSWER, message=_BELOW)
        elif step is Step.COMMENT:
            self.field = Field("Comment:", _LONGEST_COMMENT, self._comment, _BELOW)

    def _asked(self) -> str:
        return {
            Step.ANSWER: "",
            Step.ROLE: "What did you look at: the matter (C), or language and fairness (L)?",
            Step.DEFENSIBLE: "Can another answer be defended? (Y or N)",
            Step.VERDICT: "Approve (A), changes (C), or reject (X)?",
            Step.COMMENT: f"{self._verdict.value}: say why, for whoever acts on the item.",
        }[self.step]

    def _question(self, width: int) -> Iterator[Line]:
        """Yield the question and how to answer it; nothing of the answers."""
        yield from under_review_lines(self._under, width)
        if self._under.item is not None:
            how = f"Answer {how_to_answer(self._under.item)}"
            yield EMPTY
            yield from told(f'{how}; or "{CANNOT_TELL}" if it cannot be told.', width, "warn")

    def _all(self, width: int) -> Iterator[Line]:
        """Yield everything: of a translation its own text, then that of its source."""
        if self._under.translation is not None:
            yield from under_review_lines(self._under, width)
            yield EMPTY
            yield line("  ", ("The source:", "accent"))
        if self._under.item is not None:
            yield from told(whole_text(self._under.item), width)
        elif self._under.translation is not None:
            yield from scenario_lines(self._source(self._under.translation), width)

    def _source(self, translation: Translation) -> Scenario:
        return next(one for one in self._under.bank.scenarios if one.id == translation.id)


def preview_of(under: UnderReview) -> Wish:
    """Return the wish to see what is under review as candidates do."""
    if under.item is None:
        return Say("a scenario is seen with its items: preview one of them")
    return Preview(under.item.id, under.translation.language if under.translation else "")
