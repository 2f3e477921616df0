"""The formats' well-known shapes: choices, correct responses, maxima, scores worked out by hand.

The shapes are those of the public implementation guides and format descriptions; texts are our own.
"""

from fractions import Fraction

import pytest

from exam_engine.exchange.foreign import Paragraph, Refused, TextEntry, offered
from exam_engine.exchange.reader import read_file
from exam_engine.exchange.report import report_on_file
from exam_engine.exchange.scoring import Tier, maximum, right_responses, score, tier_of
from exchange.made import CORPUS, QTI, by_id, earns, one, taken

FACTS = {
    # file: (choices, correct responses, maximum, tier)
    "choice21.xml": (3, ("ChoiceA",), Fraction(1), Tier.FULL),
    "choice_multiple22.xml": (6, ("H", "O"), Fraction(2), Tier.FULL),
    "order30.xml": (3, ("DriverC", "DriverA", "DriverB"), Fraction(1), Tier.FULL),
    "match30.xml": (7, ("C R", "D M", "L M", "P T"), Fraction(3), Tier.FULL),
    "text_entry22.xml": (0, ("York",), Fraction(1), Tier.FULL),
    "inline_choice30.xml": (3, ("Y",), Fraction(1), Tier.FULL),
    "custom22.xml": (2, ("true",), Fraction(10), Tier.INTERPRETED),
    "order_partial21.xml": (3, ("C", "A", "B"), Fraction(2), Tier.INTERPRETED),
    "no_processing22.xml": (2, ("B",), Fraction(1), Tier.CORRECT_RESPONSE),
}


@pytest.mark.parametrize("name", FACTS)
def test_the_facts_of_each_item_are_right(name):
    item = one(name)
    choices, correct, most, tier = FACTS[name]
    assert sum(len(offered(asked)) for asked in item.interactions) == choices
    assert right_responses(item) == {"RESPONSE": correct}
    assert maximum(item) == most
    assert tier_of(item) is tier
    assert earns(item, *correct) == most
    assert earns(item) == 0


def test_every_file_of_the_corpus_is_of_the_format_that_it_says():
    formats = {path.name: read_file(path).format for path in CORPUS.iterdir()}
    versions = {"21": "QTI 2.1", "22": "QTI 2.2", "30": "QTI 3.0"}
    assert {name: formats[name] for name in QTI} == {
        name: versions[name.removesuffix(".xml")[-2:]] for name in QTI
    }
    assert formats["quiz.xml"] == "Moodle XML"
    assert formats["examples.gift"] == "GIFT"
    assert formats["examples.aiken"] == "Aiken"


@pytest.mark.parametrize(
    ("chosen", "marks"),
    [
        ("H O", 2),
        ("H", 1),
        ("H Cl", 0),
        ("Cl", 0),  # -1, bounded below by 0
        ("H O He", 0),  # helium is mapped by the default, -2
        ("H H H", 1),  # a value counts once, however often it is there
        ("H O O H", 2),
    ],
)
def test_a_mapping_sums_bounds_and_counts_duplicates_once(chosen, marks):
    assert earns(one("choice_multiple22.xml"), *chosen.split()) == marks


@pytest.mark.parametrize(
    ("order", "marks"), [("C A B", 2), ("C B A", 1), ("B A C", 0), ("C A", 0), ("", 0)]
)
def test_an_order_is_scored_as_its_author_wrote_it(order, marks):
    assert earns(one("order_partial21.xml"), *order.split()) == marks


@pytest.mark.parametrize(
    ("pairs", "marks"),
    [
        (["C R"], Fraction(1)),
        (["D M", "L M"], Fraction(1)),
        (["C M", "D R"], Fraction(0)),
        (["D M"], Fraction(1, 2)),
    ],
)
def test_pairs_are_scored_in_exact_fractions(pairs, marks):
    assert earns(one("match30.xml"), *pairs) == marks


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("York", Fraction(1)),
        ("york", Fraction(1, 2)),
        ("YORK", Fraction(1, 2)),
        ("Kent", Fraction(0)),
    ],
)
def test_written_answers_know_capitals_where_the_mapping_does(text, marks):
    assert earns(one("text_entry22.xml"), text) == marks


