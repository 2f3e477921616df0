"""What became of an act: shown where somebody was refused, or a new code has to be read out."""

from __future__ import annotations

from exam_engine.console.look import Part, wrap
from exam_engine.console.pages.scrolling import ScrollingPage
from exam_engine.wire.invigilator import ActReply, Answer


class AnswersPage(ScrollingPage):
    """New codes first, then who was refused and why."""

    title = "What became of it"

    def __init__(self, reply: ActReply, names: dict[str, str]) -> None:
        super().__init__()
        self._reply = reply
        self._names = names

    def rows(self, width: int) -> list[list[Part]]:
        rows: list[list[Part]] = [[]]
        for answer in self._reply.answers:
            if answer.code:
                rows += self._code_rows(answer, width)
        refused = [answer for answer in self._reply.answers if not answer.done]
        if refused:
            rows += [[("  Not done:", "alert")]]
        for answer in refused:
            rows.append([(f"    {self._who(answer)}", "strong")])
            rows += [[f"      {row}"] for row in wrap(answer.words, width - 8)]
        done = sum(answer.done for answer in self._reply.answers)
        return [*rows, [], [(f"  Done for {done}.", "good" if done else "muted")]]

    def _code_rows(self, answer: Answer, width: int) -> list[list[Part]]:
        told = (
            "Enter this number and code at the other terminal, then press R here to let the exam "
            "go on. The code is shown once."
        )
        words: list[list[Part]] = [[f"  {row}"] for row in wrap(told, width - 4)]
        return [
            [("  ", "text"), (self._who(answer), "strong")],
            [],
            [("      number  ", "muted"), (answer.candidate, "accent")],
            [("      code    ", "muted"), (answer.code, "accent")],
            [],
            *words,
            [],
        ]

    def _who(self, answer: Answer) -> str:
        return f"{self._names.get(answer.candidate, '')} ({answer.candidate})".strip()


def notice_of(reply: ActReply) -> str:
    """Return what became of an act, in one line."""
    done = [answer for answer in reply.answers if answer.done]
    refused = len(reply.answers) - len(done)
    words = done[0].words if done else "not done"
    if len(reply.answers) == 1:
        return f"{reply.answers[0].candidate}: {reply.answers[0].words}"
    return f"{words}: {len(done)}" + (f", refused: {refused}" if refused else "")


def wants_a_page(reply: ActReply) -> bool:
    """Return whether more has to be read than one line says."""
    return any(answer.code or not answer.done for answer in reply.answers)
