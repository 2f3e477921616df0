"""A form: a few questions one after the other, and what they lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from exam_engine.console.look import Look, Part, wrap
from exam_engine.console.pages.page import Back, Hints, Page, Wish

_FEWEST_ROWS = 6
Answers = Mapping[str, str]


@dataclass(slots=True)
class Choice:
    """One of several, by its number or by arrows: pairs of value and words."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    at: int = 0

    @property
    def value(self) -> str:
        return self.options[self.at][0]

    def press(self, key: str, character: str | None) -> bool:
        """Take a key; return whether the question is answered with it."""
        if key in ("up", "down"):
            self.at = (self.at + (1 if key == "down" else -1)) % len(self.options)
        elif character and character.isdigit() and 1 <= int(character) <= len(self.options):
            self.at = int(character) - 1
            return True
        return key == "enter"

    def problem(self) -> str:
        return ""


@dataclass(slots=True)
class Line:
    """A line to type: ``least`` characters at least; ``digits`` alone; ``hidden`` as dots."""

    name: str
    label: str
    longest: int
    value: str = ""
    least: int = 0
    digits: bool = False
    hidden: bool = False
    must_be: str = ""
    most: int = 0

    def press(self, key: str, character: str | None) -> bool:
        """Take a key; return whether the question is answered with it."""
        if key == "backspace":
            self.value = self.value[:-1]
        elif key in ("ctrl+u", "delete"):
            self.value = ""
        elif character and len(character) == 1 and self._takes(character):
            self.value += character
        return key == "enter"

    def _takes(self, character: str) -> bool:
        fits = character.isdigit() and character.isascii() if self.digits else True
        return len(self.value) < self.longest and character.isprintable() and fits

    def problem(self) -> str:
        """Return why this cannot be the answer, or an empty text."""
        if self.must_be and self.value.upper() != self.must_be:
            return f"type {self.must_be}, or Esc to leave it"
        if len(self.value.strip()) < self.least:
            return "a few words are needed here" if self.least > 1 else "this is needed"
        if self.most and int(self.value or "0") > self.most:
            return f"{self.most} at most"
        return ""


Question = Choice | Line


class Form(Page):
    """``lead`` says for whom and what follows; ``then`` makes a wish of the answers.

    ``more`` may add questions once the first one is answered.
    """

    def __init__(
        self,
        title: str,
        lead: str,
        questions: list[Question],
        then: Callable[[Answers], Wish],
        more: Callable[[Answers], list[Question]] | None = None,
        *,
        warning: str = "",
    ) -> None:
        self.title = title
        self.questions = questions
        self._lead = lead
        self._then = then
        self._more = more
        self._warning = warning
        self._at = 0
        self._message = ""

    @property
    def answers(self) -> dict[str, str]:
        return {question.name: question.value.strip() for question in self.questions}

    def press(self, key: str, character: str | None) -> Wish:
        if key == "escape":
            return Back("nothing was done")
        if not self.questions:
            return self._then({}) if key == "enter" else None
        if key in ("shift+tab", "backtab") and self._at:
            self._at -= 1
            return None
        question = self.questions[self._at]
        self._message = ""
        return self._next(question) if question.press(key, character) else None

    def _next(self, question: Question) -> Wish:
        self._message = question.problem()
        if self._message:
            return None
        if self._at == 0 and self._more is not None:
            self.questions = [question, *self._more(self.answers)]
        self._at += 1
        if self._at < len(self.questions):
            return None
        self._at -= 1
        return self._then(self.answers)

    def ask_again(self) -> None:
        """Begin again with what was typed, but for secrets and the word that ends something."""
        self._at = 1 if self._more is not None and len(self.questions) > 1 else 0
        for question in self.questions:
            if isinstance(question, Line) and (question.hidden or question.must_be):
                question.value = ""

    def hints(self) -> Hints:
        if not self.questions:
            return [("Enter", "do it"), ("Esc", "leave it")]
        last = self._at == len(self.questions) - 1 and (self._more is None or self._at > 0)
        hints = [("Enter", "do it" if last else "next"), ("Esc", "leave it, nothing is done")]
        if isinstance(self.questions[self._at], Choice):
            hints.insert(0, ("1-9 Up Dn", "choose"))
        return [*hints, ("Shift+Tab", "question before")] if self._at else hints

    def lay_out(self, look: Look, width: int, height: int) -> list[Text]:
        rows: list[list[Part]] = [[]]
        rows += [[f"  {row}"] for row in wrap(self._lead, width - 4)]
        if self._warning:
            rows += [[(f"  ! {row}", "alert")] for row in wrap(self._warning, width - 6)]
        rows.append([])
        at = 0
        for number, question in enumerate(self.questions):
            at = len(rows) if number == self._at else at
            rows += self._question_rows(question, width, here=number == self._at)
        first = max(0, min(at - 2, len(rows) - height))
        return [look.row(*parts, width=width) for parts in rows[first : first + height]]

    def _question_rows(self, question: Question, width: int, *, here: bool) -> list[list[Part]]:
        label: Part = (f"  {'>' if here else ' '} {question.label}", "strong" if here else "muted")
        message: list[list[Part]] = [[(f"    ! {self._message}", "alert")]] if here else []
        message = message if self._message else []
        if isinstance(question, Choice):
            if not here:
                return [[label, f": {question.options[question.at][1]}"]]
            options: list[list[Part]] = [
                [(f"    {'>' if at == question.at else ' '} {at + 1} ", "key"), words]
                for at, (_, words) in enumerate(question.options)
            ]
            return [[label], *options]
        shown = "*" * len(question.value) if question.hidden else question.value
        if not here:
            return [[label, f": {shown}"]]
        room = max(10, width - 6)
        pieces = [shown[start : start + room] for start in range(0, len(shown), room)] or [""]
        typed: list[list[Part]] = [[("    ", "text"), (piece, "field")] for piece in pieces]
        typed[-1].append(("_", "accent"))
        return [[label], *typed, *message]
