"""What keys make of an answer, kind by kind, and that the engine takes whatever they make."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from client.kinds import (
    ESSAY,
    GRADIENT,
    MATCH,
    MATCH_AGAIN,
    MULTIPLE,
    ORAL,
    ORDER,
    REASON,
    SINGLE,
    TRUE_FALSE,
    presented_kinds,
)
from client.made import HOUR_MS, START
from exam_engine.client.answering import press_in_answer
from exam_engine.client.answering.act import Press
from exam_engine.client.attempt import Attempt
from exam_engine.client.question import Standing
from exam_engine.clock import SetClock
from exam_engine.delivery.transitions import transition
from exam_engine.model.attempt import AttemptState, Phase

PRESENTED = presented_kinds()
RUNNING = AttemptState(phase=Phase.RUNNING, session=1, allowance_ms=HOUR_MS)
ANSWERING = (*"ABCDETF", "X", "space", "enter", "backspace", "delete", "-", "+", "up", "down")


class Candidate:
    """Somebody who presses keys in one question; ``cursor`` goes where the acts send it."""

    def __init__(self, n, attempt=None):
        self.attempt = attempt or Attempt(PRESENTED.view, START, SetClock(0))
        self.question = self.attempt.question(n)
        self.cursor = 1
        self.notice = ""

    def press(self, *keys):
        for key in keys:
            letter = key if len(key) == 1 else ""
            act = press_in_answer(self.attempt, Press(self.question, self.cursor, key, letter))
            self.notice = act.notice if act else ""
            self.cursor = (act.cursor if act else None) or self.cursor
        return self

    @property
    def response(self):
        return self.question.response


def after(state, attempt):
    """Return the engine's state after all events of an attempt, as they cross the wire."""
    while (batch := attempt.next_batch()) is not None:
        batch = msgspec.json.decode(msgspec.json.encode(batch), type=type(batch))
        for seq, event in enumerate(batch.events, start=batch.first_seq):
            state = transition(state, PRESENTED.event(event), 0, seq)
        attempt.engine_has(state.last_seq)
    return state


# --- several to choose ---


def test_letters_toggle_where_several_are_to_be_chosen():
    candidate = Candidate(MULTIPLE).press("C", "A")
    assert candidate.response == (1, 3)
    assert candidate.press("C").response == (1,)
    assert candidate.question.standing is Standing.PART
    assert candidate.press("E").question.standing is Standing.FULL


def test_choosing_more_than_allowed_says_so_and_changes_nothing():
    candidate = Candidate(MULTIPLE).press("A", "B", "D")
    assert candidate.response == (1, 2)
    assert candidate.notice == "choose TWO, no more: take one of A B back first"
    assert candidate.cursor == 4


def test_a_choice_of_one_is_replaced_and_of_a_gradient_too():
    for n in (SINGLE, GRADIENT):
        assert Candidate(n).press("A", "C").response == (3,)


def test_what_is_chosen_is_not_struck_out():
    candidate = Candidate(MULTIPLE).press("A", "X")
    assert candidate.notice == "A is your answer: take it back first"
    candidate.cursor = 2
    assert candidate.press("X").question.struck_out == {2}


# --- lines to fill in ---


def test_a_letter_fills_the_line_and_goes_to_the_next_one():
    candidate = Candidate(MATCH_AGAIN).press("B", "B")
    assert candidate.response == (2, 2, 0)
    assert candidate.cursor == 3
    assert candidate.question.standing is Standing.PART
    candidate.press("E")
    assert candidate.question.standing is Standing.FULL
    assert candidate.cursor == 3


def test_a_selection_that_can_be_used_once_leaves_its_former_line_and_that_is_said():
    candidate = Candidate(MATCH).press("B", "C", "B")
    assert candidate.response == (0, 3, 2)
    assert candidate.notice == "B was taken from line 1: each can be used once"
    assert candidate.question.standing is Standing.PART


def test_a_line_is_cleared_and_a_match_without_any_is_blank_again():
    candidate = Candidate(MATCH).press("B")
    candidate.cursor = 1
    assert candidate.press("backspace").response == ()
    assert candidate.question.standing is Standing.BLANK


