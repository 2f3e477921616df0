"""Reading Moodle XML: a ``quiz`` of questions and categories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from exam_engine.errors import FileRefused, NotSupported
from exam_engine.exchange.build import Near, said
from exam_engine.exchange.foreign import Block, ForeignItem, ItemFeedback, Refused, Taken
from exam_engine.exchange.html_text import (
    accepted_text,
    html_blocks,
    html_plain,
    plain_blocks,
    plain_plain,
)
from exam_engine.exchange.limits import (
    LONGEST_IDENTIFIER,
    LONGEST_VALUE,
    MOST_CHOICES,
    MOST_QUESTIONS,
)
from exam_engine.exchange.moodle import question
from exam_engine.exchange.moodle.fractions import share_of
from exam_engine.exchange.moodle.question import Answer, Head
from exam_engine.exchange.numbers import decimal, integer, shorten
from exam_engine.exchange.plain_text import one_line
from exam_engine.exchange.scoring import notes_on
from exam_engine.exchange.xml_file import Element

ROOT = "quiz"
_OLD_IMAGE = ("image", "image_base64")  # beside the text, as Moodle wrote it before version 2
COMBINED = {
    "generalfeedback": "general",
    "correctfeedback": "correct",
    "partiallycorrectfeedback": "partial",
    "incorrectfeedback": "incorrect",
}
"""Moodle's feedback on the question as a whole, and its identifiers in an item."""

_NAMED = {
    "calculated": "calculated",
    "calculatedmulti": "calculated",
    "calculatedsimple": "calculated",
    "cloze": "cloze",
    "coderunner": "CodeRunner",
    "ddimageortext": "drag and drop onto an image",
    "ddmarker": "ddmarker (drag and drop markers)",
    "ddwtos": "drag and drop into text",
    "gapselect": "gapselect (missing words)",
    "multianswer": "cloze",
    "randomsamatch": "random short-answer matching",
    "random": "a random question",
    "stack": "STACK",
}
_LEFT_OUT = {"hint": "hints were left out", "tags": "tags were left out"}


def read_quiz(root: Element) -> list[Taken | Refused]:
    """Return what became of each question.

    :raises FileRefused: if there are more questions than the limit.
    """
    found: list[Taken | Refused] = []
    category = ""
    kinds = [str(element.get("type", "")) for element in root.iterchildren("question")]
    if len(kinds) - kinds.count("category") > MOST_QUESTIONS:  # before any of them is read
        raise FileRefused(f"holds more than {MOST_QUESTIONS} questions; divide it")
    for element in root.iterchildren("question"):
        kind = str(element.get("type", ""))
        if kind == "category":
            category = one_line(_inner(element.find("category")))
            if len(category) > LONGEST_VALUE:
                raise FileRefused(f"a category is longer than {LONGEST_VALUE} characters")
            continue
        found.append(_read(element, kind, category, len(found) + 1))
    if not found:
        raise FileRefused("holds no question")
    return found


def _read(element: Element, kind: str, category: str, n: int) -> Taken | Refused:
    title = one_line(_inner(element.find("name")))[:500]
    name = _identifier(element) or f"q{n}"
    reader = _Question(element)
    try:
        if kind not in _TYPES:
            raise NotSupported(f"the Moodle question type {_NAMED.get(kind, shorten(kind))}")
        head = Head(
            id=name,
            title=title,
            category=category,
            body=reader.blocks("questiontext"),
            grade=reader.grade(),
            feedback=reader.feedback(),
        )
        item = _TYPES[kind](reader, head)
        reader.leave_out()
        return Taken(item=item, notes=(*reader.notes, *notes_on(item)))
    except NotSupported as error:
        return Refused(id=name, title=title, reason=str(error))


def _identifier(element: Element) -> str:
    """Return the question's ID number, if it can be an identifier."""
    found = str(element.findtext("idnumber") or "").strip()
    fits = found.split() == [found] and one_line(found) == found
    return found if fits and len(found) <= LONGEST_IDENTIFIER else ""


