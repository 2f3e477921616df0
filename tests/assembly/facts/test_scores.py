"""Figures from p, against the same computed from responses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exam_engine.assembly.facts.scores import expected_mean, kr20, mean_and_sd


@given(arrays(np.int64, (30, 6), elements=st.integers(0, 1)))
def test_kr20_of_p_and_the_spread_of_totals_is_cronbachs_alpha_of_the_responses(responses):
    totals = responses.sum(axis=1)
    if totals.std() == 0:
        return
    items = responses.shape[1]
    alpha = items / (items - 1) * (1 - responses.var(axis=0).sum() / totals.var())
    found = kr20(list(responses.mean(axis=0)), [1] * items, float(totals.std()))
    assert found == pytest.approx(alpha)


@given(arrays(np.int64, (20, 5), elements=st.integers(0, 1)))
def test_the_mean_that_p_tells_is_the_mean_of_the_totals(responses):
    marks = [1, 2, 3, 1, 2]
    p = list(responses.mean(axis=0))
    assert expected_mean(p, marks) == pytest.approx((responses * marks).sum(axis=1).mean())
    assert mean_and_sd(p) == pytest.approx((np.mean(p), np.std(p)))
