"""The network of committees and organisations: who sits where, in which role, when."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from ... import answers, library
from ...store import Table, Term
from ...terms import DCTERMS, ORG, VG
from ..facts import Fact, Facts
from ..view import View
from . import choice, committees, layout, reach
from .choice import Choice
from .entry import said, slug_of, span
from .lists import Asking

FACETS = ("level", "place", "year", "topic", "function", "sector")
_ROLES = ("head", "standing-deputy", "deputy", "standing-member", "member", "secretary")
_SHOWN = 40
_EXACT = 1500
"""Betweenness takes time by nodes times edges: it is measured for networks up to this many nodes."""


@dataclass(frozen=True)
class Edge:
    """The seats of an organisation on a committee: how many, in which roles, from when to when."""

    committee: URIRef
    level: URIRef
    organisation: URIRef
    seats: int
    roles: tuple[URIRef, ...]
    start: Term | None
    end: Term | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Measured:
    """An organisation's place in the network; ``betweenness`` is ``None`` where it was not measured."""

    organisation: URIRef
    committees: int
    seats: int
    betweenness: float | None


def every(facts: Facts) -> tuple[Edge, ...]:
    """Return every edge, by the library's query ``network-edges``."""
    rows = answers.ask(facts.store, library.queries_by_name()["network-edges"]).rows()
    pairs: dict[tuple[URIRef, URIRef], Mapping[str, Term | None]] = {}
    for row in rows:
        committee, organisation = row["committee"], row["organisation"]
        assert isinstance(committee, URIRef)
        assert isinstance(organisation, URIRef)
        pairs.setdefault((committee, organisation), row)
    held = seats_of(facts, {committee for committee, _ in pairs})
    facts.load(organisation for _, organisation in pairs)
    return tuple(_edge(facts, pair, row, held.get(pair, ())) for pair, row in pairs.items())


def seats_of(
    facts: Facts, wanted: Iterable[URIRef]
) -> dict[tuple[URIRef, URIRef], tuple[tuple[URIRef, URIRef], ...]]:
    """Return the seats of each organisation on each committee, each with its composition."""
    listed = sorted(wanted)
    made = facts.pointing(listed, DCTERMS.isVersionOf)
    compositions = [f.thing for f in made]
    seats = reach.ahead(facts, compositions, ORG.hasPost)
    reach.bodies(facts, seats)
    reach.ahead(facts, seats, ORG.role)
    reach.ahead(facts, compositions, VG.validDuring, VG.constitutedBy)
    found: dict[tuple[URIRef, URIRef], dict[tuple[URIRef, URIRef], None]] = {}
    for fact in made:
        for seat in facts.values(fact.thing, ORG.hasPost):
            if isinstance(seat, URIRef) and isinstance(fact.value, URIRef):
                for body in reach.bodies(facts, [seat]):
                    found.setdefault((fact.value, body), {})[seat, fact.thing] = None
    return {pair: tuple(held) for pair, held in found.items()}


def _edge(
    facts: Facts,
    pair: tuple[URIRef, URIRef],
    row: Mapping[str, Term | None],
    held: Sequence[tuple[URIRef, URIRef]],
) -> Edge:
    roles = reach.of(facts, (seat for seat, _ in held), ORG.role)
    periods = [reach.period(facts, composition) for composition in dict.fromkeys(c for _, c in held)]
    level = row["level"]
    assert isinstance(level, URIRef)
    return Edge(
        *(pair[0], level, pair[1]),
        int(str(row["seats"])),
        tuple(sorted(roles, key=lambda role: (_rank(role), role))),
        span(start for start, _ in periods)[0] if all(s is not None for s, _ in periods) else None,
        span(end for _, end in periods)[1] if all(e is not None for _, e in periods) else None,
        tuple(f for seat, _ in held[:1] for f in facts.facts(seat, VG.filledByHolderOf, VG.nominatedBy)),
    )


def _rank(role: URIRef) -> int:
    slug = slug_of(role)
    return _ROLES.index(slug) if slug in _ROLES else len(_ROLES)


