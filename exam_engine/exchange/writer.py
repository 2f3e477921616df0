"""Writing items in a foreign format, with a report on those that it cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from exam_engine.exchange.foreign import ForeignItem, Refused, Taken
from exam_engine.exchange.moodle.write_gift import write_gift
from exam_engine.exchange.moodle.write_xml import write_quiz
from exam_engine.exchange.qti.names import Version
from exam_engine.exchange.qti.write_package import write_package

Written = tuple[bytes, list[Taken | Refused]]

WRITERS: Mapping[str, Callable[[Sequence[ForeignItem], str], Written]] = {
    "qti3": lambda items, name: write_package(items, Version.V30, name),
    "qti21": lambda items, name: write_package(items, Version.V21, name),
    "moodle": lambda items, name: write_quiz(items),
    "gift": lambda items, name: write_gift(items),
}
"""By format: from items and the bank's name to a file, and what became of each item."""

SUFFIXES: Mapping[str, str] = {"qti3": ".zip", "qti21": ".zip", "moodle": ".xml", "gift": ".gift"}
HAS_CATEGORIES = frozenset(["moodle", "gift"])
HAS_STIMULI = frozenset(["qti3"])
