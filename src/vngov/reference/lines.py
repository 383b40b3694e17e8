"""The lines of the diagram: how they run between the boxes of a grid, and where their words stand.

Neighbours are joined straight. Other lines leave and enter boxes from above or below, run in lanes between
the rows, and pass a row in the gap between two columns; one over more than two rows runs round the right
side.
The words of a line take the first place beside it that touches least. All measures are in user units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from rdflib import URIRef

from .model import Reference, pick

Cell = tuple[int, int]
Pair = tuple[URIRef, URIRef]
Point = tuple[int, int]
Rectangle = tuple[int, int, int, int]
Words = tuple[tuple[Reference, tuple[str, ...]], ...]

BOX_WIDTH, BOX_HEIGHT = 200, 84
COLUMN_GAP, ROW_GAP = 164, 92
LEFT, TOP, RIGHT, BOTTOM = 4, 4, 36, 44
_LANES = (0, 22, -22, 36, -36)
_WIDTHS, _CHAR, _LINE = (24, 14), 6.6, 15
_STRAIGHT, _SIDE, _STEP = 20, 52, 24


@dataclass(frozen=True)
class Line:
    """One or more properties that lead from a class to another."""

    path: str
    words: tuple[tuple[Reference, tuple[str, ...], int], ...]
    x: int
    anchor: str
    seen: bool


def size(cells: Mapping[URIRef, Cell]) -> Point:
    """Return the width and height of a grid."""
    columns, rows = 1 + max(c for c, _ in cells.values()), 1 + max(r for _, r in cells.values())
    width = LEFT + columns * BOX_WIDTH + (columns - 1) * COLUMN_GAP + RIGHT
    return width, TOP + rows * BOX_HEIGHT + (rows - 1) * ROW_GAP + BOTTOM


def corner(cell: Cell) -> Point:
    """Return the upper left corner of a cell's box."""
    return LEFT + cell[0] * (BOX_WIDTH + COLUMN_GAP), TOP + cell[1] * (BOX_HEIGHT + ROW_GAP)


def wrap(text: str, most: int) -> tuple[str, ...]:
    """Return a text in lines of at most so many characters, cut between words, of about equal length.

    >>> wrap("do người giữ chức vụ này ngồi", 24)
    ('do người giữ', 'chức vụ này ngồi')
    """
    made = _filled(text, most)
    while most > 1 and len(narrower := _filled(text, most - 1)) == len(made):
        most, made = most - 1, narrower
    return tuple(made)


def _filled(text: str, most: int) -> list[str]:
    made: list[str] = []
    for word in text.split(" "):
        if made and len(made[-1]) + 1 + len(word) <= most:
            made[-1] += " " + word
        else:
            made.append(word)
    return made


def worded(reference: Reference, lang: str) -> str:
    """Return what stands at a line: the label of a property of ours, the short name of another's."""
    return pick(reference.label, lang)[0] if reference.label else reference.name


