"""How texts are cut into words, and how hard they are to read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bank.lint.made import findings, report_on, single
from exam_engine.bank.lint.ranges import meet, range_of
from exam_engine.bank.lint.words import reading_grade, sentences, stem_of, syllables, tokens
from exam_engine.clock import Stopwatch

TEXT = st.text(st.characters(codec="utf-8"), max_size=200)


@pytest.mark.parametrize(
    "words",
    [
        ("manage", "manages", "managed", "managing"),
        ("policy", "policies"),
        ("plan", "plans", "planned", "planning"),
        ("process", "processes"),
        ("supplier", "suppliers", "supplier's"),
    ],
)
def test_forms_of_a_word_have_one_stem(words):
    assert len({stem_of(word) for word in words}) == 1


@pytest.mark.parametrize(("one", "other"), [("status", "state"), ("analysis", "analyse")])
def test_words_that_only_look_alike_stay_apart(one, other):
    assert stem_of(one) != stem_of(other)


def test_names_and_figures_stay_whole():
    written = [token.written for token in tokens("See ISO/IEC 20000-1:2018, 99.5 % and check-in.")]
    assert written == ["See", "ISO/IEC", "20000-1:2018", "99.5", "and", "check-in"]


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("service", 2), ("table", 2), ("recovery", 4), ("availability", 6), ("tree", 1)],
)
def test_syllables_are_those_of_a_dictionary(word, count):
    assert syllables(word) == count


def test_the_reading_grade_follows_its_formula():
    """ "The cat sat on the mat." has 6 words, 6 syllables, 1 sentence: 2.34 + 11.8 - 15.59."""
    assert reading_grade("The cat sat on the mat.") == pytest.approx(-1.45)
    assert reading_grade("") == 0


@given(TEXT)
def test_tokens_and_sentences_stand_where_they_say(text):
    for token in tokens(text):
        assert text[token.start :].startswith(token.written)
    for start, sentence in sentences(text):
        assert text[start : start + len(sentence)] == sentence


@given(st.integers(0, 50), st.integers(1, 20), st.integers(0, 50), st.integers(1, 20))
def test_ranges_meet_exactly_where_they_share_a_number(low, width, other, breadth):
    one = range_of(f"{low} to {low + width} days")
    two = range_of(f"{other}-{other + breadth} days")
    shared = set(range(low, low + width + 1)) & set(range(other, other + breadth + 1))
    assert meet(one, two) is bool(shared)
    assert meet(two, one) is bool(shared)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("less than 5", "5 to 9", False),
        ("up to 5", "5 to 9", True),
        ("5 or more", "up to 5", True),
        ("more than 5", "up to 5", False),
        ("1 to 5 days", "1 to 5 weeks", False),
    ],
)
def test_the_ends_of_ranges_belong_to_them_or_not(one, other, expected):
    assert meet(range_of(one), range_of(other)) is expected


@pytest.mark.parametrize("text", ["ISO/IEC 20000-1:2018", "Part 3", "9 to 5", "5 days", "20000-1"])
def test_what_is_no_range_is_none(text):
    assert range_of(text) is None


@settings(deadline=None)
@given(TEXT, TEXT, TEXT)
def test_no_text_breaks_a_rule_into_an_error_of_its_own(stem, one, other):
    """Whatever stands in the fields, rules find or do not find; the words found stand there."""
    item = single(stem=stem, texts=(one, other, "Third", "Fourth"))
    for found in report_on(item).findings:
        assert found.message
    for found in findings("TEXT-HYGIENE", item):
        if found.field == "stem" and found.column:
            assert stem[found.column - 1 :].startswith(found.words)


def test_a_text_of_blanks_takes_no_more_than_its_length():
    """20,000 blanks: in square of the length it would be many seconds."""
    watch = Stopwatch()
    report_on(single(stem="Which act" + " " * 20_000 + "helps?"))
    assert watch.elapsed_s() < 3
