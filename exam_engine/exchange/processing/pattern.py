"""Regular expressions of ``patternMatch``, matched in linear time.

XML Schema's expressions, anchored at both ends. They come from outside and so does the text: a
backtracking matcher could be made to run for hours. Here the expression becomes a set of states and
each character is looked at once (K. Thompson, "Regular expression search algorithm", CACM 11(6),
1968). Groups, alternatives, classes, ``. ? * + {m,n}`` and the common escapes are read; the rest is
refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from exam_engine.errors import NotSupported

_MOST_STATES = 2_000
_LONGEST_TEXT = 10_000
_DEEPEST_GROUPS = 20

Test = Callable[[str], bool]
_CLASSES: dict[str, Test] = {
    "d": str.isdecimal,
    "s": lambda c: c in " \t\n\r",
    "w": lambda c: c.isalnum() or c == "_",
}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}


class _State(NamedTuple):
    """Either a test that consumes a character, or free moves; ``to`` are numbers of states."""

    test: Test | None
    to: tuple[int, ...]


class Pattern:
    """A compiled expression."""

    def __init__(self, source: str) -> None:
        """:raises NotSupported: if the expression is wrong, too large or of an unknown kind."""
        if len(source) > 500:
            raise NotSupported("<patternMatch> with a pattern of more than 500 characters")
        self._source, self._at, self._depth = source, 0, 0
        self._states: list[_State] = [_State(None, ())]  # state 0 accepts
        self._start = self._alternatives(0)
        if self._at < len(source):
            raise self._refused("a closing bracket without an opening one")

    def matches(self, text: str) -> bool:
        """Return whether the whole of ``text`` matches."""
        if len(text) > _LONGEST_TEXT:
            raise NotSupported(f"<patternMatch> of a text of more than {_LONGEST_TEXT} characters")
        here = self._reached({self._start})
        for character in text:
            moved: set[int] = set()
            for number in here:
                state = self._states[number]
                if state.test is not None and state.test(character):
                    moved.update(state.to)
            here = self._reached(moved)
            if not here:
                return False
        return 0 in here

    def _reached(self, numbers: set[int]) -> set[int]:
        """Return the states that free moves lead to."""
        waiting, found = list(numbers), set(numbers)
        while waiting:
            state = self._states[waiting.pop()]
            for number in state.to if state.test is None else ():
                if number not in found:
                    found.add(number)
                    waiting.append(number)
        return found

    # Each reader below returns the number of the state at which its part begins; ``after`` is where
    # the part leads to, so that parts are built from their end.

    def _alternatives(self, after: int) -> int:
        self._depth += 1
        if self._depth > _DEEPEST_GROUPS:
            raise self._refused("groups nested too deeply")
        starts = [self._sequence(after)]
        while self._peek() == "|":
            self._at += 1
            starts.append(self._sequence(after))
        self._depth -= 1
        return starts[0] if len(starts) == 1 else self._add(None, tuple(starts))

    def _sequence(self, after: int) -> int:
        pieces: list[tuple[int, int, int, int]] = []  # where it stands, its end, least, most
        while self._peek() not in ("", "|", ")"):
            begin = self._at
            self._atom(0)
            end = self._at
            pieces.append((begin, end, *self._times()))
        stop = self._at
        for begin, end, least, most in reversed(pieces):
            after = self._repeated(begin, end, least, most, after)
        self._at = stop
        return after

    def _repeated(self, begin: int, end: int, least: int, most: int, after: int) -> int:
        def again(to: int) -> int:
            self._at = begin
            return self._atom(to)

        if most < 0:
            loop = self._add(None, ())
            inner = again(loop)
            self._states[loop] = _State(None, (inner, after))
            after = loop
        else:
            for _ in range(most - least):
                after = self._add(None, (again(after), after))
        for _ in range(least):
            after = again(after)
        self._at = end
        return after

    def _atom(self, after: int) -> int:
        character = self._next()
        if character == "(":
            start = self._alternatives(after)
            if self._next() != ")":
                raise self._refused("a bracket that is not closed")
            return start
        if character in "*+?{":
            raise self._refused(f"{character} without something to repeat")
        return self._add(self._test(character), (after,))

    def _test(self, character: str) -> Test:
        if character == ".":
            return lambda c: c not in "\n\r"
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escape()
        return lambda c: c == character

    def _escape(self) -> Test:
        name = self._next()
        if name in _CLASSES:
            return _CLASSES[name]
        if name.lower() in _CLASSES:
            inner = _CLASSES[name.lower()]
            return lambda c: not inner(c)
        if name in _CONTROLS:
            wanted = _CONTROLS[name]
            return lambda c: c == wanted
        if name.isalnum():
            raise self._refused(f"the escape \\{name}")
        return lambda c: c == name

    def _class(self) -> Test:
        negated = self._peek() == "^"
        self._at += negated
        tests: list[Test] = []
        while (character := self._next()) != "]":
            if character == "[" or (character == "-" and self._peek() == "["):
                raise self._refused("a class within a class")
            if character == "\\":
                tests.append(self._escape())
            elif self._peek() == "-" and self._source[self._at + 1 : self._at + 2] not in ("]", ""):
                self._at += 1
                tests.append(_between(character, self._next()))
            else:
                tests.append(_between(character, character))
        return lambda c: any(test(c) for test in tests) != negated

    def _times(self) -> tuple[int, int]:
        """Return how often the atom before is repeated: least and most, -1 for any number."""
        sign = self._peek()
        if sign not in ("*", "+", "?", "{"):
            return 1, 1
        self._at += 1
        if sign != "{":
            return {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[sign]
        end = self._source.find("}", self._at)
        least, comma, most = self._source[self._at : end].partition(",")
        if end < 0 or not least.isdecimal() or (most and not most.isdecimal()):
            raise self._refused("a wrong number of repetitions")
        self._at = end + 1
        low = int(least[:6])
        high = int(most[:6]) if most else -1 if comma else low
        if low > 200 or high > 200 or 0 <= high < low:
            raise self._refused("more than 200 repetitions, or a wrong number")
        return low, high

    def _add(self, test: Test | None, to: tuple[int, ...]) -> int:
        self._states.append(_State(test, to))
        if len(self._states) > _MOST_STATES:
            raise self._refused(f"more than {_MOST_STATES} states")
        return len(self._states) - 1

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _next(self) -> str:
        character = self._peek()
        if not character:
            raise self._refused("an end that comes too early")
        self._at += 1
        return character

    @staticmethod
    def _refused(what: str) -> NotSupported:
        return NotSupported(f"<patternMatch> with {what}")


def _between(first: str, last: str) -> Test:
    return lambda c: first <= c <= last
