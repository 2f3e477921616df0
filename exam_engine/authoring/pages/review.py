"""A review: answer blind, see the answer key, then decide. Every step is asked for below."""

from __future__ import annotations

from enum import Enum

from exam_engine.authoring.bench.lives import under_review
from exam_engine.authoring.bench.wording import whole_text
from exam_engine.authoring.bench.workshop import Workshop
from exam_engine.authoring.pages.page import Back, Page, Preview, Recorded, Say, Wish
from exam_engine.authoring.pages.question import question_lines
from exam_engine.authoring.pages.texts import told
from exam_engine.bank.blind import CANNOT_TELL, LONGEST_ANSWER, how_to_answer, read_answer
from exam_engine.client.field import Field
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import EMPTY, Line, line
from exam_engine.client.widgets.foot import Hints
from exam_engine.errors import ExamEngineError
from exam_engine.model.item import Item
from exam_engine.model.life import Role, Verdict
from exam_engine.office import reviewing
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

    def __init__(self, glyphs: Glyphs, workshop: Workshop, item: Item, reviewer: Identity) -> None:
        super().__init__(glyphs)
        self._workshop, self._item, self._reviewer = workshop, item, reviewer
        assert workshop.bank is not None
        self._bank = workshop.bank
        self._under = under_review(self._bank, item)
        self._role, self._verdict, self._defensible = Role.CONTENT, Verdict.CHANGES, False
        self._outcome = ""
        self.title = f"Review of {self._under.name}"
        life = workshop.record.standings[item.id]
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
        question = self._question(width)
        if self.step is Step.ANSWER:
            return [EMPTY, *question]
        text = whole_text(self._item)
        outcome = [line("  ", (self._outcome, "strong"))] if self._outcome else []
        return [line("  ", (self._asked(), "warn")), *outcome, EMPTY, *told(text, width)]

    def press(self, key: str, character: str | None) -> Wish | None:
        if key == "escape":
            return Back("nothing more is recorded")
        if key == "f2":
            return Preview(self._item.id)
        try:
            return self._press(key, character)
        except ExamEngineError as error:
            return Say(str(error))

    def _press(self, key: str, character: str | None) -> Wish | None:
        letter = (character or "").upper()
        if self.field is not None:
            if key != "enter":
                self.field.press(key, character)
                return None
            if self._workshop.item(self._item.id) != self._item:
                return Say("the item was changed meanwhile: go back and begin again")
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
        given = read_answer(self._item, text)
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
            self.field = Field("Comment:", _LONGEST_COMMENT, message=_BELOW)

    def _asked(self) -> str:
        return {
            Step.ANSWER: "",
            Step.ROLE: "What did you look at: the matter (C), or language and fairness (L)?",
            Step.DEFENSIBLE: "Can another answer be defended? (Y or N)",
            Step.VERDICT: "Approve (A), changes (C), or reject (X)?",
            Step.COMMENT: f"{self._verdict.value}: say why, for whoever acts on the item.",
        }[self.step]

    def _question(self, width: int) -> list[Line]:
        how = f'Answer {how_to_answer(self._item)}; or "{CANNOT_TELL}" if it cannot be told.'
        return [*question_lines(self._bank, self._item.id, width), EMPTY, *told(how, width, "warn")]
