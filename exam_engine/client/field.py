"""A field to type into: text and what a key does to it."""

from __future__ import annotations

from dataclasses import dataclass

from exam_engine.text import clean_line


@dataclass(slots=True)
class Field:
    """``message`` stands beside the field."""

    label: str
    length: int
    text: str = ""
    message: str = ""
    digits_only: bool = False
    upper: bool = False

    def press(self, key: str, character: str | None) -> bool:
        """Take a key; return whether the text changed."""
        before = self.text
        if key == "backspace":
            self.text = self.text[:-1]
        elif key in ("delete", "ctrl+u"):
            self.text = ""
        elif character is not None and self._takes(character):
            self.text += character.upper() if self.upper else character
        return self.text != before

    def _takes(self, character: str) -> bool:
        if len(self.text) >= self.length or len(character) != 1 or not character.isprintable():
            return False
        if self.digits_only:
            return character in "0123456789"
        return character == " " or clean_line(character) == character
