"""Fixtures of the back office."""

import pytest

from office.sat import sit_three


@pytest.fixture
def sat(body):
    """A sitting in which three candidates have ended and a fourth never came."""
    return sit_three(body)
