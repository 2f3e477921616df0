"""Running the rules over a bank: findings in order, with waivers taken into account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from exam_engine.bank.lint import (
    answer_key,
    balance,
    coverage,
    cues,
    hygiene,
    line_items,
    option_form,
    options,
    pairs,
    reading,
    records,
    rubrics,
    scenarios,
    stem,
    waivers,
)
from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Finding, Hit, Rule, Severity
from exam_engine.bank.lint.places import lines_of_items
from exam_engine.bank.lint.view import ItemView
from exam_engine.model.item import Item

_FAMILIES = (
    answer_key,
    line_items,
    records,
    stem,
    reading,
    options,
    option_form,
    cues,
    rubrics,
    hygiene,
    balance,
    pairs,
    scenarios,
    coverage,
    waivers,
)
RULES: Mapping[str, Rule] = {rule.code: rule for family in _FAMILIES for rule in family.RULES}
"""Every rule by its code, family by family."""


class Report(NamedTuple):
    """What was found in how many items, and which rules did not run, or in part, and why."""

    items: int
    findings: tuple[Finding, ...]
    not_run: dict[str, str]

    @property
    def failed(self) -> bool:
        """Return whether there is an error, or a warning without a waiver."""
        return any(finding.counts for finding in self.findings)

    def count(self, severity: Severity, *, waived: bool = False) -> int:
        """Return the number of findings of a severity, those with or without a waiver."""
        return sum(
            finding.severity is severity and bool(finding.waived) is waived
            for finding in self.findings
        )


def lint(
    items: Iterable[tuple[Path, Item]],
    context: Context,
    *,
    folder: Path,
    codes: Sequence[str] = (),
) -> Report:
    """Run the rules over items.

    :param items: each with the file that it stands in.
    :param folder: the bank's folder, named where a finding is about the bank as a whole.
    :param codes: the rules to run; all of them if empty.
    """
    views = [ItemView(path, item) for path, item in items]
    context.count_common(views)
    views = _of_form(views, context)
    wanted = [RULES[code] for code in codes] if codes else list(RULES.values())
    not_run = {rule.code: why for rule in wanted if (why := _why_not(rule, context))}
    running = [rule for rule in wanted if rule.code not in not_run]
    for rule in running:
        if not context.has(rule.finds_more_with):
            not_run[rule.code] = f"in part: the rest needs {_NEEDS[rule.finds_more_with]}"
    ledger = waivers.Ledger(RULES, frozenset(rule.code for rule in running), set())
    place = _Places(views, folder)
    found = [
        place.finding(rule, hit, concerned, ledger)
        for rule in running
        for concerned, hit in _hits(rule, views, context)
    ]
    found.extend(_about_waivers(views, ledger, place))
    order = {view.id: at for at, view in enumerate(views)}
    found.sort(key=lambda one: (order.get(one.item, len(order)), one.severity.rank, one.code))
    return Report(len(views), tuple(found), not_run)


def _why_not(rule: Rule, context: Context) -> str:
    if rule.english and not context.english:
        return f"its words are English, and the bank is in {context.head.language!r}"
    return "" if context.has(rule.needs) else f"it needs {_NEEDS[rule.needs]}"


_NEEDS = {
    "reviews": "the record of reviews (--home or --reviews)",
    "shingles": "a text to compare with (--against or --hashes)",
    "blueprints": "a blueprint (--blueprint)",
    "form": "a form (--form)",
}


def _hits(
    rule: Rule, views: Sequence[ItemView], context: Context
) -> Iterator[tuple[tuple[ItemView, ...], Hit]]:
    if rule.in_item is not None:
        for view in views:
            for hit in rule.in_item(view, context):
                yield (view,), hit
    if rule.in_bank is not None:
        for concerned, hit in rule.in_bank(views, context):
            yield concerned, hit


def _of_form(views: list[ItemView], context: Context) -> list[ItemView]:
    """Return the items of the form in its order, or all items without one."""
    if context.form is None:
        return views
    by_id = {view.id: view for view in views}
    return [by_id[entry.item] for entry in context.form.items if entry.item in by_id]


def _about_waivers(
    views: Sequence[ItemView], ledger: waivers.Ledger, place: _Places
) -> Iterator[Finding]:
    for view in views:
        for code, hit in ledger.problems(view):
            if code in ledger.ran:
                yield place.finding(RULES[code], hit, (view,), ledger)
    if waivers.COUNTED in ledger.ran:
        for hit in waivers.waivers_of_writers(views):
            yield place.finding(RULES[waivers.COUNTED], hit, (), ledger)


class _Places:
    """Turns hits into findings with file and line."""

    def __init__(self, views: Sequence[ItemView], folder: Path) -> None:
        self._folder = folder
        self._lines = lines_of_items(view.path for view in views)

    def finding(
        self, rule: Rule, hit: Hit, concerned: tuple[ItemView, ...], ledger: waivers.Ledger
    ) -> Finding:
        severity = hit.severity or rule.severity
        first = concerned[0] if concerned else None
        path = first.path if first else self._folder / "bank.toml"
        return Finding(
            code=rule.code,
            severity=severity,
            path=path,
            line=self._lines.get((path, first.id), 1) if first else 1,
            item=first.id if first else "",
            field=hit.field,
            column=hit.column,
            words=hit.words,
            message=f"{rule.title}: {hit.note}" if hit.note else rule.title,
            suggestion=rule.advice,
            others=tuple(view.id for view in concerned[1:]),
            waived=ledger.reason(rule.code, severity, concerned),
        )
