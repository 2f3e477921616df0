"""Import, export, import is the identity: nothing is lost or changed on the way out and back."""

import msgspec
import pytest
from hypothesis import Phase, assume, given, settings

from exam_engine.exchange.foreign import Refused, Taken
from exam_engine.exchange.moodle.read_gift import read_gift
from exam_engine.exchange.moodle.read_xml import read_quiz
from exam_engine.exchange.moodle.write_gift import write_gift
from exam_engine.exchange.moodle.write_xml import write_quiz
from exam_engine.exchange.package import Package
from exam_engine.exchange.qti.names import Version
from exam_engine.exchange.qti.read_package import read_package
from exam_engine.exchange.qti.write_package import write_package
from exam_engine.exchange.scoring import maximum, right_responses, score
from exam_engine.exchange.xml_file import parse_xml
from exchange.foreign_items import moodle_items, qti_items
from exchange.made import CORPUS, QTI, again, one, taken

# Shrinking an item of fifty parts takes minutes and tells little more than the item that failed.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def back_from(write, read, items):
    raw, outcomes = write(items)
    assert all(isinstance(one, Taken) for one in outcomes), outcomes
    found = read(raw)
    assert all(isinstance(one, Taken) for one in found), found
    return [one.item for one in found]


def quiz(items):
    return back_from(write_quiz, lambda raw: read_quiz(parse_xml(raw)), items)


def gift(items):
    return back_from(write_gift, lambda raw: read_gift(raw.decode()), items)


def package(items, version):
    raw, outcomes = write_package(items, version, "bank")
    assert all(isinstance(one, Taken) for one in outcomes), outcomes
    return [entry.outcome.item for entry in read_package(Package(raw))]


@pytest.mark.parametrize("version", [Version.V30, Version.V22, Version.V21])
@pytest.mark.parametrize("name", [name for name in QTI if "stimulus" not in name])
def test_every_item_of_the_corpus_comes_back_in_every_version(name, version):
    assert again(one(name), version) == one(name)


@pytest.mark.parametrize("version", [Version.V30, Version.V22])
def test_a_stimulus_comes_back_where_the_version_knows_it(version):
    assert again(one("stimulus30.xml"), version) == one("stimulus30.xml")


@given(qti_items())
@settings(max_examples=50, deadline=None, phases=PHASES)
def test_any_item_comes_back_from_qti(item):
    for version in (Version.V30, Version.V21):
        assert again(item, version) == item


@given(qti_items())
@settings(max_examples=25, deadline=None, phases=PHASES)
def test_any_item_comes_back_from_a_package(item):
    other = msgspec.structs.replace(item, id=item.id + "-2")
    assert package([item, other], Version.V30) == [item, other]


@given(moodle_items(grades=(1, 2, "2.5", 10)))
@settings(max_examples=80, deadline=None, phases=PHASES)
def test_any_question_comes_back_from_moodle_xml(item):
    assume(_is_bounded(item))
    assert quiz([item]) == [item]


@given(moodle_items(gift=True))
@settings(max_examples=80, deadline=None, phases=PHASES)
def test_any_question_comes_back_from_gift(item):
    assume(_is_bounded(item))
    raw, (outcome,) = write_gift([item])
    if isinstance(outcome, Refused):
        said = outcome.reason
        known = ("begins like a weight", "arrow", "all right, which GIFT takes")
        assert any(reason in said for reason in known), said
        return
    (found,) = read_gift(raw.decode())
    assert isinstance(found, Taken), found
    assert found.item == item


@given(moodle_items())
@settings(max_examples=40, deadline=None, phases=PHASES)
def test_any_question_of_moodle_comes_back_from_qti(item):
    bare = msgspec.structs.replace(item, category="")
    assert again(bare, Version.V30) == bare


def _is_bounded(item):
    """Leave out choices of several whose shares never reach the grade: Moodle would scale them."""
    declared = item.responses[0].mapping if item.responses else None
    if declared is None or declared.upper is None:
        return True
    return sum(entry.target for entry in declared.entries if entry.target > 0) >= declared.upper


@pytest.mark.parametrize("write", [quiz, gift], ids=["Moodle XML", "GIFT"])
@pytest.mark.parametrize("name", [*QTI, "examples.gift", "quiz.xml", "examples.aiken"])
def test_facts_survive_the_way_through_a_simpler_format(name, write):
    """An item is either refused by name, or its answers, maximum and scores stay what they were."""
    for item in taken(name):
        writer = write_quiz if write is quiz else write_gift
        _, (outcome,) = writer([item])
        if isinstance(outcome, Refused):
            assert outcome.reason
            continue
        (back,) = write([item])
        assert maximum(back) == maximum(item)
        assert len(back.interactions) == len(item.interactions)
        if item.responses:
            assert _scores(back) == _scores(item)


def _scores(item):
    """Return what the right response earns, and how many values it has."""
    right = right_responses(item)
    return score(item, right).earned, [len(values) for values in right.values()]


def test_the_same_items_give_the_same_bytes():
    items = [one(name) for name in QTI if "stimulus" not in name]
    assert write_package(items, Version.V30, "b") == write_package(items, Version.V30, "b")
    assert write_quiz(taken("quiz.xml")) == write_quiz(taken("quiz.xml"))
    assert len(list(CORPUS.iterdir())) >= 16