class _Question:
    """Reads the parts of one question, and remembers what there is to note."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.notes: list[str] = []
        self._format = _format_of(element.find("questiontext"), "html")

    def blocks(self, name: str) -> tuple[Block, ...]:
        """Return a text's paragraphs."""
        part = self.element.find(name)
        self._refuse_files(part)
        text = _inner(part)
        if self._says_plain(part, "html"):
            return plain_blocks(text, self.notes)
        return html_blocks(_breaks_kept(text, part), self.notes)

    def plain(self, part: Element | None, default: str = "html") -> str:
        """Return a text as one."""
        self._refuse_files(part)
        text = _inner(part)
        if self._says_plain(part, default):
            return plain_plain(text, self.notes)
        return html_plain(_breaks_kept(text, part), self.notes)

    def text(self, name: str, default: str = "") -> str:
        """Return a bare value."""
        return str(self.element.findtext(name) or default).strip()

    def flag(self, name: str, default: bool) -> bool:
        """Return a truth value, which Moodle writes as true or 1; an empty element is false."""
        part = self.element.find(name)
        if part is None:
            return default
        return str(part.text or "").strip() not in ("", "0", "false")

    def grade(self) -> Fraction:
        """Return the question's grade."""
        found = decimal(self.text("defaultgrade", "1"), "defaultgrade")
        if not 0 <= found <= 10_000:
            raise NotSupported(f"defaultgrade {found}")
        return found

    def feedback(self) -> tuple[ItemFeedback, ...]:
        """Return feedback on the question as a whole."""
        found: tuple[ItemFeedback, ...] = ()
        for name, identifier in COMBINED.items():
            found += said(identifier, self.plain(self.element.find(name), self._format))
        return found

    def answers(self, *, plain: bool = False) -> list[Answer]:
        """Return the answers with their shares and reasons."""
        self.check_count("answer")
        return [
            Answer(
                text=accepted_text(_inner(one), self.notes)
                if plain
                else self.plain(one, self._format),
                share=share_of(str(one.get("fraction", "0")), self.notes),
                reason=self.plain(one.find("feedback"), self._format),
            )
            for one in self.element.iterchildren("answer")
        ]

    def check_count(self, name: str) -> None:
        """:raises NotSupported: if there are too many answers or rows to look at them."""
        if len(self.element.findall(name)) > MOST_CHOICES:
            raise NotSupported(f"more than {MOST_CHOICES} elements <{name}>")

    def shuffle(self, default: bool) -> bool:
        """Return whether Moodle shuffles the answers; its default depends on the type."""
        return self.flag("shuffleanswers", default)

    def leave_out(self) -> None:
        """Note what an item does not hold."""
        for name, note in _LEFT_OUT.items():
            part = self.element.find(name)
            if part is not None and (len(part) or str(part.text or "").strip()):
                self.notes.append(note)

    def _says_plain(self, part: Element | None, default: str) -> bool:
        said_format = _format_of(part, default)
        note = "Markdown was taken as text, its signs stay"
        if said_format == "markdown" and note not in self.notes:
            self.notes.append(note)
        return said_format in ("plain_text", "markdown")

    def _refuse_files(self, part: Element | None) -> None:
        if part is not None and part.find("file") is not None:
            raise NotSupported("media: an attached file")
        for name in _OLD_IMAGE:
            if self.text(name):
                raise NotSupported("media: an image")


def _inner(part: Element | None) -> str:
    """Return what stands in a part's ``text`` element, or in the part itself.

    Of the part itself only its own text: other elements in it, such as a tolerance or feedback, say
    something else.
    """
    if part is None:
        return ""
    inner = part.find("text")
    if inner is None:
        return "".join([str(part.text or ""), *(str(one.tail or "") for one in part)]).strip()
    return "".join(str(one) for one in inner.itertext()).strip()


def _breaks_kept(text: str, part: Element | None) -> str:
    """Return a text with its line ends as breaks, where its format says that they are."""
    return text.replace("\n", "<br>") if _format_of(part, "") == "moodle_auto_format" else text


def _format_of(part: Element | None, default: str) -> str:
    return default if part is None else str(part.get("format") or default)


