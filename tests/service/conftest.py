"""A centre for each test, on a copy of one that was prepared once: scheduling takes long."""

import shutil
from copy import copy

import pytest

from conftest import NINE_O_CLOCK, make_body
from exam_engine.clock import SetClock
from exam_engine.office.home import Home
from seats import Centre


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    made = Centre(make_body(tmp_path_factory.mktemp("prepared") / "home"))
    made.body.home.close()
    return made


@pytest.fixture
def centre_at(prepared, tmp_path):
    """Return a function that makes the centre at a moment; the sitting opens at nine o'clock."""
    homes = []

    def make(now_ms):
        home = Home(tmp_path / "home", SetClock(now_ms))
        shutil.copytree(prepared.body.home.path, home.path)
        homes.append(home)
        made = copy(prepared)
        made.body = copy(prepared.body)
        made.body.home, made.clock, made.engine = home, home.clock, home.engine
        return made

    yield make
    for home in homes:
        home.close()


@pytest.fixture
def centre(centre_at):
    return centre_at(NINE_O_CLOCK)
