"""The letters by which a candidate names options. They are this screen's, not the record's."""

from __future__ import annotations

from exam_engine.wire.candidate import QuestionView

LETTERS = "ABCDEFGHIJKLMNOPQRST"


def letters_of(view: QuestionView) -> str:
    """Return one letter for each option: A, B, C …, and T and F for true and false."""
    if view.type == "true-false":
        initials = "".join(option.text[:1].upper() for option in view.options)
        if initials.isalpha() and len(set(initials)) == len(view.options) == len(initials):
            return initials
    return LETTERS[: len(view.options)]


def letter_range(letters: str) -> str:
    """Return letters in short: ``A-D``, ``T F``, ``A B``."""
    if len(letters) > 2 and letters == LETTERS[: len(letters)]:
        return f"{letters[0]}-{letters[-1]}"
    return " ".join(letters)
