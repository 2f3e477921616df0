"""Traits that public QTI files show, in items of our own: what was once misread stays mended.

The expected values come from QTI's specification.
"""

import time
from pathlib import Path

import pytest

from exam_engine.exchange.foreign import Refused, Taken
from exam_engine.exchange.html_text import html_plain
from exam_engine.exchange.reader import read_bytes
from exam_engine.exchange.scoring import Tier, maximum, right_responses, score, tier_of
from exchange.hostile import zipped
from exchange.made import NAMESPACE, choice_item, earns, read_xml, template
from exchange.seconds import a_second

SCORE = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
CORRECT = template("match_correct")


def taken(text):
    read = read_xml(text)
    assert isinstance(read, Taken), read
    return read


def reason(text):
    read = read_xml(text)
    assert isinstance(read, Refused), read
    return read.reason


def gap_item(declaration, processing, *, attributes="", outcomes=SCORE, cardinality="single"):
    """Return an item with a gap for a text, in QTI 2.2."""
    return f"""<assessmentItem {NAMESPACE} identifier="i" title="t">
      <responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="string">
      {declaration}</responseDeclaration>{outcomes}<itemBody><p>The word is
      <textEntryInteraction responseIdentifier="RESPONSE" {attributes}/></p></itemBody>
      {processing}</assessmentItem>"""


def rules(inner):
    return f"<responseProcessing>{inner}</responseProcessing>"


def setting(expression, name="SCORE"):
    return f'<setOutcomeValue identifier="{name}">{expression}</setOutcomeValue>'


MAPPED = rules(setting('<mapResponse identifier="RESPONSE"/>'))
ONE = '<baseValue baseType="float">1</baseValue>'


# Texts


def test_a_substitute_for_speech_is_no_subscript():
    speech = (
        '<ssml:sub xmlns:ssml="http://www.w3.org/2001/10/synthesis" alias="two">2</ssml:sub> apples'
    )
    read = taken(choice_item(CORRECT).replace("Two", speech))
    assert read.item.interactions[0].choices[1].text == "2 apples"
    assert any("speech" in note for note in read.notes)


@pytest.mark.parametrize("brackets", ["", "<rp>(</rp>"])
def test_ruby_stands_in_parentheses_after_its_base(brackets):
    ruby = f"<ruby><rb>北</rb>{brackets}<rt>きた</rt>{brackets.replace('(', ')')}</ruby>"
    item = taken(choice_item(CORRECT).replace("Two", ruby)).item
    assert item.interactions[0].choices[1].text == "北(きた)"
    assert html_plain(ruby, []) == "北(きた)"


def test_a_placeholder_in_a_gap_is_noted():
    key = "<correctResponse><value>was</value></correctResponse>"
    read = taken(gap_item(key, CORRECT, attributes='placeholderText="to be"'))
    assert any("placeholder" in note for note in read.notes)


# What is refused, by the name that says most


@pytest.mark.parametrize(
    ("interaction", "name"),
    [
        ("hotspotInteraction", "a hotspot interaction"),
        ("selectPointInteraction", "a select point interaction"),
        ("uploadInteraction", "an upload interaction"),
        ("portableCustomInteraction", "a portable custom interaction (PCI)"),
    ],
)
@pytest.mark.parametrize("kind", ['cardinality="record"', 'cardinality="single" baseType="point"'])
def test_an_interaction_is_named_rather_than_the_type_of_its_response(interaction, name, kind):
    item = (
        f'<assessmentItem {NAMESPACE} identifier="i" title="t"><responseDeclaration '
        f'identifier="RESPONSE" {kind}/><itemBody><div><{interaction} '
        'responseIdentifier="RESPONSE"/></div></itemBody></assessmentItem>'
    )
    assert reason(item) == name


@pytest.mark.parametrize("body", ["", "<itemBody/>"])
@pytest.mark.parametrize("processing", [CORRECT, "", MAPPED.replace("mapResponse", "variable")])
def test_an_answer_key_that_no_interaction_asks_for_is_no_stimulus(body, processing):
    whole = choice_item(processing)
    start, rest = whole.split("<itemBody>")
    assert "no interaction" in reason(start + body + rest.split("</itemBody>")[1])


def test_an_item_that_asks_and_declares_nothing_is_a_stimulus():
    item = (
        f'<assessmentItem {NAMESPACE} identifier="i" title="t">{SCORE}<itemBody><p>Welcome.</p>'
        "</itemBody><responseProcessing/></assessmentItem>"
    )
    assert tier_of(taken(item).item) is Tier.STIMULUS


def test_a_gap_takes_one_value():
    key = "<correctResponse><value>a</value></correctResponse>"
    assert "cardinality multiple" in reason(gap_item(key, CORRECT, cardinality="multiple"))


@pytest.mark.parametrize(
    ("operator", "said"),
    [
        ('<roundTo figures="PLACES"><variable identifier="SCORE"/></roundTo>', "figures"),
        ('<roundTo roundingMode="up"><variable identifier="SCORE"/></roundTo>', "'up'"),
        (f'<equal toleranceMode="absolute" tolerance="T">{ONE}{ONE}</equal>', "tolerance"),
        (f'<equal toleranceMode="near" tolerance="1">{ONE}{ONE}</equal>', "'near'"),
        (f'<repeat numberRepeats="N">{ONE}</repeat>', "numberRepeats"),
    ],
)
def test_what_an_operator_says_of_itself_is_checked_before_any_response(operator, said):
    assert said in reason(choice_item(rules(setting(operator))))


