"""What a certificate of forms shows, in words and figures: the same for HTML and for PDF.

Everything is text here; pictures stand apart (``form_pictures``). Of several forms, lines that all
have in common are said once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from exam_engine.assembly.facts.certificate import Certificate, FormFacts, ItemLine
from exam_engine.assembly.facts.comparison import Row, comparison
from exam_engine.assembly.facts.compliance import Line
from exam_engine.clock import iso_utc
from exam_engine.report.form_pictures import labels_of
from exam_engine.text import clean_line

KEPT, BROKEN, OPEN = "kept", "not kept", "not judged"
_SOURCES = {
    "blueprint": "The blueprint",
    "order": "The order's rules",
    "engine": "What holds without a rule",
    "record": "The record",
}


class Check(NamedTuple):
    """A line of the compliance table. ``mark``: kept, not kept or not judged."""

    name: str
    wanted: str
    found: str
    mark: str


class Group(NamedTuple):
    """Lines with one source."""

    title: str
    checks: tuple[Check, ...]


class Grid(NamedTuple):
    """A table of figures: headings, rows of a name and its cells."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Tile(NamedTuple):
    """A figure at the top."""

    name: str
    value: str
    beside: str


def groups_of(certificate: Certificate) -> tuple[Group, ...]:
    """Return the lines of all forms, those of the same thing together."""
    lines: dict[tuple[str, str, str], list[tuple[str, Line]]] = {}
    labels = labels_of(certificate.forms)
    for label, form in zip(labels, certificate.forms, strict=True):
        for line in form.lines:
            lines.setdefault((line.source, line.name, line.wanted), []).append((label, line))
    for line in certificate.lines:
        lines.setdefault((line.source, line.name, line.wanted), []).append(("", line))
    return tuple(
        Group(title, checks)
        for source, title in _SOURCES.items()
        if (
            checks := tuple(
                _check(key, told, len(labels)) for key, told in lines.items() if key[0] == source
            )
        )
    )


def _check(key: tuple[str, str, str], told: Sequence[tuple[str, Line]], forms: int) -> Check:
    found = {line.found for _, line in told}
    alike = len(found) == 1 and (len(told) == forms or told[0][0] == "")
    words = found.pop() if alike else "; ".join(f"{label} {line.found}" for label, line in told)
    kept = [line.kept for _, line in told]
    mark = BROKEN if False in kept else OPEN if None in kept else KEPT
    return Check(clean_line(key[1]), key[2], words, mark)


def verdict_of(certificate: Certificate) -> str:
    """Return in a sentence whether every line is kept."""
    checks = [check for group in groups_of(certificate) for check in group.checks]
    broken = sum(check.mark == BROKEN for check in checks)
    still = sum(check.mark == OPEN for check in checks)
    kept = len(checks) - broken - still
    words = f"{kept} of {len(checks)} lines kept"
    if broken:
        words += f", {broken} not kept"
    return f"{words}, {still} not judged" if still else words


def tiles_of(certificate: Certificate) -> tuple[Tile, ...]:
    """Return the figures at the top, of the first form where all should be alike."""
    forms = certificate.forms
    first = forms[0]
    tiles = [
        Tile("forms", str(len(forms)), f"seed {first.inputs.seed}"),
        Tile("questions", str(first.content.questions), _parts(first)),
        Tile("marks", str(first.total_marks), f"cut score {first.cut_score}"),
        Tile(
            "minutes",
            str(first.minutes),
            f"{_minutes(first.content.expected_seconds)} min expected",
        ),
    ]
    if first.content.words is not None:
        tiles.append(Tile("words", str(first.content.words), "to read"))
    if len(forms) > 1:
        shared = certificate.overlap.shared
        pairs = [shared[i][j] for i in range(len(forms)) for j in range(i)]
        alike = min(pairs) == max(pairs)
        value = str(pairs[0]) if alike else f"{min(pairs)} to {max(pairs)}"
        tiles.append(Tile("shared items", value, "of any two forms"))
    return (*tiles, *_statistic_tiles(first))


def _parts(form: FormFacts) -> str:
    content = form.content
    anchors = f", {content.anchors} anchor" if content.anchors else ""
    pilots = f", {content.pilots} on trial" if content.pilots else ""
    return f"{content.scored} scored{anchors}{pilots}"


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)


def _statistic_tiles(form: FormFacts) -> list[Tile]:
    told = form.statistics
    tiles = []
    if told.model is not None:
        mean = f"{told.model.mean:.1f}"
        tiles.append(Tile("expected mean", mean, f"sd {told.model.sd:.1f} marks (model)"))
        reliability = f"{told.model.reliability:.2f}"
        tiles.append(Tile("reliability", reliability, "expected of scores (model)"))
    elif told.shares is not None:
        mean = f"{told.shares.mean_score:.1f}"
        tiles.append(Tile("expected mean", mean, f"mean p {told.shares.mean_p:.2f}"))
        if told.shares.kr20 is not None:
            beside = f"sd of scores {told.shares.score_sd:g}"
            tiles.append(Tile("KR-20", f"{told.shares.kr20:.2f}", beside))
    return tiles


