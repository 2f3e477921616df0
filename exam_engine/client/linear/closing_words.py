"""What is said before an exam is finished, and when it has ended or goes on elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from exam_engine.client.attempt import Attempt
from exam_engine.client.linear.reading import joined
from exam_engine.client.question import Question
from exam_engine.client.sender import Ended, Stuck, TakenOver

_HOW = {
    "submitted": "You finished. All your answers are submitted.",
    "expired": "The time was up. All the answers on record are submitted.",
    "forced": "The invigilators ended it. All the answers on record are submitted.",
}


def review_lines(attempt: Attempt) -> list[str]:
    """Return what is done and what is open."""
    kinds: list[tuple[str, Callable[[Question], bool]]] = [
        ("Answered in part", lambda question: question.in_part),
        ("Without an answer", lambda question: question.blank),
        ("Flagged to look again", lambda question: question.flagged),
    ]
    lines = [f"{_questions(attempt.answered)} of {len(attempt.questions)} answered."]
    for words, belongs in kinds:
        numbers = [question.view.n for question in attempt.questions if belongs(question)]
        if numbers:
            lines.append(f"{words}: {spans(numbers)}.")
    if attempt.elsewhere:
        lines.append(f"Done before your assessors: {_questions(attempt.elsewhere)}.")
    if attempt.answers_waiting:
        lines.append(f"Not saved yet: {attempt.answers_waiting}, sent before the exam ends.")
    return lines


def end_lines(end: Ended) -> list[str]:
    """Return the last words of all."""
    lines = [
        "Your exam is submitted.",
        _HOW.get(end.ending, "All the answers on record are submitted."),
        f"Answered: {_questions(end.answered)}. No answer: {_questions(end.unanswered)}.",
    ]
    if end.missing:
        lines.append(
            f"Answers that reached the engine too late and could not be counted: {end.missing}. "
            "Tell the invigilator before you leave."
        )
    return [*lines, "You may leave. Call the invigilator."]


def taken_over_lines(outcome: TakenOver) -> list[str]:
    """Return what to say when another terminal was admitted to the attempt."""
    return [
        "Your exam goes on at another terminal.",
        "Another terminal was admitted to your exam. It goes on there, with every answer that "
        "was saved and with the time that is left.",
        *_waiting(outcome.waiting),
        "If you did not move there yourself, call the invigilator now.",
    ]


def stuck_lines(outcome: Stuck) -> list[str]:
    """Return what to say when the engine refuses what cannot be refused."""
    return [
        "The engine and this terminal do not understand each other.",
        sentence(outcome.message),
        *_waiting(outcome.waiting),
        "Call the invigilator.",
    ]


def sentence(message: str) -> str:
    """Return a message of the engine as a sentence."""
    text = message.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "!", "?")) else ".")


def spans(numbers: list[int]) -> str:
    """Return numbers as they are read aloud: ``1, 3 to 5 and 9``."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    words = []
    for first, last in runs:
        words += [str(first)] if first == last else [f"{first} to {last}"]
    return joined(words)


def _waiting(answers: int) -> list[str]:
    if not answers:
        return []
    return [f"Answers that have not reached the engine: {answers}. Tell the invigilator."]


def _questions(number: int) -> str:
    return "1 question" if number == 1 else f"{number} questions"
