"""One candidate's result, as it is shown at the terminal."""

from __future__ import annotations

import io
from itertools import pairwise

from rich.console import Console

from exam_engine.model.blueprint import Blueprint
from exam_engine.model.result import RequirementScore, Result
from exam_engine.office.shipped import find_blueprint
from exam_engine.report.result_view import ResultView

BLUEPRINT: Blueprint = find_blueprint("tuv-sud/foundation")


def _result(raw_score: int, requirements: tuple[RequirementScore, ...] = ()) -> Result:
    return Result(
        format=1,
        sitting="2026-03-munich",
        candidate="c-0001",
        blueprint="tuv-sud/foundation",
        form="form-0007",
        form_digest="ab" * 32,
        attempt_digest="cd" * 32,
        revision=2,
        reason="item 12 taken out",
        raw_score=raw_score,
        total_marks=40,
        cut_score=26,
        passed=raw_score >= 26,
        ending="expired",
        requirements=requirements,
        marks=(),
    )


def _printed(view: ResultView) -> list[str]:
    console = Console(width=80, no_color=True, file=io.StringIO(), legacy_windows=False)
    console.print(view)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_a_pass_and_a_fail_differ_in_words() -> None:
    assert "PASSED" in _printed(ResultView(_result(26), BLUEPRINT))
    assert "NOT PASSED" in _printed(ResultView(_result(25), BLUEPRINT))


def test_it_shows_the_score_the_cut_and_the_evidence() -> None:
    result = _result(31)
    lines = _printed(ResultView(result, BLUEPRINT, "Ana [bold]Novak[/bold]\x1b[31m"))
    assert "31 of 40 marks; 26 are needed to pass." in lines
    bar, cut = next((line, below) for line, below in pairwise(lines) if line.startswith("━"))
    assert bar.count("━") == round(60 * 31 / 40)
    assert len(bar) == 60
    assert cut.index("↑") == round(60 * 26 / 40) - 1
    text = "\n".join(lines)
    assert "Candidate  Ana [bold]Novak[/bold][31m (c-0001)" in text
    assert "2: item 12 taken out" in text
    assert result.digest[:16] in text
    assert "ended when the time was up" in text
    assert max(len(line) for line in lines) <= 80


def test_marks_by_requirement() -> None:
    long = "Quality specifications for the management and improvement of IT service management"
    scores = (
        RequirementScore(code="1", title="Service quality", earned="8", possible=8),
        RequirementScore(code="2", title=long, earned="13/2", possible=8),
        RequirementScore(code="3", title="None", earned="0", possible=12),
    )
    lines = _printed(ResultView(_result(15, scores), BLUEPRINT))
    (full,) = [line for line in lines if line.startswith("1  Service quality")]
    assert full.endswith("━━━━━━━━━━━━━━━━      8 of 8")
    (half,) = [line for line in lines if line.startswith("2  ")]
    assert half.endswith("━━━━━━━━━━━━━───  6 1/2 of 8")
    (none,) = [line for line in lines if line.startswith("3  None")]
    assert none.endswith("────────────────     0 of 12")
    assert max(len(line) for line in lines) <= 80