@pytest.mark.parametrize(
    ("name", "king", "marks"),
    [
        ("A2", "wicked king", Fraction(2)),
        ("A2", "evil king", Fraction(3, 2)),
        ("B2", "the old KING", Fraction(1, 5)),
        ("B2", "queen", Fraction(0)),
        ("A2", "", Fraction(1)),
    ],
)
def test_several_gaps_are_scored_together(name, king, marks):
    given = {"R1": [name], "R2": [king] if king else []}
    assert score(one("composite22.xml"), given).earned == marks


def test_texts_keep_what_plain_text_can_say():
    assert one("choice_multiple22.xml").interactions[0].prompt == "Which elements form H₂O?"
    (sign,) = (block for block in one("choice21.xml").body[1:2])
    assert sign == Paragraph(parts=("Never leave luggage\nunattended.",))
    texts = [block.parts[0] for block in one("stimulus30.xml").body]
    assert texts == [
        "Report",
        "1. First the service desk is told.",
        "2. Then the customer is told.",
        "Day | Calls",
        "Monday | 12",
    ]


def test_instructions_are_kept_with_their_readers():
    item = one("extended_text21.xml")
    assert [(rubric.views, rubric.text) for rubric in item.rubrics] == [
        (("candidate",), "You may use a dictionary."),
        (("scorer",), "Guidelines\n• Each question answered: 1."),
    ]
    assert tier_of(item) is Tier.BY_HAND
    assert maximum(item) == 3


def test_feedback_within_a_choice_is_its_reason():
    (asked,) = one("custom22.xml").interactions
    assert [(choice.text, choice.feedback.text) for choice in asked.choices] == [
        ("True", "That is correct."),
        ("False", "That is not correct."),
    ]


def test_shuffling_and_fixed_choices_are_kept():
    (asked,) = one("choice_multiple22.xml").interactions
    assert asked.shuffle
    assert [choice.id for choice in asked.choices if choice.fixed] == ["Cl"]


@pytest.mark.parametrize(
    ("name", "right", "most", "wrong"),
    [
        ("tomb-1", ["c"], 1, ["a"]),
        ("q2", ["b"], 1, ["c"]),
        ("q3", ["false"], 1, ["true"]),
        ("q4", ["true"], 1, ["false"]),
        ("q5", ["four"], 1, ["five"]),
        ("q6", ["3.1415"], 1, ["3.1421"]),
        ("q7", ["1822"], 1, ["1825"]),
        ("q8", ["r1 c1", "r2 c2", "r3 c3"], 1, ["r1 c4"]),
        ("q9", ["d"], 1, ["a"]),
        ("q10", ["b", "c"], 1, ["a"]),
        ("q11", ["b"], 1, ["a"]),
        ("q12", ["c"], 1, ["a"]),
        ("q13", ["true"], 1, ["false"]),
    ],
)
def test_gift_questions_have_the_right_answers(name, right, most, wrong):
    item = by_id("examples.gift")[name]
    assert maximum(item) == most
    assert earns(item, *right) == most
    assert earns(item, *wrong) == 0


