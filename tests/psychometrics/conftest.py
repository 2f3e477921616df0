"""Data for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from exam_engine.psychometrics import (
    NOT_REACHED,
    OptionScores,
    ResponseMatrix,
    draw_parameters,
    response_matrix,
    scores_of_right,
    simulate_candidates,
)

# LSAT Section 7: 1,000 persons, five items, all 32 response patterns from 00000 to 11111 with
# their frequencies. Bock & Lieberman (1970), Psychometrika 35, 179-197.
LSAT7 = (12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28,
         7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308)  # fmt: skip

MadeUp = Callable[..., tuple[ResponseMatrix, OptionScores]]


@pytest.fixture(scope="session")
def lsat7() -> tuple[ResponseMatrix, OptionScores]:
    """LSAT7 as a matrix of two options, "0" and "1", of which "1" is right."""
    patterns = np.array([[pattern >> bit & 1 for bit in range(4, -1, -1)] for pattern in range(32)])
    chosen = np.repeat(patterns, LSAT7, axis=0)
    options = [("0", "1")] * 5
    matrix = response_matrix(
        [str(person) for person in range(1000)], [f"item{n}" for n in range(1, 6)], options, chosen
    )
    return matrix, scores_of_right([1] * 5, options)


@pytest.fixture(scope="session")
def made_up() -> MadeUp:
    """Make simulated responses: a few omits, and the last question not reached by some."""

    def make(
        persons: int = 200, items: int = 8, options: int = 4, start: int = 7
    ) -> tuple[ResponseMatrix, OptionScores]:
        rng = np.random.default_rng(start)
        names = [f"q{n:02d}" for n in range(1, items + 1)]
        ids = [[f"{name}{letter}" for letter in "wxyz"[:options]] for name in names]
        right = rng.integers(0, options, items)
        parameters = draw_parameters(rng, names, options)
        parameters["omit"] = 0.03
        rehearsal = simulate_candidates(rng, parameters, right, persons)
        chosen, time_ms = rehearsal.chosen.copy(), rehearsal.time_ms.copy()
        late = rng.random(persons) < 0.1
        chosen[late, -1], time_ms[late, -1] = NOT_REACHED, -1
        people = [f"c{n:04d}" for n in range(persons)]
        matrix = response_matrix(people, names, ids, chosen, time_ms)
        return matrix, scores_of_right(right, ids)

    return make
