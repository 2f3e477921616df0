"""What a key on a screen may ask of the application."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShowReview:
    """The candidate wants the list of questions."""


@dataclass(frozen=True, slots=True)
class ShowHelp:
    """The candidate wants to see the keys."""


@dataclass(frozen=True, slots=True)
class AskToFinish:
    """The candidate wants to finish."""


@dataclass(frozen=True, slots=True)
class GoBack:
    """The candidate wants to leave the screen on top; ``question`` opens that one."""

    question: int | None = None


@dataclass(frozen=True, slots=True)
class Finish:
    """The candidate typed the word that finishes."""


@dataclass(frozen=True, slots=True)
class TurnColours:
    """The candidate wants other colours."""


@dataclass(frozen=True, slots=True)
class TakeBreak:
    """The candidate wants a break."""


Wish = ShowReview | ShowHelp | AskToFinish | GoBack | Finish | TurnColours | TakeBreak
