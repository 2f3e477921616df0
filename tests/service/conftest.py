"""A centre for each test, on a copy of one that was prepared once: scheduling takes long."""

import shutil
from copy import copy

import pytest

import databases
from conftest import NINE_O_CLOCK, make_body
from exam_engine.clock import SetClock
from exam_engine.office.home import Home
from seats import Centre
from service.invigilators import Watched


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
        databases.copy_database(home.path)
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


@pytest.fixture(scope="session")
def prepared_watched(tmp_path_factory):
    made = Watched(make_body(tmp_path_factory.mktemp("watched") / "home"))
    made.body.home.close()
    return made


@pytest.fixture
def watched(prepared_watched, tmp_path):
    """Return a copy of a body whose sitting of spring names two invigilators."""
    home = Home(tmp_path / "home", SetClock(NINE_O_CLOCK))
    shutil.copytree(prepared_watched.body.home.path, home.path)
    databases.copy_database(home.path)
    made = copy(prepared_watched)
    made.people = dict(made.people)
    made.body = copy(prepared_watched.body)
    made.body.home, made.clock = home, home.clock
    yield made
    home.close()
