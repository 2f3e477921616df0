"""Forms dealt: exact, different, evenly exposed, reproducible."""

import numpy as np
import pytest
from scipy.stats import chi2

from assembly.loft.pools import keeps, made_pool, problem
from exam_engine.assembly.loft import deal, plan
from exam_engine.assembly.loft.words import Words
from exam_engine.assembly.programme import row
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError

FORMS = 1_000
MADE = made_pool(11, items=300, enemies=20)
WINDOW = np.rint(MADE.targets.aims[0] * 0.05).astype(np.int64)


@pytest.fixture(scope="module")
def windowed():
    return plan(MADE, WINDOW, SeededStream("plan"))


@pytest.fixture(scope="module")
def dealt(windowed):
    return np.array(list(deal(windowed, SeededStream("deal"), FORMS)))


def test_every_form_keeps_to_every_row_and_to_the_window(dealt):
    assert keeps(MADE, dealt, WINDOW).all()


def test_all_forms_differ(dealt):
    assert len(np.unique(dealt, axis=0)) == FORMS


def test_the_same_plan_and_stream_give_the_same_forms(windowed, dealt):
    again = list(deal(windowed, SeededStream("deal"), 50))
    assert (np.array(again) == dealt[:50]).all()
    fresh = plan(MADE, WINDOW, SeededStream("plan"))
    assert (np.array(list(deal(fresh, SeededStream("deal"), 50))) == dealt[:50]).all()


def test_another_stream_gives_other_forms(windowed, dealt):
    other = np.array(list(deal(windowed, SeededStream("other"), 50)))
    assert not (other == dealt[:50]).all(axis=1).any()


def test_the_window_costs_little_exposure(windowed, dealt):
    share = dealt.mean(axis=0)
    assert (share**2).sum() <= 1.2 * windowed.bound
    assert share.max() <= 4 * share.mean()


def test_a_single_cell_is_dealt_like_a_deck():
    """30 forms of 10 from 100: each item stands on 3 of them, give or take the turn it is in."""
    made = problem(100, [row("length", np.arange(100), 10, 10)])
    found = plan(made, None, SeededStream("p"))
    counts = np.array(list(deal(found, SeededStream("d"), 30))).sum(axis=0)
    assert counts.sum() == 300
    assert set(counts.tolist()) <= {2, 3, 4}


def test_which_items_stand_together_is_even_at_the_level_of_one_in_a_thousand():
    """Chi-square over all 190 pairs of 20 items, from every tenth form of a fixed stream."""
    made = problem(20, [row("length", np.arange(20), 4, 4)])
    found = plan(made, None, SeededStream("p"))
    forms = np.array(list(deal(found, SeededStream("d"), 2_000)))[::10].astype(float)
    together = (forms.T @ forms)[np.triu_indices(20, 1)]
    expected = len(forms) * (4 * 3) / (20 * 19)
    assert ((together - expected) ** 2 / expected).sum() < chi2.ppf(0.999, 189)


def test_words_are_even_at_the_level_of_one_in_a_thousand():
    words = Words(SeededStream("even"))
    counts = np.bincount([words.below(10) for _ in range(20_000)], minlength=10)
    assert ((counts - 2_000) ** 2 / 2_000).sum() < chi2.ppf(0.999, 9)


def scenario_pool(scenarios=12, each=6, singles=60):
    """Two scenarios a form, three to four items each, and twelve items without."""
    items = scenarios * each + singles
    inside = np.arange(scenarios * each).reshape(scenarios, each)
    rows = [row("scenarios", items + np.arange(scenarios), 2, 2)]
    for number, own in enumerate(inside):
        column = items + number
        at, ones = np.append(own, column), np.ones(each, dtype=np.int64)
        rows.append(row("at least", at, 0, each, np.append(ones, -3)))
        rows.append(row("at most", at, -each, 0, np.append(ones, -4)))
    rows.append(row("length", np.arange(items), 19, 19))
    rows.append(row("singles", np.arange(scenarios * each, items), 12, 12))
    information = np.random.default_rng(5).integers(200_000, 700_000, (1, items))
    aims = [int(information.mean() * 19)]
    return problem(items, rows, scenarios=scenarios, coefficients=information, aims=aims)


@pytest.mark.parametrize("half", [None, 400_000])
def test_scenarios_come_with_their_items_and_each_is_drawn(half):
    made = scenario_pool()
    window = None if half is None else np.array([half])
    found = plan(made, window, SeededStream("p"))
    forms = np.array(list(deal(found, SeededStream("d"), 400)))
    assert keeps(made, forms, window).all()
    assert len(np.unique(forms, axis=0)) == 400
    drawn = forms[:, made.items :].mean(axis=0)
    assert drawn.min() > 0.08
    assert drawn.max() < 0.30


def test_forced_and_forbidden_items_are_exact():
    made = made_pool(12)
    rows = (*made.rows, row("forced", [7], 1, 1), row("forbidden", [8, 9], 0, 0))
    most = made.most.copy()
    most[10] = 0
    made = made._replace(rows=rows, most=most)
    forms = np.array(list(deal(plan(made, None, SeededStream(1)), SeededStream(2), 200)))
    assert keeps(made, forms).all()
    assert forms[:, 7].all()
    assert not forms[:, [8, 9, 10]].any()


def test_no_item_is_used_more_often_than_allowed():
    made = problem(100, [row("length", np.arange(100), 10, 10)])
    found = plan(made, None, SeededStream("p"))
    forms = np.array(list(deal(found, SeededStream("d"), 20, np.full(100, 2))))
    assert (forms.sum(axis=0) == 2).all()
    with pytest.raises(AssemblyError, match="form 21: no further form"):
        list(deal(found, SeededStream("d"), 21, np.full(100, 2)))


def test_two_forms_share_no_more_than_the_cap():
    made = problem(60, [row("length", np.arange(60), 6, 6)], shared=(0, 1))
    forms = np.array(list(deal(plan(made, None, SeededStream(1)), SeededStream(2), 30))).astype(int)
    common = forms @ forms.T
    assert common[np.triu_indices(30, 1)].max() <= 1


def test_rows_of_any_weights_are_kept():
    """Words per item, 20 to 90: each item is a class of its own, so forms are mixed by a walk."""
    words = np.random.default_rng(1).integers(20, 91, 60)
    rows = [
        row("length", np.arange(60), 12, 12),
        row("words", np.arange(60), 640, 660, words),
    ]
    made = problem(60, rows)
    found = plan(made, None, SeededStream(1))
    forms = np.array(list(deal(found, SeededStream(2), 300)))
    assert keeps(made, forms).all()
    assert len(np.unique(forms, axis=0)) == 300
    assert (forms.mean(axis=0) ** 2).sum() <= 1.15 * found.bound
