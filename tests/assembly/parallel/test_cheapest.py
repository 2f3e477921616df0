"""Without targets: the cheapest forms, against exhaustive trial and against the solver alone."""

import signal
import threading

import numpy as np
import pytest

from assembly.parallel.maker import answers, bank, tiny
from exam_engine.assembly.assemble import Effort, assemble
from exam_engine.assembly.flat import flat
from exam_engine.assembly.parallel import cheapest, core
from exam_engine.assembly.parallel.verify import violations
from exam_engine.assembly.programme import row
from exam_engine.assembly.solver import Budget, Verdict, solve
from exam_engine.assembly.stream import SeededStream
from exam_engine.clock import Stopwatch


def cost(problem, forms):
    return sum(int(problem.costs[at, item]) for at, form in enumerate(forms) for item in form)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("uses", "shared"), [(1, None), (2, (1, 2)), (2, (0, 1))])
def test_the_cheapest_of_all_answers_is_found_and_proven(seed, uses, shared):
    problem = tiny(seed, uses=uses, shared=shared)
    least = min((cost(problem, forms) for forms in answers(problem)), default=None)
    found = assemble(problem, SeededStream("t", seed))
    if least is None:
        assert found.verdict is Verdict.INFEASIBLE
        assert not len(found.holds)
    else:
        assert found.verdict is Verdict.OPTIMAL
        assert found.reached == least
        assert found.bound <= least


@pytest.mark.parametrize("seed", range(3))
def test_the_core_proves_what_the_solver_proves_over_all_columns(seed, monkeypatch):
    problem = bank(300, 2, seed=seed)
    alone = solve(flat(problem))
    monkeypatch.setattr(core, "_FEW", 100)
    found = assemble(problem, SeededStream("t"))
    assert found.verdict is Verdict.OPTIMAL
    assert found.reached == alone.cost
    assert np.array_equal(found.holds.reshape(-1), alone.values > 0.5)


def test_many_forms_one_after_the_other_keep_everything_and_tell_their_gap(monkeypatch):
    problem = bank(300, 4)
    together = assemble(problem, SeededStream("t"))
    monkeypatch.setattr(cheapest, "MOST_TOGETHER", 1)
    found = assemble(problem, SeededStream("t"))
    assert violations(problem, found.holds) == []
    assert found.bound <= together.reached <= found.reached


def test_the_items_that_all_forms_take_can_be_just_enough(monkeypatch):
    """Five forms of four items of each topic from exactly twenty: none may waste one."""
    monkeypatch.setattr(cheapest, "MOST_TOGETHER", 1)
    problem = bank(400, 5, scenarios=0, enemies=0)
    topic = problem.rows[2].columns
    scarce = problem._replace(
        rows=(*problem.rows, row("not operational", topic[20:], 0, 0)),
    )
    found = assemble(scarce, SeededStream("t"))
    assert violations(scarce, found.holds) == []
    assert found.holds[:, topic[:20]].sum() == 20


def test_what_cannot_be_is_proven_to_be_impossible(monkeypatch):
    monkeypatch.setattr(cheapest, "MOST_TOGETHER", 1)
    problem = bank(400, 6, scenarios=0, enemies=0)
    scarce = problem._replace(
        rows=(*problem.rows, row("not operational", problem.rows[2].columns[20:], 0, 0)),
    )
    assert assemble(scarce, SeededStream("t")).verdict is Verdict.INFEASIBLE


def test_a_bound_that_nothing_reaches_does_not_lead_the_solver_astray():
    """Large finite bounds once made it call a bad answer the optimum."""
    problem = bank(200, 2)
    wide = problem._replace(
        rows=tuple(
            each._replace(low=max(each.low, -(2**40)), high=min(each.high, 2**40))
            for each in problem.rows
        )
    )
    one, other = (assemble(each, SeededStream("t")) for each in (problem, wide))
    assert one.reached == other.reached


def test_a_search_cut_short_says_what_it_does_not_know():
    found = assemble(bank(300, 3), SeededStream("t"), Effort(nodes=0, seconds=0.0))
    assert found.verdict is Verdict.UNDECIDED
    assert found.bound <= found.reached


@pytest.mark.parametrize("uses", [1, 2])
def test_forms_taken_out_of_their_sum_keep_everything_and_tell_their_gap(uses, monkeypatch):
    """Three forms, so that the one programme over all can still say what is best."""
    problem = bank(300, 3)._replace(uses=np.full(300, uses))
    together = assemble(problem, SeededStream("t"))
    monkeypatch.setattr(cheapest, "MOST_TOGETHER", 1)
    found, again = (assemble(problem, SeededStream("t")) for _ in range(2))
    assert violations(problem, found.holds) == []
    assert found.bound <= together.reached <= found.reached
    assert np.array_equal(found.holds, again.holds)


def test_forms_that_use_up_a_topic_come_out_of_their_sum_without_a_search():
    """Twenty forms of twenty from 400: every item stands on exactly one of them."""
    problem = bank(400, 20, scenarios=0, enemies=0)
    rows = tuple(row for row in problem.rows if row.name.startswith("items"))
    problem = problem._replace(rows=rows)
    found = assemble(problem, SeededStream("t"))
    assert (found.holds.sum(axis=0) == 1).all()


def test_ctrl_c_gets_through_a_long_search():
    """Twelve forms proven would take minutes; the signal comes after a third of a second."""
    problem = bank(900, 12, scenarios=20, enemies=60)
    main = threading.main_thread().ident
    timer = threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT))
    timer.start()
    watch = Stopwatch()
    with pytest.raises(KeyboardInterrupt):
        solve(flat(problem), Budget(gap=0.0))
    assert watch.elapsed_s() < 30
