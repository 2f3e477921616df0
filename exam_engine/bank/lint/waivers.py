"""Waivers: what an author decided to keep, with the reason; never an error.

A waiver stands in its item: ``lint_waive = { CUE-REPEAT = "the reason" }``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from exam_engine.bank.lint.finding import Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView

REFUSED, UNKNOWN, UNUSED, COUNTED = "WAIVE-REFUSED", "WAIVE-UNKNOWN", "WAIVE-UNUSED", "WAIVERS"

RULES = (
    Rule(
        REFUSED,
        Severity.ERROR,
        "an error cannot be waived",
        "A waiver of a rule whose findings are errors.",
        "An error is wrong in every item: an exception would be a wrong rule.",
        "mend the item and take the waiver out",
    ),
    Rule(
        UNKNOWN,
        Severity.WARNING,
        "a waiver of no rule",
        "A waiver whose code no rule has.",
        "A misspelt waiver waives nothing and looks as if it did.",
        "write a code of this list: exam-engine bank lint --explain all",
    ),
    Rule(
        UNUSED,
        Severity.INFORMATION,
        "a waiver that waives nothing",
        "The rule has no finding in this item that a waiver can cover.",
        "The flaw was mended and the waiver forgotten: it would hide the next one.",
        "take it out",
    ),
    Rule(
        COUNTED,
        Severity.INFORMATION,
        "waivers of a writer",
        "Waivers in the items of each author, counted by rule.",
        "Rule of this project: exceptions are counted, so that a habit shows.",
        "look at the most frequent first",
    ),
)


class Ledger(NamedTuple):
    """Which waivers covered a finding: (item, code)."""

    rules: Mapping[str, Rule]
    ran: frozenset[str]
    used: set[tuple[str, str]]

    def reason(self, code: str, severity: Severity, items: Sequence[ItemView]) -> str:
        """Return the reason by which a finding is waived, or an empty text; note the use."""
        if severity is Severity.ERROR:
            return ""
        for view in items:
            reason = view.item.waivers.get(code, "")
            if reason:
                self.used.add((view.id, code))
                return reason
        return ""

    def problems(self, view: ItemView) -> Iterator[tuple[str, Hit]]:
        """Yield what is wrong with an item's waivers, with the code of the rule about it."""
        for code in view.item.waivers:
            field = f"lint_waive.{code}"
            rule = self.rules.get(code)
            if rule is None:
                yield UNKNOWN, Hit(field, code, note="there is no such rule")
            elif not rule.waivable:
                yield REFUSED, Hit(field, code, note=f"{code} is an error: {rule.title}")
            elif code in self.ran and (view.id, code) not in self.used:
                yield UNUSED, Hit(field, code, note=f"{code} finds nothing here to waive")


def waivers_of_writers(views: Sequence[ItemView]) -> Iterator[Hit]:
    """Yield the number of waivers of each author."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for view in views:
        if view.item.waivers:
            counts[view.item.author].update(view.item.waivers.keys())
    for author, codes in sorted(counts.items()):
        shown = ", ".join(f"{code} {count}" for code, count in codes.most_common())
        count = codes.total()
        told = f"{count} waiver" if count == 1 else f"{count} waivers"
        yield Hit("lint_waive", author, note=f"{author}: {told} ({shown})")
