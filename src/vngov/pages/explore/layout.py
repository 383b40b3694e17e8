"""Layout: where the nodes of a network stand, the same for the same network, in time that grows with size.

Nodes with one neighbour stand around it; the others are moved by springs along the edges, and pushed apart
where they come too close, which a grid finds without looking at every pair (after Fruchterman and Reingold
1991, "Graph drawing by force-directed placement").
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

Point = tuple[float, float]
_GOLDEN = math.pi * (3 - math.sqrt(5))
_GAP = 1.6
_WORK = 25_000


def place(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, Point]:
    """Return where each node stands, to two decimals.

    >>> place(["a", "b", "c"], [("a", "b"), ("a", "c")]) == place(["c", "b", "a"], [("a", "c"), ("a", "b")])
    True
    """
    listed = sorted(set(nodes))
    beside: dict[str, set[str]] = {node: set() for node in listed}
    for one, other in edges:
        beside[one].add(other)
        beside[other].add(one)
    leaves = {n: next(iter(beside[n])) for n in listed if _is_leaf(n, beside)}
    around: dict[str, list[str]] = defaultdict(list)
    for leaf, host in leaves.items():
        around[host].append(leaf)
    core = [node for node in listed if node not in leaves]
    size = {node: 1 + 0.9 * math.sqrt(len(around[node])) for node in core}
    where = _settle(_ordered(core, beside), beside, size)
    for host, ring in around.items():
        x, y = where[host]
        for n, leaf in enumerate(ring):
            far = 1 + 0.9 * math.sqrt(n)
            where[leaf] = (x + far * math.cos(n * _GOLDEN), y + far * math.sin(n * _GOLDEN))
    return {node: (round(where[node][0], 2), round(where[node][1], 2)) for node in listed}


def _is_leaf(node: str, beside: Mapping[str, set[str]]) -> bool:
    """Return whether a node has one neighbour to stand around; of a lone pair the later is the leaf."""
    if len(beside[node]) != 1:
        return False
    (host,) = beside[node]
    return len(beside[host]) > 1 or node > host


def _ordered(core: Sequence[str], beside: Mapping[str, set[str]]) -> list[str]:
    """Return the nodes by component, the largest first, each from its best connected node outwards."""
    left = set(core)
    found: list[list[str]] = []
    for start in sorted(core, key=lambda n: (-len(beside[n]), n)):
        if start not in left:
            continue
        left.discard(start)
        reached = [start]
        for node in reached:
            for other in sorted(beside[node] & left, key=lambda n: (-len(beside[n]), n)):
                left.discard(other)
                reached.append(other)
        found.append(reached)
    return [node for part in sorted(found, key=lambda part: (-len(part), part[0])) for node in part]


def _settle(
    order: Sequence[str], beside: Mapping[str, set[str]], size: Mapping[str, float]
) -> dict[str, Point]:
    """Return the nodes after they moved: first on a spiral, then by springs, last only apart."""
    area = 0.0
    where: dict[str, list[float]] = {}
    for n, node in enumerate(order):
        area += (size[node] + _GAP) ** 2
        far = 1.1 * math.sqrt(area)
        where[node] = [far * math.cos(n * _GOLDEN), far * math.sin(n * _GOLDEN)]
    rounds = max(10, min(90, _WORK // max(1, len(order))))
    held = set(order)
    links = [(a, b) for a in order for b in sorted(beside[a] & held) if a < b]
    for step in range(rounds):
        cooling = 1 - step / rounds
        if cooling > 0.2:
            _pull(links, where, size, beside, 0.12 * cooling)
        _push(order, where, size)
    return {node: (x, y) for node, (x, y) in where.items()}


def _pull(
    links: Sequence[tuple[str, str]],
    where: Mapping[str, list[float]],
    size: Mapping[str, float],
    beside: Mapping[str, set[str]],
    strength: float,
) -> None:
    """Move the ends of each edge towards each other, the better connected the less."""
    for one, other in links:
        a, b = where[one], where[other]
        dx, dy = b[0] - a[0], b[1] - a[1]
        far = math.hypot(dx, dy) or 0.01
        want = size[one] + size[other] + _GAP
        if far <= want:
            continue
        share = strength * (far - want) / far
        mine, theirs = share / math.sqrt(len(beside[one])), share / math.sqrt(len(beside[other]))
        a[0] += dx * mine
        a[1] += dy * mine
        b[0] -= dx * theirs
        b[1] -= dy * theirs


def _push(order: Sequence[str], where: Mapping[str, list[float]], size: Mapping[str, float]) -> None:
    """Move nodes apart that come closer than their sizes allow."""
    cell = 2 * max(size.values(), default=1) + _GAP
    grid: dict[tuple[int, int], list[str]] = defaultdict(list)
    for node in order:
        grid[_cell_of(where[node], cell)].append(node)
    for node in order:
        x, y = _cell_of(where[node], cell)
        for near in ((x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            for other in grid.get(near, ()):
                if other > node:
                    _part(where[node], where[other], size[node] + size[other] + _GAP)


def _cell_of(point: Sequence[float], cell: float) -> tuple[int, int]:
    return math.floor(point[0] / cell), math.floor(point[1] / cell)


def _part(a: list[float], b: list[float], want: float) -> None:
    """Move two points half of what they lack to a distance."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    far = math.hypot(dx, dy)
    if far >= want:
        return
    if far < 0.01:
        dx, dy, far = 0.01, 0.0, 0.01
    share = 0.25 * (want - far) / far
    a[0] -= dx * share
    a[1] -= dy * share
    b[0] += dx * share
    b[1] += dy * share
