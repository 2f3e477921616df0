"""A colouring by search with going back: exact where it ends within its limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exam_engine.office.seating.graph import Barred, Graph, parts

_MOST_WORK = 3_000_000
"""Looks at single seats, all parts together: a second or two."""


def search(graph: Graph, colours: int, barred: Barred) -> list[int] | None:
    """Return a colouring without clashes, or None: there is none, or none was found in time."""
    found = [-1] * len(graph)
    work = _MOST_WORK
    for part in parts(graph):
        steps = work // (len(part) + 1)
        left = _colour_part(graph, part, colours, barred, found, steps)
        if left <= 0:
            return None
        work = left * (len(part) + 1)
    return found


def _colour_part(
    graph: Graph, part: list[int], colours: int, barred: Barred, found: list[int], steps: int
) -> int:
    """Colour one connected part; return how many steps are left, 0 if it failed."""
    stack: list[tuple[int, Iterator[int]]] = []
    left = set(part)
    while left:
        vertex, choices = _most_constrained(graph, left, colours, barred, found)
        left.discard(vertex)
        stack.append((vertex, iter(choices)))
        while stack:
            steps -= 1
            vertex, untried = stack[-1]
            own = next(untried, -1)
            found[vertex] = own
            if own >= 0:
                break
            left.add(vertex)
            stack.pop()
        if not stack or steps <= 0:
            return 0
    return steps


def _most_constrained(
    graph: Graph, left: set[int], colours: int, barred: Barred, found: Sequence[int]
) -> tuple[int, list[int]]:
    """Return the vertex with the fewest colours left, and these."""

    def free(vertex: int) -> list[int]:
        taken = {found[other] for other in graph[vertex]} | barred[vertex]
        return [own for own in range(colours) if own not in taken]

    choices = {vertex: free(vertex) for vertex in left}
    vertex = min(left, key=lambda one: (len(choices[one]), -len(graph[one]), one))
    return vertex, choices[vertex]
