"""What expressions look at: responses given, declarations, outcomes as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import ForeignItem, MapEntry, Outcome, Response
from exam_engine.exchange.limits import MOST_STEPS
from exam_engine.exchange.processing.values import (
    NULL,
    Single,
    Value,
    of_number,
    parse,
    parse_all,
)

SCORE = Outcome(id="SCORE", cardinality="single", base="float")
NUMERIC = ("integer", "float")
_BUILT_IN = {
    "numAttempts": Value("single", "integer", (Fraction(1),)),
    "completionStatus": Value("single", "identifier", ("completed",)),
}


class State:
    """One scoring of one item."""

    def __init__(self, item: ForeignItem, responses: Mapping[str, Sequence[str]]) -> None:
        """:raises NotSupported: if the item declares no such response, or another type."""
        self._responses = {one.id: one for one in item.responses}
        self._outcomes = {SCORE.id: SCORE} | {one.id: one for one in item.outcomes}
        unknown = sorted(set(responses) - set(self._responses))
        if unknown:
            raise NotSupported(f"{item.id}: it declares no response {unknown[0]!r}")
        self._given = {
            name: parse_all(one.cardinality, one.base, responses.get(name, ()), f"response {name}")
            for name, one in self._responses.items()
        }
        self._values = {name: _default(one) for name, one in self._outcomes.items()}
        self._steps = 0
        self.tolerant = False  # a template may set feedback that an item does not declare

    def step(self) -> None:
        """Count one operator.

        :raises NotSupported: beyond the limit.
        """
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise NotSupported(f"response processing takes more than {MOST_STEPS} steps")

    def value(self, name: str) -> Value:
        """Return a variable's value."""
        for values in (self._given, self._values, _BUILT_IN):
            if name in values:
                return values[name]
        raise NotSupported(f"response processing names {name!r}, which is not declared")

    def correct(self, name: str) -> Value:
        """Return the declared correct response."""
        one = self._response(name)
        return parse_all(one.cardinality, one.base, one.correct, f"correct response of {name}")

    def default(self, name: str) -> Value:
        """Return an outcome's default; a response's is NULL."""
        return NULL if name in self._responses else _default(self.outcome(name))

    def outcome(self, name: str) -> Outcome:
        """Return a declared outcome."""
        if name not in self._outcomes:
            raise NotSupported(f"response processing sets {name!r}, which is not declared")
        return self._outcomes[name]

    def set(self, name: str, value: Value) -> None:
        """Set an outcome. A number put into a whole number has to be one."""
        if self.tolerant and not self._takes(name, value):
            return
        outcome = self.outcome(name)
        if value.is_null:
            self._values[name] = Value(outcome.cardinality, outcome.base, ())
            return
        if outcome.base == "integer" and any(
            not isinstance(item, Fraction) or item.denominator != 1 for item in value.items
        ):
            raise NotSupported(f"response processing puts a fraction into the integer {name!r}")
        if outcome.cardinality == "single" and len(value.items) > 1:
            raise NotSupported(f"response processing puts several values into {name!r}")
        self._values[name] = Value(outcome.cardinality, outcome.base, value.items)

    def _takes(self, name: str, value: Value) -> bool:
        outcome = self._outcomes.get(name)
        return outcome is not None and (outcome.cardinality != "single" or len(value.items) < 2)

    def outcomes(self) -> dict[str, tuple[Single, ...]]:
        """Return the outcomes as they stand."""
        return {name: value.items for name, value in self._values.items()}

    def mapped(self, name: str) -> Value:
        """Return a response through its mapping: each different value once, NULL as 0."""
        one = self._response(name)
        if one.mapping is None:
            raise NotSupported(f"mapResponse of {name}, which has no mapping")
        total = sum(
            (_worth(one, item) for item in dict.fromkeys(self._given[name].items)), Fraction(0)
        )
        if one.mapping.lower is not None:
            total = max(total, one.mapping.lower)
        if one.mapping.upper is not None:
            total = min(total, one.mapping.upper)
        return of_number(total)

    def _response(self, name: str) -> Response:
        if name not in self._responses:
            raise NotSupported(f"response processing names {name!r}, which is no response")
        return self._responses[name]


def _worth(response: Response, item: Single) -> Fraction:
    assert response.mapping is not None
    for entry in response.mapping.entries:
        if _hits(response.base, entry, item):
            return entry.target
    return response.mapping.default


def _hits(base: str, entry: MapEntry, item: Single) -> bool:
    if base == "string" and isinstance(item, str):
        if entry.case_sensitive:
            return item == entry.source
        return item.casefold() == entry.source.casefold()
    return item == parse(base, entry.source, "a mapping")


def _default(outcome: Outcome) -> Value:
    if not outcome.default:
        # QTI: outcomes that are numbers start at 0, others at NULL.
        if outcome.base in NUMERIC and outcome.cardinality == "single":
            return Value("single", outcome.base, (Fraction(0),))
        return Value(outcome.cardinality, outcome.base, ())
    return parse_all(outcome.cardinality, outcome.base, outcome.default, f"default of {outcome.id}")
