"""A question, a scenario and the front page as they are read aloud: sentences, without signs."""

from __future__ import annotations

from collections.abc import Sequence

from exam_engine.client.linear.essay import length_words
from exam_engine.client.question import Question, Standing
from exam_engine.wire.candidate import FrontPage, ScenarioView
from exam_engine.wire.instructions import marks_words, what_to_do

_PAIR = ("Assertion", "Reason")


def question_lines(question: Question, total: int) -> list[str]:
    """Return a whole question: where it stands, what to do, its texts, the answer so far."""
    view = question.view
    head = f"Question {view.n} of {total}. {marks_words(view.marks)}."
    lines = [f"{head} Flagged." if question.flagged else head, *_scenario_named(question)]
    lines += [what_to_do(view), view.stem]
    lines += [f"Task {n}: {task}" for n, task in enumerate(view.tasks, start=1)]
    lines += option_lines(question)
    if question.note:
        lines.append(f"Your note: {question.note}")
    return [*lines, answer_words(question)] if not question.elsewhere else lines


def option_lines(question: Question) -> list[str]:
    """Return the lines to fill in and the options."""
    lines = [_line(line.n, line.texts) for line in question.view.lines]
    for option, letter in zip(question.view.options, question.letters, strict=True):
        struck = ", struck out" if option.position in question.struck_out else ""
        lines.append(f"{letter}{struck}: {option.text}")
    return lines


def answer_words(question: Question) -> str:
    """Return the answer as it stands, and what is missing of it."""
    view, letters = question.view, question.letters
    named = [letters[position - 1] if position else "" for position in question.response]
    match view.interaction:
        case "none":
            return "Nothing is to be answered here."
        case "text":
            text = question.written
            return f"Your text: {length_words(text)}." if text else "No text yet. Enter: write."
        case _ if not named:
            return "No answer yet."
        case "match":
            said = [f"line {n}, {letter or 'blank'}" for n, letter in enumerate(named, start=1)]
            return f"Your answer: {'; '.join(said)}."
        case "order":
            missing = [letter for letter in letters if letter not in named]
            rest = f" Without a place: {joined(missing)}." if missing else ""
            return f"Your order: {', '.join(named)}.{rest}"
    missing_count = view.choose - len(named)
    rest = f" {missing_count} more to choose." if missing_count else ""
    return f"Your answer: {joined(named)}.{rest}"


def scenario_lines(question: Question) -> list[str]:
    """Return the scenario of a question with what counts for this question of its additions."""
    scenario = question.scenario
    if scenario is None:
        return ["This question belongs to no scenario."]
    blocks = _blocks(question, scenario)
    return [
        f"Scenario: {scenario.title}.",
        scenario.text,
        *(f"Additional information for this question: {text}" for text in blocks),
        "End of the scenario.",
    ]


def list_lines(questions: Sequence[Question]) -> list[str]:
    """Return how all questions stand; neighbours that stand alike share a sentence."""
    said: list[tuple[int, int, str]] = []
    for question in questions:
        n, words = question.view.n, _standing_words(question)
        if said and said[-1][2] == words:
            said[-1] = (said[-1][0], n, words)
        else:
            said.append((n, n, words))
    return [f"{_named(first, last)}: {words}." for first, last, words in said]


def identity_lines(front: FrontPage) -> list[str]:
    """Return who should sit here."""
    return [
        f"Name: {front.name}.",
        f"Candidate number: {front.candidate}.",
        f"Exam: {front.title}.",
        f"Sitting: {front.sitting}.",
    ]


def condition_lines(front: FrontPage) -> list[str]:
    """Return the facts of the exam, its notices and the statement to agree to."""
    allowed = front.minutes + front.extra_minutes
    extra = f", {front.extra_minutes} of them your extra time" if front.extra_minutes else ""
    allowed_books = ", ".join(front.resources) or "nothing, this is a closed-book exam"
    return [
        f"Your exam: {front.title}.",
        f"{front.items} questions, in any order. {allowed} minutes{extra}.",
        f"To pass: {front.cut_score} of {front.total_marks} marks.",
        f"You may use: {allowed_books}.",
        *front.notices,
        "Your statement:",
        *front.agreement,
    ]


def joined(words: Sequence[str]) -> str:
    """Return words as in a sentence: ``A``, ``A and C``, ``A, B and C``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _line(n: int, texts: tuple[str, ...]) -> str:
    if len(texts) == len(_PAIR):
        first, second = (f"{name}: {text}" for name, text in zip(_PAIR, texts, strict=True))
        return f"Line {n}. {first}. {second}."
    return f"Line {n}: {' '.join(texts)}"


def _scenario_named(question: Question) -> list[str]:
    if question.scenario is None:
        return []
    added = ", with additional information" if _blocks(question, question.scenario) else ""
    title = question.scenario.title
    return [f"It belongs to the scenario {title}{added}. Enter: scenario, to hear it."]


def _named(first: int, last: int) -> str:
    if first == last:
        return f"Question {first}"
    return f"Questions {first} {'and' if last == first + 1 else 'to'} {last}"


def _blocks(question: Question, scenario: ScenarioView) -> list[str]:
    return [block.text for block in scenario.additional if block.id in question.view.additional]


def _standing_words(question: Question) -> str:
    words = question.standing.value
    if question.standing is Standing.BLANK and not question.seen:
        words = "not seen"
    elif question.elsewhere:
        words = "done before your assessors"
    return f"{words}, flagged" if question.flagged else words
