"""Lines of a candidate against the attempt: what they change, what they are told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from client.kinds import ESSAY, MATCH, MATCH_AGAIN, MULTIPLE, ORAL, ORDER, SINGLE, TRUE_FALSE
from client.linear.linear_support import WillingEngine, converse
from exam_engine.client.linear.commands import Command
from exam_engine.wire.candidate import (
    LONGEST_ESSAY,
    CommentedEvent,
    FlaggedEvent,
    HelpCalledEvent,
    MessageReadEvent,
    MessageView,
    PauseView,
    RespondedEvent,
    StruckOutEvent,
)


def response(told, n):
    return told.attempt.question(n).response


@pytest.mark.parametrize(
    ("n", "line", "positions"),
    [
        (SINGLE, "b", (2,)),
        (SINGLE, "B.", (2,)),
        (MULTIPLE, "a c", (1, 3)),
        (MULTIPLE, "CA", (1, 3)),
        (MULTIPLE, "c and a", (1, 3)),
        (MULTIPLE, "e", (5,)),
        (TRUE_FALSE, "1 t 3f", (1, 0, 2)),
        (MATCH, "2 c", (0, 3, 0)),
        (MATCH, "1 a, 2 b; 3 e", (1, 2, 5)),
        (MATCH, "1 a 2 a", (0, 1, 0)),  # each selection can be used once
        (MATCH_AGAIN, "1 a 2 a", (1, 1, 0)),
        (ORDER, "b d a c", (2, 4, 1, 3)),
        (ORDER, "BD", (2, 4)),
    ],
)
def test_a_line_is_understood_as_the_response_that_it_says(n, line, positions):
    told = converse(f"go {n}", line)
    assert response(told, n) == positions
    (event,) = [event for event in told.engine.events if isinstance(event, RespondedEvent)]
    assert (event.n, event.options) == (n, positions)
    assert told.words.count("Saved.") == 1


@pytest.mark.parametrize(
    ("n", "line", "why"),
    [
        (SINGLE, "a b", "Choose one, not 2"),
        (SINGLE, "e", "There is no option E. The options are A to D."),
        (MULTIPLE, "a b c", "Choose two, not 3"),
        (MULTIPLE, "a a", "twice"),
        (MATCH, "4 a", "There is no line 4: the last is 3."),
        (MATCH, "1 k", "There is no option K"),
        (MATCH, "b", "Say for which line"),
        (TRUE_FALSE, "t", "Say for which line"),
        (ORDER, "a b b", "twice"),
        (ORDER, "move d 2", "Place 2 cannot be filled yet"),
        (ESSAY, "some words", "To write, enter: write."),
        (ORAL, "a", "Nothing is to be answered here."),
        (SINGLE, "what now", "That is no answer and no command here."),
        (SINGLE, "go 11", "numbered from 1 to 10"),
        (SINGLE, "go \u00b2", "numbered from 1 to 10"),
        (SINGLE, "strike", "Enter strike and the letter"),
    ],
)
def test_a_line_that_cannot_be_an_answer_changes_nothing_and_says_why(n, line, why):
    told = converse(f"go {n}", line)
    assert why in told.words
    assert response(told, n) == ()
    assert not [event for event in told.engine.events if isinstance(event, RespondedEvent)]


def test_letters_of_options_are_answers_before_they_are_commands():
    told = converse(f"go {TRUE_FALSE}", "1 t", "t", f"go {SINGLE}", "t")
    assert told.words.count("60 minutes are left.") == 1


def test_entries_of_an_order_are_moved_and_taken_out():
    told = converse(f"go {ORDER}", "b d a", "move c 1", "move a 2")
    assert response(told, ORDER) == (3, 1, 2, 4)
    assert response(converse(f"go {ORDER}", "b d", "clear"), ORDER) == ()


def test_a_line_of_a_match_is_cleared_alone():
    told = converse(f"go {MATCH}", "1 a 2 b", "clear 1", "clear 9")
    assert response(told, MATCH) == (0, 2, 0)
    assert "There is no such line: the last is 3." in told.words


def test_an_option_struck_out_is_restored_by_choosing_it_and_an_answer_is_not_struck():
    told = converse("strike b", "options", "b", "strike b")
    assert "B, struck out: Problem management" in told.words
    assert "B is your answer: take it back first" in told.words
    assert told.attempt.question(1).struck_out == frozenset()
    struck = [event.on for event in told.engine.events if isinstance(event, StruckOutEvent)]
    assert struck == [True, False]


def test_what_is_not_saved_is_said_and_said_again_when_it_is():
    engine = WillingEngine()
    engine.away = True
    told = converse("a", engine=engine)
    assert "Your answer: A. Not saved yet: the engine does not answer." in told.words
    assert "Saved." not in told.words


def test_a_text_is_written_shown_and_changed_by_lines():
    told = converse(
        f"go {ESSAY}", "write", "One risk.", "", "Another.", ".", "replace 1", "A risk.",
        "insert 3", "In between.", "delete 2", "show", "delete 9",
    )  # fmt: skip
    assert told.attempt.question(ESSAY).text == "A risk.\nIn between.\nAnother."
    assert "Line 1: A risk. Line 2: In between. Line 3: Another." in told.words
    assert "There is no such line; your text has 3." in told.words
    again = converse(
        f"go {ESSAY}", "write", "One.", "Two.", ".", "delete 1", "undo", "undo", "undo", "undo"
    )
    assert again.attempt.question(ESSAY).text == ""
    assert "There is nothing to take back." in again.words


def test_every_line_of_a_text_is_an_event_before_the_next_is_asked_for():
    told = converse(f"go {ESSAY}", "write", "One.", "Two.", "Three.")
    assert told.attempt.question(ESSAY).text == "One.\nTwo.\nThree."
    assert told.words.count("Saved. Line") == 3


def test_a_line_as_long_as_a_terminal_takes_is_kept_and_said_to_be_cut():
    told = converse(f"go {ESSAY}", "write", "word " * 819 + "x", ".")  # 4,096 bytes
    assert "as long as a terminal takes, 4,095 bytes" in told.words
    assert len(told.attempt.question(ESSAY).text.split()) == 820


def test_a_text_stays_within_what_one_may_be():
    line = "x" * 4_000
    told = converse(f"go {ESSAY}", "write", *[line] * 21, ".")
    assert "Not added: the text would be longer than it may be." in told.words
    assert 75_000 < len(told.attempt.question(ESSAY).text) <= LONGEST_ESSAY


def test_the_review_names_what_is_open_and_answers_nothing():
    told = converse("a", "2", "a", "l", "r", "c", "flag", "back", "review", "1")
    assert "1 question of 10 answered. Answered in part: 2." in told.words
    assert "Without an answer: 1 and" not in told.words
    assert "Without an answer: 3 to 9. Flagged to look again: 2." in told.words
    assert told.words.count("This is the review.") == 2
    assert (response(told, 1), response(told, 2)) == ((1,), (1,))
    flags = [event.on for event in told.engine.events if isinstance(event, FlaggedEvent)]
    assert flags == [True]


def test_the_list_says_how_questions_stand_in_few_sentences():
    told = converse("a", "n", "a", "list")
    words = "Question 1: answered. Question 2: in part. Questions 3 to 9: not seen."
    assert f"{words} Question 10: done before your assessors." in told.words


def test_a_finish_needs_the_word_again():
    assert not converse("finish", "no").over
    assert not converse("finish", "").over
    assert converse("finish", "Finish").over


def test_comments_notes_and_calls_are_events():
    told = converse("problem B and C agree", "note", "ask later", "call", "call")
    assert told.attempt.question(1).comment == "B and C agree"
    assert told.attempt.question(1).note == "ask later"
    kinds = [type(event) for event in told.engine.events]
    assert kinds.count(CommentedEvent) == 1
    calls = [event.on for event in told.engine.events if isinstance(event, HelpCalledEvent)]
    assert calls == [True, False]


def test_a_message_is_said_until_it_is_confirmed_and_only_once():
    told = converse(
        "time", "confirm", "confirm", messages=(MessageView(number=1, text="Room 2.\x1b[2J"),)
    )
    assert told.words.count("Message from the invigilator: Room 2.") == 1
    assert "There is no message to confirm." in told.words
    assert b"\x1b" not in told.raw
    read = [event for event in told.engine.events if isinstance(event, MessageReadEvent)]
    assert [event.number for event in read] == [1]


def test_in_a_pause_no_question_is_read_and_nothing_is_answered():
    pause = PauseView(cause="environment", words="Fire alarm: leave the room.", free_ms=-1)
    told = converse("a", "repeat", "scenario", "list", "time", "finish", "finish", pause=pause)
    assert "something in the room or the building disturbs it" in told.words
    assert "Fire alarm: leave the room." in told.words
    assert "The clock stands still: you lose no time." in told.words
    assert told.words.count("nothing can be answered or read now") == 6
    assert "Which process restores" not in told.words
    assert response(told, 1) == ()
    assert not told.over


def test_the_time_is_said_when_asked_for_and_in_warnings_at_a_prompt():
    told = converse("a", "b", "c", "time", engine=WillingEngine(3_600_000, 1_790_000, 299_000))
    assert told.words.count("Half of your time has passed. Question 1:") == 1
    assert told.words.count("5 minutes are left. Question 1:") == 1
    assert "4 minutes are left. Question 1:" in told.words
    assert told.words.count("left.") == 2


_WORDS = st.sampled_from(
    [command.word for command in Command] + ["a", "b", "2 c", "b d a", "7", "9", "."]
)
_LINES = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")),
    st.tuples(_WORDS, st.sampled_from(["", " 1", " 2 c", " b 1", " \x1b[2J", " \udcff"])).map(
        lambda pair: "".join(pair).encode("utf-8", "replace")
    ),
)
_ALLOWED = re.compile(rb"[^\x00-\x09\x0b-\x1f\x7f]*")


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINES, max_size=25))
def test_whatever_bytes_are_typed_nothing_breaks_and_no_control_character_comes_out(lines):
    told = converse(*[line.replace(b"\n", b"") for line in lines])
    assert _ALLOWED.fullmatch(told.raw)
    assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069]", told.raw.decode())
    on_record = {}
    for event in told.engine.events:
        if isinstance(event, RespondedEvent) and event.options:
            on_record[event.n] = event.options
        elif isinstance(event, RespondedEvent):
            on_record.pop(event.n, None)
    shown = {q.view.n: q.response for q in told.attempt.questions if q.response}
    if not told.over:
        assert on_record == shown


def test_a_paper_without_scenarios_says_so():
    told = converse("scenario", "options", "scoring", "answer")
    assert "This question belongs to no scenario." in told.words
    assert "1 mark for the right answer" in told.words
