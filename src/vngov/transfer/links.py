"""Links made by the server that holds the sourced graphs, and put back there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rdflib import URIRef

from ..link import graph_of, inferred, ordered
from ..queries import Query, bind
from ..store import DEFAULT, UNION_GRAPH, RemoteStore, Union, Update, n3
from .holdings import counts
from .ways import find_union

_LEAVE_DEFAULT = """DELETE { ?s ?p ?o }
WHERE {
  VALUES ?graph { UNDEF }
  GRAPH ?graph { ?s ?p ?o }
  FILTER NOT EXISTS { GRAPH ?other { ?s ?p ?o } FILTER(?other != ?graph) }
}"""
_LEAVE_NAMED = """PREFIX union: <https://w3id.org/vngov/graph/union>
DELETE { GRAPH union: { ?s ?p ?o } }
WHERE {
  VALUES ?graph { UNDEF }
  GRAPH ?graph { ?s ?p ?o }
  FILTER NOT EXISTS { GRAPH ?other { ?s ?p ?o } FILTER(?other != ?graph && ?other != union:) }
}"""


def link(
    reader: RemoteStore,
    to: Update,
    queries: Iterable[Query],
    union: Union | None,
    step: Callable[[str], None],
) -> dict[str, int]:
    """Make all links anew on a server; return how many statements each query made.

    The graphs that these queries made before are taken out of the union and deleted first. Each graph is
    written before its statements join the union, so a run that was cut off can be run again.

    :raises EndpointError: if the server refuses, or stays away.
    :raises BadInputError: if a query makes no graph, or a blank node.
    """
    plain = RemoteStore(reader.url, reader.timeout, union=False)
    step("Asking the server what it has")
    held = counts(plain)
    union = union or ("named" if str(UNION_GRAPH) in held else find_union(plain, to))
    wanted = ordered(queries)
    for name in sorted(held.keys() & {str(graph_of(query)) for query in wanted}):
        step("Deleting the links that were there")
        if union != "none":
            leave = _LEAVE_DEFAULT if union == "default" else _LEAVE_NAMED
            to.run(bind(leave, "graph", [URIRef(name)]))
        to.drop(name)
    made = {}
    for query in wanted:
        step(f"Linking: {query.name}")
        triples = reader.construct(query.text, f"queries/link/{query.name}.rq")
        quads = inferred(query, (" ".join(map(n3, triple)) for triple in triples))
        lines = [line[: line.rindex(" <")] + " .\n" for line in quads]
        to.put(str(graph_of(query)), lines)
        if union != "none":
            to.extend(DEFAULT if union == "default" else str(UNION_GRAPH), lines)
        made[query.name] = len(triples)
    return made
