"""The last check, kinds, and the arrays in another use: a shadow test."""

import numpy as np
import pytest

from assembly.parallel.maker import bank
from exam_engine.assembly import assemble as entry
from exam_engine.assembly.assemble import assemble
from exam_engine.assembly.parallel.cheapest import Found
from exam_engine.assembly.parallel.kinds import kinds_of, tightened
from exam_engine.assembly.parallel.verify import violations
from exam_engine.assembly.programme import row
from exam_engine.assembly.solver import Verdict
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError


def test_an_answer_that_breaks_a_rule_is_never_handed_out(monkeypatch):
    problem = bank(200, 2)
    holds = assemble(problem, SeededStream("t")).holds
    holds[1] = holds[0]
    monkeypatch.setattr(entry, "cheapest", lambda *_: Found(Verdict.OPTIMAL, holds, 0.0))
    with pytest.raises(AssemblyError, match="stands on more than 1 forms"):
        assemble(problem, SeededStream("t"))


def test_each_kind_of_breach_is_seen():
    problem = bank(200, 2)._replace(uses=np.full(200, 2), shared=(0, 3))
    holds = assemble(problem, SeededStream("t")).holds
    assert violations(problem, holds) == []
    missing = holds.copy()
    missing[0, np.flatnonzero(holds[0])[0]] = False
    assert any("form 1: items: 19, not 20 to 20" in line for line in violations(problem, missing))
    same = np.stack((holds[0], holds[0]))
    assert "forms 1 and 2 share 20, not 0 to 3" in violations(problem, same)
    barred = problem._replace(most=np.where(holds[0], 0, 1))
    assert "form 1: holds what no form may hold" in violations(barred, holds)
    assert violations(problem, holds[:1])


def test_kinds_are_told_apart_by_weight_and_by_enemies_only():
    problem = bank(60, 1, scenarios=0, enemies=0)
    plain = [each for each in problem.rows if each.name != "words"]
    problem = problem._replace(rows=(*plain, row("enemies", (0, 1), 0, 1)))
    kinds = kinds_of(problem)
    assert len(set(kinds)) <= 12  # 5 topics and 2 levels, and the enemies
    assert kinds[0] not in kinds[2:]
    assert kinds[1] not in kinds[2:]
    for kind in set(kinds):
        own = np.flatnonzero(kinds == kind)
        for each in problem.rows:
            assert np.isin(own, each.columns).sum() in (0, len(own))


def test_what_rows_imply_excludes_no_answer():
    problem = bank(200, 2)
    holds = assemble(problem, SeededStream("t")).holds
    assert len(tightened(problem).rows) == len(problem.rows) + 6 * 8
    assert violations(tightened(problem), holds) == []


def test_a_shadow_test_is_a_problem_like_others():
    """Presented items stand, the rest is the most informative form: van der Linden (2005)."""
    problem = bank(200, 1)
    information = np.zeros(problem.columns, dtype=np.int64)
    information[:200] = np.arange(200) * 997 % 1_000_003
    first = assemble(problem._replace(costs=-information[None, :]), SeededStream("t"))
    presented = np.flatnonzero(first.holds[0, :200])[:5]
    # The estimate moved: other items are informative now, those presented cannot be taken back.
    later = np.zeros(problem.columns, dtype=np.int64)
    later[:200] = np.arange(200)[::-1] * 991 % 1_000_003
    shadow = problem._replace(
        rows=(*problem.rows, row("presented", presented, 5, 5)), costs=-later[None, :]
    )
    found = assemble(shadow, SeededStream("t"))
    free = assemble(problem._replace(costs=-later[None, :]), SeededStream("t"))
    assert found.verdict is Verdict.OPTIMAL
    assert found.holds[0, presented].all()
    assert free.reached <= found.reached <= int(-later[first.holds[0]].sum())
