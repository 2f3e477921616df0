"""Words of item texts: cut, stemmed and sorted into lists. English only where it says so.

The word lists are those of the item-writing guides that the rules cite; stems are light (endings of
number, tense and gerund), because the rules ask "is it the same word?" and not "the same idea?".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

# Standards, versions and figures stay whole: "ISO/IEC", "20000-1:2018", "99.5", "check-in".
_TOKEN = re.compile(r"[^\W_]+(?:[-/.:'’][^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|\n\s*\n")
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"([bdgklmnprt])\1$")

_SMALL = (
    "a about after all also an and any are as at be because been before being between both but by "
    "can could did do does doing each either every for from get gets had has have he her his how "
    "however if in into is it its itself may might more must neither no nor not of off on once one "
    "only or other others our out over own same shall she should since so some such than that the "
    "their them then there these they this those through to too two under until up upon was we "
    "were what when where whether which while who whom whose why will with within without would "
    "yes you your"
)
SMALL_WORDS = frozenset(_SMALL.split())
"""Words that carry no content of their own."""


class Token(NamedTuple):
    """A word in small letters, as written, and where it begins in its text (from 0)."""

    word: str
    written: str
    start: int


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text in order."""
    return tuple(
        Token(found.group().lower(), found.group(), found.start())
        for found in _TOKEN.finditer(text)
    )


def plain_words(text: str) -> list[str]:
    """Return the words of a text in small letters: as ``tokens``, faster, without their places."""
    return [word.lower() for word in _TOKEN.findall(text)]


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence of a text with the place where it begins (from 0)."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        if text[start : found.start()].strip():
            yield start, text[start : found.start()]
        start = found.end()
    if text[start:].strip():
        yield start, text[start:]


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """Return an English word without its ending: manages, managed, managing are one."""
    word = word.removesuffix("'s").removesuffix("’s")
    if len(word) <= 3 or not word[-1].isalpha() or any(sign.isdigit() for sign in word):
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and _VOWELS.search(rest):
            return _DOUBLED.sub(r"\1", rest)
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def content_stems(words: Sequence[str]) -> frozenset[str]:
    """Return the stems of the words that carry content."""
    return frozenset(stem_of(word) for word in words if word not in SMALL_WORDS)


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """Return about how many syllables an English word has: its groups of vowels.

    A silent e at the end does not count; figures and signs count as one.
    """
    groups = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(1, groups)


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade: 0.39 words/sentence + 11.8 syllables/word - 15.59.

    Kincaid, Fishburne, Rogers and Chissom (1975), Research Branch Report 8-75, US Navy.
    """
    words = plain_words(text)
    if not words:
        return 0.0
    count = max(1, sum(1 for _ in sentences(text)))
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / count + 11.8 * spoken / len(words) - 15.59


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of common members among all members of two sets; 0 if both are empty."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0
