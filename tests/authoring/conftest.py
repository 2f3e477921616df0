"""A bank to work on, and a home in which nothing is on record."""

from __future__ import annotations

import pytest

from authoring.support import types_bank
from exam_engine.clock import SetClock
from exam_engine.office.home import Home


@pytest.fixture
def bank(tmp_path):
    return types_bank(tmp_path)


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "home", SetClock(0))
    yield made
    made.close()
