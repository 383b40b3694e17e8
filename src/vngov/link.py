"""Link: run the CONSTRUCT queries of ``queries/link/`` and keep each result as an inferred graph.

A derived link never stands among sourced ones: its graph is named after the query, and says that
the query made it (PROV-O, ``prov:wasGeneratedBy``).
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Literal, URIRef

from .queries import Query
from .store import EmbeddedStore, Triple, n3
from .terms import PROV, RDF, SKOS, iri


def link(store: EmbeddedStore, queries: Iterable[Query]) -> str:
    """Return the inferred graphs as N-Quads, made one after another so that a later query sees earlier links.

    ``store`` holds the sourced graphs and is given each inferred graph as it is made.

    :raises BadInputError: if a query is no SPARQL, or makes no graph or a blank node.
    """
    made: list[str] = []
    for query in ordered(queries):
        lines = "".join(inferred(query, store.statements(query.text, f"queries/link/{query.name}.rq")))
        store.add(lines)
        made.append(lines)
    return "".join(made)


def ordered(queries: Iterable[Query]) -> list[Query]:
    """Return linking queries in the order in which they must run."""
    return sorted(queries, key=lambda q: q.number)


def inferred(query: Query, statements: Iterable[str]) -> list[str]:
    """Return the graph of a linking query as lines of N-Quads: what it made, and that the query made it.

    ``statements`` are subject, predicate and object as N-Triples has them.
    """
    graph = graph_of(query)
    said = {*statements, *(" ".join(map(n3, triple)) for triple in _header(query, graph))}
    return [f"{statement} <{graph}> .\n" for statement in sorted(said)]


def graph_of(query: Query) -> URIRef:
    """Return the IRI of the graph that a linking query makes."""
    return iri("graph", f"inferred/{query.name}")


def _header(query: Query, graph: URIRef) -> list[Triple]:
    activity = iri("activity", f"link-{query.name}")
    plan = iri("query", f"link/{query.name}")
    header: list[Triple] = [
        (graph, PROV.wasGeneratedBy, activity),
        (activity, RDF.type, PROV.Activity),
        (activity, PROV.used, plan),
    ]
    return header + [
        (activity, SKOS.prefLabel, Literal(text, lang=tag)) for tag, text in query.question.items()
    ]
