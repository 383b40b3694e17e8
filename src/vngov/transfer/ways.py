"""How a server is to be loaded, found out by two graphs with one statement that are deleted again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from rdflib import URIRef

from ..errors import EndpointError
from ..queries import bind
from ..store import GraphStore, RemoteStore, Target, Union
from ..terms import BASE
from .holdings import counts, number

_SEEN = "SELECT (COUNT(*) AS ?seen) WHERE { VALUES ?s { UNDEF } ?s ?p ?o }"
_INSIDE = "SELECT (COUNT(*) AS ?seen) WHERE { VALUES ?graph { UNDEF } GRAPH ?graph { ?s ?p ?o } }"
_PROBES = (f"{BASE}graph/probe-1", f"{BASE}graph/probe-2")
_LINE = f"<{_PROBES[0]}> <{_PROBES[0]}> <{_PROBES[0]}> .\n"


def find_together(plain: RemoteStore, to: Target) -> Target:
    """Return a server as one that takes several graphs in one request, where it does so.

    The Graph Store Protocol does not speak of it, so what it did is looked at.

    :raises EndpointError: if it does not answer.
    """
    if not isinstance(to, GraphStore) or to.together:
        return to
    try:
        to.tried().add({name: [_LINE] for name in _PROBES})
    except EndpointError:
        return to
    held = counts(plain)
    for name in _PROBES:
        to.drop(name)
    return replace(to, together=all(held.get(name) == 1 for name in _PROBES))


def find_union(plain: RemoteStore, to: Target) -> Union:
    """Return where a server needs the union of all graphs.

    A server whose plain queries see neither graph keeps it as its default graph; one that sees the statement
    once needs nothing; one that sees it twice needs a graph of its own.

    :raises EndpointError: if it sees it twice, and cannot be given another default graph.
    """
    with _tried(to):
        subject = URIRef(_PROBES[0])
        seen = number(plain, bind(_SEEN, "s", [subject]))
        if seen < 2:
            return "none" if seen else "default"
        named = RemoteStore(plain.url, plain.timeout, union=False, default=subject)
        alone = number(named, bind(_SEEN, "s", [subject]))
        inside = number(named, bind(_INSIDE, "graph", [URIRef(_PROBES[1])]))
    if (alone, inside) == (1, 1):
        return "named"
    remedy = "start it with a default graph of its own (oxigraph serve without --union-default-graph)"
    problem = "plain queries see a statement once for each graph that has it"
    raise EndpointError(plain.url, problem, f"{remedy}, or give --union none")


@contextmanager
def _tried(to: Target) -> Iterator[None]:
    try:
        for name in _PROBES:
            to.put(name, [_LINE])
        yield
    finally:
        for name in _PROBES:
            to.drop(name)
