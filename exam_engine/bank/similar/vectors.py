"""Texts as sparse rows of weights: TF-IDF over runs of words and of characters.

Rows are texts, columns features. A feature found ``f`` times in a text and in ``d`` of ``n`` texts
weighs ``(1 + ln f) · (1 + ln((1 + n) / (1 + d)))`` (Manning, Raghavan and Schütze 2008, section
6.4, with smoothed inverse document frequency). Rows have length 1, so that the product of two rows
is the cosine of their angle. Features in more than a tenth of the texts say nothing of likeness and
are left out, unless there are few texts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from exam_engine.bank.similar.texts import words_of

CHARACTERS = 4
COMMON_SHARE = 0.1
COMMON_LEAST = 20
_MIX = np.uint64(
    0x9E3779B97F4A7C15
)  # 2**64 over the golden ratio: spreads code points over 64 bits

Rows = npt.NDArray[np.int64]


def text_vectors(texts: Sequence[str]) -> sparse.csr_array:
    """Return the rows of texts: half of each is words and pairs of words, half runs of characters.

    :returns: array of shape (texts, features), float32; the product of two rows is the mean of the
        cosine by words and the cosine by characters.
    """
    half = np.float32(np.sqrt(0.5))
    words = weighted(_count(*_word_features(texts), len(texts)))
    characters = weighted(_count(*_character_features(texts), len(texts)))
    return sparse.csr_array(sparse.hstack([words * half, characters * half], format="csr"))


def weighted(counts: sparse.csr_array) -> sparse.csr_array:
    """Return rows of TF-IDF weights of length 1 (or 0) from rows of counts.

    Columns of features that one text alone has are emptied after the rows were brought to length 1:
    they make texts differ, and no product needs them.
    """
    n = counts.shape[0]
    found_in = np.bincount(counts.indices, minlength=counts.shape[1])
    common = found_in > max(COMMON_LEAST, COMMON_SHARE * n)
    inverse = (1 + np.log((1 + n) / (1 + found_in))).astype(np.float32)
    inverse[common] = 0
    weights = counts.astype(np.float32)
    weights.data = (1 + np.log(weights.data)) * inverse[weights.indices]
    lengths = np.sqrt(weights.multiply(weights).sum(axis=1))
    scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    weights.data *= np.repeat(scale, np.diff(weights.indptr)).astype(np.float32)
    weights.data[(common | (found_in < 2))[weights.indices]] = 0
    weights.eliminate_zeros()
    return weights


def _count(rows: Rows, features: Rows, height: int) -> sparse.csr_array:
    """Return how often each feature stands in each row."""
    width = int(features.max()) + 1 if features.size else 1
    ones = np.ones(len(rows), dtype=np.float32)
    counts = sparse.csr_array((ones, (rows, features)), shape=(height, width))
    counts.sum_duplicates()
    return counts


def _word_features(texts: Sequence[str]) -> tuple[Rows, Rows]:
    """Return row and feature of every word and of every two words in a row."""
    known: dict[str, int] = {}
    numbers: list[int] = []
    rows: list[int] = []
    for at, text in enumerate(texts):
        words = words_of(text)
        numbers.extend(known.setdefault(word, len(known)) for word in words)
        rows.extend([at] * len(words))
    row, word = np.asarray(rows, dtype=np.int64), np.asarray(numbers, dtype=np.int64)
    neighbours = row[:-1] == row[1:]
    two = word[:-1][neighbours] * max(1, len(known)) + word[1:][neighbours]
    _, pairs = np.unique(two, return_inverse=True)
    return (
        np.concatenate([row, row[:-1][neighbours]]),
        np.concatenate([word, pairs + len(known)]),
    )


def _character_features(texts: Sequence[str]) -> tuple[Rows, Rows]:
    """Return row and feature of every run of four characters, spaces between words included."""
    joined = "\n".join(f" {' '.join(text.split())} " for text in texts)
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    starts = max(0, len(points) - CHARACTERS + 1)
    mixed = np.zeros(starts, dtype=np.uint64)
    whole = np.ones(starts, dtype=bool)
    for at in range(CHARACTERS):
        window = points[at : at + starts]
        mixed = mixed * _MIX + window  # wraps around, as a hash may
        whole &= window != ord("\n")
    row = np.cumsum(points[:starts] == ord("\n"))
    _, features = np.unique(mixed[whole], return_inverse=True)
    return row[whole].astype(np.int64), features.astype(np.int64)