def _multichoice(reader: _Question, head: Head) -> ForeignItem:
    kind = question.single if reader.flag("single", True) else question.multiple
    return kind(head, reader.answers(), shuffle=reader.shuffle(False))


def _choice_set(reader: _Question, head: Head) -> ForeignItem:
    return question.choice_set(head, reader.answers(), shuffle=reader.shuffle(False))


def _true_false(reader: _Question, head: Head) -> ForeignItem:
    found = {one.text.lower(): one for one in reader.answers(plain=True)}
    if set(found) != {"true", "false"}:
        raise NotSupported("a true/false question whose answers are not true and false")
    true, false = found["true"], found["false"]
    if sorted((true.share, false.share)) != [0, 1]:
        raise NotSupported("a true/false question without exactly one right answer")
    right = true.share == 1
    return question.true_false(head, right, if_true=true.reason, if_false=false.reason)


def _short_answer(reader: _Question, head: Head) -> ForeignItem:
    answers = reader.answers(plain=True)
    _note_reasons(reader, answers)
    return question.short_answer(head, answers, case_sensitive=reader.flag("usecase", False))


def _numerical(reader: _Question, head: Head) -> ForeignItem:
    if reader.element.find("units/unit") is not None:
        raise NotSupported("a numerical question with units")
    if reader.element.find("answer/fraction") is not None:
        raise NotSupported("a numerical question with its fractions as elements")
    accepted, otherwise = [], Fraction(0)
    answers = reader.answers(plain=True)
    _note_reasons(reader, answers)
    for one, element in zip(answers, reader.element.iterchildren("answer"), strict=True):
        if one.text == "*":
            otherwise = one.share
            break  # what stands after it is never reached
        tolerance = decimal(str(element.findtext("tolerance") or "0").strip() or "0", "tolerance")
        accepted.append(Near(decimal(one.text, "an answer"), abs(tolerance), one.share))
    return question.numerical(head, accepted, otherwise)


def _matching(reader: _Question, head: Head) -> ForeignItem:
    reader.check_count("subquestion")
    rows, others = [], []
    for one in reader.element.iterchildren("subquestion"):
        text, answer = reader.plain(one), plain_plain(_inner(one.find("answer")), reader.notes)
        if text:
            rows.append((text, answer))
        elif answer:
            others.append(answer)
    return question.match(head, rows, others, shuffle=reader.shuffle(True))


def _ordering(reader: _Question, head: Head) -> ForeignItem:
    grading = reader.text("gradingtype")
    places = {"ALL_OR_NOTHING": False, "ABSOLUTE_POSITION": True}
    if not grading:
        raise NotSupported("an ordering question that does not say how it is graded")
    if grading not in places:  # Moodle takes what it does not know, such as a number, its own way
        raise NotSupported(f"an ordering question graded by {shorten(grading)}")
    if reader.text("selecttype", "ALL") not in ("ALL", "0"):
        raise NotSupported("an ordering question that draws some of its texts")
    reader.check_count("answer")
    texts = [reader.plain(one) for one in reader.element.iterchildren("answer")]
    return question.ordering(head, texts, every_place=places[grading])


def _essay(reader: _Question, head: Head) -> ForeignItem:
    if reader.text("attachmentsrequired", "0") not in ("", "0"):
        raise NotSupported("an essay that asks for files")
    if reader.plain(reader.element.find("responsetemplate")):
        reader.notes.append("the response template was left out")
    lines = integer(reader.text("responsefieldlines", "0") or "0", "responsefieldlines")
    for_scorers = reader.plain(reader.element.find("graderinfo"))
    return question.essay(head, lines=max(0, lines), for_scorers=for_scorers)


def _description(_: _Question, head: Head) -> ForeignItem:
    return question.description(head)


def _note_reasons(reader: _Question, answers: list[Answer]) -> None:
    if any(one.reason for one in answers):
        reader.notes.append("feedback on written answers was left out")


_TYPES: Mapping[str, Callable[[_Question, Head], ForeignItem]] = {
    "multichoice": _multichoice,
    "multichoiceset": _choice_set,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "description": _description,
}
