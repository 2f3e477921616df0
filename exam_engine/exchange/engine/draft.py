"""From a foreign item to an ``[[items]]`` table: a draft for an author to complete.

Nothing is invented. What an import cannot know (why an option is right, which fact is tested)
stands there as a sign that is short enough for the lint rule RATIONALE to find, and is listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from exam_engine.errors import NotSupported
from exam_engine.exchange.build import FEEDBACK
from exam_engine.exchange.engine.lines import lines_of
from exam_engine.exchange.engine.marks import earned, of_choices, of_order, whole
from exam_engine.exchange.foreign import (
    Choice,
    ChoiceInteraction,
    ExtendedText,
    ForeignItem,
    MatchInteraction,
    OrderInteraction,
    Paragraph,
)
from exam_engine.exchange.scoring import maximum

WITHOUT_REASON = "(imported without a reason)"
WITHOUT_FACT = "(imported without a fact)"
WITHOUT_CONTENT = "(imported without indicative content)"
WITHOUT_BAND = "(imported without a description)"
_FACT_CHARACTERS = range(10, 501)
_REASON_CHARACTERS = range(20, 1501)
_LETTER = re.compile("[a-z]")


class Draft(NamedTuple):
    """An item's own fields, what its author has to add, and what was changed."""

    fields: dict[str, Any]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def draft_of(item: ForeignItem) -> Draft:
    """Return the fields that a foreign item has in the engine.

    :raises NotSupported: if the engine's own items cannot hold it, by what it is.
    """
    asked = item.interactions
    if len(asked) != 1:
        raise NotSupported("several interactions in one item" if asked else "no interaction")
    maker = _Maker(item)
    match asked[0]:
        case ChoiceInteraction() as choice:
            fields = maker.choice(choice)
        case OrderInteraction() as order:
            fields = maker.order(order)
        case MatchInteraction() as match:
            fields = maker.match(match)
        case ExtendedText():
            fields = maker.essay()
        case _:
            raise NotSupported("a gap to be filled in, which the engine does not deliver")
    common = {"type": fields.pop("type"), "fact": maker.fact(), "stem": maker.stem()}
    maker.reasons_missing()
    return Draft(common | fields, tuple(maker.missing), tuple(maker.notes))


