"""Things: which template tells of a thing of which kind, and the RDF document about any thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rdflib import URIRef

from ..store import serialise_triples
from ..terms import RDF
from .facts import Fact, Facts
from .view import View

Teller = Callable[[View, URIRef], tuple[str, Mapping[str, object]]]

KINDS: Mapping[URIRef, Teller] = {}
"""Class to what tells of its members; everything else is told as it is, property by property."""


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a thing's page, by its kind."""
    kinds = view.facts.kinds(about)
    teller = next((tell for kind, tell in KINDS.items() if kind in kinds), None)
    template, context = teller(view, about) if teller else ("thing.html", {})
    return template, {"about": about, "kinds": sorted(kinds), "rows": rows(view, about), **context}


def rows(view: View, about: URIRef) -> list[tuple[URIRef, tuple[Fact, ...]]]:
    """Return every property of a thing with its values, the names first."""
    view.facts.load_evidence([about])
    found = view.facts.of(about)
    values = [f.value for facts in found.values() for f in facts if isinstance(f.value, URIRef)]
    view.facts.load([*found, *values])
    return [(prop, facts) for prop, facts in found.items() if prop != RDF.type]


def document(facts: Facts, about: URIRef, suffix: str) -> bytes:
    """Return what is said of a thing as an RDF document, the same bytes for the same graph."""
    triples = sorted({(f.thing, f.property, f.value) for row in facts.of(about).values() for f in row})
    return serialise_triples(triples, suffix).encode()
