"""What a console can be told: a closed list of names, none of which could hold an answer."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.wire import invigilator as wire
from exam_engine.wire.incidents import INCIDENTS, incident_words
from exam_engine.wire.invigilator import ActRequest, SeatView, finish_purpose, room_of

# Every name that may stand in a message to a console. A new one needs a look, and this list.
NAMES = {
    *("invigilator", "asked", "nonce", "until_ms", "host", "signature", "challenge", "value"),
    *("token", "name", "sittings", "id", "title", "opens_ms", "closes_ms", "candidates"),
    *("candidate", "seat", "phase", "answered", "questions", "current", "remaining_ms"),
    *("extra_ms", "granted_ms", "stopped_ms", "heard_ms", "checked_in", "calls_help", "unread"),
    *("comments", "incidents", "terminal", "ending", "pause", "cause", "words", "free_ms"),
    *("sitting", "version", "now_ms", "seats", "at_ms", "log", "answers", "done", "code"),
}
REPLIES = (wire.Challenge, wire.SignedIn, wire.SignedOut, wire.Board, wire.SeatDetails)


def names_of(kind):
    """Return the names of all fields that a message can hold, at any depth."""
    _, components = msgspec.json.schema_components([kind])
    return {name for one in components.values() for name in one.get("properties", {})}


@pytest.mark.parametrize("kind", [*REPLIES, wire.ActReply])
def test_no_reply_to_a_console_has_a_name_that_is_not_on_the_list(kind):
    assert names_of(kind) <= NAMES


def test_a_seat_as_usual_is_short_and_comes_back_whole():
    seat = SeatView(candidate="C-1", name="Ada", questions=40)
    sent = msgspec.json.encode(seat)
    assert len(sent) < 60
    assert msgspec.json.decode(sent, type=SeatView) == seat


@pytest.mark.parametrize(
    "message",
    [
        b'{"sitting":"s","act":{"type":"resume","why":"x"}}',
        b'{"sitting":"s","act":{"type":"submit"}}',
        b'{"sitting":"s","act":{"type":"grant","seconds":0,"reason":"noise"}}',
        b'{"sitting":"s","act":{"type":"grant","seconds":14401,"reason":"noise"}}',
        b'{"sitting":"s","act":{"type":"grant","seconds":-60,"reason":"noise"}}',
        b'{"sitting":"s","act":{"type":"grant","seconds":60,"reason":""}}',
        b'{"sitting":"s","act":{"type":"message","text":""}}',
        b'{"sitting":"s","act":{"type":"message","text":"' + b"x" * 501 + b'"}}',
        b'{"sitting":"s","act":{"type":"resume"},"candidates":' + b'["a"' + b',"a"' * 500 + b"]}",
        b'{"sitting":"","act":{"type":"resume"}}',
    ],
)
def test_what_is_beyond_the_limits_is_refused(message):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(message, type=ActRequest)


@given(
    st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True),
    st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True),
)
def test_consent_to_one_ending_is_none_to_another(some, others):
    one = finish_purpose("s", some, "ill", "first")
    same = set(some) == set(others)
    assert (one == finish_purpose("s", others, "ill", "first")) is same
    assert one != finish_purpose("t", some, "ill", "first")
    assert one != finish_purpose("s", some, "late", "first")
    assert one != finish_purpose("s", some, "ill", "second")


def test_the_room_is_what_stands_before_the_seat():
    assert [room_of(seat) for seat in ("Room 1/A3", "B/1/2", "A3", "")] == ["Room 1", "B/1", "", ""]


def test_every_cause_has_its_kinds_and_another_one():
    assert set(INCIDENTS) == {"environment", "candidate", "staff", "technical"}
    assert all("other" in kinds for kinds in INCIDENTS.values())
    assert incident_words("technical", "freezing") == "technical: terminal freezes"
