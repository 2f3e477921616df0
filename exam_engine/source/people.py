"""Candidates as people write them in files: one number for one person, whatever was typed."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from exam_engine.model.accommodation import LARGEST_FACTOR
from exam_engine.model.candidate import Candidate
from exam_engine.text import harmful_characters, visible_line

LONGEST_NUMBER = 40
LONGEST_NAME = 80
# A number is typed at terminals and stands in file names, formulas and URLs: letters that only look
# like others would make two candidates of one.
_NUMBER = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 ._/-]*[A-Za-z0-9])?")


def candidate_number(text: str) -> str:
    """Return a candidate's number as it is kept: NFKC, nothing invisible, single spaces.

    :raises ValueError: if it is no number.
    """
    number = visible_line(unicodedata.normalize("NFKC", text))
    if harmful_characters(text) and number:
        named = ", ".join(harmful_characters(text))
        raise ValueError(f"number: holds control characters ({named}); remove them")
    if not 1 <= len(number) <= LONGEST_NUMBER:
        raise ValueError(f"number: 1 to {LONGEST_NUMBER} characters are needed")
    if not _NUMBER.fullmatch(number):
        strange = next((one for one in number if not re.match(r"[A-Za-z0-9 ._/-]", one)), "")
        said = f"holds {strange!r} (U+{ord(strange):04X})" if strange else "begins or ends wrongly"
        raise ValueError(
            f"number: {number!r} {said}; letters A to Z, digits, and within it - . _ / or a space"
        )
    return number


def candidate_name(text: str) -> str:
    """Return a candidate's name as it is kept.

    :raises ValueError: if it is empty or too long.
    """
    name = visible_line(text)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ValueError(f"name: 1 to {LONGEST_NAME} characters are needed")
    return name


def time_factor(text: str) -> str:
    """Return a time factor as it is kept: a fraction in lowest terms, such as "5/4".

    :raises ValueError: if it is no factor from 1 to LARGEST_FACTOR.
    """
    said = f"a fraction from 1 to {LARGEST_FACTOR} is needed, such as 5/4 or 1.25"
    if not re.fullmatch(r"[0-9]{1,3}(/[1-9][0-9]{0,2}|\.[0-9]{1,3})?", text):
        raise ValueError(said)
    factor = Fraction(text)
    if not 1 <= factor <= LARGEST_FACTOR:
        raise ValueError(said)
    return str(factor)


class Register:
    """The candidates of one file, each once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def add(self, number: str, name: str) -> Candidate:
        """Return a candidate who does not stand in the file yet.

        :param name: may be empty where the engine knows the candidate.
        :raises ValueError: if the number stands there already, if only in other letters' case.
        """
        found = Candidate(number=candidate_number(number), name=name and candidate_name(name))
        before = self._known.get(found.number.casefold())
        if before == found.number:
            raise ValueError(f"number: {found.number} stands twice")
        if before is not None:
            raise ValueError(f"number: {found.number} stands there as {before} already")
        self._known[found.number.casefold()] = found.number
        return found
