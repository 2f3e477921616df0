"""The bound is below every way of dealing; what is planned comes close to it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assembly.loft.pools import all_forms, keeps, least_overlap, made_pool, problem
from exam_engine.assembly.loft import deal, plan
from exam_engine.assembly.programme import row
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import FormInfeasible


def planned(made, window=None, seed=1):
    return plan(made, window, SeededStream("plan", seed))


@st.composite
def tiny(draw):
    """Up to ten items under random rows that at least one random form keeps to."""
    items = draw(st.integers(3, 10))
    form = np.array(draw(st.lists(st.integers(0, 1), min_size=items, max_size=items)))
    rows = []
    for number in range(draw(st.integers(1, 4))):
        line = np.array(draw(st.lists(st.integers(-1, 3), min_size=items, max_size=items)))
        at, sum_ = np.flatnonzero(line), int(line @ form)
        below, above = draw(st.integers(0, 1)), draw(st.integers(0, 1))
        rows.append(row(f"row {number}", at, sum_ - below, sum_ + above, line[at]))
    return problem(items, rows)


@settings(max_examples=8, deadline=None)
@given(tiny())
def test_the_bound_is_the_least_overlap_of_any_mixture_of_all_feasible_forms(made):
    """Parent: every subset tried, and a plain Frank-Wolfe over all feasible forms."""
    forms = all_forms(made)
    least = least_overlap(forms)
    found = planned(made)
    assert found.bound <= least + 1e-6
    # The plain method ends within the distance of its own last steps.
    assert found.bound >= least * 0.98 - 0.02


@settings(max_examples=8, deadline=None)
@given(tiny(), st.integers(0, 1000))
def test_every_form_dealt_is_feasible_and_all_differ_until_there_are_no_more(made, seed):
    forms = all_forms(made)
    wanted = min(len(forms), 8)
    dealt = np.array(list(deal(planned(made), SeededStream(seed), wanted)))
    assert keeps(made, dealt).all()
    assert len(np.unique(dealt, axis=0)) == wanted


def test_beyond_the_last_different_form_a_second_round_begins():
    made = problem(4, [row("two of four", [0, 1, 2, 3], 2, 2)])
    dealt = np.array(list(deal(planned(made), SeededStream(1), 12)))
    for turn in (dealt[:6], dealt[6:]):
        assert len(np.unique(turn, axis=0)) == 6


def test_without_requirements_but_length_the_bound_is_the_square_of_the_length_over_the_items():
    """Σ p² with Σ p = 10 over 50 items is least at p = 1/5: 50 / 25."""
    found = planned(problem(50, [row("length", np.arange(50), 10, 10)]))
    assert found.bound == pytest.approx(2.0, abs=1e-3)
    assert found.expected_overlap == pytest.approx(2.0, abs=1e-3)


def test_the_mean_overlap_of_many_forms_is_within_one_percent_of_the_bound():
    made = made_pool(3)
    found = planned(made)
    dealt = np.array(list(deal(found, SeededStream(4), 4_000)))
    counts = dealt.sum(axis=0).astype(float)
    overlap = (counts @ (counts - 1)) / (4_000 * 3_999)
    # Decks make two of n forms share a little less than two of all: by length / (n - 1) at most.
    assert found.bound - 20 / 3_999 <= overlap <= found.bound * 1.01
    assert found.expected_overlap == pytest.approx(overlap, rel=0.02)


def test_contradicting_requirements_are_infeasible():
    rows = [row("ten", np.arange(20), 10, 10), row("few", np.arange(15), 0, 4)]
    with pytest.raises(FormInfeasible, match="no form keeps to all requirements"):
        planned(problem(20, rows))


def test_a_window_that_no_form_reaches_is_infeasible():
    made = made_pool(5)
    far = made._replace(targets=made.targets._replace(aims=made.targets.aims * 10))
    with pytest.raises(FormInfeasible, match="inside the window"):
        planned(far, np.full(3, 1_000))


def test_a_tight_window_on_a_small_pool_is_warned_of():
    made = made_pool(6, items=40, length=10)
    rich = made.targets._replace(aims=np.rint(made.targets.aims * 1.25).astype(np.int64))
    made = made._replace(targets=rich)
    window = np.rint(rich.aims[0] * 0.04).astype(np.int64)
    found = planned(made, window)
    assert any("stand on more than" in line for line in found.warnings)
    dealt = np.array(list(deal(found, SeededStream(1), 40)))
    assert keeps(made, dealt, window).all()


def test_a_large_pool_without_a_window_gives_no_warning():
    assert planned(made_pool(7)).warnings == ()
