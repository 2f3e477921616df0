"""Targets as whole coefficients, against published formulas computed another way."""

import math
import re
from decimal import Decimal
from statistics import fmean, pstdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly.made import EXAM, bank, blueprint, item, sealed
from exam_engine.assembly import selection
from exam_engine.assembly.assemble import Assembled, Effort
from exam_engine.assembly.build import Inputs, build_order
from exam_engine.assembly.objective import exposure_costs, information, objective, probability
from exam_engine.assembly.pool import PoolItem, Seen
from exam_engine.assembly.programme import Columns
from exam_engine.assembly.solver import Verdict
from exam_engine.assembly.stream import SeededStream
from exam_engine.errors import AssemblyError, FormInfeasible
from exam_engine.model.assembly_rules import AssemblyRules, Target, TargetKind
from exam_engine.model.form_order import FormOrder, Method
from exam_engine.model.item_type import Level
from exam_engine.model.parameters import ItemParameters, ParameterTable

ITEMS = [item(n) for n in range(120)]
TABLE = ParameterTable(
    items=tuple(
        ItemParameters(
            item=one.id,
            version=1,
            a=f"{0.6 + n % 7 / 10:.1f}",
            b=f"{(n * 37 % 41 - 20) / 10:.1f}",
            c="0.2",
            p=f"{0.3 + n * 29 % 60 / 100:.2f}",
            angoff=f"{0.4 + n * 17 % 50 / 100:.2f}",
        )
        for n, one in enumerate(ITEMS)
    )
)
KNOWN = {entry.item: entry for entry in TABLE.items}


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with sealed(bank(ITEMS), tmp_path_factory.mktemp("bank") / "b.sealed") as found:
        yield found


def built(opened, target, method=Method.PARALLEL, forms=2, table=TABLE):
    order = FormOrder(
        blueprint=EXAM, forms=forms, seed=1, method=method, rules=AssemblyRules(target=target)
    )
    return build_order(blueprint(), opened, order, Inputs(parameters=table))


def entries_of(form):
    return [KNOWN[entry.item] for entry in form.items]


def p_of(a, b, c, theta):
    """The 3PL in floating point, as in the docstring of the model."""
    return c + (1 - c) / (1 + math.exp(-a * (theta - b)))


@given(
    st.decimals("0.1", "3", places=3),
    st.decimals(-4, 4, places=3),
    st.decimals(0, "0.5", places=3),
    st.integers(-4, 4),
)
def test_information_is_the_square_of_the_slope_over_the_variance(a, b, c, theta):
    """Parent: Lord (1980), 5-3: I = P'² / (P Q), here with the slope taken numerically."""
    entry = ItemParameters(item="x-1", version=1, a=str(a), b=str(b), c=str(c))
    exact = float(information(entry, Decimal(theta)))
    one, two, three = float(a), float(b), float(c)
    step = 1e-5
    slope = (p_of(one, two, three, theta + step) - p_of(one, two, three, theta - step)) / (2 * step)
    p = p_of(one, two, three, theta)
    assert float(probability(entry, Decimal(theta))) == pytest.approx(p, rel=1e-9)
    assert exact == pytest.approx(slope**2 / (p * (1 - p)), rel=1e-4, abs=1e-9)


def test_an_item_without_slope_and_guessing_is_that_of_the_rasch_model():
    """Parent: for a = 1, c = 0 the information at θ = b is a quarter."""
    entry = ItemParameters(item="x-1", version=1, b="0.7")
    assert information(entry, Decimal("0.7")) == Decimal("0.25")


def test_forms_come_near_to_an_information_function(opened):
    target = Target(
        kind=TargetKind.INFORMATION, at=("-1", "0", "1"), aims=("1.2", "1.6", "1.4"), within="0.05"
    )
    for method in Method:
        for form in built(opened, target, method).forms:
            for theta, aim in ((-1, 1.2), (0, 1.6), (1, 1.4)):
                found = 0.0
                for entry in entries_of(form):
                    a, b, c = float(entry.a), float(entry.b), float(entry.c)
                    p = p_of(a, b, c, theta)
                    found += a * a * (1 - p) / p * ((p - c) / (1 - c)) ** 2
                assert found == pytest.approx(aim, abs=0.05001)


def test_forms_come_near_to_a_characteristic_curve(opened):
    target = Target(kind=TargetKind.CHARACTERISTIC, at=("0", "1"), aims=("7", "8.5"), within="0.05")
    for form in built(opened, target).forms:
        for theta, aim in ((0, 7), (1, 8.5)):
            score = sum(p_of(float(e.a), float(e.b), float(e.c), theta) for e in entries_of(form))
            assert score == pytest.approx(aim, abs=0.05001)


def test_mean_and_spread_of_p_are_met_as_two_sums(opened):
    target = Target(kind=TargetKind.P_VALUE, aims=("0.60", "0.15"), within="0.005")
    for form in built(opened, target).forms:
        p = [float(entry.p) for entry in entries_of(form)]
        assert fmean(p) == pytest.approx(0.60, abs=0.0051)
        assert fmean(x * x for x in p) == pytest.approx(0.60**2 + 0.15**2, abs=0.0051)
        # A standard deviation of .15 moves by Δ/(2·.15) at most when mean and mean square move.
        assert pstdev(p) == pytest.approx(0.15, abs=0.0051 * (1 + 2 * 0.605) / (2 * 0.14))


