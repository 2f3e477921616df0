"""Even use of colours: seats change colour as long as one is used twice more than another.

A seat moves from a colour used too often to one used too seldom, directly or along a chain of
colours, each passing a seat on to the next (as in Kierstead and Kostochka, "A short proof of the
Hajnal-Szemerédi theorem on equitable colouring", Combinatorics, Probability and Computing 17,
2008). Where no chain leads there, two colours change places in one connected part of their seats
(Kempe), or in several. No step adds a clash.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from exam_engine.office.seating.graph import Barred, Graph, reach

_FURTHEST = 20
"""How far sums may stray on their way: the parts of two colours differ by little."""


def evened(graph: Graph, colours: int, barred: Barred, found: Sequence[int]) -> list[int]:
    """Return a colouring with no more clashes, used as evenly as these steps reach."""
    own = list(found)
    # Every step brings two uses closer together: there are fewer steps than seats.
    for _ in range(len(own)):
        used = [0] * colours
        for each in own:
            used[each] += 1
        if max(used, default=0) - min(used, default=0) < 2:
            break
        if not (_passed_on(graph, barred, own, used) or _exchanged(graph, barred, own, used)):
            break
    return own


def _passed_on(graph: Graph, barred: Barred, own: list[int], used: list[int]) -> bool:
    """Pass a seat on from the most used colour to one used twice less, over others if need be."""
    start = max(range(len(used)), key=used.__getitem__)
    steps = _steps(graph, barred, own, len(used))
    came: dict[int, tuple[int, int]] = {}
    queue = deque([start])
    while queue:
        colour = queue.popleft()
        if used[colour] <= used[start] - 2:
            _shift(own, came, start, colour)
            return True
        for target, vertex in sorted(steps.get(colour, {}).items()):
            if target != start and target not in came:
                came[target] = (colour, vertex)
                queue.append(target)
    return False


def _steps(
    graph: Graph, barred: Barred, own: Sequence[int], colours: int
) -> dict[int, dict[int, int]]:
    """Return by colour and target a seat that can move there without a clash more."""
    found: dict[int, dict[int, int]] = {}
    for vertex, near in enumerate(graph):
        counts = [0] * colours
        for other in near:
            counts[own[other]] += 1
        here = found.setdefault(own[vertex], {})
        for target in range(colours):
            fits = target not in barred[vertex] and counts[target] <= counts[own[vertex]]
            if target != own[vertex] and fits:
                here.setdefault(target, vertex)
    return found


def _shift(own: list[int], came: dict[int, tuple[int, int]], start: int, end: int) -> None:
    """Move a seat along each step of the chain: each colour takes one in and gives one away."""
    colour = end
    while colour != start:
        before, vertex = came[colour]
        own[vertex] = colour
        colour = before


def _exchanged(graph: Graph, barred: Barred, own: list[int], used: list[int]) -> bool:
    """Exchange two colours in a connected part, if that brings their use closer together."""
    order = sorted(range(len(used)), key=used.__getitem__)
    for most in reversed(order):
        for least in order:
            gap = used[most] - used[least]
            if gap >= 2 and _exchange(graph, barred, own, (most, least), gap):
                return True
    return False


def _exchange(
    graph: Graph, barred: Barred, own: list[int], pair: tuple[int, int], gap: int
) -> bool:
    """Exchange two colours in such connected parts of theirs as even them out; say if any do."""
    most, least = pair
    parts = [part for part in _parts_of(graph, own, pair) if _may(barred, own, part, pair)]
    more = [sum(1 if own[vertex] == most else -1 for vertex in part) for part in parts]
    chosen = _summing_to(more, gap // 2)
    for part in (parts[n] for n in chosen):
        for vertex in part:
            own[vertex] = least if own[vertex] == most else most
    return bool(chosen)


def _parts_of(graph: Graph, own: Sequence[int], pair: tuple[int, int]) -> list[list[int]]:
    seen: set[int] = set()
    found = []
    for start, colour in enumerate(own):
        if colour in pair and start not in seen:
            part = reach(graph, start, lambda vertex: own[vertex] in pair)
            seen.update(part)
            found.append(part)
    return found


def _may(barred: Barred, own: Sequence[int], part: list[int], pair: tuple[int, int]) -> bool:
    """Return whether every seat of a part may have the other colour of the pair."""
    return not any(
        (pair[1] if own[vertex] == pair[0] else pair[0]) in barred[vertex] for vertex in part
    )


def _summing_to(values: Sequence[int], wanted: int) -> list[int]:
    """Return which values sum up closest to ``wanted`` from 1 on; none if no sum is in between."""
    reached: dict[int, list[int]] = {0: []}
    for n, value in enumerate(values):
        if not value:
            continue
        for total, chosen in list(reached.items()):
            near = abs(total + value) <= wanted + _FURTHEST
            if near and total + value not in reached:
                reached[total + value] = [*chosen, n]
        if wanted in reached:
            break
    best = max((total for total in reached if 0 < total <= wanted), default=0)
    return reached[best]
