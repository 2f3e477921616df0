"""How many forms a bank supports: proven against every choice on tiny pools."""

import numpy as np
import pytest

from assembly.loft.pools import all_forms, made_pool, most_disjoint, problem
from exam_engine.assembly.loft import capacity
from exam_engine.assembly.programme import row


@pytest.mark.parametrize("seed", range(12))
def test_capacity_agrees_with_every_choice_of_disjoint_forms(seed):
    rng = np.random.default_rng(seed)
    rows = [row("length", np.arange(9), 2, 3)]
    rows += [row(f"cell {n}", rng.choice(9, 4, replace=False), 1, 2) for n in range(2)]
    made = problem(9, rows)
    found, most = capacity(made, 1), most_disjoint(all_forms(made), 9)
    assert found.at_least <= most <= found.at_most
    assert found.at_most - found.at_least <= 1


def test_the_scarcest_kind_decides():
    """Two of 20 items of a topic a form: ten forms with each item once, thirty with each thrice."""
    rows = [row("length", np.arange(500), 10, 10), row("scarce", np.arange(20), 2, 2)]
    made = problem(500, rows)
    assert capacity(made, 1) == (10, 10)
    assert capacity(made, 3) == (30, 30)


def test_an_item_on_every_form_allows_as_many_forms_as_it_has_uses():
    made = problem(50, [row("length", np.arange(50), 5, 5), row("forced", [3], 1, 1)])
    assert capacity(made, 1) == (1, 1)
    each = np.ones(50, dtype=np.int64)
    each[3] = 100
    assert capacity(made, each) == (12, 12)  # 49 others, four a form


def test_a_bank_that_carries_no_form_supports_none():
    made = problem(5, [row("length", np.arange(5), 6, 6)])
    assert capacity(made, 1) == (0, 0)


def test_capacity_of_a_usual_bank_is_decided():
    """200 items, 20 a form: the length allows ten, and quotas as ranges do not forbid them."""
    found = capacity(made_pool(2), 1)
    assert found.at_least == found.at_most <= 10
