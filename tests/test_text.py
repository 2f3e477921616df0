"""Text from outside cannot command a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.text import clean_line, clean_text, harmful_characters


@given(st.text())
def test_clean_text_holds_nothing_harmful_and_is_stable(text):
    cleaned = clean_text(text)
    assert harmful_characters(cleaned) == []
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[2J",  # clear the screen
        "\x1b]52;c;c2VjcmV0\x07",  # write the clipboard (OSC 52)
        "\x9b31m",  # CSI as one C1 character
        "\u202ekcatta",  # text that reads backwards
        "\x7f",
        "\r",
    ],
)
def test_known_attacks_lose_their_command(sequence):
    assert not set(clean_text(f"a{sequence}b")) & set("\x1b\x07\x9b\u202e\x7f\r")


def test_ordinary_text_in_any_script_is_left_alone():
    text = "Größe, 可用性, サービス, ação\n\tzweite Zeile"
    assert clean_text(text) == text


def test_clean_line_is_one_line_with_single_spaces():
    assert clean_line("  Ada \n Lovelace\t") == "Ada Lovelace"
