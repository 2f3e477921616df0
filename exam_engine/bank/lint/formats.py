"""Findings as lines for people, as JSON for programs, as annotations for a code host.

Words that tripped a rule are shown as they stand, in quotation marks, made one harmless line.
Nothing in them is interpreted: no markup, no workflow command.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from exam_engine.bank.lint.finding import Finding, Rule, Severity
from exam_engine.bank.lint.run import Report
from exam_engine.text import clean_line

LONGEST_WORDS = 70
_COMMANDS = {"E": "error", "W": "warning", "I": "notice"}


def as_text(report: Report, least: Severity) -> Iterator[str]:
    """Yield two lines a finding and a summary; waived findings are counted only.

    :param least: the mildest severity that is shown.
    """
    for finding in report.findings:
        if not finding.waived and finding.severity.rank <= least.rank:
            yield f"{_head(finding)}: {clean_line(finding.message)}"
            yield f"    {finding.suggestion}"
    for code, why in report.not_run.items():
        yield f"not run: {code}: {why}"
    counts = ", ".join(f"{report.count(severity)} {severity.value}" for severity in Severity)
    waived = sum(bool(finding.waived) for finding in report.findings)
    yield f"{report.items} items: {counts}, {waived} waived"


def as_json(bank: str, report: Report) -> dict[str, Any]:
    """Return the report for a program: every finding, waived ones with their reason."""
    counts = {severity.value: report.count(severity) for severity in Severity}
    waived = sum(bool(finding.waived) for finding in report.findings)
    return {
        "bank": bank,
        "items": report.items,
        "failed": report.failed,
        "counts": counts | {"waived": waived},
        "findings": [_plain(finding) for finding in report.findings],
        "not_run": report.not_run,
    }


def as_annotations(report: Report, least: Severity) -> Iterator[str]:
    """Yield workflow commands, one a finding, as GitHub Actions reads them.

    Escapes are those of its toolkit: %, CR and LF everywhere; colon and comma in properties.
    """
    for finding in report.findings:
        if finding.waived or finding.severity.rank > least.rank:
            continue
        place = f"file={_property(_shown(finding.path))},line={finding.line}"
        title = _property(f"{finding.code} {finding.item}".strip())
        words = f' "{_short(finding.words)}"' if finding.words else ""
        message = f"{finding.field}{words}: {finding.message}. {finding.suggestion}"
        command = _COMMANDS[finding.severity.value]
        yield f"::{command} {place},title={title}::{_data(clean_line(message))}"


def explanation(rule: Rule) -> str:
    """Return all that is known of a rule, for people."""
    parts = [f"{rule.code} ({rule.severities}): {rule.title}"]
    told = {"found by": rule.detection, "because": rule.evidence, "do": rule.advice}
    if rule.needs:
        told["needs"] = f"{rule.needs}, given by an option"
    if rule.finds_more_with:
        told["finds more with"] = f"{rule.finds_more_with}, given by an option"
    if rule.english:
        told["language"] = "English banks only"
    for name, text in told.items():
        parts.append(textwrap.fill(f"  {name}: {text}", 96, subsequent_indent="    "))
    return "\n".join(parts)


def rules_table(rules: Iterable[Rule]) -> str:
    """Return the table of rules as it stands in docs/lint.md."""
    rows = ["| Code | Severity | Finds | How | Why |", "|---|---|---|---|---|"]
    for rule in rules:
        cells = (rule.code, rule.severities, rule.title, rule.detection, rule.evidence)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def rules_as_json(rules: Mapping[str, Rule]) -> list[dict[str, Any]]:
    """Return the rules for a program."""
    return [
        {
            "code": code,
            "severity": rule.severities,
            "title": rule.title,
            "detection": rule.detection,
            "evidence": rule.evidence,
            "advice": rule.advice,
            "needs": rule.needs,
            "finds_more_with": rule.finds_more_with,
            "english": rule.english,
        }
        for code, rule in rules.items()
    ]


def _head(finding: Finding) -> str:
    place = f"{_shown(finding.path)}:{finding.line}"
    item = f" {finding.item}:" if finding.item else ""
    column = f":{finding.column}" if finding.column else ""
    words = f' "{_short(finding.words)}"' if finding.words else ""
    return f"{place}:{item} {finding.severity.value} {finding.code} {finding.field}{column}{words}"


def _plain(finding: Finding) -> dict[str, Any]:
    plain = finding._asdict() | {"path": str(finding.path), "severity": finding.severity.value}
    return plain | {"others": list(finding.others)}


def _short(words: str) -> str:
    line = clean_line(words)
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1] + "…"


def _shown(path: Path) -> str:
    """Return a path as seen from the present folder, where it lies below it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
