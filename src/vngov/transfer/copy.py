"""A graph put on a server and looked at there: loaded, counted, and compared in a sample."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from ..store import (
    DEFAULT,
    UNION_GRAPH,
    Content,
    EmbeddedStore,
    Journal,
    Loaded,
    RemoteStore,
    Target,
    Union,
    load,
)
from .holdings import content, counts, number
from .ways import find_together, find_union

SAMPLE = 12
"""How many graphs are read back and compared statement by statement."""

_LARGEST = 10_000
"""Statements of the largest graph that is read back: some servers cut longer answers."""

_MANY = 100
"""From so many new graphs on it is worth to find out whether the server takes several at once."""

_UNION = "SELECT (COUNT(*) AS ?statements) WHERE { ?s ?p ?o }"


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
    held = counts(plain)
    if union is None:
        union = _union_of(journal) or find_union(plain, to)
    _believe(journal, held | ({DEFAULT: number(plain, _UNION)} if union == "default" else {}))
    for name in held:
        journal.held.setdefault(name, None)
    if len(source.graphs()) - len(journal.held) > _MANY:
        to = find_together(plain, to)
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
    named = str(UNION_GRAPH) in counts(plain)
    loaded.content[str(UNION_GRAPH) if named else DEFAULT] = Content.of(source.lines(None))
    made = Transfer(loaded, "named" if named else "default")
    _compare(made, source, plain, reader)
    return made


def _believe(journal: Journal, held: Mapping[str, int]) -> None:
    """Forget what the journal says of graphs that have another number of statements on the server."""
    for name, known in journal.held.items():
        if known and held.get(name, 0) != known.statements:
            journal.held[name] = None


def _union_of(journal: Journal) -> Union | None:
    if DEFAULT in journal.held:
        return "default"
    return "named" if str(UNION_GRAPH) in journal.held else None


def _compare(made: Transfer, source: EmbeddedStore, plain: RemoteStore, reader: RemoteStore) -> None:
    """Compare the counts of all graphs, that of the union, and what a sample of the graphs says."""
    held = counts(plain)
    wanted = {name: c.statements for name, c in made.loaded.content.items() if name != DEFAULT}
    for name in sorted(wanted.keys() | held.keys()):
        has, had = held.get(name, 0), wanted.get(name, 0)
        if has != had:
            made.differences.append(f"{name}: {has:,} statements are there, {had:,} were sent")
    if made.union != "none":
        union = made.loaded.content[DEFAULT if made.union == "default" else str(UNION_GRAPH)].statements
        seen = number(reader, _UNION)
        if seen != union:
            made.differences.append(f"the union: {seen:,} statements are seen, {union:,} were sent")
    small = [name for name, count in wanted.items() if name != str(UNION_GRAPH) and count <= _LARGEST]
    for name in sorted(small, key=lambda n: hashlib.sha256(n.encode()).digest())[:SAMPLE]:
        sent = {line[:-3] for line in source.lines(URIRef(name))}
        got = {line.removesuffix(f" <{name}> .\n") for line in content(plain, [name])}
        made.compared += 1
        made.differences += [f"{name}: missing: {line}" for line in sorted(sent - got)[:3]]
        made.differences += [f"{name}: not sent: {line}" for line in sorted(got - sent)[:3]]
