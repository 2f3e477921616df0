"""Long texts: saved as what changed in them, with a history by the minute."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from client.kinds import ESSAY, MATCH, presented_kinds
from client.made import HOUR_MS, START
from exam_engine.client.answering.text import press_in_text
from exam_engine.client.attempt import Attempt
from exam_engine.client.edits import edit_of, events_of
from exam_engine.client.manuscript import Clipboard, Manuscript
from exam_engine.client.versions import MOST_VERSIONS, Versions
from exam_engine.clock import SetClock
from exam_engine.delivery.transitions import transition
from exam_engine.errors import AttemptRefused, Refusal
from exam_engine.model.attempt import AttemptState, Edited, Phase, Responded
from exam_engine.wire.candidate import (
    LARGEST_REQUEST_BYTES,
    LONGEST_ESSAY,
    LONGEST_TEXT,
    EditedEvent,
    RespondedEvent,
)

VIEW = presented_kinds()
RUNNING = AttemptState(phase=Phase.RUNNING, session=1, allowance_ms=HOUR_MS)
texts = st.text(alphabet="ab é日\n\u0301", max_size=40)


def text_of(state):
    return (state.responses.get(ESSAY) or ("",))[0]


def after(state, events):
    """Return the engine's state after events, as they cross the wire."""
    for seq, event in enumerate(events, start=state.last_seq + 1):
        message = msgspec.json.decode(msgspec.json.encode(event), type=type(event))
        state = transition(state, VIEW.event(message), 0, seq)
    return state


def waiting(candidate):
    events = []
    while (batch := candidate.next_batch()) is not None:
        assert len(msgspec.json.encode(batch)) <= LARGEST_REQUEST_BYTES
        events += batch.events
        candidate.engine_has(batch.first_seq + len(batch.events) - 1)
    return events


@given(texts, texts)
def test_an_edit_makes_the_one_text_the_other(before, now):
    start, removed, inserted = edit_of(before, now)
    assert before[:start] + inserted + before[start + removed :] == now
    assert len(inserted) <= len(now)


@given(st.lists(texts, max_size=12))
def test_whatever_is_written_the_engine_arrives_at_the_text_on_the_screen(versions):
    candidate, state = Attempt(VIEW.view, START, SetClock(0)), RUNNING
    for text in versions:
        candidate.write(ESSAY, text)
        candidate.save_drafts()
        state = after(state, waiting(candidate))
        assert text_of(state) == candidate.question(ESSAY).text
    again = Attempt(VIEW.view, START, SetClock(0))
    again.write(ESSAY, "something else on the screen")
    again.save_drafts()
    waiting(again)
    progress = replace(VIEW.progress(state, 0, HOUR_MS), remaining_ms=HOUR_MS)
    again.enter_again(progress)
    assert text_of(after(state, waiting(again))) == "something else on the screen"


def test_a_word_in_a_long_text_costs_a_word():
    long = "The hospital changes its carrier. " * 2_300
    candidate, state = Attempt(VIEW.view, START, SetClock(0)), RUNNING
    candidate.write(ESSAY, long)
    candidate.save_drafts()
    first = waiting(candidate)
    assert len(long.split()) > 10_000
    assert max(len(event.text) for event in first) == LONGEST_TEXT
    state = after(state, first)
    candidate.write(ESSAY, long[:40_000] + "soon " + long[40_000:])
    candidate.save_drafts()
    (event,) = waiting(candidate)
    assert len(msgspec.json.encode(event)) < 150
    assert text_of(after(state, [event])) == long[:40_000] + "soon " + long[40_000:]


@settings(deadline=None, max_examples=10)
@given(st.sampled_from(["x", "é", "日", "🙂", '"', "\n."]))
def test_the_longest_text_goes_in_requests_that_the_engine_takes(part):
    text = (part * LONGEST_ESSAY)[:LONGEST_ESSAY]
    candidate = Attempt(VIEW.view, START, SetClock(0))
    candidate.write(ESSAY, text)
    candidate.save_drafts()
    assert text_of(after(RUNNING, waiting(candidate))) == text


def test_a_short_text_goes_whole():
    (event,) = events_of(ESSAY, "", "abc", 0)
    assert event == RespondedEvent(n=ESSAY, text="abc", elapsed_ms=0)
    (event,) = events_of(ESSAY, "all of it", "", 0)
    assert event == RespondedEvent(n=ESSAY, elapsed_ms=0)


@pytest.mark.parametrize("edit", [Edited(ESSAY, 4, 0, "x"), Edited(ESSAY, 0, 4, ""),
                                  Edited(ESSAY, 3, 0, "x" * LONGEST_ESSAY)])  # fmt: skip
def test_an_edit_that_fits_no_text_is_refused_and_changes_nothing(edit):
    state = transition(RUNNING, Responded(ESSAY, ("abc",)), 0, 1)
    with pytest.raises(AttemptRefused) as found:
        transition(state, edit, 0, 2)
    assert found.value.reason is Refusal.IMPOSSIBLE_RESPONSE


def test_what_is_no_text_is_not_edited():
    with pytest.raises(AttemptRefused):
        VIEW.event(EditedEvent(n=MATCH, start=0, removed=0, text="x", elapsed_ms=0))


def test_an_edit_that_leaves_blanks_takes_the_answer_back():
    state = transition(RUNNING, Responded(ESSAY, ("abc ",)), 0, 1)
    assert transition(state, Edited(ESSAY, 0, 3, ""), 0, 2).responses == {}


# --- the history ---


def test_versions_are_those_of_minutes_and_older_ones_go():
    versions = Versions()
    for second in range(60 * 60):
        versions.keep(f"text {second}", second // 60)
    found = []
    while (version := versions.earlier("text 3600")) is not None:
        found.append(version)
    assert found == [f"text {60 * minute}" for minute in range(59, 59 - MOST_VERSIONS, -1)]


def test_the_text_goes_back_minute_by_minute_and_undo_brings_it_again():
    script = Manuscript("", 40, Clipboard())

    def press(*keys):
        for key in keys:
            named = key.startswith("ctrl")
            act = press_in_text(script, key, None if named else key, 5, marking=False)
        return act

    press(*"one ")
    script.minute = 1
    press(*"two ")
    script.minute = 3
    press(*"three")
    assert press("ctrl+b").changed
    assert script.text == "one two "
    press("ctrl+b")
    assert script.text == "one "
    press("ctrl+b")
    assert script.text == ""
    assert press("ctrl+b").notice == "there is no earlier version"
    press("ctrl+z", "ctrl+z", "ctrl+z")
    assert script.text == "one two three"
    press("!")
    press("ctrl+b")
    assert script.text == "one two "
