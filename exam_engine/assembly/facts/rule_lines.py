"""Compliance with the assembly rules of blueprint and order, one kind of rule a function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from exam_engine.assembly.facts.answer_positions import answer_positions
from exam_engine.assembly.facts.compliance import Line, exact
from exam_engine.assembly.facts.content import reading_words, tested_by
from exam_engine.assembly.facts.given import Given, Question, questions_of, scored_of
from exam_engine.model.assembly_rules import (
    AnchorRule,
    AssemblyRules,
    ExposureRule,
    PositionRule,
    Quota,
    Range,
    ScenarioRule,
)
from exam_engine.model.form import Form, Role


def rule_lines(given: Given) -> Iterator[Line]:
    """Yield a line for every rule that one form alone keeps or breaks, but for its target."""
    for source, rules in given.rules:
        for quota in rules.quotas:
            found = sum(_in_cell(given, quota, question) for question in scored_of(given))
            yield within(source, quota_name(quota), quota.items, found)
        if rules.scenarios is not None:
            yield from _scenario_lines(source, rules.scenarios, given)
        if rules.words is not None:
            yield within(
                source, "words to read", rules.words, reading_words(given, scored_of(given))
            )
        if rules.seconds is not None:
            seconds = sum(one.entry.expected_seconds for one in scored_of(given))
            yield within(source, "expected seconds", rules.seconds, seconds)
        yield from _named_lines(source, rules, given)
        if rules.pilot:
            pilots = sum(entry.role is Role.PILOT for entry in given.form.items)
            yield exact(source, "pilot questions", rules.pilot, pilots)
        if rules.anchor is not None:
            yield from _anchor_lines(source, rules.anchor, given)
        if rules.positions is not None:
            yield from position_lines(source, rules.positions, given)
        if rules.exposure is not None:
            yield from _exposure_lines(source, rules.exposure, given)
    if all(rules.positions is None for _, rules in given.rules):
        yield from position_lines("engine", PositionRule(), given)
    if not any(rules.pilot for _, rules in given.rules):
        pilots = sum(entry.role is Role.PILOT for entry in given.form.items)
        yield exact("engine", "pilot questions", 0, pilots)


def within(source: str, name: str, wanted: Range, found: int) -> Line:
    """Return a line that wants a figure in a range."""
    return Line(source, name, str(wanted), str(found), wanted.low <= found <= wanted.high)


def quota_name(quota: Quota) -> str:
    """Return the cell of a quota in words."""
    parts = [f"requirement {quota.requirement}"] if quota.requirement else []
    parts += [f"topic {quota.topic}"] if quota.topic else []
    parts += [f"level {quota.level.value}"] if quota.level else []
    parts += [f"type {quota.type.value}"] if quota.type else []
    return "items with " + ", ".join(parts) if parts else "items"


def _in_cell(given: Given, quota: Quota, question: Question) -> bool:
    entry = question.entry
    return (
        (not quota.requirement or entry.requirement in tested_by(given, quota.requirement))
        and (not quota.topic or _at_or_below(entry.topic, quota.topic))
        and (quota.level is None or entry.level == quota.level.value)
        and (quota.type is None or entry.type == quota.type.value)
    )


def _at_or_below(topic: str, node: str) -> bool:
    return topic == node or topic.startswith((f"{node}.", f"{node}/"))


def _scenario_lines(source: str, rule: ScenarioRule, given: Given) -> Iterator[Line]:
    scored = Counter(one.entry.scenario for one in scored_of(given) if one.entry.scenario)
    if rule.sets is not None:
        yield within(source, "scenarios", rule.sets, len(scored))
    if rule.items is not None:
        odd = [name for name, count in scored.items() if not _inside(rule.items, count)]
        counts = ", ".join(str(count) for _, count in sorted(scored.items())) or "no scenario"
        yield Line(source, "scored items of each scenario", str(rule.items), counts, not odd)


def _inside(wanted: Range, found: int) -> bool:
    return wanted.low <= found <= wanted.high


def _named_lines(source: str, rules: AssemblyRules, given: Given) -> Iterator[Line]:
    here = {entry.item for entry in given.form.items}
    if rules.forced:
        missing = [item for item in rules.forced if item not in here]
        yield _named(source, "forced items that are missing", missing)
    if rules.forbidden:
        yield _named(source, "forbidden items", [item for item in rules.forbidden if item in here])
    for rule in rules.overlap.earlier if rules.overlap else ():
        name = f"items shared with {rule.form}"
        earlier = given.earlier.get(rule.form)
        if earlier is None:
            yield Line(source, name, str(rule.items), "that form is not on record here", None)
        else:
            yield within(source, name, rule.items, len(items_of(given.form) & items_of(earlier)))


def _named(source: str, name: str, wrong: Sequence[str]) -> Line:
    found = f"{len(wrong)}: {', '.join(wrong[:3])}{' …' if len(wrong) > 3 else ''}"
    return Line(source, name, "0", found if wrong else "0", not wrong)


def items_of(form: Form, *, but_anchors: bool = False) -> set[str]:
    """Return the ids of the items of a form."""
    return {entry.item for entry in form.items if not (but_anchors and entry.role is Role.ANCHOR)}


def _anchor_lines(source: str, rule: AnchorRule, given: Given) -> Iterator[Line]:
    anchors = [one.entry for one in questions_of(given) if one.entry.role is Role.ANCHOR]
    here = {entry.item for entry in anchors}
    if rule.items:
        missing = [item for item in rule.items if item not in here]
        yield _named(source, "named anchor items that are missing", missing)
    if rule.percent:
        wanted = rule.percent * len(scored_of(given)) / 100
        share = f"{rule.percent} % of {len(scored_of(given))}"
        kept = abs(len(anchors) - wanted) < 1
        yield Line(source, "anchor items", share, str(len(anchors)), kept)
        yield _anchor_content(source, rule, given)
    if rule.form:
        name = f"anchor items that {rule.form} does not have"
        earlier = given.earlier.get(rule.form)
        if earlier is None:
            yield Line(source, name, "0", "that form is not on record here", None)
        else:
            yield _named(source, name, sorted(here - items_of(earlier)))


def _anchor_content(source: str, rule: AnchorRule, given: Given) -> Line:
    """Hold the anchor against the form: each requirement has its share, to within one item."""
    scored = Counter(one.entry.requirement for one in scored_of(given))
    anchors = Counter(
        one.entry.requirement for one in questions_of(given) if one.entry.role is Role.ANCHOR
    )
    odd = [
        code
        for code, count in scored.items()
        if abs(anchors[code] - rule.percent * count / 100) >= 1
    ]
    name = "requirements that the anchor does not represent in small"
    return _named(source, name, sorted(odd))


def position_lines(source: str, rule: PositionRule, given: Given) -> Iterator[Line]:
    """Yield the spread of answer positions, as far as the items allow, and the longest run."""
    found = answer_positions(given)
    names = ("spread of answer positions", "longest run at one answer position")
    if found is None:
        for name, wanted in zip(names, (rule.spread, rule.longest_run), strict=True):
            yield Line(source, name, f"at most {wanted}", "the answers were not opened", None)
        return
    allowed = max(rule.spread, found.best)
    because = "" if allowed == rule.spread else ", the least that the items allow"
    yield Line(
        source,
        names[0],
        f"at most {rule.spread}",
        f"{found.spread}{because}",
        found.spread <= allowed,
    )
    run = found.longest_run
    yield Line(source, names[1], f"at most {rule.longest_run}", str(run), run <= rule.longest_run)


def _exposure_lines(source: str, rule: ExposureRule, given: Given) -> Iterator[Line]:
    """Yield the caps on exposure, judged only while the form itself was seen by nobody."""
    seen = [given.seen(entry) for entry in given.form.items]
    sat = any(given.form.id in one.forms for one in seen)
    most = max((one.candidates for one in seen), default=0)
    share = max((one.share for one in seen), default=0.0)
    if rule.candidates:
        wanted = f"fewer than {rule.candidates}"
        kept = None if sat else most < rule.candidates
        yield Line(source, "candidates who saw an item", wanted, _since(str(most), sat), kept)
    if rule.percent:
        wanted, found = f"under {rule.percent} %", f"{100 * share:.1f} %"
        kept = None if sat else 100 * share < rule.percent
        yield Line(source, "share of attempts that met an item", wanted, _since(found, sat), kept)
    if rule.rest_days:
        yield Line(
            source,
            "days since an item was last used",
            f"at least {rule.rest_days}, when built",
            "the form does not say when it was built",
            None,
        )


def _since(found: str, sat: bool) -> str:
    return f"{found}, this form's own sittings included" if sat else found
