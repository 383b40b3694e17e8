"""Things: which template tells of a thing of which kind, and the RDF document about any thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup
from rdflib import URIRef

from .. import library, queries
from ..store import Triple, serialise_triples
from ..terms import ADMS, DCAT, DCTERMS, ELI, FOAF, ORG, PROV, RDF, RDFS, SKOS, VG
from . import (
    address,
    citing,
    committee,
    composition,
    crumbs,
    decision,
    incoming,
    mandate,
    neighbours,
    organisation,
    person,
    place,
    position,
    seat,
    source,
    topic,
)
from .facts import Fact, Facts, query
from .naming import Names
from .view import View

Teller = Callable[[View, URIRef], tuple[str, Mapping[str, object]]]

KINDS: Mapping[URIRef, Teller] = {
    VG.Committee: committee.make,
    VG.Composition: composition.make,
    VG.Decision: decision.make,
    VG.Organization: organisation.make,
    VG.Position: position.make,
    VG.AdministrativeUnit: place.make,
    FOAF.Person: person.make,
    VG.Mandate: mandate.make,
    VG.Seat: seat.make,
    VG.Source: source.make,
    SKOS.Concept: topic.make,
}
"""Class to what tells of its members; everything else is told as it is, property by property."""

_MOST_INCOMING = 1000
_VOCABULARIES = {
    "VG": VG,
    "ORG": ORG,
    "SKOS": SKOS,
    "DCTERMS": DCTERMS,
    "DCAT": DCAT,
    "ELI": ELI,
    "PROV": PROV,
    "ADMS": ADMS,
    "FOAF": FOAF,
}
_NAMES = (SKOS.prefLabel, FOAF.name, RDFS.label, DCTERMS.title)


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a thing's page, by its kind."""
    kinds = view.facts.kinds(about)
    names = Names(view)
    teller = next((tell for kind, tell in KINDS.items() if kind in kinds), None)
    template, context = teller(view, about) if teller else ("thing.html", {})
    listed, above = crumbs.of(view, about)
    title = names.title(about)
    return template, {
        "about": about,
        "kinds": sorted(kinds),
        "names": names,
        "title": title,
        "rows": rows(view, about),
        "listed": listed,
        "above": above,
        "links": incoming.of(view, about),
        "near": neighbours.draw(view, names, about),
        "citation": citing.of(view, about, title),
        "as_query": queries.bind(query("everything"), "thing", [about]),
        "ask": ask,
        "formats": address.FORMATS,
        **_VOCABULARIES,
        "structured": structured(view.facts, about),
        **context,
    }


def ask(name: str, **values: str) -> str:
    """Return the text of a query of the library with its parameters bound, for the query page."""
    return library.queries_by_name()[name].bind(values)


def rows(view: View, about: URIRef) -> list[tuple[URIRef, tuple[Fact, ...]]]:
    """Return every property of a thing with its values, the names first."""
    view.facts.load_evidence([about])
    found = view.facts.of(about)
    values = [f.value for facts in found.values() for f in facts if isinstance(f.value, URIRef)]
    view.facts.load([*found, *values])
    return [(prop, facts) for prop, facts in found.items() if prop != RDF.type]


def document(facts: Facts, about: URIRef, suffix: str) -> bytes:
    """Return what is said of a thing as an RDF document, the same bytes for the same graph.

    It has what the thing states, up to 1,000 statements that point at it, the names of the things in both,
    and for each named graph the source that it was derived from.
    """
    own = [f for row in facts.of(about).values() for f in row]
    pointing = facts.links(about)[:_MOST_INCOMING]
    others = [other for _, other in pointing]
    facts.load([*others, *(f.value for f in own if isinstance(f.value, URIRef))])
    graphs = {graph for f in own for graph in f.graphs}
    facts.load(graphs)
    triples: set[Triple] = {(f.thing, f.property, f.value) for f in own}
    triples |= {(other, prop, about) for prop, other in pointing}
    linked = {*others, *(f.value for f in own if isinstance(f.value, URIRef))}
    triples |= {(f.thing, f.property, f.value) for t in linked for f in facts.facts(t, *_NAMES)}
    triples |= {
        (about, DCTERMS.source, f.value)
        for graph in graphs
        for f in facts.facts(graph, PROV.wasDerivedFrom)
        if isinstance(f.value, URIRef)
    }
    return serialise_triples(sorted(triples), suffix).encode()


def structured(facts: Facts, about: URIRef) -> Markup:
    """Return what a thing states as JSON-LD that can stand inside HTML: nothing in it ends the script."""
    triples = [(f.thing, f.property, f.value) for row in facts.of(about).values() for f in row]
    text = serialise_triples(triples, "jsonld")
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)
