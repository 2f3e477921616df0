"""Forms at neighbouring seats: colourings without clashes that use all colours evenly.

1. Seats are coloured one after the other, the most constrained first (DSATUR: Brélaz, "New methods
   to color the vertices of a graph", CACM 22, 1979), each with the least used colour that fits.
2. Where that fails, a search goes back over its choices, within a limit (``search``).
3. Where that fails too, the clashes are as few as moving single seats makes them.
4. Use is evened out, without a clash more (``balance``).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence

from exam_engine.office.seating.balance import evened
from exam_engine.office.seating.graph import Barred, Graph, clashes
from exam_engine.office.seating.obstacle import obstacle
from exam_engine.office.seating.search import search

_MOST_ROUNDS = 50


def colour(graph: Graph, colours: int, barred: Barred | None = None) -> list[int]:
    """Return a colour from 0 for each vertex.

    :param barred: has to leave each vertex one colour at least.
    """
    free = barred or [frozenset()] * len(graph)
    found = _greedy(graph, colours, free)
    if found is None and not obstacle(graph, colours):
        found = search(graph, colours, free)
    if found is None:
        found = _fewest_clashes(graph, colours, free)
    return evened(graph, colours, free, found)


def layers(graph: Graph) -> list[list[int]]:
    """Return the vertices in sets without neighbours, the largest set first."""
    found = _greedy(graph, len(graph), [frozenset()] * len(graph), even=False)
    assert found is not None  # so many colours are always enough
    sets: dict[int, list[int]] = {}
    for vertex, own in enumerate(found):
        sets.setdefault(own, []).append(vertex)
    return sorted(sets.values(), key=lambda one: (-len(one), one))


def _greedy(graph: Graph, colours: int, barred: Barred, *, even: bool = True) -> list[int] | None:
    """Step 1; None if a vertex is left without a colour."""
    found = [-1] * len(graph)
    taken = [set(one) for one in barred]
    used = [0] * colours
    queue = [(-len(taken[vertex]), -len(near), vertex) for vertex, near in enumerate(graph)]
    heapq.heapify(queue)
    while queue:
        saturation, _, vertex = heapq.heappop(queue)
        if found[vertex] >= 0 or -saturation != len(taken[vertex]):
            continue  # coloured meanwhile, or in the queue with a later count
        own = _pick(taken[vertex], used, even)
        if own is None:
            return None
        found[vertex] = own
        used[own] += 1
        for other in graph[vertex]:
            if found[other] < 0 and own not in taken[other]:
                taken[other].add(own)
                heapq.heappush(queue, (-len(taken[other]), -len(graph[other]), other))
    return found


def _pick(taken: set[int], used: Sequence[int], even: bool) -> int | None:
    free = (own for own in range(len(used)) if own not in taken)
    return min(free, key=used.__getitem__, default=None) if even else next(free, None)


def _fewest_clashes(graph: Graph, colours: int, barred: Barred) -> list[int]:
    """Step 3."""
    found = [-1] * len(graph)
    used = [0] * colours
    for vertex in sorted(range(len(graph)), key=lambda each: (-len(graph[each]), each)):
        near = Counter(found[other] for other in graph[vertex])
        free = (own for own in range(colours) if own not in barred[vertex])
        found[vertex] = min(free, key=lambda own, near=near: (near[own], used[own]))  # type: ignore[misc]
        used[found[vertex]] += 1
    for _ in range(_MOST_ROUNDS):
        if not _moved(graph, colours, barred, found):
            break
    return found


def _moved(graph: Graph, colours: int, barred: Barred, found: list[int]) -> bool:
    """Move each seat that clashes to the colour with the fewest clashes; return whether any was."""
    moved = False
    for vertex in sorted({vertex for pair in clashes(graph, found) for vertex in pair}):
        near = Counter(found[other] for other in graph[vertex])
        free = [own for own in range(colours) if own not in barred[vertex]]
        best = min(free, key=near.__getitem__)
        if near[best] < near[found[vertex]]:
            found[vertex], moved = best, True
    return moved
