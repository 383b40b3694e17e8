"""Link: run the CONSTRUCT queries of ``queries/link/`` and keep each result as an inferred graph.

A derived link never stands among sourced ones: its graph is named after the query, and says that
the query made it (PROV-O, ``prov:wasGeneratedBy``).
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Literal, URIRef

from .errors import BadInputError, Finding, Place
from .queries import Query
from .store import EmbeddedStore, Quad, Triple, nquads
from .terms import PROV, RDF, SKOS, iri


def link(store: EmbeddedStore, queries: Iterable[Query]) -> list[Quad]:
    """Return the inferred graphs, made one after another so that a later query sees earlier links.

    ``store`` holds the sourced graphs and is given each inferred graph as it is made.

    :raises BadInputError: if a query is no SPARQL, or makes no graph.
    """
    made: list[Quad] = []
    for query in ordered(queries):
        quads = inferred(query, store.construct(query.text, _place(query)))
        store.add(nquads(quads))
        made += quads
    return made


def ordered(queries: Iterable[Query]) -> list[Query]:
    """Return linking queries in the order in which they must run."""
    return sorted(queries, key=lambda q: q.number)


def inferred(query: Query, triples: Iterable[Triple]) -> list[Quad]:
    """Return the graph of a linking query: what it made, and that the query made it.

    :raises BadInputError: if it made a blank node.
    """
    graph = graph_of(query)
    made: list[Quad] = [(s, p, o, graph) for s, p, o in triples]
    if any(not isinstance(s, URIRef) for s, _, _, _ in made):
        raise BadInputError(Finding(Place(_place(query)), "", "it makes blank nodes; mint IRIs"))
    return made + _header(query, graph)


def _place(query: Query) -> str:
    return f"queries/link/{query.name}.rq"


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
