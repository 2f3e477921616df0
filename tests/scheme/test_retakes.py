"""Retake rules. Parent: a search that tries day after day and counts in every span of days."""

from hypothesis import given
from hypothesis import strategies as st

from exam_engine.model.scheme import RetakeRules
from exam_engine.scheme.retakes import Turn, refusal

DAYS = st.lists(st.integers(0, 60), max_size=6)
RULES = st.builds(
    RetakeRules,
    waiting_days=st.integers(0, 15),
    most_attempts=st.integers(1, 3),
    period_days=st.integers(1, 40),
)


def allowed(rules, days, wanted):
    """Return whether a day is allowed, from the rules' words alone."""
    if any(abs(day - wanted) < rules.waiting_days for day in days):
        return False
    spans = range(wanted - rules.period_days + 1, wanted + 1)
    return all(
        sum(start <= day < start + rules.period_days for day in [*days, wanted])
        <= rules.most_attempts
        for start in spans
    )


@given(RULES, DAYS, st.integers(0, 60))
def test_what_is_refused_is_possible_from_the_day_that_is_named(rules, days, wanted):
    found = refusal(rules, [Turn(day) for day in days], wanted)
    assert (found is None) == allowed(rules, days, wanted)
    if found is not None:
        first = next(day for day in range(wanted, 1_000) if allowed(rules, days, day))
        assert found.first == first
        assert found.reason


def test_what_was_passed_is_not_sat_again_unless_the_scheme_says_so():
    turns = [Turn(1, passed=False), Turn(50, passed=True)]
    assert refusal(RetakeRules(), turns, 900) == ("it was passed already", None)
    assert refusal(RetakeRules(after_pass=True), turns, 900) is None


def test_a_reason_names_the_rule():
    rules = RetakeRules(waiting_days=30, most_attempts=1, period_days=365)
    assert refusal(rules, [Turn(0)], 29).reason == "30 days have to lie between two attempts"
    assert refusal(rules, [Turn(0)], 30) == ("1 attempt is allowed within 365 days", 365)
    assert refusal(rules, [Turn(0)], 365) is None
    assert refusal(RetakeRules(), [Turn(0)], 0) is None