def chosen(view: View) -> tuple[Choice, tuple[Edge, ...]]:
    """Return what the address asks of the committees, and the edges of those that answer."""
    asked = choice.read(view, committees.LISTING.facets)
    kept = {e.thing for e in view.facts.once(committees.LISTING.read) if asked.matches(e)}
    return asked, tuple(edge for edge in view.facts.once(every) if edge.committee in kept)


def measured(view: View, edges: Sequence[Edge]) -> tuple[Measured, ...]:
    """Return the organisations of some edges, those on most committees first."""
    columns = ("committee", "level", "organisation", "kind", "sector", "seats")
    answer = library.queries_by_name()["network-edges"]
    rows = answers.ask(view.facts.store, answer).table.rows
    kept = {(edge.committee, edge.organisation) for edge in edges}
    import networkx as nx  # noqa: PLC0415 - heavy, and only this page needs it

    from ... import network as measures  # noqa: PLC0415 - it loads networkx

    graph = measures.bipartite(Table(columns, tuple(r for r in rows if (r[0], r[2]) in kept)), {})
    between = nx.betweenness_centrality(graph) if len(graph) <= _EXACT else {}
    ranked = sorted(measures.degree(graph).rows, key=lambda row: (-int(row[1]), -int(row[2]), str(row[0])))
    return tuple(
        Measured(URIRef(str(o)), int(count), int(seats), round(between[str(o)], 4) if between else None)
        for o, count, seats in ranked
    )


def make(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of the network's page."""
    asked, edges = chosen(view)
    listing = committees.LISTING
    found = view.facts.once(listing.read)
    ranking = measured(view, edges)
    reach.sources(view.facts, (fact for edge in edges for fact in edge.facts))
    return "explore/network.html", {
        "listing": listing,
        "facets": FACETS,
        "choice": asked,
        "options": choice.options(view, listing, found, asked),
        "edges": sorted(edges, key=lambda e: (view.label(e.committee).text, view.label(e.organisation).text)),
        "counts": (len({e.committee for e in edges}), len({e.organisation for e in edges}), len(edges)),
        "ranking": ranking[:_SHOWN],
        "ask": Asking(view, listing, asked),
        "said": said,
        "legend": {
            **{slug_of(edge.level): view.label(edge.level).text for edge in edges},
            "organisation": view.w("network-organisation"),
        },
        "slug_of": slug_of,
    }


def as_json(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the network as the island ``network`` draws it."""
    _, edges = chosen(view)
    where = view.facts.once(positions, frozenset((e.committee, e.organisation) for e in edges))
    degrees: dict[URIRef, int] = {}
    levels = {edge.committee: slug_of(edge.level) for edge in edges}
    for edge in edges:
        for thing in (edge.committee, edge.organisation):
            degrees[thing] = degrees.get(thing, 0) + 1
    nodes = [
        {
            "id": thing,
            "label": view.label(thing).text,
            "kind": levels.get(thing, "organisation"),
            "x": where[str(thing)][0],
            "y": where[str(thing)][1],
            "size": round(3 + 2 * math.sqrt(degrees[thing] - 1), 1),
            "href": view.to(thing),
            **_bounds(*reach.period(view.facts, thing)),
        }
        for thing in sorted(degrees)
    ]
    return "document.json", {"document": {"nodes": nodes, "edges": [_json(view, edge) for edge in edges]}}


def positions(facts: Facts, pairs: frozenset[tuple[URIRef, URIRef]]) -> dict[str, layout.Point]:
    """Return where the ends of some edges stand."""
    return layout.place({str(end) for pair in pairs for end in pair}, [(str(a), str(b)) for a, b in pairs])


def _json(view: View, edge: Edge) -> dict[str, object]:
    role = slug_of(edge.roles[0]).removeprefix("standing-") if edge.roles else None
    return {
        "source": edge.committee,
        "target": edge.organisation,
        **({"role": role} if role else {}),
        "label": ", ".join(view.label(r).text for r in edge.roles),
        "seats": edge.seats,
        **_bounds(edge.start, edge.end),
    }


def _bounds(start: Term | None, end: Term | None) -> dict[str, str]:
    return {name: str(day) for name, day in (("from", start), ("to", end)) if day is not None}
