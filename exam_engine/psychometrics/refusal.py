"""Refusal: below a stated number of persons no statistic is given, only the reason.

Near zero a correlation over 50 persons has a standard error of .14, over 30 one of .19; a share of
.70 has .065 and .084. Fifty screen for gross faults, and not for more.
"""

from __future__ import annotations

from exam_engine.errors import EstimationError

MINIMUM_N = 50
LEAST_MINIMUM_N = 10


def check_minimum(minimum_n: int) -> None:
    """Check that a caller's minimum is not so low that intervals lose their meaning.

    :raises EstimationError: if it is below 10.
    """
    if minimum_n < LEAST_MINIMUM_N:
        raise EstimationError(f"a minimum of {minimum_n} persons is below {LEAST_MINIMUM_N}")


def refusal(n: int, minimum_n: int) -> str | None:
    """Return why a statistic over ``n`` persons is refused, None if it is not."""
    if n < minimum_n:
        return f"refused: n = {n}, at least {minimum_n} needed"
    return None


def require(n: int, minimum_n: int) -> None:
    """Check that statistics over ``n`` persons may be given.

    :raises EstimationError: naming ``n`` and the minimum.
    """
    check_minimum(minimum_n)
    reason = refusal(n, minimum_n)
    if reason is not None:
        raise EstimationError(reason)
