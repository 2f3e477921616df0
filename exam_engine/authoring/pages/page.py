"""What a page of the authoring terminal is, and what it may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exam_engine.client.field import Field
from exam_engine.client.look.glyphs import Glyphs
from exam_engine.client.look.lines import Line
from exam_engine.client.widgets.foot import Hints
from exam_engine.model.item_type import ItemType


class Page:
    """Lays out what it shows, and takes keys. ``field`` is what is being typed into, if any.

    ``part`` names what of it is shown, where it has parts: another part begins at its top.
    """

    title = ""
    part = ""
    field: Field | None = None

    def __init__(self, glyphs: Glyphs) -> None:
        self.glyphs = glyphs

    def heading(self) -> str:
        """Return the title."""
        return self.title

    def hints(self) -> Hints:
        """Return the keys that work here."""
        return []

    def lay_out(self, width: int, height: int) -> list[Line]:
        """Return the rows; more than ``height`` of them scroll."""
        raise NotImplementedError

    def press(self, key: str, character: str | None) -> Wish | None:
        """Take a key; return what the application has to do about it."""
        return None


@dataclass(frozen=True, slots=True)
class Show:
    """Show another page on top."""

    page: Page


@dataclass(frozen=True, slots=True)
class Back:
    """Leave the page on top; ``notice`` is told below."""

    notice: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Open a file at a line in the editor."""

    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Make:
    """Make a new item of a type, beside another one."""

    kind: ItemType
    beside: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Show an item as a candidate sees it, translated if ``language`` is named."""

    item: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Tell something below the page."""

    notice: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something was put on record: read it again; with ``done`` leave the page on top."""

    notice: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """End."""


Wish = Show | Back | Edit | Make | Preview | Say | Recorded | Leave