def draw(
    cells: Mapping[URIRef, Cell], pairs: Mapping[Pair, tuple[tuple[Reference, ...], bool]], lang: str
) -> tuple[Line, ...]:
    """Return the lines of pairs of classes, straight ones first, each beside its words."""
    router = _Router(cells)
    ordered = sorted(pairs, key=lambda p: (_distance(cells, p), cells[p[0]], cells[p[1]]))
    routes = {pair: router.route(pair) for pair in ordered}
    taken = [(*corner(c), corner(c)[0] + BOX_WIDTH, corner(c)[1] + BOX_HEIGHT) for c in cells.values()]
    made = []
    for pair in ordered:
        references, seen = pairs[pair]
        others = [s for other in ordered if other != pair for s in _segments(routes[other])]
        written = [tuple((r, wrap(worded(r, lang), most)) for r in references) for most in _WIDTHS]
        words, place, anchor = _best(routes[pair], written, [*taken, *_outside(cells)], others)
        taken.append(place)
        path = "M" + " L".join(f"{x} {y}" for x, y in routes[pair])
        x = {"start": place[0], "middle": (place[0] + place[2]) // 2, "end": place[2]}[anchor]
        made.append(Line(path, tuple(_stacked(words, place[1])), x, anchor, seen))
    return tuple(made)


def _outside(cells: Mapping[URIRef, Cell]) -> list[Rectangle]:
    """Return what lies beyond the four edges of the picture."""
    (w, h), far = size(cells), 9999
    return [(-far, -far, 0, far), (w, -far, far, far), (-far, -far, far, 0), (-far, h, far, far)]


def _stacked(words: Words, top: int) -> Iterator[tuple[Reference, tuple[str, ...], int]]:
    y = top + _LINE - 4
    for reference, text in words:
        yield reference, text, y
        y += _LINE * len(text)


def _distance(cells: Mapping[URIRef, Cell], pair: Pair) -> int:
    (c1, r1), (c2, r2) = cells[pair[0]], cells[pair[1]]
    return abs(c1 - c2) + abs(r1 - r2)


@dataclass
class _Router:
    """Runs lines one after the other; each takes a port and a lane that no earlier one has."""

    cells: Mapping[URIRef, Cell]
    straight: Counter[frozenset[URIRef]] = field(default_factory=Counter)
    ports: Counter[tuple[URIRef, str, int]] = field(default_factory=Counter)
    lanes: Counter[int] = field(default_factory=Counter)
    gaps: Counter[int] = field(default_factory=Counter)

    def route(self, pair: Pair) -> tuple[Point, ...]:
        """Return the corner points of a line from the first box to the second."""
        (c1, r1), (c2, r2) = self.cells[pair[0]], self.cells[pair[1]]
        if abs(c1 - c2) + abs(r1 - r2) == 1:
            return self._straight(pair)
        if abs(r1 - r2) > 2 or r1 == r2 or c1 == c2:
            return self._around(pair)
        down = r2 > r1
        start = self._port(pair[0], "bottom" if down else "top", c2 - c1)
        end = self._port(pair[1], "top" if down else "bottom", c1 - c2)
        first = self._lane(r1 if down else r1 - 1)
        if abs(r1 - r2) == 1:
            return start, (start[0], first), (end[0], first), end
        gap, last = self._gap(min(c1, c2)), self._lane(r2 - 1 if down else r2)
        return start, (start[0], first), (gap, first), (gap, last), (end[0], last), end

    def _straight(self, pair: Pair) -> tuple[Point, ...]:
        (c1, r1), (c2, r2) = self.cells[pair[0]], self.cells[pair[1]]
        (x1, y1), (x2, y2) = corner((c1, r1)), corner((c2, r2))
        shift = (0, _STRAIGHT, -_STRAIGHT)[self.straight[frozenset(pair)] % 3]
        self.straight[frozenset(pair)] += 1
        if r1 == r2:
            y = y1 + BOX_HEIGHT // 2 + shift
            return ((x1 + BOX_WIDTH, y), (x2, y)) if c1 < c2 else ((x1, y), (x2 + BOX_WIDTH, y))
        x = x1 + BOX_WIDTH // 2 + shift
        return ((x, y1 + BOX_HEIGHT), (x, y2)) if r1 < r2 else ((x, y1), (x, y2 + BOX_HEIGHT))

    def _around(self, pair: Pair) -> tuple[Point, ...]:
        """Return a line that leaves a box on the right and comes to the other from below."""
        x1, y1 = corner(self.cells[pair[0]])
        x2, y2 = corner(self.cells[pair[1]])
        right = size(self.cells)[0] - RIGHT // 2
        below = y2 + BOX_HEIGHT + BOTTOM // 2
        start, end = (x1 + BOX_WIDTH, y1 + BOX_HEIGHT // 2), (x2 + BOX_WIDTH // 2, y2 + BOX_HEIGHT)
        return start, (right, start[1]), (right, below), (end[0], below), end

    def _port(self, box: URIRef, side: str, towards: int) -> Point:
        sign = 1 if towards > 0 else -1
        x, y = corner(self.cells[box])
        offset = _SIDE + _STEP * (self.ports[box, side, sign] % 3)
        self.ports[box, side, sign] += 1
        return x + BOX_WIDTH // 2 + sign * offset, y if side == "top" else y + BOX_HEIGHT

    def _lane(self, row: int) -> int:
        """Return the height of the next lane below a row."""
        lane = _LANES[self.lanes[row] % len(_LANES)]
        self.lanes[row] += 1
        return TOP + (row + 1) * BOX_HEIGHT + row * ROW_GAP + ROW_GAP // 2 + lane

    def _gap(self, column: int) -> int:
        """Return the place of the next line in the gap right of a column."""
        shift = (-1, 1)[self.gaps[column] % 2] * (COLUMN_GAP // 2 - 22)
        self.gaps[column] += 1
        return LEFT + (column + 1) * BOX_WIDTH + column * COLUMN_GAP + COLUMN_GAP // 2 + shift


def _segments(route: tuple[Point, ...]) -> list[Rectangle]:
    return [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in pairwise(route)]


def _best(
    route: tuple[Point, ...], written: list[Words], taken: list[Rectangle], others: list[Rectangle]
) -> tuple[Words, Rectangle, str]:
    """Return how the words of a line are wrapped, where they touch least, and how they are aligned."""
    own = _segments(route)

    def cost(rectangle: Rectangle) -> int:
        return 40 * _hits(rectangle, taken) + 9 * _hits(rectangle, [*others, *own])

    found = []
    for words in written:
        text = [line for _, lines in words for line in lines]
        width, height = int(max(map(len, text)) * _CHAR), _LINE * len(text)
        found += [(words, place, anchor) for place, anchor in _candidates(own, width, height)]
    return found[min(range(len(found)), key=lambda n: (cost(found[n][1]), n))]


def _hits(rectangle: Rectangle, others: list[Rectangle]) -> int:
    return sum(_touch(rectangle, other) for other in others)


def _candidates(own: list[Rectangle], width: int, height: int) -> Iterator[tuple[Rectangle, str]]:
    """Yield the places beside a line, those at the middle of its longest stretch first."""
    by_length = sorted(own, key=lambda s: -(s[2] - s[0] + s[3] - s[1]))
    for x1, y1, x2, y2 in by_length:
        for part in (50, 35, 65, 20, 80):
            x, y = x1 + (x2 - x1) * part // 100, y1 + (y2 - y1) * part // 100
            if y1 == y2:
                yield (x - width // 2, y - height - 4, x + width - width // 2, y - 4), "middle"
                yield (x - width // 2, y + 4, x + width - width // 2, y + height + 4), "middle"
            else:
                yield (x + 7, y - height // 2, x + 7 + width, y + height - height // 2), "start"
                yield (x - 7 - width, y - height // 2, x - 7, y + height - height // 2), "end"


def _touch(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] + 2 and b[0] - 2 < a[2] and a[1] < b[3] + 2 and b[1] - 2 < a[3]
