"""Items of every type are read from TOML, and what does not fit together is named."""

import pytest

from exam_engine.errors import AuthoringError
from exam_engine.model.item_type import ItemType
from exam_engine.office.shipped import shipped
from exam_engine.source.bank import read_bank

SOURCE = shipped("item_banks") / "iso20000-item-types"


@pytest.fixture
def folder(tmp_path):
    for path in SOURCE.rglob("*.toml"):
        target = tmp_path / "iso20000-item-types" / path.relative_to(SOURCE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text())
    return tmp_path / "iso20000-item-types"


def test_the_bank_holds_every_type_with_its_marks():
    items = {item.id: item for item in read_bank(SOURCE).items}
    assert {item.type for item in items.values()} == set(ItemType)
    assert {name: item.marks for name, item in items.items()} == {
        "typ-single-001": 1,
        "typ-single-002": 1,
        "typ-multiple-001": 1,
        "typ-multiple-002": 2,
        "typ-gradient-001": 5,
        "typ-truefalse-001": 4,
        "typ-assertion-001": 3,
        "typ-match-001": 5,
        "typ-order-001": 2,
        "typ-essay-001": 20,
        "typ-performance-001": 10,
    }
    assert items["typ-multiple-001"].choose == 2
    assert items["typ-match-001"].scenario == "sc-nordkai@1"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('answer = ["c", "d"]', 'answer = ["c"]', "2 to 4 of 5 options are right in a multiple"),
        ('answer = ["c", "d"]', 'answer = ["c", "c"]', "answer: an option is named twice"),
        ('rule = "partial"', 'rule = "order-pairs"', "'order-pairs' does not fit the type"),
        ('rule = "net-correct"', 'rule = "negative"', 'penalty: missing; the rule "negative"'),
        (
            'rule = "partial"',
            'rule = "partial"\npenalty = "1"',
            'penalty: only the rule "negative"',
        ),
        ("weight = 5, ", "", "options: a: weight: missing; write the marks"),
        ('answer = "T", why = "True. W', 'answer = "X", why = "True. W', "'X' is not an option"),
        ("reuse = true\n", "", None),
        (
            'answer = "d", why = "Forecasting',
            'answer = "c", why = "Forecasting',
            None,
        ),
        ('["d", "c", "b", "a"]', '["d", "c", "b"]', "every option has to be named once"),
        ('scenario = "sc-nordkai"\nadditional', 'scenario = "sc-nordkay"\nadditional', "is not in"),
        ('additional = ["ai-1"]', 'additional = ["ai-9"]', "'ai-9' is no block of sc-nordkai"),
        ("words = [300, 450]", "words = [450, 300]", "words: [from, to] is needed"),
        ('task = "d"', 'task = "e"', "rubric.criteria: follow-up: there is no task 'e'"),
        ('scenario.", marks = 8', 'scenario.", marks = 20', "20 is no ceiling below 20 marks"),
    ],
)
def test_what_does_not_fit_together_is_named(folder, old, new, said):
    path = folder / "items" / "types.toml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    if said is None:  # still right: one selection for each line, or the same one again
        read_bank(folder)
        return
    with pytest.raises(AuthoringError) as found:
        read_bank(folder)
    assert any(said in problem for problem in found.value.problems), found.value.problems


def test_a_selection_that_is_right_twice_needs_reuse(folder):
    path = folder / "items" / "types.toml"
    text = (
        path.read_text()
        .replace("reuse = true\n", "")
        .replace('answer = "d", why = "Forecasting', 'answer = "c", why = "Forecasting')
    )
    path.write_text(text)
    with pytest.raises(AuthoringError, match="a selection is right more than once"):
        read_bank(folder)


def test_two_scenarios_of_one_id_are_refused(folder):
    path = folder / "scenarios" / "nordkai.toml"
    path.write_text(path.read_text() + path.read_text())
    with pytest.raises(AuthoringError, match="scenario sc-nordkai: id: used by two scenarios"):
        read_bank(folder)


def test_a_secure_bank_cannot_declare_its_items_operational(folder):
    path = folder / "bank.toml"
    path.write_text(path.read_text().replace('"public"', '"secure"'))
    with pytest.raises(AuthoringError, match="items of a secure bank begin as drafts"):
        read_bank(folder)
