"""Why so few forms cannot keep neighbours apart: seats that show it at a glance."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from exam_engine.office.seating.graph import Graph


class Obstacle(NamedTuple):
    """Seats that all stand next to each other, or, with two forms, an odd ring of them."""

    kind: str
    seats: tuple[int, ...]


def obstacle(graph: Graph, colours: int) -> Obstacle | None:
    """Return what makes a colouring impossible, or None if nothing simple does."""
    clique = _clique(graph, colours + 1)
    if clique:
        return Obstacle("clique", clique)
    if colours == 2:
        ring = _odd_ring(graph)
        if ring:
            return Obstacle("ring", ring)
    return None


def _clique(graph: Graph, size: int) -> tuple[int, ...]:
    """Return ``size`` vertices that are all neighbours of each other, or none.

    Seats have few neighbours, so that trying all of their sets costs little; a vertex with many is
    extended greedily only.
    """
    near = [frozenset(one) for one in graph]
    for vertex in range(len(graph)):
        found = _extend(near, (vertex,), near[vertex], size)
        if found:
            return found
    return ()


def _extend(
    near: list[frozenset[int]], chosen: tuple[int, ...], candidates: frozenset[int], size: int
) -> tuple[int, ...]:
    if len(chosen) == size:
        return chosen
    if len(chosen) + len(candidates) < size:
        return ()
    later = sorted(one for one in candidates if one > chosen[-1])[:12]
    for vertex in later:
        found = _extend(near, (*chosen, vertex), candidates & near[vertex], size)
        if found:
            return found
    return ()


def _odd_ring(graph: Graph) -> tuple[int, ...]:
    """Return a ring of an odd number of vertices, or none if the graph is bipartite."""
    parent: dict[int, int] = {}
    depth: dict[int, int] = {}
    for root in range(len(graph)):
        if root in depth:
            continue
        parent[root], depth[root] = root, 0
        queue = deque([root])
        while queue:
            vertex = queue.popleft()
            for other in graph[vertex]:
                if other not in depth:
                    parent[other], depth[other] = vertex, depth[vertex] + 1
                    queue.append(other)
                elif depth[other] == depth[vertex]:
                    return _ring(parent, vertex, other)
    return ()


def _ring(parent: dict[int, int], one: int, other: int) -> tuple[int, ...]:
    left, right = [one], [other]
    while left[-1] != right[-1]:
        left.append(parent[left[-1]])
        right.append(parent[right[-1]])
    return (*left, *reversed(right[:-1]))
