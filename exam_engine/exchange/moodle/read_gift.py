"""Reading GIFT, as leniently as Moodle does, or strictly.

Where Moodle's reading is settled it is followed, also where it is surprising: an answer section
without ``=`` and ``~`` is a short answer; no ``=`` among choices means that several may be chosen.
Where it would show or change an answer (a second answer section, a weight after ``=``) the question
is refused. Strict reading also refuses what the format's description does not allow and Moodle
overlooks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from exam_engine.errors import FileRefused, NotSupported
from exam_engine.exchange.build import Near, said
from exam_engine.exchange.foreign import (
    Block,
    ForeignItem,
    Paragraph,
    Refused,
    Taken,
)
from exam_engine.exchange.html_text import (
    accepted_text,
    html_blocks,
    html_plain,
    plain_blocks,
    plain_plain,
)
from exam_engine.exchange.limits import MOST_CHOICES, MOST_QUESTIONS
from exam_engine.exchange.moodle import question
from exam_engine.exchange.moodle.fractions import share_of
from exam_engine.exchange.moodle.gift_text import Fragment, fragments, released
from exam_engine.exchange.moodle.question import BLANK, Answer, Head
from exam_engine.exchange.numbers import decimal, shorten
from exam_engine.exchange.plain_text import one_line
from exam_engine.exchange.scoring import notes_on

_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-*[0-9]{1,2}\.?[0-9]*)%")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


class _Parts(NamedTuple):
    """A question cut at its braces; ``answers`` is None where it has none."""

    title: str
    before: str
    answers: str | None
    after: str


def read_gift(text: str, *, strict: bool = False) -> list[Taken | Refused]:
    """Return what became of each question.

    :raises FileRefused: if there are none, or more than the limit.
    """
    found: list[Taken | Refused] = []
    questions = list(islice(fragments(text), MOST_QUESTIONS + 1))
    if len(questions) > MOST_QUESTIONS:
        raise FileRefused(f"holds more than {MOST_QUESTIONS} questions; divide it")
    for fragment in questions:
        found.append(_read(fragment, len(found) + 1, strict))
    if not found:
        raise FileRefused("holds no question")
    return found


def _read(fragment: Fragment, n: int, strict: bool) -> Taken | Refused:
    name, title = fragment.id or f"q{n}", ""
    reader = _Question(strict)
    try:
        if fragment.problem:
            raise NotSupported(fragment.problem)
        parts = _cut(fragment.text, strict)
        title = parts.title
        item = reader.item(name, fragment.category, parts)
        return Taken(item=item, notes=(*reader.notes, *notes_on(item)))
    except NotSupported as error:
        shown = title or one_line(released(fragment.text))[:60]
        return Refused(id=name, title=shown, reason=str(error))


def _cut(text: str, strict: bool) -> _Parts:
    title = ""
    if text.startswith("::"):
        end = text.find("::", 2)
        if end > 0:
            title, text = one_line(released(text[2:end])), text[end + 2 :].strip()
        elif strict:
            raise NotSupported("a title that is not closed")
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return _Parts(title, text, None, "")
    if start < 0 or end < start:
        raise NotSupported("a brace that is not closed, or not opened")
    before, after = text[:start], text[end + 1 :]
    if "{" in after or "}" in after or "{" in text[start + 1 : end]:
        raise NotSupported("two answer sections in one question")
    if re.search(r"(?:\A|\s)//\s", text[start + 1 : end]):
        raise NotSupported("a remark // within a line of the answers, which readers take apart")
    if strict and re.search(r"[~=#]", before + after):
        raise NotSupported("a sign ~ = # in the text that is not escaped")
    return _Parts(title, before, text[start + 1 : end].strip(), after)


class _Question:
    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._format = "moodle"
        self.notes: list[str] = []

    def item(self, name: str, category: str, parts: _Parts) -> ForeignItem:
        """Return the item that a question means."""
        before = parts.before.lstrip()
        marked = _FORMAT.match(before)
        if marked:
            self._format, before = marked[1], before[marked.end() :].lstrip()
        answers, _, general = (parts.answers or "").rpartition("####")
        if "####" not in (parts.answers or ""):
            answers, general = general, ""
        answers = answers.strip()
        body = self._body(before, parts.after)
        text = " ".join(_running(body))
        head = Head(
            id=name,
            title=parts.title or one_line(text)[:60],
            category=one_line(category),
            body=body,
            grade=Fraction(1),
            feedback=said("general", self._plain(general)),
        )
        if parts.answers is None:
            return question.description(head)
        return self._of_type(head, answers)

    def _of_type(self, head: Head, answers: str) -> ForeignItem:
        if not answers:
            return question.essay(head)
        if answers.startswith("#"):
            return self._numerical(head, answers[1:])
        if "~" in answers:
            return self._choice(head, answers)
        if "=" in answers and "->" in answers:
            return self._match(head, answers)
        if answers.split("#")[0].strip() in _TRUTHS:
            return self._true_false(head, answers)
        return self._short_answer(head, answers)

    def _choice(self, head: Head, answers: str) -> ForeignItem:
        first, *chunks = answers.replace("=", "~=").split("~")
        if first.strip():
            raise NotSupported("a text before the first answer")
        _check_count(chunks)
        found = []
        for chunk in (chunk.strip() for chunk in chunks):
            right = chunk.startswith("=")
            rest = chunk[1:].strip() if right else chunk
            weight = _WEIGHT.match(rest)
            if right and weight and weight[1] != "100":
                raise NotSupported(f"a weight after = ({weight[1]} %), which readers take apart")
            share = self._share(weight[1]) if weight else Fraction(1 if right else 0)
            found.append(self._answer(rest[weight.end() :] if weight else rest, share))
        several = "=" not in answers
        if self._strict and not several and sum(one.share == 1 for one in found) != 1:
            raise NotSupported("a choice of one without exactly one right answer")
        kind = question.multiple if several else question.single
        return kind(head, found, shuffle=True)

    def _short_answer(self, head: Head, answers: str) -> ForeignItem:
        if answers.lower() in ("true", "false", "t", "f"):
            self.notes.append(f"{{{answers}}} is a short answer, as in Moodle, not true or false")
        found = []
        for chunk in self._chunks(answers):
            weight = _WEIGHT.match(chunk)
            share = self._share(weight[1]) if weight else Fraction(1)
            text, reason = self._parted(chunk[weight.end() :] if weight else chunk)
            marked = _FORMAT.match(text)
            plain = accepted_text(released(text[marked.end() :] if marked else text), self.notes)
            found.append(Answer(plain, share, reason))
        self._note_reasons(found)
        return question.short_answer(head, found, case_sensitive=False)

    def _numerical(self, head: Head, answers: str) -> ForeignItem:
        accepted: list[Near] = []
        otherwise = Fraction(0)
        answers, wrong, _ = answers.partition("~")
        reasons = bool(wrong)
        for chunk in self._chunks(answers):
            weight = _WEIGHT.match(chunk)
            share = self._share(weight[1]) if weight else Fraction(1)
            text, reason = self._parted(chunk[weight.end() :] if weight else chunk)
            reasons = reasons or bool(reason)
            if text.strip() == "*":
                otherwise = share
                break
            accepted.append(_near(released(text), share))
        if reasons:
            self.notes.append("feedback on written answers was left out")
        if not accepted:
            raise NotSupported("a numerical question without an answer")
        return question.numerical(head, accepted, otherwise)

    def _match(self, head: Head, answers: str) -> ForeignItem:
        rows: list[tuple[str, str]] = []
        others: list[str] = []
        for chunk in self._chunks(answers):
            text, arrow, answer = chunk.partition("->")
            if not arrow:
                raise NotSupported("a pair without an arrow ->")
            plain = plain_plain(released(answer.strip()), self.notes)
            if text.strip():
                rows.append((self._plain(text), plain))
            else:
                others.append(plain)
        return question.match(head, rows, others, shuffle=True)

    def _true_false(self, head: Head, answers: str) -> ForeignItem:
        word, *reasons = answers.split("#", 2)
        wrong, right = (self._plain(one) for one in [*reasons, "", ""][:2])
        if _TRUTHS[word.strip()]:
            return question.true_false(head, True, if_true=right, if_false=wrong)
        return question.true_false(head, False, if_true=wrong, if_false=right)

    def _chunks(self, answers: str) -> Sequence[str]:
        first, *chunks = answers.split("=")
        if first.strip():
            if self._strict:
                raise NotSupported("an answer without = or ~ before it")
            chunks.insert(0, first)
        _check_count(chunks)
        return [chunk.strip() for chunk in chunks]

    def _answer(self, chunk: str, share: Fraction) -> Answer:
        text, reason = self._parted(chunk)
        return Answer(self._plain(text), share, reason)

    def _parted(self, chunk: str) -> tuple[str, str]:
        text, _, reason = chunk.partition("#")
        return text.strip(), self._plain(reason)

    def _share(self, weight: str) -> Fraction:
        before = len(self.notes)
        share = share_of(weight, self.notes)
        if self._strict and len(self.notes) > before:
            raise NotSupported(f"the weight {weight} %, which Moodle does not know")
        return share

    def _plain(self, text: str) -> str:
        """Return a text without markup, in its own format or the question's."""
        text = text.strip()
        marked = _FORMAT.match(text)
        kind = marked[1] if marked else self._format
        text = released(text[marked.end() :] if marked else text).strip()
        if kind in ("plain", "markdown"):
            return plain_plain(text, self.notes)
        return html_plain(text if kind == "html" else text.replace("\n", "<br>"), self.notes)

    def _body(self, before: str, after: str) -> tuple[Block, ...]:
        text = released(f"{before}{BLANK}{after}" if after.strip() else before).strip()
        if self._format == "markdown":
            self.notes.append("Markdown was taken as text, its signs stay")
        if self._format in ("plain", "markdown"):
            return plain_blocks(text, self.notes)
        html = text if self._format == "html" else text.replace("\n", "<br>")
        return html_blocks(html, self.notes)

    def _note_reasons(self, answers: Sequence[Answer]) -> None:
        if any(one.reason for one in answers):
            self.notes.append("feedback on written answers was left out")


def _check_count(answers: Sequence[str]) -> None:
    if len(answers) > MOST_CHOICES:
        raise NotSupported(f"more than {MOST_CHOICES} answers")


def _near(text: str, share: Fraction) -> Near:
    """Return what ``5``, ``5:0.1`` or ``4.9..5.1`` accepts."""
    text = text.strip()
    if ".." in text[1:]:
        low, high = (decimal(part, "an answer") for part in text.split("..", 1))
        if low > high:
            raise NotSupported(f"the range {shorten(text)}, whose ends are the wrong way round")
        return Near((low + high) / 2, (high - low) / 2, share)
    value, _, tolerance = text.partition(":")
    off = decimal(tolerance, "a tolerance") if tolerance.strip() else Fraction(0)
    if off < 0:
        raise NotSupported(f"the tolerance {shorten(tolerance)}")
    return Near(decimal(value, "an answer"), off, share)


def _running(body: Sequence[Block]) -> list[str]:
    return [str(part) for block in body if isinstance(block, Paragraph) for part in block.parts]