def test_the_blank_key_tries_one_selection_after_another_and_takes_none_away():
    candidate = Candidate(MATCH).press("B")
    seen = []
    for _ in range(5):
        candidate.press("space")
        seen.append(candidate.response[1])
    assert seen == [1, 3, 4, 5, 0]
    assert candidate.response[0] == 2


def test_true_and_false_have_their_own_letters():
    candidate = Candidate(TRUE_FALSE).press("T", "F")
    words = [option.text for option in candidate.question.view.options]
    assert [words[position - 1] for position in candidate.response[:2]] == ["True", "False"]


def test_assertion_and_reason_are_filled_in_as_a_match():
    assert Candidate(REASON).press("A", "E").response == (1, 5)


# --- entries to put in order ---


def test_a_letter_gives_the_next_place_and_takes_it_away_again():
    candidate = Candidate(ORDER).press("B", "D", "A")
    assert candidate.response == (2, 4, 1)
    assert candidate.question.standing is Standing.PART
    assert candidate.press("D").response == (2, 1)
    assert candidate.press("D", "C").question.standing is Standing.FULL


def test_an_entry_moves_one_place_and_stops_at_the_ends():
    candidate = Candidate(ORDER).press("B", "D", "A", "-")
    assert candidate.response == (2, 1, 4)
    assert candidate.press("-").response == (1, 2, 4)
    assert candidate.press("-").response == (1, 2, 4)
    assert candidate.notice == "it has the first place"
    assert candidate.press("+", "+", "+").response == (2, 4, 1)
    assert candidate.notice == "it has the last place"


def test_placing_at_the_cursor_goes_on_to_the_next_without_a_place():
    candidate = Candidate(ORDER).press("space", "space", "space", "space")
    assert candidate.response == (1, 2, 3, 4)
    candidate.cursor = 2
    assert candidate.press("backspace").response == (1, 3, 4)
    assert candidate.press("+").notice == "place the entry first: its letter, or Space"


# --- all kinds ---


def test_a_part_done_elsewhere_wants_no_answer_and_takes_none():
    candidate = Candidate(ORAL).press("A", "space")
    assert candidate.response == ()
    assert candidate.question.standing is Standing.ELSEWHERE
    attempt = candidate.attempt
    assert (attempt.unanswered, attempt.elsewhere) == (len(attempt.questions) - 1, 1)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.integers(1, len(PRESENTED.view.questions)),
            st.lists(st.sampled_from(ANSWERING), max_size=12),
            st.text(alphabet="ab \n\x1be\u0301", max_size=9),
        ),
        max_size=8,
    )
)
def test_the_engine_takes_whatever_keys_make_and_has_it_on_record(rounds):
    attempt = Attempt(PRESENTED.view, START, SetClock(0))
    for n, keys, text in rounds:
        attempt.open(n)
        Candidate(n, attempt).press(*keys)
        if n == ESSAY:
            attempt.write(n, text)
    attempt.save_drafts()
    state = after(RUNNING, attempt)
    progress = PRESENTED.progress(state, 0, HOUR_MS)
    assert attempt.answers_missing(progress) == 0
    on_record = {record.n for record in progress.questions if record.response or record.text}
    assert on_record == {q.view.n for q in attempt.questions if q.answered or q.in_part}
    again = Attempt(PRESENTED.view, progress, SetClock(0))
    assert [q.state() for q in again.questions] == [q.state() for q in attempt.questions]


@pytest.mark.parametrize("answers", [12, 20])
def test_letters_go_as_far_as_options_do(answers):
    view = PRESENTED.view.questions[SINGLE - 1]
    options = tuple(replace(view.options[0], position=p) for p in range(1, answers + 1))
    paper = replace(PRESENTED.view, questions=(replace(view, options=options),))
    attempt = Attempt(paper, START, SetClock(0))
    last = "ABCDEFGHIJKLMNOPQRST"[answers - 1]
    assert Candidate(1, attempt).press(last).response == (answers,)
