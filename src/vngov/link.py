"""Link: run the CONSTRUCT queries of ``queries/link/`` and keep each result as an inferred graph.

A derived link never stands among sourced ones: its graph is named after the query, and says that
the query made it (PROV-O, ``prov:wasGeneratedBy``).
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Literal, URIRef

from .errors import BadInputError, Finding, Place
from .queries import Query
from .store import EmbeddedStore, Term, nquads
from .terms import PROV, RDF, SKOS, iri

Quad = tuple[URIRef, URIRef, Term, URIRef]


def link(store: EmbeddedStore, queries: Iterable[Query]) -> list[Quad]:
    """Return the inferred graphs, made one after another so that a later query sees earlier links.

    ``store`` holds the sourced graphs and is given each inferred graph as it is made.

    :raises BadInputError: if a query is no SPARQL, or makes no graph.
    """
    made: list[Quad] = []
    for query in sorted(queries, key=lambda q: q.number):
        triples = store.construct(query.text, f"queries/link/{query.name}.rq")
        if any(not isinstance(s, URIRef) for s, _, _ in triples):
            raise BadInputError(
                Finding(Place(f"queries/link/{query.name}.rq"), "", "it makes blank nodes; mint IRIs")
            )
        graph = graph_of(query)
        quads = [(s, p, o, graph) for s, p, o in triples] + _header(query, graph)
        store.add(nquads(quads))
        made += quads
    return made


def graph_of(query: Query) -> URIRef:
    """Return the IRI of the graph that a linking query makes."""
    return iri("graph", f"inferred/{query.name}")


def _header(query: Query, graph: URIRef) -> list[Quad]:
    activity = iri("activity", f"link-{query.name}")
    plan = iri("query", f"link/{query.name}")
    header: list[Quad] = [
        (graph, PROV.wasGeneratedBy, activity, graph),
        (activity, RDF.type, PROV.Activity, graph),
        (activity, PROV.used, plan, graph),
    ]
    header += [
        (activity, SKOS.prefLabel, Literal(text, lang=tag), graph) for tag, text in query.question.items()
    ]
    return header
