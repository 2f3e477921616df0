"""A second that means the same on a machine that is busy."""

import time

_STEPS = 1_000_000
_QUIET_S = 0.012
"""What so many empty steps take on a fast machine that is quiet."""


def a_second():
    """A second of that machine, on this one as busy as it is now."""
    start = time.process_time()
    for _ in range(_STEPS):
        pass
    return max(1.0, (time.process_time() - start) / _QUIET_S)
