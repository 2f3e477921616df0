"""Enemies: items that test the same fact or give each other away.

Items of which each is an enemy of each other share one row. That is stronger than a row for every
two of them (half of each of three enemies is then no answer), and keeps items alike that are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from exam_engine.assembly.pool import PoolItem
from exam_engine.assembly.programme import Columns, Row, row


class Enemies:
    """No form holds two items that are enemies, whichever of them says so."""

    def rows(self, columns: Columns) -> Iterator[Row]:
        items = columns.items
        for group in _groups(_foes(items)):
            names = [items[at].id for at in group]
            told = f"{', '.join(names[:-1])} and {names[-1]}"
            yield row(f"enemies {told}", group, 0, 1)


def _foes(items: Sequence[PoolItem]) -> dict[int, set[int]]:
    """Return for each item that has enemies here their places, both ways."""
    places = {item.id: at for at, item in enumerate(items)}
    foes: dict[int, set[int]] = {}
    for at, item in enumerate(items):
        for enemy in item.enemies:
            other = places.get(enemy, at)
            if other != at:
                foes.setdefault(at, set()).add(other)
                foes.setdefault(other, set()).add(at)
    return foes


def _groups(foes: Mapping[int, set[int]]) -> Iterator[list[int]]:
    """Yield groups of mutual enemies so that every two enemies are in one of them."""
    done: set[tuple[int, int]] = set()
    for one in sorted(foes):
        for other in sorted(foes[one]):
            if other < one or (one, other) in done:
                continue
            group = [one, other]
            mutual = foes[one] & foes[other]
            while mutual:
                joins = min(mutual)
                group.append(joins)
                mutual &= foes[joins]
            group.sort()
            done |= {(a, b) for at, a in enumerate(group) for b in group[at + 1 :]}
            yield group
