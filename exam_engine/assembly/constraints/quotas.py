"""Quotas: how many items lie in a cell of requirement × topic × level × type, from and to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from exam_engine.assembly.pool import PoolItem
from exam_engine.assembly.programme import Columns, Row, row
from exam_engine.model.assembly_rules import Quota
from exam_engine.model.blueprint import Requirement

_BELOW = (".", "/")
"""What stands between a topic's code and that of a topic below it."""


class Quotas:
    """Each quota's cell has a number of items in its range on each form.

    A requirement or topic means all that is below it too.
    """

    def __init__(self, quotas: Sequence[Quota], outline: Iterable[Requirement]) -> None:
        self._quotas = quotas
        self._leaves = leaves_below(outline)

    def rows(self, columns: Columns) -> Iterator[Row]:
        for quota in self._quotas:
            leaves = self._leaves.get(quota.requirement, frozenset())
            own = columns.where(lies_in(quota, leaves, item) for item in columns.items)
            yield row(quota_name(quota), own, quota.items.low, quota.items.high)


def quota_name(quota: Quota) -> str:
    """Return a quota in the author's words."""
    cell = [
        *([f"requirement {quota.requirement}"] if quota.requirement else []),
        *([f"topic {quota.topic}"] if quota.topic else []),
        *([f"level {quota.level.value}"] if quota.level else []),
        *([f"type {quota.type.value}"] if quota.type else []),
    ]
    return f"quota {', '.join(cell)}: {quota.items} items"


def leaves_below(outline: Iterable[Requirement]) -> dict[str, frozenset[str]]:
    """Return, for every node of an outline by code, the codes of the leaves below it."""
    found: dict[str, frozenset[str]] = {}
    for node in outline:
        found |= leaves_below(node.parts)
        found[node.code] = frozenset(leaf.code for leaf in node.leaves())
    return found


def lies_in(quota: Quota, leaves: frozenset[str], item: PoolItem) -> bool:
    """Return whether an item lies in a quota's cell."""
    topic = quota.topic
    return (
        (not quota.requirement or item.requirement in leaves)
        and (not topic or item.topic == topic or item.topic.startswith(_below(topic)))
        and (quota.level is None or item.level is quota.level)
        and (quota.type is None or item.type is quota.type)
    )


def _below(topic: str) -> tuple[str, ...]:
    return tuple(topic + each for each in _BELOW)
