"""Texts on their way to the engine: when they are sent, how large a request may be, what counts."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from client.kinds import ESSAY, ORAL, presented_kinds
from client.made import HOUR_MS, START
from exam_engine.client.attempt import Attempt
from exam_engine.client.outbox import Outbox, Saving
from exam_engine.client.sender import Sender, ended
from exam_engine.clock import SetClock
from exam_engine.wire.candidate import (
    LARGEST_REQUEST_BYTES,
    LONGEST_TEXT,
    OpenedEvent,
    QuestionState,
    RespondedEvent,
    ReviewOpenedEvent,
    Submitted,
)

VIEW = presented_kinds().view


def begun(clock=None):
    candidate = Attempt(VIEW, START, clock or SetClock(0))
    candidate.open(ESSAY)
    candidate.engine_has(1)
    return candidate


def sent(candidate):
    batch = candidate.next_batch()
    return list(batch.events) if batch else []


def written(text):
    return RespondedEvent(n=ESSAY, text=text, elapsed_ms=0)


def test_typing_sends_nothing_until_the_text_is_saved():
    candidate = begun()
    for text in ("a", "ab", "abc"):
        candidate.write(ESSAY, text)
    assert sent(candidate) == []
    assert candidate.saving is Saving.SAVING
    assert candidate.answers_waiting == 1
    assert candidate.save_drafts()
    assert not candidate.save_drafts()
    assert sent(candidate) == [written("abc")]


def test_a_text_that_is_as_it_was_is_not_sent_again():
    candidate = begun()
    candidate.write(ESSAY, "abc")
    candidate.save_drafts()
    candidate.write(ESSAY, "abcd")
    candidate.write(ESSAY, "abc")
    assert not candidate.save_drafts()
    assert len(sent(candidate)) == 1


@pytest.mark.parametrize(
    ("leave", "after"),
    [
        (lambda attempt: attempt.open(1), [OpenedEvent(n=1, elapsed_ms=0)]),
        (lambda attempt: attempt.open_review(), [ReviewOpenedEvent(elapsed_ms=0)]),
        (lambda attempt: attempt.finish(), []),
    ],
)
def test_leaving_the_question_and_finishing_save_first(leave, after):
    candidate = begun()
    candidate.write(ESSAY, "abc")
    leave(candidate)
    assert sent(candidate) == [written("abc"), *after]


def test_what_was_written_before_the_time_was_up_is_still_saved_and_nothing_after_it():
    clock = SetClock(0)
    candidate = begun(clock)
    candidate.write(ESSAY, "in time")
    clock.advance_ms(HOUR_MS)
    assert not candidate.write(ESSAY, "too late")
    assert candidate.save_drafts()
    assert [event.text for event in sent(candidate)] == ["in time"]


def test_blanks_alone_are_no_answer():
    candidate = begun()
    candidate.write(ESSAY, " \n ")
    assert candidate.question(ESSAY).blank
    assert not candidate.save_drafts()


def test_a_text_goes_out_as_the_engine_will_have_it():
    candidate = begun()
    candidate.write(ESSAY, "cafe\u0301\x1b")
    candidate.save_drafts()
    assert sent(candidate) == [written("café")]


def test_it_comes_back_with_its_text():
    record = QuestionState(
        n=ESSAY, seen=True, response=(), text="so far", flagged=False, struck_out=()
    )
    candidate = Attempt(VIEW, replace(START, questions=(record,)), SetClock(0))
    assert candidate.question(ESSAY).written == "so far"
    assert candidate.question(ESSAY).answered


def test_a_new_session_is_told_the_text_that_it_lacks():
    candidate = begun()
    candidate.write(ESSAY, "abc")
    candidate.save_drafts()
    seen = QuestionState(n=ESSAY, seen=True, response=(), flagged=False, struck_out=())
    progress = replace(START, session=2, last_seq=1, questions=(seen,))
    assert candidate.answers_missing(progress) == 1
    candidate.enter_again(progress)
    assert sent(candidate)[0] == written("abc")


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["x", "é", "日", "🙂", '"', "\n", "\\"]), min_size=1, max_size=12))
def test_no_request_is_larger_than_the_engine_takes(characters):
    outbox = Outbox(session=1_000_000, recorded=0)
    for character in characters:
        text = character * LONGEST_TEXT
        outbox.append(RespondedEvent(n=1000, text=text, elapsed_ms=10**10))
    count = 0
    while (batch := outbox.next_batch()) is not None:
        assert len(msgspec.json.encode(batch)) <= LARGEST_REQUEST_BYTES
        count += len(batch.events)
        outbox.engine_has(count)
    assert count == len(characters)


def test_a_full_batch_of_other_events_fits_beside_a_text():
    outbox = Outbox(session=1_000_000, recorded=900_000)
    outbox.append(RespondedEvent(n=1000, text="🙂" * LONGEST_TEXT, elapsed_ms=10**10))
    for _ in range(60):
        outbox.append(RespondedEvent(n=1000, options=(20,) * 20, elapsed_ms=10**10))
    assert len(msgspec.json.encode(outbox.next_batch())) <= LARGEST_REQUEST_BYTES


def test_a_text_is_an_answer_and_what_is_done_elsewhere_is_no_missing_one():
    record = QuestionState(n=ESSAY, seen=True, response=(), text="x", flagged=False, struck_out=())
    progress = replace(START, phase="ended", ending="expired", questions=(record,))
    candidate = begun()
    candidate.write(ESSAY, "x")
    end = ended(progress, len(VIEW.questions), candidate)
    assert (end.answered, end.unanswered, end.missing) == (1, len(VIEW.questions) - 2, 0)
    assert candidate.question(ORAL).elsewhere


class Submitting:
    """An engine that takes everything; a part done elsewhere it does not count."""

    def __init__(self, candidate):
        self._candidate = candidate

    async def submit(self, request):
        return Submitted(ending="submitted", answered=0, unanswered=len(VIEW.questions) - 1)


def test_after_the_submission_neither():
    candidate = Attempt(VIEW, START, SetClock(0))
    candidate.finish()
    end = asyncio.run(Sender(Submitting(candidate), candidate).run())
    assert (end.answered, end.unanswered) == (0, len(VIEW.questions) - 1)
