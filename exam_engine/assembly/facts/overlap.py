"""What forms have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import msgspec

from exam_engine.assembly.facts.compliance import Line
from exam_engine.assembly.facts.given import Given
from exam_engine.assembly.facts.rule_lines import items_of
from exam_engine.model.assembly_rules import OverlapRule
from exam_engine.model.form import Form

_ENGINE_RULE = OverlapRule()


class Overlap(msgspec.Struct, frozen=True):
    """Items that each two forms share; the diagonal holds how many each form has.

    Both matrices are square, in the order of the forms given; ``but_anchors`` leaves out items that
    are anchors on either of two forms.
    """

    forms: tuple[str, ...]
    shared: tuple[tuple[int, ...], ...]
    but_anchors: tuple[tuple[int, ...], ...]
    most_uses: int


def overlap_of(forms: Sequence[Form]) -> Overlap:
    """Return what forms have in common."""
    whole = [items_of(form) for form in forms]
    own = [items_of(form, but_anchors=True) for form in forms]
    uses = Counter(item for items in own for item in items)
    return Overlap(
        forms=tuple(form.id for form in forms),
        shared=tuple(tuple(len(one & other) for other in whole) for one in whole),
        but_anchors=tuple(tuple(len(one & other) for other in own) for one in own),
        most_uses=max(uses.values(), default=0),
    )


def overlap_lines(givens: Sequence[Given]) -> Iterator[Line]:
    """Yield what the rules say of two and more forms of one order."""
    for order_digest in dict.fromkeys(given.form.order_digest for given in givens):
        same = [given for given in givens if given.form.order_digest == order_digest]
        # Forms without an order are of one build only if everything that made them is the same.
        for batch in _batches(same):
            if len(batch) > 1:
                yield from _lines_of(batch)


def _batches(givens: Sequence[Given]) -> list[list[Given]]:
    batches: dict[tuple[object, ...], list[Given]] = {}
    for given in givens:
        form = given.form
        made = (form.blueprint_digest, form.content_digest, form.seed, form.parameters_digest)
        batches.setdefault(made, []).append(given)
    return list(batches.values())


def _lines_of(batch: Sequence[Given]) -> Iterator[Line]:
    overlap = overlap_of([given.form for given in batch])
    pairs = [overlap.but_anchors[i][j] for i, j in combinations(range(len(batch)), 2)]
    found = f"{min(pairs)} to {max(pairs)}" if min(pairs) != max(pairs) else str(pairs[0])
    rules = [(source, rule.overlap) for source, rule in batch[0].rules if rule.overlap is not None]
    for source, rule in rules or [("engine", _ENGINE_RULE)]:
        if rule.between is not None:
            low, high = rule.between.low, rule.between.high
            kept = low <= min(pairs) and max(pairs) <= high
            yield Line(source, "items that two forms share", str(rule.between), found, kept)
        if rule.uses:
            most = overlap.most_uses
            yield Line(
                source,
                "forms that one item stands on",
                f"at most {rule.uses}",
                str(most),
                most <= rule.uses,
            )
