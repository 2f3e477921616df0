"""Reproducible chance."""

import hashlib
from collections import Counter

import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from exam_engine.assembly.stream import SeededStream


def test_numbers_are_those_of_the_description():
    """Computed here from SHA-256 directly, as the module's description says."""
    base = b'["exam-engine stream 1","a",7]'
    words = []
    for counter in range(3):
        block = hashlib.sha256(base + counter.to_bytes(8, "big")).digest()
        words += [int.from_bytes(block[at : at + 8], "big") for at in range(0, 32, 8)]
    stream = SeededStream("a", 7)
    assert [stream.below(10) for _ in words] == [word % 10 for word in words]


@given(st.lists(st.integers(), max_size=30), st.integers(0, 1000))
def test_a_shuffle_keeps_everything_and_repeats_itself(values, seed):
    once = SeededStream("shuffle", seed).shuffled(values)
    assert Counter(once) == Counter(values)
    assert SeededStream("shuffle", seed).shuffled(values) == once


def test_numbers_and_shuffles_are_uniform():
    """Chi-square tests at a level of 1 in 10,000, on a fixed stream: they do not flicker."""
    stream = SeededStream("uniform")
    counts = Counter(stream.below(7) for _ in range(7_000))
    assert scipy.stats.chisquare([counts[at] for at in range(7)]).pvalue > 1e-4
    orders = Counter("".join(stream.shuffled("abcd")) for _ in range(24_000))
    assert len(orders) == 24
    assert scipy.stats.chisquare(list(orders.values())).pvalue > 1e-4
