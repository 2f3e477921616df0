"""Each rule about an item fires on a flawed item and is silent on its mended twin."""

import msgspec
import pytest

from bank.lint import flawed_options, flawed_parts, flawed_stems
from bank.lint.made import (
    EDITIONS,
    essay,
    findings,
    lines_item,
    match,
    multiple,
    ordered,
    report_on,
    scenario,
    single,
    stem,
)
from exam_engine.bank.lint.run import RULES
from exam_engine.model.item_type import ItemType

PAIRS = [*flawed_stems.PAIRS, *flawed_options.PAIRS, *flawed_parts.PAIRS]


@pytest.mark.parametrize(
    ("code", "severity", "flawed", "field", "words", "mended"),
    PAIRS,
    ids=[f"{at}-{pair[0]}" for at, pair in enumerate(PAIRS)],
)
def test_a_rule_fires_on_the_flaw_and_not_on_its_mended_twin(
    code, severity, flawed, field, words, mended
):
    found = findings(code, flawed, scenarios=[scenario()])
    assert found, code
    assert found[0].severity is severity
    assert found[0].field.startswith(field)
    assert words in found[0].words
    assert found[0].item == flawed.id
    assert found[0].suggestion
    assert findings(code, mended, scenarios=[scenario()]) == []


@pytest.mark.parametrize(
    ("code", "flawed"),
    [(pair[0], pair[2]) for pair in PAIRS if pair[4]],
    ids=[f"{at}-{pair[0]}" for at, pair in enumerate(PAIRS) if pair[4]],
)
def test_a_column_is_where_the_words_stand(code, flawed):
    for one in findings(code, flawed, scenarios=[scenario()]):
        if one.field == "stem" and one.column:
            assert flawed.stem[one.column - 1 :].startswith(one.words)
        if one.field.startswith("options.") and one.column and one.field.count(".") == 1:
            text = next(o.text for o in flawed.options if o.id == one.field[-1])
            assert text[one.column - 1 :].startswith(one.words)


@pytest.mark.parametrize(
    "sound",
    [
        single(),
        multiple(),
        match(),
        ordered("badc"),
        essay(),
        lines_item(ItemType.TRUE_FALSE, "TFT"),
    ],
    ids=lambda item: item.type.value,
)
def test_a_sound_item_of_each_type_breaks_no_rule(sound):
    assert [one.code for one in report_on(sound).findings] == []


def test_case_and_edition_in_the_scenario_count():
    item = stem("What helps Harbour?", scenario="sc-harbour@1", holds_in=("2018",))
    assert findings("EDITION", item, scenarios=[scenario()])
    told = scenario(text="In 2018 Harbour Freight ran three cranes and a desk in one port.")
    assert findings("EDITION", item, scenarios=[told]) == []


@pytest.mark.parametrize(
    ("text", "named"), [("What helps The?", False), ("What of Harbour?", True)]
)
def test_a_scenario_is_named_by_a_word_of_its_title_that_says_something(text, named):
    told = msgspec.structs.replace(scenario(), title="The Harbour")
    item = stem(text, scenario="sc-harbour@1")
    assert (findings("SCN-REF", item, scenarios=[told]) == []) is named


def test_the_newest_edition_is_the_greatest_not_the_last_written():
    old = single(holds_in=("2011",))
    assert findings("STALE", old, editions=tuple(reversed(EDITIONS)))


def test_every_rule_about_an_item_has_a_flawed_item_here():
    needs_nothing = {code for code, rule in RULES.items() if rule.in_item and not rule.needs}
    assert needs_nothing == {pair[0] for pair in PAIRS}
