"""Rules about the bank as a whole, about forms, reviews and copied texts."""

import datetime
import itertools

import msgspec
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from bank.lint.made import HEAD, findings, lines_item, report_on, scenario, single
from exam_engine.bank.lint import pairs
from exam_engine.bank.lint.balance import binomial_tail, chi_square_tail
from exam_engine.bank.lint.context import ReviewRecord
from exam_engine.bank.lint.finding import Severity
from exam_engine.bank.lint.words import jaccard
from exam_engine.model.form import Form, FormItem
from exam_engine.model.item_type import ItemType
from exam_engine.office.shipped import find_blueprint

LETTERS = "abcd"
LIKE = "A depot in Oslo ships frozen herring by night train. Who signs the sheet?"
LIKE_TOO = "A depot in Oslo ships frozen herring by night train. Who checks the sheet?"
UNLIKE = "A choir in Rome sings at dawn on a hill. Which voice is heard?"


def bank(rights, **changes):
    return [single(n, right=right, **changes) for n, right in enumerate(rights, start=1)]


def form_of(items, orders, marks=None):
    """A form of the items with their options in the orders given."""
    entries = tuple(
        FormItem(
            n=n,
            item=item.id,
            version=1,
            requirement="1",
            level="understand",
            topic=item.topic,
            type="single",
            marks=1,
            options=tuple(order),
            scenario="",
            expected_seconds=60,
            paper_digest="",
            answers_digest="",
        )
        for n, (item, order) in enumerate(zip(items, orders, strict=True), start=1)
    )
    return Form(
        format=1,
        id="made-form",
        blueprint="tuv-sud/foundation",
        blueprint_digest="",
        bank="made-bank",
        content_digest="",
        seed=1,
        number=1,
        minutes=60,
        total_marks=len(items) if marks is None else marks,
        cut_score=1,
        scenarios=(),
        items=entries,
    )


@pytest.mark.parametrize("rights", ["a" * 20, "abc" * 8, "a" * 40 + "b" * 25 + "c" * 15 + "d" * 20])
def test_right_answers_at_one_position_are_seen(rights):
    (found,) = findings("KEY-POSITION", *bank(rights))
    assert found.item == ""
    assert findings("KEY-POSITION", *bank(LETTERS * 5)) == []
    assert findings("KEY-POSITION", *bank("a" * 19)) == []  # too few to say


def test_a_form_is_looked_at_as_presented():
    items = bank("a" * 24)
    turned = [LETTERS[at % 4 :] + LETTERS[: at % 4] for at in range(24)]
    assert findings("KEY-POSITION", *items)
    assert findings("KEY-POSITION", *items, form=form_of(items, turned)) == []
    (run,) = findings("KEY-POSITION", *items, form=form_of(items, sorted(turned)))[:1]
    assert "in a row" in run.message


def test_only_the_items_of_a_form_are_looked_at():
    flawed = single(2, stem="Which act is not of use?", waivers={"OPT-VAGUE": "Not needed."})
    report = report_on(single(), flawed, form=form_of([single()], [LETTERS]))
    assert report.items == 1
    assert report.findings == ()


def test_the_longest_option_being_right_is_a_habit_of_the_bank_not_of_an_item():
    long = ("One two threes", "One two", "One six", "One ten")
    items = [single(n, texts=long) for n in range(12)]
    items += [single(n, texts=long, right="b") for n in range(12, 24)]
    assert all(findings("CUE-LONGKEY", item) == [] for item in items)
    (found,) = findings("KEY-LONGEST-SHARE", *items)
    assert "12 of 24" in found.message
    fair = [single(n, texts=long, right=LETTERS[n % 4]) for n in range(24)]
    assert findings("KEY-LONGEST-SHARE", *fair) == []


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("value", [0.0, 0.4, 3.0, 11.3, 40.0])
def test_the_chi_square_tail_is_that_of_scipy(value, freedom):
    assert chi_square_tail(value, freedom) == pytest.approx(scipy.stats.chi2.sf(value, freedom))


@given(st.integers(1, 60), st.integers(0, 60), st.floats(0.05, 0.95))
def test_the_binomial_tail_is_that_of_scipy(trials, hits, chance):
    expected = scipy.stats.binom.sf(hits - 1, trials, chance)
    assert binomial_tail(hits, trials, chance) == pytest.approx(expected, abs=1e-12)


def test_like_stems_are_seen_unless_the_items_are_enemies():
    one, other, third = (single(n, stem=text) for n, text in enumerate((LIKE, LIKE_TOO, UNLIKE)))
    (found,) = findings("ENEMY-STEM", one, other, third)
    assert (found.item, found.others) == (one.id, (other.id,))
    assert "frozen" in found.words
    known = msgspec.structs.replace(one, enemies=(other.id,))
    assert findings("ENEMY-STEM", known, other, third) == []


@given(st.lists(st.frozensets(st.sampled_from("abcdefghij"), max_size=8), max_size=12))
def test_the_filter_leaves_out_no_pair_of_like_stems(sets):
    """Against all pairs: prefix filtering may offer too many, never too few."""
    every = itertools.combinations(range(len(sets)), 2)
    like = {(a, b) for a, b in every if jaccard(sets[a], sets[b]) > pairs.STEM_LIKENESS}
    assert like <= pairs._candidates(sets)


