"""Places the nodes of an acyclic graph in rows, so that every edge points down.

Input: for each node, the nodes below it, in a fixed order. Output: a position for every node and
the points of every edge. A long edge has a point in each row that it passes, so it runs between the
nodes of that row. All arithmetic is exact: the same graph gives the same layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

Graph = Mapping[str, Sequence[str]]
Edge = tuple[str, str]
Point = tuple[int, int]
Neighbors = Mapping[str, Sequence[str]]

NODE_GAP = 118
"""Distance between the centers of two nodes in a row."""
EDGE_GAP = 32
"""Distance between two passing edges; between an edge and a node, the mean of both gaps."""
ROW_HEIGHT = 62
_SWEEPS = 12


@dataclass(frozen=True, slots=True)
class Layout:
    """The centers of all nodes, and the points of each edge from top to bottom."""

    nodes: Mapping[str, Point]
    edges: Mapping[Edge, Sequence[Point]]


def remove_implied_edges(graph: Graph) -> dict[str, list[str]]:
    """Drop each edge whose target can also be reached through another one."""
    return {
        node: [
            target
            for target in targets
            if not any(target in _reachable(graph, other) for other in targets)
        ]
        for node, targets in graph.items()
    }


def _reachable(graph: Graph, start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = [target for target in graph[waiting.pop()] if target not in found]
        found.update(new)
        waiting += new
    return found


def lay_out(graph: Graph) -> Layout:
    """Place all nodes of a graph that has a key for every node."""
    heights: dict[str, int] = {}
    for node in graph:
        _measure_height(graph, node, heights)
    top = max(heights.values())
    chains = {
        (node, target): [
            node,
            *(f"{node}>{target}@{h}" for h in range(heights[node] - 1, heights[target], -1)),
            target,
        ]
        for node in graph
        for target in graph[node]
    }
    rows: list[list[str]] = [[] for _ in range(top + 1)]
    for node in graph:
        rows[top - heights[node]].append(node)
    for (node, _), chain in chains.items():
        for number, point in enumerate(chain[1:-1], start=top - heights[node] + 1):
            rows[number].append(point)
    above, below = _find_neighbors(chains.values())
    _sort_rows(rows, above, below)
    columns = _place_columns(rows, above, below, frozenset(graph))
    places = {
        point: (columns[point], number * ROW_HEIGHT)
        for number, row in enumerate(rows)
        for point in row
    }
    return Layout(
        {node: places[node] for node in graph},
        {edge: [places[point] for point in chain] for edge, chain in chains.items()},
    )


def _measure_height(graph: Graph, node: str, heights: dict[str, int]) -> int:
    """Return the length of the longest way down from a node, and store it in `heights`."""
    if node not in heights:
        below = [_measure_height(graph, target, heights) for target in graph[node]]
        heights[node] = max(below, default=-1) + 1
    return heights[node]


def _find_neighbors(chains: Iterable[Sequence[str]]) -> tuple[Neighbors, Neighbors]:
    """Return the neighbors of every point in the row above, and in the row below."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for chain in chains:
        for upper, lower in pairwise(chain):
            below.setdefault(upper, []).append(lower)
            above.setdefault(lower, []).append(upper)
    return above, below


def _sort_rows(rows: list[list[str]], above: Neighbors, below: Neighbors) -> None:
    """Sort every row by the mean index of its neighbors, and keep the order with least crossings."""
    best = [list(row) for row in rows]
    fewest = _count_crossings(rows, below)
    downward, upward = range(1, len(rows)), range(len(rows) - 2, -1, -1)
    for sweep in range(_SWEEPS):
        numbers, step, near = (downward, -1, above) if sweep % 2 == 0 else (upward, 1, below)
        for number in numbers:
            index = {point: place for place, point in enumerate(rows[number + step])}
            means = {
                point: _mean([index[other] for other in near.get(point, ())], place)
                for place, point in enumerate(rows[number])
            }
            rows[number].sort(key=means.__getitem__)
        if (crossings := _count_crossings(rows, below)) < fewest:
            fewest, best = crossings, [list(row) for row in rows]
    rows[:] = best


def _count_crossings(rows: Sequence[Sequence[str]], below: Neighbors) -> int:
    count = 0
    for upper, lower in pairwise(rows):
        index = {point: place for place, point in enumerate(lower)}
        ends = [end for point in upper for end in sorted(index[t] for t in below.get(point, ()))]
        count += sum(left > right for i, left in enumerate(ends) for right in ends[i + 1 :])
    return count


def _place_columns(
    rows: Sequence[Sequence[str]], above: Neighbors, below: Neighbors, nodes: frozenset[str]
) -> dict[str, int]:
    """Return a horizontal position for every point, near its neighbors; the smallest is 0."""
    half = {p: Fraction(NODE_GAP if p in nodes else EDGE_GAP, 2) for row in rows for p in row}
    columns = {point: Fraction(0) for point in half}
    for sweep in range(_SWEEPS * 2):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = [
                _mean([columns[p] for p in (*above.get(point, ()), *below.get(point, ()))], 0)
                for point in row
            ]
            gaps = [half[left] + half[right] for left, right in pairwise(row)]
            columns.update(zip(row, _spread(wanted, gaps), strict=True))
            # Denominators would grow with each sweep.
            columns.update({point: Fraction(round(columns[point])) for point in row})
    least = min(columns.values())
    return {point: round(column - least) for point, column in columns.items()}


def _mean(values: Sequence[int | Fraction], default: int) -> Fraction:
    return Fraction(sum(values), len(values)) if values else Fraction(default)


def _spread(wanted: Sequence[Fraction], gaps: Sequence[Fraction]) -> list[Fraction]:
    """Return the increasing positions nearest to the wanted ones that keep the gaps.

    Isotonic regression by pooling: neighbors that are too close share the mean of their wishes.
    """
    offsets = [sum(gaps[:place], Fraction(0)) for place in range(len(wanted))]
    pools: list[tuple[Fraction, int]] = []
    for wish, offset in zip(wanted, offsets, strict=True):
        mean, size = wish - offset, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (other * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    flat = [mean for mean, size in pools for _ in range(size)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=True)]
