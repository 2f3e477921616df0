"""The shipped Foundation items keep to the rules for item writers that a program can check."""

import re
from collections import Counter

import pytest
import scipy.stats

from exam_engine.model.item_type import Level, OptionOrder
from exam_engine.office.shipped import find_blueprint, shipped
from exam_engine.source.bank import read_bank

BANK = read_bank(shipped("item_banks") / "iso20000-foundation")
BLUEPRINT = find_blueprint("tuv-sud/foundation")
ABSOLUTE = {"always", "never", "all", "only", "none", "must", "every", "shall"}
VAGUE = {"usually", "often", "may", "sometimes", "generally"}
SMALL = set(
    "a an and are as at be been before by can do does for from has have he her his how in is it "
    "its more no not of on one or our she should so than that the their them then there these "
    "they this to two under was were what when where which who why will with within year time "
    "other".split()
)


def words(text):
    return re.findall(r"[A-Za-z0-9/-]+", text)


def content_words(text):
    return {word.lower().rstrip("s") for word in words(text)} - SMALL


def answer(item):
    return next(option for option in item.options if option.id in item.lines[0].answer)


def others(item):
    return [option for option in item.options if option.id not in item.lines[0].answer]


each_item = pytest.mark.parametrize("item", BANK.items, ids=[item.id for item in BANK.items])


def test_the_bank_holds_two_disjoint_forms_worth_of_each_requirement():
    counts = Counter(item.requirements["tuv-sud/foundation"] for item in BANK.items)
    for leaf in BLUEPRINT.leaves():
        assert counts[leaf.code] >= 2 * leaf.items
    assert len(BANK.items) >= 80
    levels = Counter(item.level for item in BANK.items)
    assert levels[Level.REMEMBER] >= 40
    assert levels[Level.UNDERSTAND] >= 40


@each_item
def test_a_stem_is_one_question_that_stands_by_itself(item):
    assert item.stem.endswith("?")
    assert item.stem.count("?") == 1
    assert len(words(item.stem)) <= 60
    question = re.split(r"(?<=[.!]) ", item.stem)[-1]
    assert not re.search(r"\b(not|except|least)\b", question, re.IGNORECASE), question
    assert not re.search(r"\bwhich of the following\b|\.\.\.|__|:$", item.stem, re.IGNORECASE)
    assert not re.search(r"\b(best|most|first)\b", question), question


@each_item
def test_the_edition_is_named_where_the_answer_depends_on_it(item):
    if set(item.holds_in) != {"2005", "2011", "2018"}:
        assert (
            re.search(r"\b20(05|11|18)\b", item.stem)
            or item.topic.startswith("st.")
            or (
                "2018" in item.holds_in
                and "Questions refer to ISO/IEC 20000-1:2018" in BLUEPRINT.notices[0]
            )
        )


@each_item
def test_options_are_alike_and_in_order(item):
    texts = [option.text for option in item.options]
    assert len(texts) == 4
    if item.option_order is OptionOrder.ANY:
        assert texts == sorted(texts, key=str.lower)
    lengths = [len(words(text)) for text in texts]
    assert max(lengths) - min(lengths) <= 3
    for text in texts:
        assert not text.endswith(".")
        assert text[0].isupper() or text[0].isdigit()
        assert not {word.lower() for word in words(text)} & (ABSOLUTE | VAGUE), text
        assert not re.search(r"all of|none of|both [A-D]|above", text)


@each_item
def test_the_answer_does_not_stand_out(item):
    right, wrong = answer(item), others(item)
    assert len(words(right.text)) - max(len(words(option.text)) for option in wrong) < 2
    brackets_or_figures = re.compile(r"[()\d]")
    if brackets_or_figures.search(right.text):
        assert any(brackets_or_figures.search(option.text) for option in wrong)


@each_item
def test_every_option_has_its_reason(item):
    for option in item.options:
        verdict = "Right." if option.id in item.lines[0].answer else "Wrong"
        assert option.why.startswith(verdict)
        assert len(words(option.why)) >= 8


@each_item
def test_each_item_says_where_it_comes_from(item):
    assert item.basis
    assert item.fact.endswith(".")
    assert item.author
    assert item.origin == "original"
    assert item.security.value == "public"
    assert "2018" in item.holds_in
    assert set(item.requirements) == {"tuv-sud/foundation"}


def test_right_answers_are_spread_over_the_positions():
    counts = Counter(item.lines[0].answer[0] for item in BANK.items)
    assert scipy.stats.chisquare([counts[option] for option in "abcd"]).pvalue > 0.05
    assert all(0.18 <= counts[option] / len(BANK.items) <= 0.32 for option in "abcd")


def test_guessing_by_length_or_position_is_no_better_than_chance():
    """Strategies of candidates who know nothing: each within what chance gives (binomial, 5 %)."""

    def score(strategy):
        return sum(strategy(item) == item.lines[0].answer[0] for item in BANK.items)

    def by_length(pick):
        return lambda item: pick(item.options, key=lambda option: len(option.text)).id

    strategies = {
        "longest": by_length(max),
        "shortest": by_length(min),
        **{f"always {letter}": (lambda item, letter=letter: letter) for letter in "abcd"},
    }
    for name, strategy in strategies.items():
        hits = score(strategy)
        chance = scipy.stats.binomtest(hits, len(BANK.items), 0.25, alternative="greater")
        assert chance.pvalue > 0.05, f"{name} scores {hits} of {len(BANK.items)}"


def test_a_word_shared_with_the_stem_does_not_give_the_answer_away():
    """The strategy "take the option that repeats most of the stem" scores as chance does."""
    hits = 0.0
    for item in BANK.items:
        stem = content_words(item.stem)
        shared = {option.id: len(content_words(option.text) & stem) for option in item.options}
        best = [option for option, count in shared.items() if count == max(shared.values())]
        hits += (item.lines[0].answer[0] in best) / len(best)
    assert abs(hits / len(BANK.items) - 0.25) < 0.08


def test_enemies_are_named_on_both_sides():
    by_id = {item.id: item for item in BANK.items}
    for item in BANK.items:
        for enemy in item.enemies:
            assert item.id in by_id[enemy].enemies