def test_an_answer_told_in_another_stem_is_seen():
    told = "Spare tills stand in the cellar"
    owner = single(1, texts=(told, "Costs", "Lamps", "Wages"))
    teller = single(2, stem="Why should spare tills stand in the cellar of a shop?")
    (found,) = findings("ENEMY-LEAK", owner, teller)
    assert (found.item, found.others) == (teller.id, (owner.id,))
    assert found.words == "spare tills stand in"
    assert teller.stem[found.column - 1 :].startswith("spare tills stand in")
    harmless = single(2, stem="Why should old lamps hang over the yard of a shop?")
    assert findings("ENEMY-LEAK", owner, harmless) == []
    known = msgspec.structs.replace(owner, enemies=(teller.id,))
    assert findings("ENEMY-LEAK", known, teller) == []


def test_two_items_of_a_scenario_rest_on_two_facts():
    items = [single(n, scenario="sc-harbour@1") for n in (1, 2)]
    (found,) = findings("SCN-BALANCE", *items, scenarios=[scenario()])
    assert "the same fact" in found.message
    other = msgspec.structs.replace(items[1], fact="Cranes are tested each spring.")
    assert findings("SCN-BALANCE", items[0], other, scenarios=[scenario()]) == []
    (unused,) = findings("SCN-BALANCE", single(), scenarios=[scenario()])
    assert unused.severity is Severity.INFORMATION


@pytest.mark.parametrize(
    ("answers", "found"), [("AAAAA", True), ("AAAA", False), ("AAAAB", False), ("BBBBB", True)]
)
def test_a_true_pair_is_neither_an_explanation_each_time_nor_never(answers, found):
    items = [
        lines_item(ItemType.ASSERTION_REASON, f"{letter}E", id=f"t-{n}")
        for n, letter in enumerate(answers)
    ]
    about_the_bank = [one for one in findings("AR-BALANCE", *items) if not one.item]
    assert bool(about_the_bank) is found


def test_coverage_names_what_is_short_and_what_is_to_spare():
    exam = find_blueprint("tuv-sud/foundation")
    enough = [
        single(n, requirements={exam.id: leaf.code})
        for n, leaf in enumerate(leaf for leaf in exam.leaves() for _ in range(leaf.items + 1))
    ]
    found = findings("COVERAGE", *enough, blueprints={exam.id: exam})
    short = {one.words for one in found if one.severity is Severity.WARNING}
    assert short == {"remember"}  # every item made here asks to understand
    (spare,) = [one for one in found if one.field == "requirement" and not one.words]
    assert spare.severity is Severity.INFORMATION
    assert "1.1 +1" in spare.message
    first = exam.leaves()[0].code
    fewer = [item for item in enough if item.requirements[exam.id] != first]
    short = {one.words for one in findings("COVERAGE", *fewer, blueprints={exam.id: exam})}
    assert {"remember", first} <= short


def test_a_requirement_has_to_be_one_of_the_blueprint():
    exam = find_blueprint("tuv-sud/foundation")
    wrong = single(requirements={exam.id: "9.9"})
    right = single(requirements={exam.id: "1.1"})
    (found,) = findings("META-REQ", wrong, blueprints={exam.id: exam})
    assert found.words == "9.9"
    assert findings("META-REQ", right, blueprints={exam.id: exam}) == []


def test_a_notice_of_the_blueprint_names_the_edition():
    exam = find_blueprint("tuv-sud/foundation")
    item = single(requirements={exam.id: "1.1"}, holds_in=("2018",))
    assert findings("EDITION", item)
    assert findings("EDITION", item, blueprints={exam.id: exam}) == []
    silent = msgspec.structs.replace(exam, notices=())
    assert findings("EDITION", item, blueprints={exam.id: silent})


def test_a_form_earns_its_marks():
    items = bank("abcd")
    orders = [LETTERS] * 4
    assert findings("MARKS", *items, form=form_of(items, orders)) == []
    (found,) = findings("MARKS", *items, form=form_of(items, orders, marks=5))
    assert "4 marks, the form has 5" in found.message
    exam = find_blueprint("tuv-sud/foundation")
    (found,) = findings("MARKS", *items, form=form_of(items, orders), blueprints={exam.id: exam})
    assert "the blueprint has 40" in found.message
    (found,) = findings("MARKS", *items[1:], form=form_of(items, orders))
    assert found.words == items[0].id


def test_reviews_age_and_authors_do_not_review_their_own():
    item = single()
    today = datetime.date(2026, 3, 2)

    def given(last, *reviewers):
        return {"reviews": {item.id: ReviewRecord(reviewers, last)}, "today": today}

    fresh, old = datetime.date(2024, 3, 3), datetime.date(2024, 3, 2)
    assert findings("STALE", item, **given(fresh, "Bo")) == []
    (found,) = findings("STALE", item, **given(old, "Bo"))
    assert found.words == "2024-03-02"
    (found,) = findings("SELF-REVIEW", item, **given(fresh, "Bo", " ADA "))
    assert found.severity is Severity.ERROR
    assert findings("SELF-REVIEW", item, **given(fresh, "Bo")) == []


def test_scenarios_are_held_to_clean_text_too():
    (found,) = findings(
        "TEXT-HYGIENE",
        single(),
        scenarios=[scenario(text="Three cranes and  a desk. " * 3 + "So it is.")],
    )
    assert found.field == "scenario sc-harbour@1"
    assert findings("TEXT-HYGIENE", single(), scenarios=[scenario()]) == []


def test_what_cannot_run_is_said():
    german = msgspec.structs.replace(HEAD, language="de")
    report = report_on(single(stem="Welches ist best not?"), head=german)
    assert {"MARKS", "VERBATIM", "SELF-REVIEW", "COVERAGE", "STEM-NEG"} <= set(report.not_run)
    assert "STEM-NEG" not in {one.code for one in report.findings}
    assert "language" not in report_on(lines_item(ItemType.TRUE_FALSE, "TF")).not_run
