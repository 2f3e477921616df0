"""Finding similar pairs: near-duplicates by cosine, tell-tales by what an answer's words give away.

*Alike*: the cosine of two items' question, right answer and fact (``vectors``).

*Tells*: item A's answer stands in item B's question. With weights ``w`` by rarity,
``answer`` is the share of A's answer (without the words of A's question) that B's question has, and
``asked`` the share of A's question that it has; the score is their geometric mean, so that both
have to be there. Two words of the answer are needed, unless it has but one.

All pairs are looked at (``pairs``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse

from exam_engine.bank.lint.words import plain_words, stem_of
from exam_engine.bank.similar.pairs import Best, Scores, candidates, row_products, without_common
from exam_engine.bank.similar.texts import ItemText, content_of, text_of
from exam_engine.bank.similar.vectors import text_vectors
from exam_engine.model.item import Item

ALIKE, TELLS = "alike", "tells"
THRESHOLD = 0.4
TOP = 20
MOST_PAIRS = 10_000
_LEAST_TOLD = 2
_MOST_SHOWN = 12


class Pair(NamedTuple):
    """Two items that may have to be enemies.

    Of a pair that *tells*, the question of ``other`` tells the ``answer`` of ``one``. ``shared``
    are words, the rarest first.
    """

    kind: str
    score: float
    one: Item
    other: Item
    shared: tuple[str, ...]
    answer: str

    @property
    def known(self) -> bool:
        """Return whether the two are enemies already."""
        return self.other.id in self.one.enemies or self.one.id in self.other.enemies


def similar(
    items: Sequence[Item],
    *,
    threshold: float = THRESHOLD,
    top: int = TOP,
    known: bool = False,
) -> list[Pair]:
    """Return the most similar pairs of each kind, best first.

    :param threshold: the least score, from 0 to 1.
    :param top: the most pairs of each kind.
    :param known: also those that are enemies already.
    """
    texts = [text_of(item) for item in items]
    counts = Counter(stem for text in texts for stem in content_of(text.whole))
    found: list[Pair] = []
    for kind, best in ((ALIKE, _alike), (TELLS, _tells)):
        # Enemies are dropped afterwards: as many more are asked for as there can be.
        spare = 0 if known else sum(len(item.enemies) for item in items)
        kept = Best(min(top + spare, MOST_PAIRS), threshold)
        best(texts, kept)
        pairs = [_pair(kind, score, items[a], items[b], counts) for score, a, b in kept]
        found.extend([pair for pair in pairs if known or not pair.known][:top])
    return sorted(found, key=lambda pair: (-round(pair.score, 6), pair.one.id, pair.other.id))


def _alike(texts: Sequence[ItemText], best: Best) -> None:
    vectors = text_vectors([text.whole for text in texts])
    half = best.least / 2
    rare = without_common(vectors, half)
    found = candidates(rare, vectors, lambda: best.floor() - half, later=True)
    for _, rows, columns in found:
        best.add(row_products(vectors, rows, vectors, columns), rows, columns)


def _tells(texts: Sequence[ItemText], best: Best) -> None:
    numbers: dict[str, int] = {}
    for text in texts:
        for stem in (*text.asked, *text.told):
            numbers.setdefault(stem, len(numbers))
    asked = _membership([text.asked for text in texts], numbers)
    told = _membership([text.told for text in texts], numbers)
    size, rarity = np.diff(told.indptr), _rarity(asked, told)
    asked_share, told_share = _shares(asked, rarity), _shares(told, rarity)
    # A share is 1 at most, so a mean of t needs a share of the answer of t².
    found = candidates(told_share, asked, lambda: best.floor() ** 2, later=False)
    for answer, rows, columns in found:
        enough = row_products(told, rows, asked, columns) >= np.minimum(_LEAST_TOLD, size[rows])
        question = row_products(asked_share, rows[enough], asked, columns[enough])
        scores = np.sqrt(answer[enough] * question).astype(np.float32)
        best.add(scores, rows[enough], columns[enough])


def _membership(rows: Sequence[Sequence[str]], numbers: dict[str, int]) -> sparse.csr_array:
    """Return which stems each row has: 1 or nothing."""
    sets = [sorted({numbers[stem] for stem in row}) for row in rows]
    lengths = np.cumsum([0, *(len(row) for row in sets)])
    flat = np.asarray([number for row in sets for number in row], dtype=np.int64)
    ones = np.ones(len(flat), dtype=np.float32)
    return sparse.csr_array((ones, flat, lengths), shape=(len(rows), max(1, len(numbers))))


def _rarity(*matrices: sparse.csr_array) -> Scores:
    """Return the weight of each stem by how few items have it."""
    n, width = matrices[0].shape
    found_in = np.bincount(np.concatenate([matrix.indices for matrix in matrices]), minlength=width)
    return np.log((1 + n) / (1 + np.minimum(found_in, n))).astype(np.float32)


def _shares(membership: sparse.csr_array, rarity: Scores) -> sparse.csr_array:
    """Return rows of weights that sum to 1 (or 0): what share of the row each stem is."""
    weights = membership.copy()
    weights.data = rarity[weights.indices]
    sums = weights.sum(axis=1)
    scale = np.divide(1, sums, out=np.zeros_like(sums), where=sums > 0)
    weights.data *= np.repeat(scale, np.diff(weights.indptr)).astype(np.float32)
    return weights


def _pair(kind: str, score: float, one: Item, other: Item, counts: Counter[str]) -> Pair:
    first, second = text_of(one), text_of(other)
    if kind == TELLS:
        shared = frozenset(first.told) & frozenset(second.asked)
    else:
        shared = content_of(first.whole) & content_of(second.whole)
    ordered = sorted(shared, key=lambda stem: (counts[stem], stem))
    written = {stem_of(word): word for word in reversed(plain_words(first.whole))}
    shown = tuple(written[stem] for stem in ordered[:_MOST_SHOWN])
    return Pair(kind, min(1.0, score), one, other, shown, first.answer)