def test_a_package_of_qti_1_is_named():
    manifest = (
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><resources>'
        '<resource identifier="r" type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment" href="q.xml"/>'
        "</resources></manifest>"
    )
    raw = zipped(("imsmanifest.xml", manifest), ("q.xml", "<questestinterop/>"))
    assert "QTI 1" in read_bytes(raw, Path("x.zip")).refused


# Feedback after the response


@pytest.mark.parametrize(
    "feedback",
    [
        '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="A" showHide="hide">No.'
        "</modalFeedback>",
        '<modalFeedback outcomeIdentifier="FEEDBACK" identifier="A" showHide="show">You have '
        '<printedVariable identifier="SCORE"/> marks.</modalFeedback>',
    ],
)
def test_feedback_that_cannot_be_held_is_left_out_of_the_item_and_noted(feedback):
    outcomes = SCORE + '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" '
    outcomes += 'baseType="identifier"/>'
    text = choice_item(CORRECT, outcomes=outcomes)
    read = taken(text.replace("</assessmentItem>", f"{feedback}</assessmentItem>"))
    assert read.item.feedback == ()
    assert any("'A'" in note and "left out" in note for note in read.notes)
    assert (earns(read.item, "A"), earns(read.item, "B")) == (1, 0)


def test_feedback_that_hides_part_of_the_question_is_still_refused():
    hidden = '<feedbackBlock outcomeIdentifier="F" identifier="x" showHide="hide">?</feedbackBlock>'
    assert "showHide" in reason(choice_item(CORRECT).replace("<itemBody>", f"<itemBody>{hidden}"))


# Marks


def test_processing_that_never_sets_the_score_earns_nothing_and_is_said():
    idle = (
        "<responseCondition><responseIf><match><variable identifier='RESPONSE'/>"
        "<correct identifier='RESPONSE'/></match></responseIf></responseCondition>"
    )
    read = taken(choice_item(rules(idle)))
    assert tier_of(read.item) is Tier.UNKEYED
    assert maximum(read.item) is None
    assert any("never sets SCORE" in note for note in read.notes)


def test_an_empty_value_is_none():
    read = taken(
        choice_item(CORRECT, declaration="<correctResponse><value> </value></correctResponse>")
    )
    assert tier_of(read.item) is Tier.UNKEYED
    empty = SCORE.replace("/>", "><defaultValue><value/></defaultValue></outcomeDeclaration>")
    assert earns(taken(choice_item(CORRECT, outcomes=empty)).item, "A") == 1


def test_a_mapping_may_say_once_that_capitals_do_not_count():
    mapping = (
        '<mapping defaultValue="0" caseSensitive="false"><mapEntry mapKey="Paris" mappedValue="2" '
        'caseSensitive="true"/><mapEntry mapKey="rome" mappedValue="1"/></mapping>'
    )
    item = taken(gap_item(mapping, MAPPED)).item
    assert [earns(item, text) for text in ("Paris", "PARIS", "rome", "Rome")] == [2, 0, 1, 1]


def test_what_no_mapping_names_earns_its_default_and_may_earn_most():
    mapping = '<mapping defaultValue="{}"><mapEntry mapKey="A" mappedValue="2"/></mapping>'
    several = taken(
        choice_item(MAPPED, declaration=mapping.format(1), cardinality="multiple", most=0)
    ).item
    assert maximum(several) == earns(several, "A", "B", "C") == 4
    single = taken(choice_item(MAPPED, declaration=mapping.format(3))).item
    assert maximum(single) == earns(single, "B") == 3
    written = taken(gap_item(mapping.format(7), MAPPED)).item
    assert maximum(written) == earns(written, "anything") == 7
    assert right_responses(written) == {"RESPONSE": ()}


def test_of_two_entries_that_a_text_hits_the_first_counts():
    entries = (
        '<mapEntry mapKey="york" mappedValue="1" caseSensitive="false"/>',
        '<mapEntry mapKey="York" mappedValue="2"/>',
    )
    for first, second, marks in ((*entries, 1), (*reversed(entries), 2)):
        item = taken(gap_item(f"<mapping>{first}{second}</mapping>", MAPPED)).item
        assert earns(item, "York") == marks
        assert earns(item, "YORK") == 1


def test_the_widest_match_is_reckoned_within_a_second():
    rows, columns = ([f"{letter}{n}" for n in range(95)] for letter in "rc")
    entries = "".join(
        f'<mapEntry mapKey="{row} {column}" mappedValue="1"/>' for row in rows for column in columns
    )
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{one}" matchMax="1">x</simpleAssociableChoice>'
            for one in ones
        )
        + "</simpleMatchSet>"
        for ones in (rows, columns)
    )
    start = time.process_time()
    item = taken(
        f"""<assessmentItem {NAMESPACE} identifier="i" title="t"><responseDeclaration
        identifier="RESPONSE" cardinality="multiple" baseType="directedPair"><mapping>{entries}
        </mapping></responseDeclaration>{SCORE}<itemBody><matchInteraction maxAssociations="0"
        responseIdentifier="RESPONSE">{sets}</matchInteraction></itemBody>
        {template("map_response")}</assessmentItem>"""
    ).item
    assert maximum(item) == 95  # each row with a column of its own
    assert time.process_time() - start < a_second()


def test_completion_status_may_be_set_without_being_declared():
    done = setting("<baseValue baseType='identifier'>completed</baseValue>", "completionStatus")
    item = taken(choice_item(rules(done + setting(ONE)))).item
    scored = score(item, {"RESPONSE": ["B"]})
    assert scored.earned == 1
    assert scored.outcomes["completionStatus"] == ("completed",)
