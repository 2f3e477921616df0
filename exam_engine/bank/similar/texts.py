"""What is compared of an item: what it asks, what is right, and the fact behind it."""

from __future__ import annotations

from typing import NamedTuple

from exam_engine.bank.lint.words import SMALL_WORDS, plain_words, stem_of
from exam_engine.model.item import Item


class ItemText(NamedTuple):
    """An item's texts as words, in order.

    ``asked`` is the stem with tasks and prompts; ``answer`` the right options. Words of the answer
    that the question has too tell nothing: they are left out of ``told``. ``whole`` is question,
    answer and fact as one text in small letters; distractors are left out, since items of one
    topic share them.
    """

    id: str
    asked: tuple[str, ...]
    answer: str
    told: tuple[str, ...]
    whole: str


def text_of(item: Item) -> ItemText:
    """Return the texts of an item that are compared."""
    prompts = (text for prompt in item.prompts for text in prompt.texts)
    asked = " ".join((item.stem, *item.tasks, *prompts))
    right = {answer for line in item.lines for answer in line.answer}
    answer = "; ".join(option.text for option in item.options if option.id in right and option.text)
    asked_stems = _stems(asked)
    told = tuple(dict.fromkeys(stem for stem in _stems(answer) if stem not in asked_stems))
    whole = " ".join(" ".join((asked, answer, item.fact)).lower().split())
    return ItemText(item.id, asked_stems, answer, told, whole)


def words_of(text: str) -> tuple[str, ...]:
    """Return the stems of all words of a text, small ones included, in order."""
    return tuple(stem_of(word) for word in plain_words(text))


def content_of(text: str) -> frozenset[str]:
    """Return the stems of the content words of a text."""
    return frozenset(_stems(text))


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem_of(word) for word in plain_words(text) if word not in SMALL_WORDS)
