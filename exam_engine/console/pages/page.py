"""What a page is, and what it can wish for. Pages know no network and no Textual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from exam_engine.console.look import Look
from exam_engine.vault.secret import Secret
from exam_engine.wire.invigilator import Act

Hints = Sequence[tuple[str, str]]


class Show(NamedTuple):
    """Put a page on top."""

    page: Page


class Back(NamedTuple):
    """Leave this page, with something to say."""

    notice: str = ""


class Do(NamedTuple):
    """Do something for candidates; ``everyone`` where all of the sitting are meant."""

    act: Act
    candidates: tuple[str, ...]
    everyone: bool = False


class Finish(NamedTuple):
    """Finish for a candidate, with a second person by name and passphrase."""

    candidates: tuple[str, ...]
    reason: str
    second: str
    passphrase: Secret


class LookInto(NamedTuple):
    """Fetch what happened in one attempt, and show it."""

    candidate: str


class Leave(NamedTuple):
    """Sign out and end."""


Wish = Show | Back | Do | Finish | LookInto | Leave | None


class Page:
    """Lays itself out for a size, and takes keys by name."""

    title = ""

    def lay_out(self, look: Look, width: int, height: int) -> list[Text]:
        """Return at most ``height`` rows of ``width`` cells."""
        raise NotImplementedError

    def press(self, key: str, character: str | None) -> Wish:
        """Take a key; return what is wished for."""
        raise NotImplementedError

    def hints(self) -> Hints:
        """Return the keys that work here and what they do."""
        return [("Esc", "back")]
