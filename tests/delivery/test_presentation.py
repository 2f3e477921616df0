"""Between the paper and the wire: positions go out, option ids are kept."""

import pytest

from exam_engine.delivery.presentation import PresentedPaper
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import (
    AttemptState,
    Ending,
    Flagged,
    Phase,
    QuestionOpened,
    Responded,
    ReviewOpened,
    StruckOut,
)
from exam_engine.model.candidate import Accommodation, Candidate
from exam_engine.model.item_parts import ItemPaper, PaperOption
from exam_engine.model.item_type import ItemType
from exam_engine.model.paper import Paper, PaperHead, PaperQuestion
from exam_engine.wire.candidate import (
    FlaggedEvent,
    OpenedEvent,
    QuestionState,
    RespondedEvent,
    ReviewOpenedEvent,
    StruckOutEvent,
)

HEAD = PaperHead(
    format=1, form="f-1", form_digest="0" * 64, blueprint="b", title="Foundation", scheme="s",
    language="en", items=2, minutes=60, total_marks=2, cut_score=2, resources=(), notices=(),
    agreement=("I am who I say.",),
)  # fmt: skip


def question(n, order):
    """A question whose author wrote a, b, c, and which is presented in ``order``."""
    options = tuple(PaperOption(id=id_, text=f"text {id_}{n}") for id_ in "abc")
    item = ItemPaper(
        id=f"item-{n}", version=1, type=ItemType.SINGLE, language="en", stem=f"stem {n}",
        options=options,
    )  # fmt: skip
    return PaperQuestion(n=n, marks=1, options=tuple(order), item=item)


PAPER = PresentedPaper(Paper(head=HEAD, questions=(question(1, "cab"), question(2, "abc"))))
RUNNING = AttemptState(phase=Phase.RUNNING, session=3, started_ms=1_000, allowance_ms=3_600_000)


def test_options_stand_in_the_order_presented_under_positions_from_one():
    first = PAPER.view.questions[0]
    assert [(option.position, option.text) for option in first.options] == [
        (1, "text c1"),
        (2, "text a1"),
        (3, "text b1"),
    ]


@pytest.mark.parametrize(
    ("said", "event"),
    [
        (OpenedEvent(n=2, elapsed_ms=0), QuestionOpened(2)),
        (ReviewOpenedEvent(elapsed_ms=0), ReviewOpened()),
        (RespondedEvent(n=1, options=(1,), elapsed_ms=0), Responded(1, ("c",))),
        (RespondedEvent(n=2, options=(1,), elapsed_ms=0), Responded(2, ("a",))),
        (RespondedEvent(n=1, options=(), elapsed_ms=0), Responded(1, ())),
        (FlaggedEvent(n=1, on=True, elapsed_ms=0), Flagged(1, True)),
        (StruckOutEvent(n=1, option=3, on=True, elapsed_ms=0), StruckOut(1, "b", True)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_position_is_recorded_as_the_option_that_stood_there(said, event):
    assert PAPER.event(said) == event


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (OpenedEvent(n=3, elapsed_ms=0), Refusal.UNKNOWN_QUESTION),
        (FlaggedEvent(n=3, on=True, elapsed_ms=0), Refusal.UNKNOWN_QUESTION),
        (RespondedEvent(n=3, options=(1,), elapsed_ms=0), Refusal.UNKNOWN_QUESTION),
        (RespondedEvent(n=1, options=(4,), elapsed_ms=0), Refusal.UNKNOWN_OPTION),
        (StruckOutEvent(n=1, option=4, on=True, elapsed_ms=0), Refusal.UNKNOWN_OPTION),
        (RespondedEvent(n=1, options=(1, 2), elapsed_ms=0), Refusal.IMPOSSIBLE_RESPONSE),
    ],
)
def test_what_the_paper_does_not_have_cannot_be_said(said, reason):
    with pytest.raises(AttemptRefused) as found:
        PAPER.event(said)
    assert found.value.reason is reason


def test_progress_gives_back_positions_for_what_is_on_record():
    state = AttemptState(
        phase=Phase.RUNNING, seen=frozenset({1}), responses={1: ("c",)},
        flagged=frozenset({2}), struck_out=frozenset({(1, "b"), (1, "a")}),
    )  # fmt: skip
    assert PAPER.progress(state, 0, 0).questions == (
        QuestionState(n=1, seen=True, response=(1,), flagged=False, struck_out=(2, 3)),
        QuestionState(n=2, seen=False, response=(), flagged=True, struck_out=()),
    )


def test_progress_names_the_session_that_messages_have_to_quote():
    assert PAPER.progress(RUNNING, 1_000, 0).session == 3


@pytest.mark.parametrize("phase", [Phase.ADMITTED, Phase.AGREED])
def test_before_the_start_the_whole_allowance_remains_however_late_it_is(phase):
    progress = PAPER.progress(AttemptState(phase=phase), 10**12, 4_500_000)
    assert (progress.remaining_ms, progress.allowance_ms) == (4_500_000, 4_500_000)


def test_a_running_attempt_keeps_the_allowance_that_it_started_with():
    progress = PAPER.progress(RUNNING, 1_000 + 60_000, 9_999_999)
    assert (progress.allowance_ms, progress.remaining_ms) == (3_600_000, 3_540_000)


def test_an_ended_attempt_has_no_time_left_and_says_how_it_ended():
    state = AttemptState(
        phase=Phase.ENDED, ending=Ending.EXPIRED, started_ms=1_000, allowance_ms=3_600_000
    )
    progress = PAPER.progress(state, 2_000, 0)
    assert (progress.remaining_ms, progress.ending) == (0, "expired")


def test_the_front_page_tells_extra_time_in_minutes_and_the_statement_in_force():
    page = PAPER.front_page(
        Candidate(number="C-1", name="Ada"), "spring", Accommodation(extra_time_ms=900_000)
    )
    assert (page.candidate, page.name, page.sitting) == ("C-1", "Ada", "spring")
    assert (page.minutes, page.extra_minutes) == (60, 15)
    assert page.statement == PAPER.statement
