"""Rules about what is recorded of an item: its place in the scheme, its editions, its people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from exam_engine.bank.life import author_names, folded_name
from exam_engine.bank.lint.context import Context
from exam_engine.bank.lint.finding import Hit, Rule, Severity
from exam_engine.bank.lint.view import ItemView

REVIEW_MONTHS = 24
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TRADEMARKS = re.compile(
    r"\b(?:ITIL|EXIN|APMG|AXELOS|PeopleCert|PRINCE2|COBIT|TÜV|ISACA|PMBOK|PMP|ISTQB)\b"
)


def _metadata(view: ItemView, context: Context) -> Iterator[Hit]:
    item = view.item
    for field in ("topic", "requirements", "basis", "holds_in", "author", "origin", "fact"):
        if not getattr(item, field):
            yield Hit(field, "", note="missing")
    if item.topic and item.topic not in context.head.topics:
        yield Hit("topic", item.topic, 1, note="not in the taxonomy of topics.toml")
    for edition in item.holds_in:
        if edition not in context.editions:
            yield Hit("holds_in", edition, 1, note="no edition of bank.toml")
    for part in item.basis:
        for field in ("standard", "edition", "clause"):
            if not getattr(part, field).strip():
                yield Hit(f"basis.{field}", "", note="missing")
    for exam, code in item.requirements.items():
        if code not in context.requirements.get(exam, (code,)):
            yield Hit("requirement", code, 1, note=f"{exam} has no such requirement")


def _edition(view: ItemView, context: Context) -> Iterator[Hit]:
    item = view.item
    if set(context.editions) <= set(item.holds_in):
        return
    scenario = context.scenarios.get(item.scenario)
    if _YEAR.search(item.stem) or (scenario and _YEAR.search(scenario.text)):
        return
    for exam in item.requirements:
        blueprint = context.blueprints.get(exam)
        notices = blueprint.notices if blueprint else ()
        told = {year for notice in notices for year in _YEAR.findall(notice)}
        if not told & set(item.holds_in):
            holds = ", ".join(item.holds_in)
            note = f"holds in {holds} only, and no notice of {exam} that is at hand says so"
            yield Hit("stem", "", note=note)
            return


def _trademark(view: ItemView, _: Context) -> Iterator[Hit]:
    needed = set(_TRADEMARKS.findall(view.item.fact))
    seen: set[str] = set()
    for field, text in view.read_texts():
        for found in _TRADEMARKS.finditer(text):
            if found.group() not in needed | seen:
                seen.add(found.group())
                yield Hit(field, found.group(), found.start() + 1)


def _stale(view: ItemView, context: Context) -> Iterator[Hit]:
    newest = max(context.editions, default="")
    if newest and newest not in view.item.holds_in:
        holds = ", ".join(view.item.holds_in)
        yield Hit("holds_in", holds, 1, note=f"not right in the newest edition, {newest}")
    if context.reviews is None or context.today is None:
        return
    record = context.reviews.get(view.id)
    if record and _months(record.last, context.today) >= REVIEW_MONTHS:
        yield Hit("review", record.last.isoformat(), note=f"{REVIEW_MONTHS} months ago or more")


def _self_review(view: ItemView, context: Context) -> Iterator[Hit]:
    record = (context.reviews or {}).get(view.id)
    authors = author_names(view.item.author)
    for reviewer in record.reviewers if record else ():
        if folded_name(reviewer) in authors:
            yield Hit("review", reviewer, note="is the author")


def _months(since: date, until: date) -> int:
    """Return the whole months from one day to another."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return months - (until.day < since.day)


RULES = (
    Rule(
        "META-REQ",
        Severity.ERROR,
        "a record of the item is missing or unknown",
        "Topic (in topics.toml), requirement (in its blueprint, where that is at hand), basis, "
        "editions (in bank.toml), author, origin and fact are there.",
        "Haladyna, Downing and Rodriguez (2002), guideline 1: each item reflects specific "
        "content, as the test specifications call for.",
        "fill the field with a value that topics.toml, bank.toml or the blueprint has",
        in_item=_metadata,
    ),
    Rule(
        "EDITION",
        Severity.WARNING,
        "the answer depends on the edition, and the item does not name it",
        "holds_in is not every edition of bank.toml, and neither stem nor scenario has a year, nor "
        "the notices of its exam one in which the item holds.",
        "A candidate trained on another edition would answer otherwise and be right.",
        "name the edition in the stem, or give the blueprint whose notice does (--blueprint)",
        in_item=_edition,
    ),
    Rule(
        "TRADEMARK",
        Severity.WARNING,
        "a trademark without need",
        "Names of frameworks and examination bodies in a text that candidates read, unless the "
        "item's fact is about them.",
        "Rule of this project: others' marks are used to speak of the thing itself, only.",
        "say it without the name, or make it the item's fact",
        in_item=_trademark,
    ),
    Rule(
        "STALE",
        Severity.WARNING,
        "superseded, or not reviewed for long",
        "The newest edition of bank.toml is not in holds_in; with the record of reviews also: last "
        f"review {REVIEW_MONTHS} months ago or more.",
        "Rule of this project: items are looked at again when the standard changes and every two "
        "years.",
        "review the item against the newest edition, or retire it",
        in_item=_stale,
        finds_more_with="reviews",
    ),
    Rule(
        "SELF-REVIEW",
        Severity.ERROR,
        "the author reviewed the item",
        "In the record of reviews: the author among the reviewers, under any name that an identity "
        "may have (Anna Berg is also anna and anna.berg).",
        "Haladyna, Downing and Rodriguez (2002), guideline 11: edit and proof items. Whoever wrote "
        "an item reads what was meant, not what stands there; ISO/IEC 17024 asks for impartiality.",
        "have somebody else review it",
        in_item=_self_review,
        needs="reviews",
    ),
)
