"""Neighbours: the things next to one thing, as a small picture with a link on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rdflib import URIRef

from ..terms import BASE, DCTERMS, FOAF, ORG, PROV, RDF, SKOS, VG
from . import walk
from .drawing import wrap
from .naming import Names
from .view import View

MOST = 14
_WIDTH, _BOX, _HEIGHT, _GAP, _HEAD = 980.0, 330.0, 46.0, 8.0, 26.0
_SKIPPED = frozenset(
    {VG.Claim, DCTERMS.PeriodOfTime, VG.MandateAlignment, ORG.Membership, VG.SeatGroup, PROV.Activity}
)
_ORDER = (
    *(VG.Committee, VG.Decision, VG.Composition, VG.Organization, VG.AdministrativeUnit, VG.Position),
    *(FOAF.Person, VG.Seat, VG.Mandate, SKOS.Concept, VG.Source),
)
_THROUGH = {VG.DecisionEffect: VG.effectOf, VG.Incumbency: VG.holder, VG.Seat: ORG.postIn}
_PASSED = frozenset({RDF.type, SKOS.inScheme})


Row = tuple[URIRef, URIRef, bool]
"""A neighbour, the property between, and whether the neighbour is the one that points."""


@dataclass(frozen=True)
class Neighbour:
    """A thing next to another: the lines of its name in the picture, and where they stand."""

    thing: URIRef
    lines: tuple[str, ...]
    top: float


@dataclass(frozen=True)
class Group:
    """Neighbours through one property, one below the other on one side of the picture."""

    property: URIRef
    is_incoming: bool
    is_left: bool
    top: float
    neighbours: tuple[Neighbour, ...]


@dataclass(frozen=True)
class Picture:
    """A thing in the middle, on the left what points at it, on the right what it points at.

    Where there is only the one or the other, it stands on both sides.
    """

    width: float
    height: float
    box: float
    lines: tuple[str, ...]
    groups: tuple[Group, ...]
    left_out: int


def draw(view: View, names: Names, about: URIRef) -> Picture | None:
    """Return the picture of a thing's neighbours, or ``None`` for a thing without any."""
    found = list(_near(view, names, about))
    chosen = _chosen(found)
    if not chosen:
        return None
    groups: list[Group] = []
    heights = []
    for is_left, side in zip((True, False), _sides(chosen), strict=True):
        top = 0.0
        for prop, is_incoming in dict.fromkeys(row[1:] for row in side):
            things = [row[0] for row in side if row[1:] == (prop, is_incoming)]
            boxes = tuple(
                Neighbour(thing, _lines(names, thing), top + _HEAD + n * (_HEIGHT + _GAP))
                for n, thing in enumerate(things)
            )
            groups.append(Group(prop, is_incoming, is_left, top, boxes))
            top += _HEAD + len(things) * (_HEIGHT + _GAP) + 8
        heights.append(top)
    title = tuple(wrap(names.title(about).text, 200, 13, 4))
    height = max(*heights, 30 + 18.0 * len(title))
    return Picture(_WIDTH, height, _BOX, title, tuple(groups), len(found) - len(chosen))


def _sides(chosen: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows of the left and of the right side."""
    left, right = ([row for row in chosen if row[2] is side] for side in (True, False))
    if not left or not right:
        half = (len(chosen) + 1) // 2
        return chosen[:half], chosen[half:]
    return left, right


def _lines(names: Names, thing: URIRef) -> tuple[str, ...]:
    return tuple(wrap(names.title(thing).text, _BOX - 26, 13, 2))


def _near(view: View, names: Names, about: URIRef) -> Iterator[Row]:
    """Yield the neighbours of a thing that have a page, each once, those that say most first."""
    facts = view.facts
    out = [
        (f.value, f.property, False)
        for row in facts.of(about).values()
        for f in row
        if f.property not in _PASSED and isinstance(f.value, URIRef)
    ]
    into = [(other, prop, True) for prop, other in facts.links(about)[:200]]
    rows = [row for row in (*into, *out) if row[0].startswith(BASE) and row[1] not in _PASSED]
    facts.load(row[0] for row in rows)
    for kind, prop in _THROUGH.items():
        walk.ahead(facts, [thing for thing, *_ in rows if kind in facts.kinds(thing)], prop)
    beyond = rows if VG.Composition in facts.kinds(about) else _through(view, rows)
    seen = {about}
    for thing, prop, is_incoming in sorted(beyond, key=lambda row: _rank(view, row[0])):
        if thing not in seen and names.has_page(thing) and not facts.kinds(thing) & _SKIPPED:
            seen.add(thing)
            yield thing, prop, is_incoming


def _through(view: View, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows, what only stands between two things replaced by the thing beyond it."""
    for thing, prop, is_incoming in rows:
        kinds = view.facts.kinds(thing)
        beyond = next((p for k, p in _THROUGH.items() if k in kinds), None)
        other = view.facts.thing(thing, beyond) if beyond else None
        yield (other or thing, prop, is_incoming)


def _chosen(rows: list[Row]) -> list[Row]:
    """Return at most :data:`MOST` rows, from each property in turn, about as many on each side."""
    by_property: dict[tuple[URIRef, bool], list[Row]] = {}
    for row in rows:
        by_property.setdefault((row[1], row[2]), []).append(row)
    chosen: list[Row] = []
    sides = {True: 0, False: 0}
    room = {side: max(MOST // 2, MOST - sum(row[2] is not side for row in rows)) for side in (True, False)}
    queues = [list(row) for row in by_property.values()]
    while any(queues) and len(chosen) < MOST:
        for queue in queues:
            if queue:
                row = queue.pop(0)
                if sides[row[2]] < room[row[2]] and len(chosen) < MOST:
                    sides[row[2]] += 1
                    chosen.append(row)
    return [row for row in rows if row in chosen]


def _rank(view: View, thing: URIRef) -> int:
    kinds = view.facts.kinds(thing)
    return min((n for n, kind in enumerate(_ORDER) if kind in kinds), default=len(_ORDER))
