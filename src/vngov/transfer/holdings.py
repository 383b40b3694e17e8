"""What a server holds: how many statements each graph has, and the graphs themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from rdflib import Literal, URIRef

from ..errors import EndpointError
from ..queries import bind
from ..store import UNION_GRAPH, RemoteStore, Term, n3
from ..terms import BASE

TOGETHER = 50_000
"""Statements that are asked for at once; a larger graph is asked for alone, and whole."""

_COUNTS = """SELECT ?graph (COUNT(*) AS ?statements)
WHERE {
  VALUES ?base { UNDEF }
  GRAPH ?graph { ?s ?p ?o }
  FILTER(STRSTARTS(STR(?graph), ?base))
}
GROUP BY ?graph"""
_CONTENT = "SELECT ?graph ?s ?p ?o WHERE { VALUES ?graph { UNDEF } GRAPH ?graph { ?s ?p ?o } }"


def counts(plain: RemoteStore) -> dict[str, int]:
    """Return how many statements each graph of ours has.

    :raises EndpointError: if the server does not answer.
    """
    rows = plain.select(bind(_COUNTS, "base", [Literal(f"{BASE}graph/")])).rows
    return {str(graph): int(str(count)) for graph, count in rows if graph is not None}


def number(store: RemoteStore, query: str) -> int:
    """Return the number that a query answers."""
    return int(str(store.select(query).rows[0][0]))


def content(plain: RemoteStore, graphs: Iterable[str]) -> list[str]:
    """Return the statements of graphs as N-Quads lines, in no order."""
    asked = bind(_CONTENT, "graph", [URIRef(graph) for graph in graphs])
    return [_line(s, p, o, graph) for graph, s, p, o in plain.select(asked).rows]


def read(reader: RemoteStore, step: Callable[[str], None]) -> str:
    """Return the graphs of ours that a server holds as sorted N-Quads, without their union.

    :raises EndpointError: if the server does not answer, has no graph of ours, or answers less than it has.
    """
    plain = RemoteStore(reader.url, reader.timeout, union=False)
    step("Asking the server what it has")
    held = {name: count for name, count in counts(plain).items() if name != str(UNION_GRAPH)}
    if not held:
        raise EndpointError(reader.url, "it has no graph of vngov", "load one with «vngov load»")
    lines: set[str] = set()
    for graphs in _shares(held):
        step(f"Reading {len(lines):,} of {sum(held.values()):,} statements")
        found = set(content(plain, graphs))
        wanted = sum(held[name] for name in graphs)
        if len(found) != wanted:
            problem = f"it answers {len(found):,} of {wanted:,} statements from {graphs[0]} on"
            raise EndpointError(reader.url, problem, "raise the number of rows that it answers")
        lines |= found
    return "".join(sorted(lines))


def _shares(held: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield the graphs in lists that have few statements together."""
    share: list[str] = []
    size = 0
    for name in sorted(held):
        if share and size + held[name] > TOGETHER:
            yield share
            share, size = [], 0
        share.append(name)
        size += held[name]
    yield share


def _line(*terms: Term | None) -> str:
    return " ".join(n3(term) for term in terms if term is not None) + " .\n"