def test_judges_values_add_up_to_the_expected_score_on_the_border(opened):
    target = Target(kind=TargetKind.ANGOFF, aims=("7.5",), within="0.01")
    for form in built(opened, target).forms:
        assert sum(float(e.angoff) for e in entries_of(form)) == pytest.approx(7.5, abs=0.0101)


def test_a_target_out_of_reach_is_refused_with_the_nearest(opened):
    far = Target(kind=TargetKind.P_VALUE, aims=("0.99",), within="0.01")
    with pytest.raises(AssemblyError, match=r"from the target \(mean p\), and 0.0100 is allowed"):
        built(opened, far)
    with pytest.raises(FormInfeasible, match="target, mean p"):
        built(opened, far, Method.DRAW)
    with pytest.raises(FormInfeasible, match="target, mean p"):
        built(opened, far, Method.LOFT)
    near = built(opened, Target(kind=TargetKind.P_VALUE, aims=("0.99",)))
    assert any(note.startswith("mean p: aim 0.9900, forms have ") for note in near.notes)


def test_loft_needs_to_know_how_far_from_the_target_a_form_may_be(opened):
    with pytest.raises(AssemblyError, match=r"assembly.target.within: missing"):
        built(opened, Target(kind=TargetKind.P_VALUE, aims=("0.6",)), Method.LOFT)


def test_items_without_parameters_are_named(opened):
    target = Target(kind=TargetKind.P_VALUE, aims=("0.6",))
    some = ParameterTable(items=TABLE.items[:117])
    with pytest.raises(AssemblyError, match="3 of 120 have none: it-00117, it-00118, it-00119;"):
        built(opened, target, table=some)
    with pytest.raises(AssemblyError, match="120 of 120 have none: .* and 115 more"):
        built(opened, target, table=ParameterTable(items=()))


def test_parameters_of_another_version_do_not_count(opened):
    other = ParameterTable(
        items=tuple(ItemParameters(item=one.id, version=2, p="0.5") for one in ITEMS)
    )
    with pytest.raises(AssemblyError, match="120 of 120 have none"):
        built(opened, Target(kind=TargetKind.P_VALUE, aims=("0.6",)), table=other)


def test_forms_are_bound_to_the_parameters(opened):
    found = built(opened, Target(kind=TargetKind.P_VALUE, aims=("0.6",)))
    assert {form.parameters_digest for form in found.forms} == {TABLE.digest}


def test_a_target_counts_marks_and_not_items():
    """Parent: an item of 3 marks adds three times its chance to the expected score."""
    pool = tuple(
        PoolItem(f"x-{n}", "1", Level.APPLY, frozenset(), marks=marks)
        for n, marks in enumerate((1, 3))
    )
    table = ParameterTable(
        items=tuple(ItemParameters(item=one.id, version=1, b="0") for one in pool)
    )
    target = Target(kind=TargetKind.CHARACTERISTIC, at=("0",), aims=("2",))
    found = objective(target, Columns(pool, ("sc-1@1",)), table, 2)
    assert found.coefficients.tolist() == [[500_000, 1_500_000, 0]]
    assert found.window is None
    assert np.array_equal(found.aims, [2_000_000])


def test_costs_rank_exposure_before_chance():
    pool = [PoolItem(f"x-{n}", "1", Level.APPLY, frozenset()) for n in range(50)]
    seen = {(f"x-{n}", 1): Seen(n, n, 100, None) for n in range(50)}
    costs = exposure_costs(pool, seen, SeededStream(1))
    assert all(0 <= cost < 1 << 16 for cost in costs)
    bands = [cost // (1 << 12) for cost in costs]
    assert bands == sorted(bands)
    assert (bands[0], bands[-1]) == (0, 15)


def test_a_time_limit_ends_with_the_best_so_far_and_says_how_far_it_may_be(opened):
    """Abilities far apart in many forms: no perfect fit is proven in two seconds."""
    target = Target(kind=TargetKind.INFORMATION, at=("-2", "0", "2"), aims=("1", "1.61", "1.3"))
    order = FormOrder(blueprint=EXAM, forms=6, seed=1, rules=AssemblyRules(target=target))
    inputs = Inputs(parameters=TABLE)
    found = build_order(blueprint(), opened, order, inputs, Effort(seconds=2.0))
    assert len(found.forms) == 6
    assert not found.repeatable
    limited, never = found.notes[:2]
    assert re.fullmatch(
        r"the time limit ended the search: largest deviation [\d.e-]+, proven .* \(gap [\d.e-]+\)",
        limited,
    )
    assert never == "forms from a search that time ended cannot be built again from their inputs"


def test_what_was_not_decided_is_neither_forms_nor_a_refusal(opened, monkeypatch):
    nothing = Assembled(Verdict.UNDECIDED, np.zeros((0, 0), dtype=bool), 0, np.inf, 0.0)
    monkeypatch.setattr(selection, "assemble", lambda *_: nothing)
    order = FormOrder(blueprint=EXAM, forms=2, seed=1)
    with pytest.raises(AssemblyError, match="not decided within the search limit") as found:
        build_order(blueprint(), opened, order)
    assert not isinstance(found.value, FormInfeasible)
