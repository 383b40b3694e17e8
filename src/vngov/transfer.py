"""A graph put on a server and looked at there: loaded, counted, and compared in a sample."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from .errors import EndpointError
from .queries import bind
from .store import (
    DEFAULT,
    UNION_GRAPH,
    Content,
    EmbeddedStore,
    Journal,
    Loaded,
    RemoteStore,
    Target,
    Term,
    Union,
    load,
    n3,
)
from .terms import BASE

SAMPLE = 12
"""How many graphs are read back and compared statement by statement."""

_LARGEST = 10_000
"""Statements of the largest graph that is read back: some servers cut longer answers."""

_COUNTS = """SELECT ?graph (COUNT(*) AS ?statements)
WHERE {
  VALUES ?base { UNDEF }
  GRAPH ?graph { ?s ?p ?o }
  FILTER(STRSTARTS(STR(?graph), ?base))
}
GROUP BY ?graph"""
_CONTENT = "SELECT ?s ?p ?o WHERE { VALUES ?graph { UNDEF } GRAPH ?graph { ?s ?p ?o } }"
_UNION = "SELECT (COUNT(*) AS ?statements) WHERE { ?s ?p ?o }"
_SEEN = "SELECT (COUNT(*) AS ?seen) WHERE { VALUES ?s { UNDEF } ?s ?p ?o }"
_INSIDE = "SELECT (COUNT(*) AS ?seen) WHERE { VALUES ?graph { UNDEF } GRAPH ?graph { ?s ?p ?o } }"
_PROBES = (f"{BASE}graph/probe-1", f"{BASE}graph/probe-2")


@dataclass
class Transfer:
    """What a load did, and where the server differs from what was sent."""

    loaded: Loaded
    union: Union
    compared: int = 0
    differences: list[str] = field(default_factory=list)


def transfer(
    source: EmbeddedStore,
    reader: RemoteStore,
    to: Target,
    journal: Journal,
    union: Union | None,
    step: Callable[[str], None],
) -> Transfer:
    """Load a graph into a server and return what differs there afterwards.

    What the journal holds and the server has not (emptied since, or another server) is sent again. Without
    ``union``, two graphs of a try tell where the server needs it.

    :raises EndpointError: if the server refuses, or stays away.
    """
    plain = RemoteStore(reader.url, reader.timeout, union=False)
    step("Asking the server what it has")
    held = _counts(plain)
    if union is None:
        union = _union_of(journal) or find_union(plain, to)
    there = held | ({DEFAULT: _number(plain, _UNION)} if union == "default" else {})
    for name, known in journal.held.items():
        if known and there.get(name, 0) != known.statements:
            journal.held[name] = None
    for name in held:
        journal.held.setdefault(name, None)
    loaded = load(source, to, journal, union, step)
    made = Transfer(loaded, union)
    step("Comparing what the server has")
    _compare(made, source, plain, reader)
    return made


def check(source: EmbeddedStore, reader: RemoteStore, step: Callable[[str], None]) -> Transfer:
    """Return where a server differs from a graph, and send nothing.

    :raises EndpointError: if the server does not answer.
    """
    plain = RemoteStore(reader.url, reader.timeout, union=False)
    step("Comparing what the server has")
    loaded = Loaded(content={str(graph): Content.of(source.lines(graph)) for graph in source.graphs()})
    named = str(UNION_GRAPH) in _counts(plain)
    if named:
        loaded.content[str(UNION_GRAPH)] = Content.of(source.lines(None))
    made = Transfer(loaded, "named" if named else "default")
    _compare(made, source, plain, reader)
    return made


def _union_of(journal: Journal) -> Union | None:
    if DEFAULT in journal.held:
        return "default"
    return "named" if str(UNION_GRAPH) in journal.held else None


def find_union(plain: RemoteStore, to: Target) -> Union:
    """Return where a server needs the union of all graphs, found out by two graphs with one statement.

    A server whose plain queries see neither keeps it as its default graph; one that sees the statement once
    needs nothing; one that sees it twice needs a graph of its own.

    :raises EndpointError: if it sees it twice, and cannot be given another default graph.
    """
    subject, line = _PROBES[0], f"<{_PROBES[0]}> <{_PROBES[0]}> <{_PROBES[0]}> .\n"
    with _tried(to, line):
        seen = _number(plain, bind(_SEEN, "s", [URIRef(subject)]))
        if seen < 2:
            return "none" if seen else "default"
        named = RemoteStore(plain.url, plain.timeout, union=False, default=URIRef(subject))
        alone = _number(named, bind(_SEEN, "s", [URIRef(subject)]))
        inside = _number(named, bind(_INSIDE, "graph", [URIRef(_PROBES[1])]))
    if (alone, inside) == (1, 1):
        return "named"
    remedy = "start it with a default graph of its own (oxigraph serve without --union-default-graph)"
    problem = "plain queries see a statement once for each graph that has it"
    raise EndpointError(plain.url, problem, f"{remedy}, or give --union none")


@contextmanager
def _tried(to: Target, line: str) -> Iterator[None]:
    try:
        for name in _PROBES:
            to.put(name, [line])
        yield
    finally:
        for name in _PROBES:
            to.drop(name)


def _compare(made: Transfer, source: EmbeddedStore, plain: RemoteStore, reader: RemoteStore) -> None:
    """Compare the counts of all graphs, that of the union, and what a sample of the graphs says."""
    held = _counts(plain)
    wanted = {name: c.statements for name, c in made.loaded.content.items() if name != DEFAULT}
    for name in sorted(wanted.keys() | held.keys()):
        has, had = held.get(name, 0), wanted.get(name, 0)
        if has != had:
            made.differences.append(f"{name}: {has:,} statements are there, {had:,} were sent")
    distinct = sum(1 for _ in source.lines(None))
    seen = _number(reader, _UNION)
    if made.union != "none" and seen != distinct:
        made.differences.append(f"the union: {seen:,} statements are seen, {distinct:,} were sent")
    small = [name for name, count in wanted.items() if name != UNION_GRAPH and count <= _LARGEST]
    for name in sorted(small, key=lambda n: hashlib.sha256(n.encode()).digest())[:SAMPLE]:
        sent = {line.removesuffix(" .\n") for line in source.lines(URIRef(name))}
        got = {_line(row) for row in plain.select(bind(_CONTENT, "graph", [URIRef(name)])).rows}
        made.compared += 1
        made.differences += [f"{name}: missing: {line}" for line in sorted(sent - got)[:3]]
        made.differences += [f"{name}: not sent: {line}" for line in sorted(got - sent)[:3]]


def _line(row: tuple[Term | None, ...]) -> str:
    return " ".join(n3(term) for term in row if term is not None)


def _counts(plain: RemoteStore) -> dict[str, int]:
    rows = plain.select(bind(_COUNTS, "base", [Literal(f"{BASE}graph/")])).rows
    return {str(graph): int(str(count)) for graph, count in rows if graph is not None}


def _number(store: RemoteStore, query: str) -> int:
    return int(str(store.select(query).rows[0][0]))
