"""What expressions look at: responses given, declarations, outcomes as they stand."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from fractions import Fraction

from exam_engine.errors import NotSupported
from exam_engine.exchange.foreign import ForeignItem, Mapping, Outcome, Response
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
COMPLETION = Outcome(
    id="completionStatus", cardinality="single", base="identifier", default=("completed",)
)
"""QTI's own variable, which response processing may set without declaring it."""

_Worths = tuple[dict[Single, tuple[int, Fraction]], dict[str, tuple[int, Fraction]]]

NUMERIC = ("integer", "float")
_BUILT_IN = {
    "numAttempts": Value("single", "integer", (Fraction(1),)),
}


class State:
    """One scoring of one item."""

    def __init__(self, item: ForeignItem, responses: MappingOf[str, Sequence[str]]) -> None:
        """:raises NotSupported: if the item declares no such response, or another type."""
        self._responses = {one.id: one for one in item.responses}
        own = {SCORE.id: SCORE, COMPLETION.id: COMPLETION}
        self._outcomes = own | {one.id: one for one in item.outcomes}
        unknown = sorted(set(responses) - set(self._responses))
        if unknown:
            raise NotSupported(f"{item.id}: it declares no response {unknown[0]!r}")
        self._given = {
            name: parse_all(one.cardinality, one.base, responses.get(name, ()), f"response {name}")
            for name, one in self._responses.items()
        }
        self._values = {name: _default(one) for name, one in self._outcomes.items()}
        self._tables: dict[str, _Worths] = {}  # made when first needed
        self._steps = 0
        self.tolerant = False  # a template may set feedback that an item does not declare

    def step(self, count: int = 1) -> None:
        """Count operators, or values that one looks at.

        :raises NotSupported: beyond the limit.
        """
        self._steps += count
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
            (self._worth(one, item) for item in dict.fromkeys(self._given[name].items)), Fraction(0)
        )
        if one.mapping.lower is not None:
            total = max(total, one.mapping.lower)
        if one.mapping.upper is not None:
            total = min(total, one.mapping.upper)
        return of_number(total)

    def _worth(self, response: Response, item: Single) -> Fraction:
        assert response.mapping is not None
        if response.id not in self._tables:
            self._tables[response.id] = _table(response, response.mapping)
        exact, folded = self._tables[response.id]
        found = [exact[item]] if item in exact else []
        if isinstance(item, str) and item.casefold() in folded:
            found.append(folded[item.casefold()])
        return min(found)[1] if found else response.mapping.default

    def _response(self, name: str) -> Response:
        if name not in self._responses:
            raise NotSupported(f"response processing names {name!r}, which is no response")
        return self._responses[name]


def _table(response: Response, mapping: Mapping) -> _Worths:
    """Return what each value is worth and at which place its entry stands; the first one counts."""
    exact: dict[Single, tuple[int, Fraction]] = {}
    folded: dict[str, tuple[int, Fraction]] = {}
    for place, entry in enumerate(mapping.entries):
        found = (place, entry.target)
        if response.base == "string" and not entry.case_sensitive:
            folded.setdefault(entry.source.casefold(), found)
        else:
            exact.setdefault(parse(response.base, entry.source, "a mapping"), found)
    return exact, folded


def _default(outcome: Outcome) -> Value:
    if not outcome.default:
        # QTI: outcomes that are numbers start at 0, others at NULL.
        if outcome.base in NUMERIC and outcome.cardinality == "single":
            return Value("single", outcome.base, (Fraction(0),))
        return Value(outcome.cardinality, outcome.base, ())
    return parse_all(outcome.cardinality, outcome.base, outcome.default, f"default of {outcome.id}")
