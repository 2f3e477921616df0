"""Traits that public Moodle, GIFT and Aiken files show, in questions of our own.

The expected values come from what Moodle's own readers (``question/format/*/format.php``) make of
the same input.
"""

from fractions import Fraction
from pathlib import Path

import pytest

from exam_engine.exchange.foreign import OrderInteraction, Refused, Taken, TextEntry
from exam_engine.exchange.moodle.read_aiken import read_aiken
from exam_engine.exchange.moodle.read_gift import read_gift
from exam_engine.exchange.reader import read_bytes
from exchange.made import earns


def quiz(kind, inner, *, text="Q", form="html"):
    """Return what becomes of one question of a Moodle quiz."""
    question = (
        f'<quiz><question type="{kind}"><name><text>n</text></name><questiontext format="{form}">'
        f"<text>{text}</text></questiontext>{inner}</question></quiz>"
    )
    (found,) = read_bytes(question.encode(), Path("x.xml")).found
    return found.outcome


ANSWERS = (
    '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
)


@pytest.mark.parametrize("name", ["image", "image_base64"])
def test_an_image_beside_the_text_is_media(name):
    read = quiz("multichoice", f"<{name}>logo.png</{name}>{ANSWERS}")
    assert isinstance(read, Refused)
    assert "media" in read.reason
    assert isinstance(quiz("multichoice", f"<{name}></{name}>{ANSWERS}"), Taken)


@pytest.mark.parametrize(
    ("said", "several"),
    [("", False), ("<single>true</single>", False), ("<single>1</single>", False),
     ("<single/>", True), ("<single>0</single>", True), ("<single>false</single>", True)],
)  # fmt: skip
def test_an_empty_single_means_several_as_in_moodle(said, several):
    item = quiz("multichoice", said + ANSWERS).item
    assert (item.responses[0].cardinality == "multiple") is several


def test_choices_are_shuffled_only_where_that_is_said_and_pairs_unless_denied():
    shuffled = "<shuffleanswers>1</shuffleanswers>"
    pairs = "".join(
        f"<subquestion><text>{n}</text><answer><text>x{n}</text></answer></subquestion>"
        for n in "12"
    )
    assert not quiz("multichoice", ANSWERS).item.interactions[0].shuffle
    assert quiz("multichoice", shuffled + ANSWERS).item.interactions[0].shuffle
    assert quiz("matching", pairs).item.interactions[0].shuffle
    assert not quiz("matching", f"<shuffleanswers/>{pairs}").item.interactions[0].shuffle


@pytest.mark.parametrize("grading", ["", "0", "-1", "RELATIVE_NEXT_EXCLUDE_LAST"])
def test_an_order_is_taken_only_if_it_says_how_it_is_graded(grading):
    said = f"<gradingtype>{grading}</gradingtype>" if grading else ""
    read = quiz("ordering", said + ANSWERS)
    assert isinstance(read, Refused)
    assert "graded" in read.reason
    whole = quiz("ordering", "<gradingtype>ALL_OR_NOTHING</gradingtype>" + ANSWERS).item
    assert isinstance(whole.interactions[0], OrderInteraction)


def test_an_answer_without_a_text_element_is_its_own_text_alone():
    answer = (
        '<answer fraction="100">23<tolerance>1</tolerance><feedback><text>Yes, 42</text></feedback>'
        "</answer>"
    )
    item = quiz("numerical", answer).item
    assert [earns(item, text) for text in ("23", "24", "2310", "42")] == [1, 1, 0, 0]


def test_a_selection_without_a_row_makes_none():
    rows = "".join(
        f"<subquestion><text>{n}</text><answer><text>x{n}</text></answer></subquestion>"
        for n in "12"
    )
    item = quiz(
        "matching", rows + "<subquestion><answer><text>y</text></answer></subquestion>"
    ).item
    (asked,) = item.interactions
    assert [row.text for row in asked.rows] == ["1", "2"]
    assert [column.text for column in asked.columns] == ["x1", "x2", "y"]


def test_answers_are_in_the_format_of_the_question_unless_they_say_another():
    plain = ANSWERS.replace("a<", "List&lt;b&gt;<")
    item = quiz("multichoice", plain, form="plain_text").item
    assert item.interactions[0].choices[0].text == "List<b>"


def test_line_ends_are_breaks_in_moodles_own_format():
    for form, text in (("moodle_auto_format", "one\ntwo"), ("html", "one two")):
        item = quiz("multichoice", ANSWERS, text="one\ntwo", form=form).item
        assert item.body[0].parts == (text,)


def test_what_is_left_of_markdown_is_said_once():
    read = quiz("multichoice", ANSWERS, form="markdown")
    assert sum("Markdown" in note for note in read.notes) == 1


def test_fractions_as_elements_are_refused():
    answer = "<answer><text>1</text><fraction>1</fraction></answer>"
    assert isinstance(quiz("numerical", answer), Refused)


# GIFT and Aiken


def test_the_spaces_of_an_accepted_answer_are_part_of_it():
    (found,) = read_gift("Q{=git  status}")
    assert earns(found.item, "git  status") == 1
    assert any(isinstance(one, TextEntry) for one in found.item.interactions)
    answer = '<answer fraction="100"><text>git  status</text></answer>'
    assert earns(quiz("shortanswer", answer).item, "git  status") == Fraction(1)


def test_an_accepted_answer_of_several_lines_is_refused():
    (found,) = read_gift("Q{=one\ntwo}")
    assert isinstance(found, Refused)
    assert "several lines" in found.reason


@pytest.mark.parametrize("answers", ["T // yes", "=a // first\n~b", "// first\tF"])
def test_a_remark_within_a_line_of_the_answers_is_refused(answers):
    (found,) = read_gift(f"Q{{{answers}}}")
    assert isinstance(found, Refused)
    assert "remark" in found.reason


def test_an_address_among_the_answers_is_no_remark():
    (found,) = read_gift("Q{=http\\://a.b ~//x ~c}")
    assert [choice.text for choice in found.item.interactions[0].choices][1] == "//x"


def test_aiken_needs_no_space_after_a_letter_and_takes_a_point_after_the_answer():
    (found,) = read_aiken("Q\nA)yes\nB.no\nANSWER: B.")
    assert (earns(found.item, "a"), earns(found.item, "b")) == (0, 1)


def test_an_aiken_question_without_an_answer_takes_no_other_one_with_it():
    found = read_aiken("First\nA. a\nB. b\n\nSecond\nA. c\nB. d\nANSWER: A\n")
    assert [type(one) for one in found] == [Refused, Taken]
    assert "without a line ANSWER" in found[0].reason
    assert found[1].item.body[0].parts == ("Second",)
