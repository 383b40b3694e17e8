"""The diagram of the classes: boxes on a grid set by hand, lines from domain, range, shapes and the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ..queries import bind
from ..store import Store
from ..terms import FOAF, PROV, VG, curie
from . import lines
from .lines import BOX_HEIGHT, BOX_WIDTH, Cell, Line, Pair
from .model import Reference, Shape, Term, Texts, pick

CELLS: Mapping[URIRef, Cell] = {
    VG.MandateAlignment: (0, 0),
    VG.Mandate: (1, 0),
    VG.Decision: (2, 0),
    VG.AdministrativeUnit: (0, 1),
    VG.Committee: (1, 1),
    VG.DecisionEffect: (2, 1),
    VG.Organization: (0, 2),
    VG.Composition: (1, 2),
    VG.SeatGroup: (2, 2),
    VG.Position: (0, 3),
    VG.Seat: (1, 3),
    VG.Source: (2, 3),
    VG.Incumbency: (0, 4),
    FOAF.Person: (1, 4),
    VG.Claim: (2, 4),
}
"""Class to column and row; a class that is not here gets a cell in a further row, so that none is lost."""

PERSON: Texts = {"vi": "người", "en": "person"}
_SEEN = """SELECT DISTINCT ?from ?property ?to WHERE {
  VALUES ?property { UNDEF }
  ?subject ?property ?value .
  ?subject a ?from .
  ?value a ?to .
}"""
_NAME_CHARS, _SELF_CHARS = 20, 30


@dataclass(frozen=True)
class Box:
    """A class in the diagram: its name in lines, and the properties that lead from it to itself."""

    name: str
    href: str
    x: int
    y: int
    label: tuple[str, ...]
    own: tuple[tuple[Reference, tuple[str, ...]], ...]
    foreign: bool


@dataclass(frozen=True)
class Diagram:
    """The whole picture."""

    width: int
    height: int
    box_width: int
    box_height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Relations:
    """What joins which two classes: declared in the ontology and the shapes, or only seen in the graph."""

    declared: Mapping[Pair, tuple[Reference, ...]]
    seen: Mapping[Pair, tuple[Reference, ...]]


def relations(terms: Mapping[URIRef, Term], shapes: Iterable[Shape], store: Store) -> Relations:
    """Return the relations between the classes of the diagram.

    A class that nothing declared joins to another gets the relations that the graph has for it.
    """
    ends = {f"#{t.local}": iri for iri, t in terms.items() if t.kind == "class"} | {
        str(FOAF.Person): FOAF.Person
    }
    found: dict[Pair, dict[Reference, None]] = {}
    for iri, term in terms.items():
        for start in (ends[r.href] for r in term.domain if r.href in ends):
            for end in (ends[r.href] for r in term.range if r.href in ends):
                if not term.deprecated:
                    found.setdefault((start, end), {})[_reference(iri, terms)] = None
    by_name = {curie(iri): iri for iri in terms}
    for shape in shapes:
        for path, rule in shape.rules:
            end_name = dict(rule.asks).get("class", "")
            if shape.target is not None and shape.target in terms and end_name in by_name:
                found.setdefault((shape.target, by_name[end_name]), {})[_reference(path, terms)] = None
    declared = {pair: tuple(references) for pair, references in found.items()}
    return Relations(declared, _seen(terms, declared, store))


def _reference(iri: URIRef, terms: Mapping[URIRef, Term]) -> Reference:
    if iri in terms:
        return Reference(curie(iri), f"#{terms[iri].local}", terms[iri].label)
    return Reference(curie(iri), str(iri))


def _seen(
    terms: Mapping[URIRef, Term], declared: Mapping[Pair, tuple[Reference, ...]], store: Store
) -> dict[Pair, tuple[Reference, ...]]:
    joined = {iri for pair in declared if pair[0] != pair[1] for iri in pair}
    alone = {iri for iri, term in terms.items() if term.kind == "class" and not term.deprecated} - joined
    loose = [
        iri
        for iri, t in terms.items()
        if t.kind == "object" and not t.deprecated and not (t.domain and t.range)
    ]
    found: dict[Pair, dict[Reference, None]] = {}
    for start, path, end in store.select(
        bind(_SEEN, "property", [*loose, PROV.wasDerivedFrom]), "diagram"
    ).rows:
        if isinstance(start, URIRef) and isinstance(path, URIRef) and isinstance(end, URIRef):
            both = start in terms and end in terms and start != end
            if both and (start in alone or end in alone):
                found.setdefault((start, end), {})[_reference(path, terms)] = None
    return {pair: tuple(sorted(found[pair], key=lambda r: r.name)) for pair in sorted(found)}


def cells(terms: Mapping[URIRef, Term]) -> dict[URIRef, Cell]:
    """Return the cell of each class that is not deprecated, and of a person."""
    classes = [iri for iri, t in terms.items() if t.kind == "class" and not t.deprecated]
    made = {iri: cell for iri, cell in CELLS.items() if iri in classes or iri == FOAF.Person}
    row = 1 + max(r for _, r in CELLS.values())
    for number, iri in enumerate(c for c in classes if c not in CELLS):
        made[iri] = (number % 3, row + number // 3)
    return made


def draw(terms: Mapping[URIRef, Term], joined: Relations, lang: str) -> Diagram:
    """Return the diagram with its words in one language."""
    places = cells(terms)
    boxes = tuple(_box(iri, cell, terms, joined, lang) for iri, cell in places.items())
    pairs = {
        **{pair: (refs, False) for pair, refs in joined.declared.items()},
        **{pair: (refs, True) for pair, refs in joined.seen.items()},
    }
    wanted = {p: r for p, r in pairs.items() if p[0] != p[1] and p[0] in places and p[1] in places}
    width, height = lines.size(places)
    return Diagram(width, height, BOX_WIDTH, BOX_HEIGHT, boxes, lines.draw(places, wanted, lang))


def _box(iri: URIRef, cell: Cell, terms: Mapping[URIRef, Term], joined: Relations, lang: str) -> Box:
    foreign = iri not in terms
    label = PERSON if foreign else terms[iri].label
    own = joined.declared.get((iri, iri), ())
    return Box(
        curie(iri),
        str(iri) if foreign else f"#{terms[iri].local}",
        *lines.corner(cell),
        lines.wrap(pick(label, lang)[0], _NAME_CHARS),
        tuple((r, lines.wrap("↻ " + lines.worded(r, lang), _SELF_CHARS)) for r in own),
        foreign,
    )
