"""A report takes texts and responses only if they are of the same items, and refuses nonsense."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exam_engine.errors import EstimationError
from exam_engine.report.input import make_report
from exam_engine.report.labels import Point, place_labels, spread
from report.harmful_report import make_input


def test_texts_must_be_of_the_items_answered() -> None:
    given = make_input(persons=12)
    with pytest.raises(EstimationError, match="different items"):
        replace(given, items=given.items[::-1])
    short = replace(given.items[0], options=("one", "two"))
    with pytest.raises(EstimationError, match="bank-001: 2 option texts, 4 options"):
        replace(given, items=(short, *given.items[1:]))


def test_the_minimum_may_not_be_below_ten() -> None:
    with pytest.raises(EstimationError, match="below 10"):
        make_report(replace(make_input(persons=12), minimum_n=5))
    assert make_report(replace(make_input(persons=12), minimum_n=10)).analysis.statistics


def test_end_labels_are_moved_apart_and_stay_inside() -> None:
    assert spread([0.5, 0.9], 0.1, 0, 1) == [0.5, 0.9]
    assert spread([0.5, 0.5], 0.1, 0, 1) == pytest.approx([0.45, 0.55])
    assert spread([0.02, 0.0, 0.01], 0.1, 0, 1) == pytest.approx([0.2, 0.0, 0.1])
    assert spread([1.0] * 5, 0.5, 0, 1) == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    assert spread([], 0.1, 0, 1) == []


def test_labels_of_the_map_do_not_cover_one_another() -> None:
    places = place_labels([Point(x, 100, str(x)) for x in (100, 104, 110)])
    boxes = [(place.x, place.y) for place in places]
    assert len(set(boxes)) == 3
    assert place_labels([Point(100, 100, "7")])[0].y == 100
