"""Forms side by side: the figures by which people judge whether forms are parallel."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from exam_engine.assembly.facts.certificate import Certificate, FormFacts


class Row(msgspec.Struct, frozen=True):
    """One figure of all forms; ``cells`` in their order, a dash where it is not known.

    ``spread`` is the largest difference between two forms, None where it makes no sense.
    """

    group: str
    name: str
    cells: tuple[str, ...]
    spread: str


def comparison(certificate: Certificate) -> tuple[Row, ...]:
    """Return the forms side by side, from what their certificate states."""
    forms = certificate.forms
    return (
        _row("paper", "scored questions", [one.content.scored for one in forms]),
        _row("paper", "pilot questions", [one.content.pilots for one in forms]),
        _row("paper", "anchor questions", [one.content.anchors for one in forms]),
        _row("paper", "total marks", [one.total_marks for one in forms]),
        _row("paper", "minutes", [one.minutes for one in forms]),
        _row("paper", "cut score", [one.cut_score for one in forms]),
        _row("paper", "words to read", [one.content.words for one in forms]),
        _row("paper", "expected seconds", [one.content.expected_seconds for one in forms]),
        _row("paper", "scenarios", [len(one.content.scenarios) for one in forms]),
        *_counts("requirement", forms),
        *_counts("level", forms),
        *_counts("type", forms),
        *_statistics(forms),
        *_overlaps(certificate),
    )


def _counts(group: str, forms: Sequence[FormFacts]) -> list[Row]:
    names: dict[str, str] = {}
    counted: list[dict[str, int]] = []
    for form in forms:
        counts: dict[str, int] = {}
        for cell in form.content.cells:
            name = str(getattr(cell, group))
            names[name] = f"{name} {cell.title}" if group == "requirement" else name
            counts[name] = counts.get(name, 0) + cell.items
        counted.append(counts)
    return [
        _row(group, title, [counts.get(name, 0) for counts in counted])
        for name, title in names.items()
    ]


def _statistics(forms: Sequence[FormFacts]) -> list[Row]:
    told = [form.statistics for form in forms]
    model = [one.model for one in told]
    cut = [one.at_cut if one else None for one in model]
    shares = [one.shares for one in told]
    rows = [
        ("mean p", [one.mean_p if one else None for one in shares], 3),
        ("standard deviation of p", [one.sd_p if one else None for one in shares], 3),
        ("expected mean score, from p", [one.mean_score if one else None for one in shares], 2),
        ("expected mean score, from the model", [one.mean if one else None for one in model], 2),
        ("expected standard deviation of scores", [one.sd if one else None for one in model], 2),
        ("expected reliability of scores", [one.reliability if one else None for one in model], 3),
        ("ability at the cut score", [one.ability if one else None for one in cut], 3),
        ("information at the cut score", [one.information if one else None for one in cut], 3),
        ("standard error at the cut, marks", [one.score_error if one else None for one in cut], 2),
        ("expected score on the border (Angoff)", [one.angoff_score for one in told], 2),
    ]
    return [
        _row("statistics", name, values, places)
        for name, values, places in rows
        if any(value is not None for value in values)
    ]


def _overlaps(certificate: Certificate) -> list[Row]:
    overlap = certificate.overlap
    return [
        Row("items shared with", name, tuple(map(str, shared)), "")
        for name, shared in zip(overlap.forms, overlap.shared, strict=True)
    ]


def _row(group: str, name: str, values: Sequence[float | None], places: int = 0) -> Row:
    cells = tuple("–" if value is None else f"{value:.{places}f}" for value in values)
    known = [value for value in values if value is not None]
    whole = len(known) == len(values) and len(values) > 1
    return Row(group, name, cells, f"{max(known) - min(known):.{places}f}" if whole else "")
