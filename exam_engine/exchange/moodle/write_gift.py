"""Writing GIFT, all texts as ``[plain]`` text with its signs escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import ForeignItem, Refused, Taken
from exam_engine.exchange.moodle.as_question import Question, as_question
from exam_engine.exchange.moodle.fractions import percent_of
from exam_engine.exchange.moodle.gift_text import escaped
from exam_engine.exchange.moodle.question import Answer
from exam_engine.exchange.numbers import decimal_text

_LIKE_A_WEIGHT = re.compile(r"%-*[0-9]{1,2}\.?[0-9]*%")


def write_gift(items: Sequence[ForeignItem]) -> tuple[bytes, list[Taken | Refused]]:
    """Return a file, and what became of each item: one that cannot be written is left out."""
    chunks: list[str] = []
    outcomes: list[Taken | Refused] = []
    category = ""
    for item in items:
        try:
            question = as_question(item)
            written = _question(question)
        except NotSupported as error:
            outcomes.append(Refused(id=item.id, title=item.title, reason=str(error)))
            continue
        if question.category != category:
            category = question.category
            chunks.append(f"$CATEGORY: {category}")
        chunks.append(written)
        outcomes.append(Taken(item=item, notes=question.notes))
    return "\n\n".join([*chunks, ""]).encode(), outcomes


def _question(question: Question) -> str:
    if question.kind not in _WRITERS:
        raise NotSupported(
            f"a {_NAMES.get(question.kind, question.kind)}, which GIFT does not have"
        )
    others = set(question.feedback) - {"general"}
    if others:
        raise NotSupported(f"feedback on {', '.join(sorted(others))} responses")
    if question.grade != 1 and question.kind != "description":
        raise NotSupported(f"a grade of {question.grade}: GIFT's questions are worth 1")
    if not question.text:
        raise NotSupported("a question without a text")
    if question.for_scorers:
        raise NotSupported("instructions for scorers")
    lines = _WRITERS[question.kind](question)
    general = question.feedback.get("general", "")
    if general:
        lines = [*lines, f"####{_marked(general)}"]
    head = [f"// [id:{question.id}]", f"::{escaped(question.title)}::[plain]"]
    text = escaped(question.text)
    if question.kind == "description":
        if general:
            raise NotSupported("feedback on a description")
        return f"{head[0]}\n{head[1]}{text}"
    body = "".join(f"\n\t{line}" for line in lines) + ("\n" if lines else "")
    sign = "#" if question.kind == "numerical" else ""
    return f"{head[0]}\n{head[1]}{text} {{{sign}{body}}}"


def _single(question: Question) -> list[str]:
    if not question.shuffle:
        raise NotSupported("choices in a fixed order: GIFT's are shuffled")
    if all(one.share != 1 for one in question.answers):
        raise NotSupported("a choice of one without a right answer")
    if all(one.share == 1 for one in question.answers):
        raise NotSupported("choices that are all right, which GIFT takes for a short answer")
    return [_choice("=" if one.share == 1 else "~", one) for one in question.answers]


def _multiple(question: Question) -> list[str]:
    if not question.shuffle:
        raise NotSupported("choices in a fixed order: GIFT's are shuffled")
    return [_choice("~", one) for one in question.answers]


def _choice(sign: str, answer: Answer) -> str:
    if sign == "=" and _LIKE_A_WEIGHT.match(answer.text):
        raise NotSupported("a text that begins like a weight")
    like = _LIKE_A_WEIGHT.match(answer.text) is not None
    weight = f"%{percent_of(answer.share)}%" if sign == "~" and (answer.share or like) else ""
    reason = f"#{_marked(answer.reason)}" if answer.reason else ""
    return f"{sign}{weight}{_marked(answer.text)}{reason}"


def _true_false(question: Question) -> list[str]:
    true, false = question.answers
    right, wrong = (true, false) if true.share == 1 else (false, true)
    word = "TRUE" if true.share == 1 else "FALSE"
    reasons = "".join(f"#{_marked(one.reason)}" for one in (wrong, right))
    return [word + (reasons if wrong.reason or right.reason else "")]


def _short_answer(question: Question) -> list[str]:
    if question.case_sensitive:
        raise NotSupported("accepted texts that are case-sensitive")
    texts = [Answer(one.text.replace("*", "\\*"), one.share) for one in question.answers]
    if question.otherwise:
        texts.append(Answer("*", question.otherwise))
    if any("->" in one.text for one in texts):
        raise NotSupported("an accepted text with an arrow ->")
    return [f"=%{percent_of(one.share)}%{_marked(one.text)}" for one in texts]


def _numerical(question: Question) -> list[str]:
    lines = [
        f"=%{percent_of(one.earns)}%{decimal_text(one.value)}:{decimal_text(one.tolerance)}"
        for one in question.near
    ]
    if question.otherwise:
        lines.append(f"=%{percent_of(question.otherwise)}%*")
    return lines


def _matching(question: Question) -> list[str]:
    if not question.shuffle:
        raise NotSupported("rows in a fixed order: GIFT's are shuffled")
    pairs = [*question.rows, *(("", other) for other in question.others)]
    if any("->" in text for pair in pairs for text in pair):
        raise NotSupported("a text with an arrow -> in a match")
    return [f"={_marked(text)} -> {escaped(answer)}" for text, answer in pairs]


def _marked(text: str) -> str:
    """Return a text escaped; one that begins with a bracket could be taken for a format."""
    return ("[plain]" if text.startswith("[") else "") + escaped(text)


_NAMES = {"multichoiceset": "multiple choice that is marked all or nothing", "ordering": "an order"}
_WRITERS: Mapping[str, Callable[[Question], list[str]]] = {
    "multichoice": _single,
    "multiple": _multiple,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "essay": lambda question: [],
    "description": lambda question: [],
}
