"""Writing Moodle XML."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import ForeignItem, Refused, Taken
from exam_engine.exchange.moodle.as_question import Question, as_question
from exam_engine.exchange.moodle.fractions import percent_of
from exam_engine.exchange.moodle.read_xml import COMBINED
from exam_engine.exchange.numbers import decimal_text, terminates

Element = etree._Element
_COMBINED_KINDS = ("multichoice", "multichoiceset", "matching", "ordering")


def write_quiz(items: Sequence[ForeignItem]) -> tuple[bytes, list[Taken | Refused]]:
    """Return a quiz, and what became of each item: one that cannot be written is left out."""
    root = etree.Element("quiz")
    outcomes: list[Taken | Refused] = []
    category = ""
    for item in items:
        try:
            question = as_question(item)
            element = _question(question)
        except NotSupported as error:
            outcomes.append(Refused(id=item.id, title=item.title, reason=str(error)))
            continue
        if question.category != category:
            category = question.category
            _text(_add(_add(root, "question", type="category"), "category"), category)
        root.append(element)
        outcomes.append(Taken(item=item, notes=_notes(question)))
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written, outcomes


def _notes(question: Question) -> tuple[str, ...]:
    if question.kind == "multichoiceset":
        plugin = 'needs the Moodle plugin "multichoiceset" (all or nothing)'
        return (*question.notes, plugin)
    return question.notes


def _question(question: Question) -> Element:
    kind = "multichoice" if question.kind == "multiple" else question.kind
    element = etree.Element("question", type=kind)
    _text(_add(element, "name"), question.title or question.id)
    _html(element, "questiontext", question.text)
    for name, identifier in COMBINED.items():
        if name == "generalfeedback" or kind in _COMBINED_KINDS:
            _html(element, name, question.feedback.get(identifier, ""))
        elif identifier in question.feedback:
            raise NotSupported(f"{name} for a {kind} question")
    if kind != "description":
        if not terminates(question.grade) or question.grade <= 0:
            raise NotSupported(f"a grade of {question.grade}")
        _value(element, "defaultgrade", decimal_text(question.grade))
    _value(element, "penalty", "0")
    _value(element, "hidden", "0")
    _value(element, "idnumber", question.id)
    _WRITERS[kind](element, question)
    return element


def _multichoice(element: Element, question: Question) -> None:
    if question.kind != "multichoiceset":
        _value(element, "single", "false" if question.kind == "multiple" else "true")
    _value(element, "shuffleanswers", "true" if question.shuffle else "false")
    _value(element, "answernumbering", "abc")
    for one in question.answers:
        answer = _html(element, "answer", one.text, fraction=percent_of(one.share))
        _html(answer, "feedback", one.reason)


def _true_false(element: Element, question: Question) -> None:
    for word, one in zip(("true", "false"), question.answers, strict=True):
        fraction = percent_of(one.share)
        answer = _add(element, "answer", fraction=fraction, format="moodle_auto_format")
        _text(answer, word)
        _html(answer, "feedback", one.reason)


def _short_answer(element: Element, question: Question) -> None:
    _value(element, "usecase", "1" if question.case_sensitive else "0")
    for one in question.answers:
        _plain_answer(element, one.text.replace("*", "\\*"), percent_of(one.share))
    if question.otherwise:
        _plain_answer(element, "*", percent_of(question.otherwise))


def _numerical(element: Element, question: Question) -> None:
    for one in question.near:
        answer = _plain_answer(element, decimal_text(one.value), percent_of(one.earns))
        _value(answer, "tolerance", decimal_text(one.tolerance))
    if question.otherwise:
        _value(_plain_answer(element, "*", percent_of(question.otherwise)), "tolerance", "0")


def _matching(element: Element, question: Question) -> None:
    _value(element, "shuffleanswers", "true" if question.shuffle else "false")
    for text, answer in [*question.rows, *(("", other) for other in question.others)]:
        row = _html(element, "subquestion", text)
        _text(_add(row, "answer"), answer)


def _ordering(element: Element, question: Question) -> None:
    _value(element, "layouttype", "VERTICAL")
    _value(element, "selecttype", "ALL")
    _value(element, "selectcount", "0")
    grading = "ABSOLUTE_POSITION" if question.every_place else "ALL_OR_NOTHING"
    _value(element, "gradingtype", grading)
    for n, one in enumerate(question.answers, start=1):
        _html(element, "answer", one.text, fraction=str(n))


def _essay(element: Element, question: Question) -> None:
    _value(element, "responseformat", "editor")
    _value(element, "responserequired", "1")
    _value(element, "responsefieldlines", str(question.lines))
    _value(element, "attachments", "0")
    _html(element, "graderinfo", question.for_scorers)
    _html(element, "responsetemplate", "")


def _description(element: Element, question: Question) -> None:
    """A description has nothing but its text."""


def _plain_answer(element: Element, text: str, fraction: str) -> Element:
    answer = _add(element, "answer", fraction=fraction, format="plain_text")
    _text(answer, text)
    return answer


def _html(parent: Element, name: str, text: str, **attributes: str) -> Element:
    """Add a text as HTML: a blank line parts paragraphs, a newline breaks the line."""
    element = _add(parent, name, **attributes, format="html")
    paragraphs = [part.replace("\n", "<br>") for part in html.escape(text).split("\n\n") if part]
    _text(element, "".join(f"<p>{part}</p>" for part in paragraphs))
    return element


def _add(parent: Element, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, name, attrib=attributes)


def _text(parent: Element, text: str) -> None:
    _value(parent, "text", text)


def _value(parent: Element, name: str, text: str) -> None:
    try:
        _add(parent, name).text = text
    except ValueError:
        raise NotSupported("a character that XML cannot hold") from None


_WRITERS: Mapping[str, Callable[[Element, Question], None]] = {
    "multichoice": _multichoice,
    "multichoiceset": _multichoice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "description": _description,
}
