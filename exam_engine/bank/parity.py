"""Does a translation say what its source says, as far as a program can tell?

The same texts (options, lines, tasks, blocks), in each the same numbers, gaps and placeholders, and
where both languages are known here the same numbers in capitals ("Choose TWO").
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

_SEPARATORS = ".,:'’\u00a0\u202f\u066b\u066c"
_NUMBER = re.compile(rf"\d+(?:[{_SEPARATORS}]\d+)*")
_THOUSANDS = re.compile(rf"[1-9]\d{{0,2}}(?:[{_SEPARATORS}]\d{{3}})+")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|_{2,}")
_CAPITALS = re.compile(r"\b[^\W\d_]{2,}\b")

_NUMBER_WORDS: Mapping[str, tuple[str, ...]] = {
    "de": ("ZWEI", "DREI", "VIER", "FÜNF", "SECHS"),
    "en": ("TWO", "THREE", "FOUR", "FIVE", "SIX"),
    "es": ("DOS", "TRES", "CUATRO", "CINCO", "SEIS"),
    "fr": ("DEUX", "TROIS", "QUATRE", "CINQ", "SIX"),
    "it": ("DUE", "TRE", "QUATTRO", "CINQUE", "SEI"),
    "nl": ("TWEE", "DRIE", "VIER", "VIJF", "ZES"),
    "pt": ("DOIS", "TRÊS", "QUATRO", "CINCO", "SEIS"),
}
"""Two to six as they are written for emphasis; one is an article in most languages."""


def numbers_in(text: str) -> Counter[str]:
    """Return the numbers of a text, however its language writes digits and separates them."""
    return Counter(_plain(found) for found in _NUMBER.findall(text))


def disparities(
    source: Mapping[str, str], translated: Mapping[str, str], languages: tuple[str, str]
) -> Iterator[str]:
    """Yield where a translation differs in structure from its source, each with its text's name.

    :param languages: the source's and the translation's language codes.
    """
    for name in sorted(source.keys() - translated.keys()):
        yield f"{name}: is missing; translate it"
    for name in sorted(translated.keys() - source.keys()):
        yield f"{name}: the source has no such text; remove it"
    for name in sorted(source.keys() & translated.keys()):
        yield from _of_text(name, source[name], translated[name], languages)
    options = [text.casefold() for name, text in translated.items() if name.startswith("option ")]
    if len(set(options)) < len(options):
        yield "options: two options have the same text"


def _of_text(name: str, source: str, text: str, languages: tuple[str, str]) -> Iterator[str]:
    yield from _unequal(name, "numbers", numbers_in(source), numbers_in(text))
    gaps = (Counter(map(_gap, _PLACEHOLDER.findall(one))) for one in (source, text))
    yield from _unequal(name, "placeholders", *gaps)
    words = [_NUMBER_WORDS.get(language.partition("-")[0], ()) for language in languages]
    if all(words):
        yield from _unequal(
            name, "numbers in capitals", _counted(source, words[0]), _counted(text, words[1])
        )


def _unequal(name: str, what: str, source: Counter[str], text: Counter[str]) -> Iterator[str]:
    if source != text:
        lost = ", ".join(sorted((source - text).elements())) or "none"
        added = ", ".join(sorted((text - source).elements())) or "none"
        yield f"{name}: not the same {what} as in the source; missing: {lost}; added: {added}"


def _counted(text: str, words: tuple[str, ...]) -> Counter[str]:
    found = (word for word in _CAPITALS.findall(text) if word in words)
    return Counter(str(words.index(word) + 2) for word in found)


def _gap(placeholder: str) -> str:
    return "___" if placeholder.startswith("_") else placeholder


def _plain(number: str) -> str:
    digits = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in number)
    separator = "" if _THOUSANDS.fullmatch(digits) else "·"
    return re.sub(f"[{_SEPARATORS}]", separator, digits)