class _Maker:
    def __init__(self, item: ForeignItem) -> None:
        self._item = item
        self.missing: list[str] = []
        self.notes: list[str] = []
        self._unreasoned: list[str] = []

    def stem(self) -> str:
        """Return instructions, text and prompt."""
        item = self._item
        texts = [one.text for one in item.rubrics if "candidate" in one.views]
        for block in item.body:
            if isinstance(block, Paragraph):
                texts.append("".join(str(part) for part in block.parts))
        texts += filter(None, (getattr(one, "prompt", "") for one in item.interactions))
        stem = "\n\n".join(texts)
        if not 10 <= len(stem) <= 2000:
            raise NotSupported(f"a question of {len(stem)} characters; 10 to 2000 are taken")
        return stem

    def fact(self) -> str:
        """Return the general feedback, which tells the fact, or the sign that there is none."""
        for one in self._item.feedback:
            feedback = one.feedback
            general = feedback.outcome == FEEDBACK and feedback.identifier == "general"
            if general and len(feedback.text) in _FACT_CHARACTERS:
                return feedback.text
        self.missing.append("fact")
        return WITHOUT_FACT

    def choice(self, asked: ChoiceInteraction) -> dict[str, Any]:
        response = self._item.response(asked.response)
        assert response is not None
        if response.cardinality == "single" or asked.most == 1:
            return self._single(asked)
        return self._multiple(asked, response.correct)

    def order(self, asked: OrderInteraction) -> dict[str, Any]:
        response = self._item.response(asked.response)
        assert response is not None
        names = self._letters(asked.choices)
        if sorted(response.correct) != sorted(names):
            raise NotSupported("an order in which entries may be left out")
        marked = of_order(self._item, asked.response, response.correct)
        self._scaled(marked.scale)
        return {
            "type": "order",
            "options": self._options(asked.choices, names),
            "answer": [names[one] for one in response.correct],
            "marks": marked.marks,
            "rule": marked.rule,
        }

    def match(self, asked: MatchInteraction) -> dict[str, Any]:
        found = lines_of(self._item, asked)
        self._scaled(found.scale)
        fields: dict[str, Any] = {"type": found.type, "rule": found.rule}
        if found.penalty != "0":
            fields["penalty"] = found.penalty
        if found.type == "match":
            names = self._letters(asked.columns)
            fields["options"] = [
                {"id": names[one.id], "text": _short(one.text)} for one in asked.columns
            ]
            fields["option_order"] = "any" if asked.shuffle else "fixed"
            fields["reuse"] = found.reuse
        else:
            names = dict(found.fixed)
        lines = []
        for n, (row, line) in enumerate(zip(asked.rows, found.lines, strict=True), start=1):
            prompt: str | list[str] = row.text
            if found.type == "assertion-reason":
                prompt = row.text.split("\n")
            why = self._why(row, f"line {n}")
            answer = names[line.answer]
            lines.append({"prompt": prompt, "answer": answer, "marks": line.marks, "why": why})
        return fields | {"lines": lines}

    def essay(self) -> dict[str, Any]:
        marks = maximum(self._item)
        if marks is None:
            self.missing.append("marks (1 stands there)")
        scale = whole([marks]) if marks else 1
        self._scaled(scale)
        total = max(1, int(marks * scale)) if marks else 1
        told = "\n\n".join(one.text for one in self._item.rubrics if "candidate" not in one.views)
        if len(told) < 10:
            self.missing.append("indicative content")
        self.missing.append("the rubric's criteria and bands")
        bands = [{"marks": [n], "text": WITHOUT_BAND} for n in (0, total)]
        if total > 1:
            bands.insert(1, {"marks": sorted({1, total - 1}), "text": WITHOUT_BAND})
        criterion = {"id": "whole", "name": "The answer as a whole", "marks": total, "bands": bands}
        content = told[:6000] if len(told) >= 10 else WITHOUT_CONTENT
        return {"type": "essay", "rubric": {"criteria": [criterion], "indicative": content}}

    def _single(self, asked: ChoiceInteraction) -> dict[str, Any]:
        if earned(self._item, asked.response, ()) != 0:
            raise NotSupported("marks for a blank response")
        worth = {one.id: earned(self._item, asked.response, [one.id]) for one in asked.choices}
        if min(worth.values()) < 0:
            raise NotSupported("marks taken off for a wrong choice")
        names = self._letters(asked.choices)
        scale = whole(worth.values())
        right = [one for one, marks in worth.items() if marks]
        if not right:
            raise NotSupported("no marks for any choice")
        self._scaled(scale)
        fields = {"option_order": self._order_of(asked)}
        options = self._options(asked.choices, names)
        if len(right) == 1:
            marks = int(worth[right[0]] * scale)
            own = {"type": "single", "options": options, "answer": names[right[0]], "marks": marks}
            return own | fields
        for option, one in zip(options, asked.choices, strict=True):
            option["weight"] = int(worth[one.id] * scale)
        return {"type": "gradient", "options": options} | fields

    def _multiple(self, asked: ChoiceInteraction, correct: Sequence[str]) -> dict[str, Any]:
        if len(correct) < 2 or len(correct) >= len(asked.choices):
            raise NotSupported(f"a choice of several in which {len(correct)} are right")
        if asked.most and asked.most < len(correct):
            raise NotSupported("fewer choices allowed than are right")
        names = self._letters(asked.choices)
        ids = [one.id for one in asked.choices]
        marked = of_choices(self._item, asked.response, ids, correct)
        self._scaled(marked.scale)
        if asked.most != len(correct):
            self.notes.append(f"candidates are told to choose {len(correct)}, no other number")
        return {
            "type": "multiple",
            "options": self._options(asked.choices, names),
            "answer": sorted(names[one] for one in correct),
            "marks": marked.marks,
            "rule": marked.rule,
            "option_order": self._order_of(asked),
        }

    def _order_of(self, asked: ChoiceInteraction) -> str:
        fixed = any(one.fixed for one in asked.choices)
        if asked.shuffle and fixed:
            self.notes.append("some choices are fixed in the source; here all are")
        return "any" if asked.shuffle and not fixed else "fixed"

    def _letters(self, choices: Sequence[Choice]) -> dict[str, str]:
        """Return the engine's letter for each identifier: its own if all are letters."""
        if not 2 <= len(choices) <= 12:
            raise NotSupported(f"{len(choices)} options; 2 to 12 are taken")
        if all(_LETTER.fullmatch(one.id) for one in choices):
            return {one.id: one.id for one in choices}
        return {one.id: chr(ord("a") + n) for n, one in enumerate(choices)}

    def reasons_missing(self) -> None:
        """Say in one line which reasons are missing."""
        if self._unreasoned:
            self.missing.insert(0, f"reasons of {', '.join(self._unreasoned)}")

    def _options(self, choices: Sequence[Choice], names: Mapping[str, str]) -> list[dict[str, Any]]:
        return [
            {
                "id": names[one.id],
                "text": _short(one.text),
                "why": self._why(one, names[one.id]),
            }
            for one in choices
        ]

    def _why(self, choice: Choice, what: str) -> str:
        text = choice.feedback.text if choice.feedback else ""
        if len(text) in _REASON_CHARACTERS:
            return text
        self._unreasoned.append(what)
        if text:
            self.notes.append(f"the feedback on {what}, {len(text)} characters, was left out")
        return WITHOUT_REASON

    def _scaled(self, scale: int) -> None:
        if scale != 1:
            self.notes.append(f"marks are whole here: they were multiplied by {scale}")


def _short(text: str) -> str:
    if len(text) > 500:
        raise NotSupported(f"an option of {len(text)} characters; 500 are taken")
    return text
