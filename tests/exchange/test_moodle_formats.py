"""GIFT, Moodle XML and Aiken: lenient where Moodle is, strict where an answer could change."""

from fractions import Fraction

import pytest

from exam_engine.errors import NotSupported
from exam_engine.exchange.engine.items import foreign_of
from exam_engine.exchange.foreign import Refused, Taken
from exam_engine.exchange.html_text import html_plain
from exam_engine.exchange.moodle.fractions import SHARES, percent_of, share_of
from exam_engine.exchange.moodle.read_gift import read_gift
from exam_engine.exchange.moodle.write_gift import write_gift
from exam_engine.exchange.moodle.write_xml import write_quiz
from exam_engine.exchange.reader import read_bytes
from exam_engine.model.item_type import ItemType
from exchange.made import CORPUS, by_id, earns
from exchange.test_engine_items import made


def only(text, *, strict=False):
    (found,) = read_gift(text, strict=strict)
    return found


def test_two_answers_on_one_line():
    found = only("Q? {=yes ~no =maybe}")
    assert [earns(found.item, one) for one in "abc"] == [1, 0, 1]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Q{~a\n~b\n=c}", 3),
        ("::t:: Q { ~a#f ~b = c # g }", 3),
        ("Q{\n\t=a\t\n~b\t\n}", 2),
        ("Q\\: {~a \\= b = c}", 2),
        ("Q{~%50%a ~%50%b ~%-100%c}", 3),
        ("Q{~%33.333%a ~%33.333%b ~%33.333%c}", 3),
    ],
)
def test_what_moodle_accepts_is_taken(text, choices):
    found = only(text)
    assert isinstance(found, Taken)
    assert len(found.item.interactions[0].choices) == choices
    assert isinstance(only(text, strict=True), Taken)


@pytest.mark.parametrize(
    "text",
    ["Q = 1? {=a ~b}", "Q{no one}", "Q{=a =b ~c}", "Q{~%33%a ~%67%b}", "::t Q{=a ~b}", "Q # {T}"],
)
def test_what_moodle_overlooks_is_refused_if_asked_to_be_strict(text):
    assert isinstance(only(text), Taken)
    assert isinstance(only(text, strict=True), Refused)


def test_no_equals_sign_means_that_several_may_be_chosen():
    item = only("Q{~%50%a ~%50%b ~c}").item
    assert item.responses[0].cardinality == "multiple"
    assert earns(item, "a", "b") == 1
    assert earns(item, "a") == Fraction(1, 2)


def test_a_short_answer_needs_no_sign():
    assert earns(only("Who?{no one}").item, "No One") == 1


def test_true_in_small_letters_is_a_short_answer_and_noted():
    found = only("Q{true}")
    assert found.item.responses[0].base == "string"
    assert "short answer" in found.notes[0]


def test_a_blank_line_within_the_braces_refuses_the_question_whole():
    found = read_gift("Q{\n=a\n\n~b\n\n~c\n}\n\nR{=a ~b}")
    assert [type(one) for one in found] == [Refused, Taken]
    assert "blank line within the braces" in found[0].reason


def test_a_category_may_stand_right_above_its_question():
    (found,) = read_gift("$CATEGORY: a/b\nQ{=a ~b}")
    assert found.item.category == "a/b"
    assert found.item.title == "Q"


def test_comments_are_no_text():
    (found,) = read_gift("// ::x:: {=no}\nQ{=a\n// ~c\n~b}")
    assert len(found.item.interactions[0].choices) == 2


@pytest.mark.parametrize(
    ("written", "share"),
    [("100", "1"), ("33.33333", "1/3"), ("33.333", "1/3"), ("-66.66667", "-2/3"), ("83.33", "5/6"),
     ("14.28571", "1/7"), ("12.5", "1/8"), ("5", "1/20"), ("0", "0")],
)  # fmt: skip
def test_moodles_fractions_mean_shares(written, share):
    notes = []
    assert share_of(written, notes) == Fraction(share)
    assert notes == []


def test_other_fractions_are_kept_and_noted_and_cannot_be_written():
    notes = []
    assert share_of("47", notes) == Fraction(47, 100)
    assert len(notes) == 1
    with pytest.raises(NotSupported, match="47/100"):
        percent_of(Fraction(47, 100))


def test_moodle_reads_each_share_that_is_written_as_itself():
    for share in SHARES:
        assert share_of(percent_of(share), []) == share
        assert abs(Fraction(percent_of(share)) / 100 - share) < Fraction(1, 100_000)


@pytest.mark.parametrize("write", [write_quiz, write_gift])
@pytest.mark.parametrize(
    ("item", "said"),
    [
        (made(ItemType.MULTIPLE, "coverage", marks=1), "a limit of choices"),
        (made(ItemType.MULTIPLE, "every-decision", marks=1), "response processing"),
        (made(ItemType.MATCH, "net-correct", marks=1), "equal share for each row"),
        (made(ItemType.MATCH, "exact", marks=1), "equal share for each row"),
    ],
)
def test_marks_that_moodle_would_not_give_are_refused_by_name(write, item, said):
    _, (outcome,) = write([foreign_of(item)])
    assert isinstance(outcome, Refused)
    assert said in outcome.reason


def test_all_or_nothing_is_refused_in_gift_and_named_in_moodle():
    item = foreign_of(made(ItemType.MULTIPLE, "exact", marks=1))
    assert "all or nothing" in write_gift([item])[1][0].reason
    _, (outcome,) = write_quiz([item])
    assert any("multichoiceset" in note for note in outcome.notes)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a <b>b</b><br>c</p><p>d</p>", "a b\nc\nd"),
        ("x<y and List<String> &amp; &lt;b&gt;", "x<y and List<String> & <b>"),
        ("AT&T &copy; &nope;", "AT&T © &nope;"),
        ("10<sup>2</sup> H<sub>2</sub>O x<sup>ab</sup>", "10² H₂O x^(ab)"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<pre>if x:\n    y()</pre>", "if x:\n\u00a0\u00a0\u00a0\u00a0y()"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a | b\nc"),
        ("a<script>alert(1)</script>b", "ab"),
        ("a<!-- hidden -->b", "ab"),
        ("[red]a[/red]", "[red]a[/red]"),
        ("<q>a</q>", "“a”"),
    ],
)
def test_html_as_plain_text(html, text):
    assert html_plain(html, []) == text


@pytest.mark.parametrize("tag", ["img", "video", "audio", "iframe", "object", "svg", "math"])
def test_media_and_formulas_are_refused_by_name(tag):
    with pytest.raises(NotSupported, match=tag):
        html_plain(f"a <{tag} src='x'>b</{tag}>", [])


def test_a_scripts_loss_is_noted():
    notes = []
    html_plain("a<script>x</script>", notes)
    assert notes == ["a script or style sheet within a text was left out"]


def test_files_in_utf_16_with_a_mark_are_read(tmp_path):
    text = (CORPUS / "examples.gift").read_text()
    found = read_bytes(text.encode("utf-16"), tmp_path / "x.gift").found
    assert [one.outcome for one in found] == [
        one.outcome for one in read_bytes(text.encode(), tmp_path / "x.gift").found
    ]


def test_windows_line_ends_change_nothing(tmp_path):
    for name in ("examples.gift", "examples.aiken"):
        text = (CORPUS / name).read_text()
        found = read_bytes(text.replace("\n", "\r\n").encode(), tmp_path / name).found
        assert {one.outcome.item.id: one.outcome.item for one in found} == by_id(name)