def content_grid(form: FormFacts) -> Grid:
    """Return the scored items of a form by requirement, level and, where there are more, type."""
    types = list(form.content.types)
    levels = _in_order(form)
    several = len(types) > 1
    columns = [(level, kind) for level in levels for kind in types] if several else []
    heads = [f"{level} {kind}" for level, kind in columns] if several else levels
    by_code: dict[str, dict[tuple[str, str], int]] = {}
    titles: dict[str, str] = {}
    marks: dict[str, int] = {}
    for cell in form.content.cells:
        titles[cell.requirement] = f"{cell.requirement} {cell.title}"
        marks[cell.requirement] = marks.get(cell.requirement, 0) + cell.marks
        own = by_code.setdefault(cell.requirement, {})
        for key in ((cell.level, cell.type), (cell.level, "")):
            own[key] = own.get(key, 0) + cell.items
    used = columns or [(level, "") for level in levels]
    rows = [
        (
            clean_line(titles[code]),
            *(str(own.get(key, 0) or "·") for key in used),
            str(sum(own.get((level, ""), 0) for level in levels)),
            str(marks[code]),
        )
        for code, own in by_code.items()
    ]
    totals = [sum(own.get(key, 0) for own in by_code.values()) for key in used]
    foot = ("all", *map(str, totals), str(form.content.scored), str(form.content.marks))
    return Grid(("requirement", *heads, "items", "marks"), (*rows, foot))


def _in_order(form: FormFacts) -> list[str]:
    order = ("remember", "understand", "apply", "analyse", "evaluate", "create")
    return [level for level in order if level in form.content.levels]


def figures_grid(certificate: Certificate) -> Grid:
    """Return the statistics of all forms side by side, with the largest difference."""
    rows = [row for row in comparison(certificate) if row.group == "statistics"]
    return comparison_grid(certificate, rows)


def comparison_grid(certificate: Certificate, rows: Sequence[Row]) -> Grid:
    """Return rows of a comparison as a grid."""
    labels = labels_of(certificate.forms)
    several = len(labels) > 1
    return Grid(
        ("", *labels, *(("largest difference",) if several else ())),
        tuple((row.name, *row.cells, *((row.spread,) if several else ())) for row in rows),
    )


def aims_grid(certificate: Certificate) -> Grid:
    """Return every figure of the targets beside what each form reached."""
    rows = []
    for label, form in zip(labels_of(certificate.forms), certificate.forms, strict=True):
        for aim in form.aims:
            allowed = "nearest" if aim.within is None else f"± {aim.within:g}"
            rows.append(
                (
                    label,
                    aim.name,
                    f"{aim.aim:.4g}",
                    allowed,
                    f"{aim.found:.4f}",
                    f"{aim.deviation:+.4f}",
                )
            )
    return Grid(("form", "figure", "target", "allowed", "reached", "deviation"), tuple(rows))


def overlap_grid(certificate: Certificate) -> Grid:
    """Return how many items each two forms share."""
    labels = labels_of(certificate.forms)
    return Grid(
        ("", *labels),
        tuple(
            (label, *map(str, shared))
            for label, shared in zip(labels, certificate.overlap.shared, strict=True)
        ),
    )


def positions_grid(certificate: Certificate) -> Grid:
    """Return how many right answers stand at each place, and the longest run."""
    letters = sorted(
        {x for form in certificate.forms for x in (form.positions.counts if form.positions else ())}
    )
    rows = []
    for label, form in zip(labels_of(certificate.forms), certificate.forms, strict=True):
        found = form.positions
        if found is None:
            rows.append((label, *("–" for _ in letters), "–", "the answers were not opened"))
            continue
        counts = [str(found.counts.get(letter, 0)) for letter in letters]
        rows.append((label, *counts, str(found.spread), str(found.longest_run)))
    return Grid(("form", *letters, "spread", "longest run"), tuple(rows))


def items_grid(form: FormFacts) -> Grid:
    """Return every question of a form with its statistics and its exposure."""
    known = [
        name
        for name in ("a", "b", "c", "p", "angoff")
        if any(getattr(one, name) for one in form.items)
    ]
    heads = ("no", "item", "version", "requirement", "level", "type", "marks", "counts as")
    return Grid(
        (*heads, *known, "candidates", "share", "last seen"),
        tuple(_item_row(item, known) for item in form.items),
    )


def _item_row(item: ItemLine, known: Sequence[str]) -> tuple[str, ...]:
    return (
        str(item.n),
        clean_line(item.item),
        str(item.version),
        item.requirement,
        item.level,
        item.type,
        str(item.marks),
        item.role,
        *(getattr(item, name) or "–" for name in known),
        str(item.candidates),
        f"{100 * item.share:.0f} %",
        "never" if item.last_ms is None else iso_utc(item.last_ms)[:10],
    )


def input_rows(form: FormFacts) -> tuple[tuple[str, str], ...]:
    """Return what a form was made from, with digests."""
    made = form.inputs
    rows = [
        ("form", form.digest),
        ("blueprint", f"{made.blueprint} edition {made.edition}, {made.blueprint_digest}"),
        ("bank", f"{made.bank}, content {made.content_digest}"),
        ("order", f"{made.order}, method {made.method}" if made.method else made.order or "none"),
        ("item parameters", made.parameters or "none"),
        ("seed", f"{made.seed}, form number {form.number}"),
        ("language", made.language),
        ("built and signed by", form.builder),
    ]
    return tuple((name, clean_line(value)) for name, value in rows)


def sign_off_rows(form: FormFacts) -> tuple[tuple[str, ...], ...]:
    """Return who decided what over a form, when, and with which comment."""
    return tuple(
        (
            clean_line(one.reviewer),
            one.decision.value,
            iso_utc(one.at_ms),
            one.fingerprint,
            clean_line(one.comment),
        )
        for one in form.sign_offs
    )
