"""What the engine says of a question, worded from its fields.

Authors type no instructions: how many options to choose, whether a selection may be used again and
how the question is scored are fields, and these are their words.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from exam_engine.wire.candidate import QuestionView

NUMBERS = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN")

FIXED_OPTIONS: Mapping[str, Mapping[str, str]] = {
    "true-false": {"T": "True", "F": "False"},
    "assertion-reason": {
        "A": "Both are true, and the reason explains the assertion",
        "B": "Both are true, and the reason does not explain the assertion",
        "C": "The assertion is true, the reason is false",
        "D": "The assertion is false, the reason is true",
        "E": "Both are false",
    },
}
"""The options of types whose options are the engine's, by id."""


def what_to_do(question: QuestionView) -> str:
    """Return the instruction in a sentence."""
    match question.type:
        case "multiple":
            return f"Choose {number_word(question.choose)}."
        case "gradient":
            return "Choose the best answer."
        case "true-false":
            return "Decide for each statement whether it is true or false."
        case "assertion-reason":
            return (
                "Decide for each line whether assertion and reason are true, and how they relate."
            )
        case "match":
            use = "once, more than once or not at all" if question.reuse else "once or not at all"
            return f"Select an answer for each line. Each selection can be used {use}."
        case "order":
            return "Put the entries in order."
        case "essay":
            return " ".join(["Write your answer.", *_guidance(question)])
        case "performance":
            return "This part is done before your assessors, not at this terminal."
    return "Choose one."


def how_scored(question: QuestionView) -> str:
    """Return the scoring rule in force, in a sentence or two."""
    marks = marks_words(question.marks)
    several = len(question.lines) > 1
    match question.rule:
        case "per-line":
            return f"Each right line earns {_line_marks(question)}; a wrong one costs nothing."
        case "net-correct":
            return (
                f"Each right line earns {_line_marks(question)}, and a wrong one costs as "
                "much; a blank line costs nothing. The question never falls below 0."
            )
        case "negative":
            return (
                f"Each right line earns {_line_marks(question)}, and a wrong one costs "
                f"{marks_words(Fraction(question.penalty))}; a blank line costs nothing. The "
                "question never falls below 0."
            )
        case "partial":
            return (
                f"{marks} in equal shares for right choices; a wrong choice costs one share. The "
                "question never falls below 0."
            )
        case "coverage":
            return f"{marks} in equal shares for right choices; a wrong choice costs nothing."
        case "every-decision":
            return f"{marks} in equal shares: each option counts, rightly chosen or rightly left."
        case "weighted":
            scale = ", ".join(map(str, question.scale))
            return f"The answers earn different marks: {scale}."
        case "order-exact":
            return f"{marks} if the whole order is right, otherwise 0."
        case "order-position":
            return f"{marks} in equal shares for each entry that stands in its place."
        case "order-pairs":
            return f"{marks} in equal shares for neighbours that stand in the right order."
        case "rubric":
            return f"{marks}, given by examiners."
        case "exact" if several:
            return f"{marks} if every line is right, otherwise 0."
        case "exact" if question.choose > 1:
            return f"{marks} if exactly the right answers are chosen, otherwise 0."
    return f"{marks} for the right answer; a wrong one costs nothing."


def number_word(count: int) -> str:
    """Return a small number in capitals, as it is printed in an instruction."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def marks_words(marks: Fraction | int) -> str:
    """Return marks in words: "1 mark", "2 marks", "1/3 of a mark"."""
    if Fraction(marks).denominator != 1:
        return f"{marks} of a mark"
    return "1 mark" if marks == 1 else f"{marks} marks"


def _line_marks(question: QuestionView) -> str:
    worth = {line.marks for line in question.lines}
    return marks_words(worth.pop()) if len(worth) == 1 else "the marks shown beside it"


def _guidance(question: QuestionView) -> list[str]:
    told = []
    if question.minutes:
        told.append(f"about {question.minutes} minutes")
    if question.words:
        told.append(f"{question.words[0]} to {question.words[1]} words")
    return [f"Guidance: {', '.join(told)}."] if told else []
