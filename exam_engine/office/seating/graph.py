"""Seats as a graph: neighbours by vertex, symmetric, without loops; forms are colours."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

Graph = Sequence[Sequence[int]]
Barred = Sequence[frozenset[int]]
"""By vertex the colours that it must not have."""


def clashes(graph: Graph, colours: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of neighbours of one colour."""
    return [
        (one, other)
        for one, near in enumerate(graph)
        for other in near
        if one < other and colours[one] == colours[other]
    ]


def reach(graph: Graph, start: int, allowed: Callable[[int], bool]) -> list[int]:
    """Return the vertices that can be reached from ``start`` over ``allowed`` ones."""
    part, queue = {start}, deque([start])
    while queue:
        for other in graph[queue.popleft()]:
            if other not in part and allowed(other):
                part.add(other)
                queue.append(other)
    return sorted(part)


def parts(graph: Graph) -> list[list[int]]:
    """Return the connected parts."""
    seen: set[int] = set()
    found = []
    for start in range(len(graph)):
        if start not in seen:
            part = reach(graph, start, lambda _: True)
            seen.update(part)
            found.append(part)
    return found


def within(graph: Graph, vertices: Sequence[int]) -> list[list[int]]:
    """Return the graph of some vertices, numbered as they stand there."""
    at = {vertex: n for n, vertex in enumerate(vertices)}
    return [[at[other] for other in graph[vertex] if other in at] for vertex in vertices]
