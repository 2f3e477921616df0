"""Lint over the bank on the bench: findings by item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Finding, Severity
from exam_engine.bank.lint.run import lint
from exam_engine.clock import Clock, iso_utc
from exam_engine.office.home import Home
from exam_engine.office.linting import exams_of, reviews_on_record
from exam_engine.source.bank import BankSource


class Count(NamedTuple):
    """Errors and warnings that no waiver covers."""

    errors: int = 0
    warnings: int = 0


class Checked(NamedTuple):
    """The findings about each item, waived ones among them; "" stands for the bank as a whole."""

    findings: Mapping[str, tuple[Finding, ...]]

    def of(self, item: str) -> tuple[Finding, ...]:
        """Return the findings about an item, the gravest first."""
        return self.findings.get(item, ())

    def open_count(self, item: str) -> Count:
        """Return how many of them have to be dealt with."""
        open_ones = [finding.severity for finding in self.of(item) if finding.counts]
        return Count(open_ones.count(Severity.ERROR), open_ones.count(Severity.WARNING))


def check_bank(source: BankSource, folder: Path, home: Home, clock: Clock) -> Checked:
    """Hold a bank against all rules, with the exams that its items name and the reviews on record.

    :raises ExamEngineError: if the home's database cannot be read.
    """
    context = Context(
        source.bank.head,
        source.bank.scenarios,
        source.editions,
        blueprints=exams_of(source.bank),
        reviews=reviews_on_record(home, source.bank),
        today=date.fromisoformat(iso_utc(clock.now_ms())[:10]),
    )
    found: dict[str, list[Finding]] = {}
    for finding in lint(source.items, context, folder=folder).findings:
        for item in dict.fromkeys((finding.item, *finding.others)):
            found.setdefault(item, []).append(finding)
    return Checked(
        {
            item: tuple(sorted(findings, key=lambda one: (bool(one.waived), one.severity.rank)))
            for item, findings in found.items()
        }
    )
