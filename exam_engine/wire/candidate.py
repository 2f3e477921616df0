"""Messages between a candidate's terminal and the engine: JSON, closed, with limits.

Unknown fields are refused on both sides. Options are named by their position as presented, from 1:
the ids that authors gave them could betray the answer and stay on the engine.

A long file, because it is the whole protocol and best read in one piece.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

LARGEST_REQUEST_BYTES = 65_536
MOST_EVENTS_A_REQUEST = 200
MOST_PLACES = 20
LONGEST_COMMENT = 1_000
LONGEST_NOTE = 1_000
MOST_SPANS = 50
"""Stretches of one text that are highlighted."""
LONGEST_TEXT = 12_000
"""Characters of a text in one event: whatever they are, they fit a request."""
LONGEST_ESSAY = 80_000
"""Characters of a text response, which longer ones reach by edits: more than 10,000 words."""

Number = Annotated[int, Meta(ge=1, le=1000)]
Position = Annotated[int, Meta(ge=1, le=20)]
Place = Annotated[int, Meta(ge=0, le=20)]
Offset = Annotated[int, Meta(ge=0, le=1_000_000)]
Sequence = Annotated[int, Meta(ge=1, le=1_000_000)]
Session = Annotated[int, Meta(ge=1, le=1_000_000)]
Elapsed = Annotated[int, Meta(ge=0, le=10**10)]
ShortText = Annotated[str, Meta(min_length=1, max_length=80)]


class _Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class AdmissionRequest(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A candidate's number and one-time code."""

    candidate: ShortText
    code: ShortText
    terminal: Annotated[str, Meta(max_length=80)] = ""


