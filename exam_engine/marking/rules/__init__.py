"""The catalogue of scoring rules: closed and named, one rule a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from exam_engine.marking.rules import exact
from exam_engine.model.item import Line

Rule = Callable[[Line, tuple[str, ...]], Fraction]
"""Given a line with its answer and a response, return the marks earned, from 0 to the line's."""

RULES: Mapping[str, Rule] = {"exact": exact.marks}
