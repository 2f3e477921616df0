"""Reports for the tests of this room."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exam_engine.report.input import Report, make_report
from report.harmful_report import make_input


@pytest.fixture(scope="session")
def report() -> Report:
    return make_report(make_input())


@pytest.fixture(scope="session")
def refused_report() -> Report:
    return make_report(make_input(persons=12))


@pytest.fixture(scope="session")
def public_report() -> Report:
    return make_report(replace(make_input(), confidential=False))