def test_gift_shares_feedback_and_escapes():
    items = by_id("examples.gift")
    assert earns(items["q9"], "b") == Fraction(1, 4)
    assert earns(items["q7"], "1823") == Fraction(1, 2)
    assert earns(items["q8"], "r1 c1", "r2 c1", "r3 c3") == Fraction(2, 3)
    assert earns(items["q10"], "b", "c", "a") == Fraction(1, 2)
    assert earns(items["q10"], "a", "d") == 0
    (asked,) = items["q12"].interactions
    assert [choice.text for choice in asked.choices] == ["~", "{", "\\"]
    assert asked.choices[0].feedback.text == "~ is a control character."
    assert items["q13"].body[0].parts == ("Is x<y and 10² = 100, for List<String>?",)
    assert items["q5"].body[0].parts == (
        "Two plus two equals ",
        TextEntry(response="RESPONSE"),
        ".",
    )
    assert items["tomb-1"].feedback[0].feedback.text == "He is entombed."
    assert {item.category for item in items.values()} == {"$course$/top/Tombs"}
    assert tier_of(items["q14"]) is Tier.BY_HAND
    assert tier_of(items["q15"]) is Tier.STIMULUS


@pytest.mark.parametrize(
    ("name", "chosen", "marks"),
    [
        ("prime-3", ["a", "b", "c"], Fraction(3)),
        ("prime-3", ["a", "b"], Fraction(2)),
        ("prime-3", ["a", "d"], Fraction(0)),
        ("prime-3", ["a", "b", "c", "d"], Fraction(2)),
        ("q2", ["a"], Fraction(2)),
        ("q2", ["b"], Fraction(1)),
        ("q2", ["c"], Fraction(-1, 2)),
        ("q3", ["false"], Fraction(1)),
        ("q4", ["r1 c1", "r2 c2", "r3 c1"], Fraction(2)),
        ("q4", ["r1 c1", "r2 c3", "r3 c2"], Fraction(2, 3)),
        ("q5", ["CHLOROPLAST"], Fraction(1)),
        ("q5", ["leaf"], Fraction(1, 2)),
        ("q5", ["root"], Fraction(1, 10)),
        ("q5", [], Fraction(0)),
        ("q6", ["23"], Fraction(1)),
        ("q6", ["24.5"], Fraction(1, 5)),
        ("q6", ["25"], Fraction(0)),
        ("q7", ["a", "b", "c"], Fraction(4)),
        ("q7", ["a", "c", "b"], Fraction(4, 3)),
        ("q7", ["c", "a", "b"], Fraction(0)),
    ],
)
def test_moodle_questions_earn_what_moodle_gives(name, chosen, marks):
    assert earns(by_id("quiz.xml")[name], *chosen) == marks


def test_moodle_types_that_are_not_taken_are_named():
    found = read_file(CORPUS / "quiz.xml").found
    reasons = [one.outcome.reason for one in found if isinstance(one.outcome, Refused)]
    for name in ("cloze", "STACK", "CodeRunner", "ddmarker", "calculated", "media"):
        assert sum(name in reason for reason in reasons) == 1
    assert len(reasons) == 6


def test_moodles_gap_stands_where_its_text_has_it():
    assert by_id("quiz.xml")["q5"].body[0].parts == (
        "Photosynthesis needs the ",
        TextEntry(response="RESPONSE"),
        " of a cell.",
    )


def test_aiken_questions():
    first, second = taken("examples.aiken")
    assert earns(first, "b") == 1
    assert earns(second, "b") == 0
    assert second.body[0].parts == ("What remains\nof a file?",)
    (asked,) = second.interactions
    assert asked.choices[0].text == "Its bytes & names"


def test_the_report_carries_the_facts():
    report = report_on_file(read_file(CORPUS / "match30.xml"))
    (item,) = report.items
    assert (item.verdict, item.tier, item.maximum) == ("taken whole", "full", "3")
    (asked,) = item.interactions
    assert (asked.kind, asked.rows, asked.columns, asked.shuffle) == ("match", 4, 3, True)
    assert item.correct == {"RESPONSE": ("C R", "D M", "L M", "P T")}
    verdicts = {path.name: report_on_file(read_file(path)) for path in CORPUS.iterdir()}
    assert verdicts["unkeyed30.xml"].items[0].verdict == "taken, no answer key"
    assert verdicts["extended_text21.xml"].items[0].verdict == "taken, marked by hand"
    assert verdicts["stimulus30.xml"].items[0].verdict == "stimulus"
