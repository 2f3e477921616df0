"""Problems made by chance from a seed: small ones for exhaustive answers, and banks in small."""

import random
from itertools import combinations, product

import numpy as np

from exam_engine.assembly.flat import NONE_HIGH, NONE_LOW
from exam_engine.assembly.programme import Problem, Row, Targets, row


def tiny(seed, forms=2, targets=False, uses=1, shared=None):
    """Return a problem of 8 items, small enough to try every answer."""
    rng = random.Random(seed)
    items = 8
    half = sorted(rng.sample(range(items), 4))
    words = np.array([rng.randint(10, 30) for _ in range(items)])
    one, other = rng.sample(range(items), 2)
    rows = [
        row("items", range(items), 3, 3),
        row("topic", half, 1, 2),
        row("words", range(items), 40, 75, words),
        row("enemies", (min(one, other), max(one, other)), 0, 1),
    ]
    figures = np.array([[rng.randint(0, 500_000) for _ in range(items)] for _ in range(2)])
    aims = np.array([[rng.randint(400_000, 900_000) for _ in range(2)]] * forms)
    return Problem(
        forms=forms,
        items=items,
        columns=items,
        rows=tuple(rows),
        most=np.ones(items, dtype=np.int64),
        uses=np.full(items, uses),
        costs=np.array([[rng.randint(0, 999) for _ in range(items)] for _ in range(forms)]),
        shared=shared,
        targets=Targets(("one", "two"), figures, aims) if targets else None,
    )


def answers(problem):
    """Yield every answer to a tiny problem, found by trying all selections."""
    alone = []
    for chosen in combinations(range(problem.items), 3):
        held = set(chosen)
        if all(
            each.low
            <= sum(
                w
                for c, w in zip(each.columns.tolist(), each.weights.tolist(), strict=True)
                if c in held
            )
            <= each.high
            for each in problem.rows
        ):
            alone.append(held)
    for forms in product(alone, repeat=problem.forms):
        often = [sum(item in form for form in forms) for item in range(problem.items)]
        if any(count > limit for count, limit in zip(often, problem.uses.tolist(), strict=True)):
            continue
        common = [len(one & other) for one, other in combinations(forms, 2)]
        low, high = problem.shared or (0, 3)
        if all(low <= count <= high for count in common):
            yield forms


def bank(items, forms, seed=1, scenarios=6, targets=False, enemies=10):
    """Return a problem like a blueprint's: quotas, scenarios, enemies, words, figures."""
    rng = random.Random(seed)
    topic = np.array([rng.randrange(5) for _ in range(items)])
    level = np.array([rng.randrange(2) for _ in range(items)])
    words = np.array([rng.randint(20, 80) for _ in range(items)])
    rows = [row("items", range(items), 20, 20), row("words", range(items), 900, 1100, words)]
    rows += [row(f"topic {at}", np.flatnonzero(topic == at), 4, 4) for at in range(5)]
    rows += [row(f"level {at}", np.flatnonzero(level == at), 9, 11) for at in range(2)]
    for number in range(scenarios):
        at = np.append(np.arange(number * 8, number * 8 + 8), items + number)
        rows.append(Row("set", at, np.array([1] * 8 + [-2]), 0, NONE_HIGH))
        rows.append(Row("set", at, np.array([1] * 8 + [-4]), NONE_LOW, 0))
    if scenarios:
        rows.append(row("sets", range(items, items + scenarios), 1, 2))
    for _ in range(enemies):
        one, other = sorted(rng.sample(range(items), 2))
        rows.append(row("enemies", (one, other), 0, 1))
    width = items + scenarios
    figures = np.zeros((2, width), dtype=np.int64)
    figures[:, :items] = [[rng.randint(50_000, 600_000) for _ in range(items)] for _ in range(2)]
    aims = np.rint(figures[:, :items].mean(axis=1) * 22).astype(np.int64)
    costs = np.zeros((forms, width), dtype=np.int64)
    costs[:, :items] = [[rng.randrange(1 << 16) for _ in range(items)] for _ in range(forms)]
    return Problem(
        forms=forms,
        items=items,
        columns=width,
        rows=tuple(rows),
        most=np.ones(width, dtype=np.int64),
        uses=np.ones(items, dtype=np.int64),
        costs=costs,
        targets=Targets(("one", "two"), figures, np.tile(aims, (forms, 1))) if targets else None,
    )
