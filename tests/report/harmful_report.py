"""A small report whose texts come from somebody who means harm."""

from __future__ import annotations

import numpy as np

from exam_engine.psychometrics import (
    NOT_REACHED,
    draw_parameters,
    response_matrix,
    scores_of_right,
    simulate_candidates,
)
from exam_engine.report.input import ItemNumber, ItemText, ReportInput

STEM = 'Is <script>alert("x")</script> [bold]bold[/bold] \x1b[31mred?'


def make_input(persons: int = 80) -> ReportInput:
    """Return six items and made-up candidates; the answer key of the third item is wrong."""
    rng = np.random.default_rng(17)
    names = [f"bank-{n:03d}" for n in range(1, 7)]
    options = [["a", "b", "c", "d"]] * 6
    right = np.array([0, 1, 2, 3, 0, 1])
    made = simulate_candidates(rng, draw_parameters(rng, names), right, persons)
    chosen, time_ms = made.chosen.copy(), made.time_ms.copy()
    chosen[:3, 5], time_ms[:3, 5] = NOT_REACHED, -1
    right[2] = 0
    people = ["=HYPERLINK(1)", "-2", *(f"cand-{n:03d}" for n in range(2, persons))]
    texts = tuple(
        ItemText(
            number=ItemNumber(n),
            item=name,
            requirement="3.4",
            requirement_title="Quality & specifications",
            level="understand",
            stem=STEM,
            options=("<b>first</b>", "[red]second[/red]", "=third", "fourth"),
            expected_s=20 if n == 2 else None,
        )
        for n, name in enumerate(names, start=1)
    )
    return ReportInput(
        title="Foundation <in> service management",
        sitting="2026-03 [red]Munich[/red]",
        forms=(("form-0007", "9f86d081884c7d65" * 4),),
        cut_score=4,
        confidential=True,
        items=texts,
        matrix=response_matrix(people, names, options, chosen, time_ms),
        scores=scores_of_right(right, options),
    )
