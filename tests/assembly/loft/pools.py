"""Made pools for tests of LOFT, and an independent check of what is dealt from them."""

from functools import cache

import numpy as np

from exam_engine.assembly.programme import MICRO, Problem, Targets, row


def problem(items, rows, *, scenarios=0, coefficients=None, aims=None, shared=None):
    columns = items + scenarios
    targets = None
    if coefficients is not None:
        values = np.zeros((len(coefficients), columns), dtype=np.int64)
        values[:, :items] = coefficients
        names = tuple(f"figure {n}" for n in range(len(values)))
        targets = Targets(names, values, np.array([aims], dtype=np.int64))
    return Problem(
        forms=1,
        items=items,
        columns=columns,
        rows=tuple(rows),
        most=np.ones(columns, dtype=np.int64),
        uses=np.ones(items, dtype=np.int64),
        costs=np.zeros((1, columns), dtype=np.int64),
        shared=shared,
        targets=targets,
    )


def made_pool(seed, items=200, length=20, topics=5, levels=3, enemies=0):
    """A bank with topics and levels, whose items carry information at three abilities."""
    rng = np.random.default_rng(seed)
    topic, level = np.arange(items) % topics, rng.integers(0, levels, items)
    share = length // topics
    rows = [row("length", np.arange(items), length, length)]
    rows += [
        row(f"topic {n}", np.flatnonzero(topic == n), share - 1, share + 1) for n in range(topics)
    ]
    rows += [
        row(f"level {n}", np.flatnonzero(level == n), 3, length - 3 * (levels - 1))
        for n in range(levels)
    ]
    pairs = rng.choice(items, size=(enemies, 2), replace=False)
    rows += [row(f"enemies {n}", sorted(pair), 0, 1) for n, pair in enumerate(pairs.tolist())]
    difficulty, slope = rng.normal(0, 1, items), rng.lognormal(0, 0.3, items)
    chance = 1 / (1 + np.exp(-slope * (np.array([[-1.0], [0.0], [1.0]]) - difficulty)))
    information = np.rint(slope**2 * chance * (1 - chance) * MICRO).astype(np.int64)
    aims = np.rint(1.1 * information.mean(axis=1) * length).astype(np.int64)
    return problem(items, rows, coefficients=information, aims=aims)


def all_forms(made):
    """Every feasible form of a tiny pool, by trying all subsets: shape (forms, columns)."""
    subsets = np.array(np.meshgrid(*[[0, 1]] * made.columns)).reshape(made.columns, -1).T
    return subsets[keeps(made, subsets)].astype(bool)


def keeps(made, forms, window=None):
    """Which of ``forms`` keep to all rows and the window: dense matrices, whole numbers."""
    chosen = np.asarray(forms).astype(np.int64)
    good = (chosen <= made.most).all(axis=1)
    for each in made.rows:
        line = np.zeros(made.columns, dtype=np.int64)
        np.add.at(line, each.columns, each.weights)
        good &= (chosen @ line >= each.low) & (chosen @ line <= each.high)
    if window is not None:
        figures = chosen @ made.targets.coefficients.T
        good &= (np.abs(figures - made.targets.aims[0]) <= window).all(axis=1)
    return good


def least_overlap(forms, rounds=4_000):
    """Σ p² over the hull of ``forms`` by Frank and Wolfe's plain method, from above."""
    forms = np.asarray(forms, dtype=float)
    mean = forms.mean(axis=0)
    for _ in range(rounds):
        best = forms[np.argmin(forms @ mean)]
        step = best - mean
        size = step @ step
        if size == 0:
            break
        mean = mean + np.clip(-(mean @ step) / size, 0, 1) * step
    return float(mean @ mean)


def most_disjoint(forms, items):
    """How many of the forms have no item in common: the best for every set of items left."""
    masks = [sum(1 << int(at) for at in np.flatnonzero(form[:items])) for form in forms]

    @cache
    def best(left):
        return max((1 + best(left & ~own) for own in masks if own and own & left == own), default=0)

    return best((1 << items) - 1)