class FrontPage(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate sees before the clock runs. ``statement`` is the agreement's digest.

    ``break_minutes`` is the candidate's budget of breaks; ``colours`` names a colour scheme, empty
    for the terminal's own; ``plain`` asks for the plain mode.
    """

    candidate: str
    name: str
    title: str
    sitting: str
    items: int
    minutes: int
    extra_minutes: int
    total_marks: int
    cut_score: int
    resources: tuple[str, ...]
    notices: tuple[str, ...]
    agreement: tuple[str, ...]
    statement: str
    break_minutes: int = 0
    colours: str = ""
    plain: bool = False


class LineView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line to fill in: a text, or assertion and reason."""

    n: int
    texts: tuple[str, ...]
    marks: int


class BlockView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Additional information: it counts only for the questions that name it."""

    id: str
    text: str


class ScenarioView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario that questions refer to by ``id``."""

    id: str
    title: str
    text: str
    additional: tuple[BlockView, ...]


class OptionView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One offered answer."""

    position: int
    text: str


class QuestionView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question as a candidate may see it.

    ``type`` is the item's; ``interaction`` is what to do: "choice", "match", "order", "text" or
    "none". ``choose`` is how many options to choose; ``reuse`` says whether a selection may stand
    at several lines. ``rule``, ``penalty`` (a fraction as text) and ``scale`` (marks that options
    earn, the highest first) say how it is scored. ``scenario`` names a scenario of the paper, or is
    empty, and ``additional`` the blocks of it that count here. ``minutes`` and ``words`` (from, to)
    guide the writer of a text; 0 and empty give none. Instructions are worded from these fields
    (``instructions``), never typed by an author.
    """

    n: int
    marks: int
    type: str
    interaction: str
    choose: int
    stem: str
    options: tuple[OptionView, ...]
    lines: tuple[LineView, ...] = ()
    tasks: tuple[str, ...] = ()
    scenario: str = ""
    additional: tuple[str, ...] = ()
    reuse: bool = False
    rule: str = "exact"
    penalty: str = "0"
    scale: tuple[int, ...] = ()
    minutes: int = 0
    words: tuple[int, ...] = ()


class PaperView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole paper: from here to the end the terminal needs nothing more."""

    title: str
    questions: tuple[QuestionView, ...]
    scenarios: tuple[ScenarioView, ...] = ()


class QuestionState(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is on record for one question that the candidate has seen or marked in some way.

    ``response`` holds positions as in a ``responded`` event, ``text`` what was written;
    ``highlights`` and ``scenario_highlights`` are spans as in a ``highlighted`` event.
    """

    n: int
    seen: bool
    response: tuple[int, ...]
    text: str = ""
    flagged: bool
    struck_out: tuple[int, ...]
    comment: str = ""
    note: str = ""
    highlights: tuple[int, ...] = ()
    scenario_highlights: tuple[int, ...] = ()


class PauseView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pause that lasts: its cause, and words for the candidate.

    ``free_ms`` is how much longer the clock stands still, -1 for as long as the pause lasts.
    """

    cause: str
    words: str
    free_ms: int


class MessageView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message that the candidate has not confirmed yet."""

    number: int
    text: str


class Progress(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where an attempt stands. ``last_seq`` is the last event of the terminal on record.

    ``session`` is to be named with events and submission: it is a new one for every entry.

    ``remaining_ms`` counts from the moment the engine answered; before the start it is the whole
    allowance. ``ending`` is None while the attempt goes on. ``stopped_ms`` is what pauses gave back
    so far. ``news`` counts what others than the terminal did to the attempt. ``break_left_ms`` is
    what is left of the budget of breaks, also while one lasts.
    """

    phase: str
    session: int
    remaining_ms: int
    allowance_ms: int
    granted_ms: int
    last_seq: int
    current: int
    ending: str | None
    questions: tuple[QuestionState, ...]
    stopped_ms: int = 0
    news: int = 0
    pause: PauseView | None = None
    messages: tuple[MessageView, ...] = ()
    calls_help: bool = False
    break_left_ms: int = 0


class News(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What others than the terminal did to the attempt, as it stands now."""

    news: int
    phase: str
    remaining_ms: int
    granted_ms: int
    stopped_ms: int
    ending: str | None
    pause: PauseView | None
    messages: tuple[MessageView, ...]
    calls_help: bool
    break_left_ms: int = 0


class Admitted(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The reply to an admission: ``token`` authorises this terminal for this attempt."""

    token: str
    front_page: FrontPage
    progress: Progress


class AttemptView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole attempt; ``paper`` is None unless the clock is running."""

    front_page: FrontPage
    progress: Progress
    paper: PaperView | None


class AgreementRequest(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The candidate confirms identity and agrees to the statement shown."""

    statement: Annotated[str, Meta(min_length=64, max_length=64)]


class OpenedEvent(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="opened"):
    """A question came on the screen.

    ``elapsed_ms`` is how long the exam had run: the engine's figure when the terminal entered
    (allowance and grants less what remained), carried on by the terminal's monotonic clock.
    """

    n: Number
    elapsed_ms: Elapsed


class ReviewOpenedEvent(
    _Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="review-opened"
):
    """The review screen came up: no question is on the screen."""

    elapsed_ms: Elapsed


class RespondedEvent(
    _Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="responded"
):
    """A response: options by position, or a text; neither takes the response back.

    For a choice the options chosen; for a match one option a line, 0 where it is blank; for an
    order the options placed so far, from the first place on.
    """

    n: Number
    options: Annotated[tuple[Place, ...], Meta(max_length=MOST_PLACES)] = ()
    text: Annotated[str, Meta(max_length=LONGEST_TEXT)] = ""
    elapsed_ms: Elapsed


class EditedEvent(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="edited"):
    """In the text on record, ``removed`` characters from ``start`` on become ``text``."""

    n: Number
    start: Offset
    removed: Offset
    text: Annotated[str, Meta(max_length=LONGEST_TEXT)]
    elapsed_ms: Elapsed


class FlaggedEvent(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="flagged"):
    """The question was flagged for review, or no longer is."""

    n: Number
    on: bool
    elapsed_ms: Elapsed


class StruckOutEvent(
    _Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="struck-out"
):
    """An option was struck out, or restored."""

    n: Number
    option: Position
    on: bool
    elapsed_ms: Elapsed


class CommentedEvent(
    _Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="commented"
):
    """The candidate says that something is wrong with a question; empty takes it back."""

    n: Number
    text: Annotated[str, Meta(max_length=LONGEST_COMMENT)]
    elapsed_ms: Elapsed


class NotedEvent(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="noted"):
    """The candidate's note to themselves on a question; empty takes it back."""

    n: Number
    text: Annotated[str, Meta(max_length=LONGEST_NOTE)]
    elapsed_ms: Elapsed


class HighlightedEvent(
    _Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="highlighted"
):
    """All that is highlighted now in the stem of question ``n``, or in its scenario.

    ``spans`` are pairs of offsets, from and to, each beyond the one before, in the text without
    its blanks.
    """

    n: Number
    scenario: bool
    spans: Annotated[tuple[Offset, ...], Meta(max_length=2 * MOST_SPANS)]
    elapsed_ms: Elapsed


class HelpCalledEvent(
    _Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="help-called"
):
    """The candidate calls the invigilator, or takes the call back."""

    on: bool
    elapsed_ms: Elapsed


class MessageReadEvent(
    _Message, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="message-read"
):
    """The candidate confirms that they read a message."""

    number: Sequence
    elapsed_ms: Elapsed


TerminalEvent = (
    OpenedEvent
    | ReviewOpenedEvent
    | RespondedEvent
    | EditedEvent
    | FlaggedEvent
    | StruckOutEvent
    | CommentedEvent
    | NotedEvent
    | HighlightedEvent
    | HelpCalledEvent
    | MessageReadEvent
)


class EventsRequest(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events in the order they happened; the first is number ``first_seq`` of this attempt."""

    session: Session
    first_seq: Sequence
    events: Annotated[
        tuple[TerminalEvent, ...], Meta(min_length=1, max_length=MOST_EVENTS_A_REQUEST)
    ]


class Acknowledgement(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything up to ``last_seq`` is on disk."""

    last_seq: int
    phase: str
    remaining_ms: int
    granted_ms: int
    news: int = 0


class SubmitRequest(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The candidate finishes; ``last_seq`` is the last event this covers."""

    session: Session
    last_seq: Annotated[int, Meta(ge=0, le=1_000_000)]


class BreakRequest(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The candidate takes a break; ``last_seq`` is the last event that came before it."""

    session: Session
    last_seq: Annotated[int, Meta(ge=0, le=1_000_000)]


class ResumeRequest(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The candidate comes back from a break that they took."""

    session: Session


class Submitted(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The attempt is closed and everything durable is submitted."""

    ending: str
    answered: int
    unanswered: int


class RefusalView(_Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a request was refused, in words; ``last_seq`` where the sequence was the reason."""

    refusal: str
    message: str
    last_seq: int | None = None
    retry_after_s: int | None = None
