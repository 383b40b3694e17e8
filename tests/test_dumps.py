"""The dumps of the real graph hold the same statements for rdflib, pyoxigraph and Virtuoso."""

from __future__ import annotations

import gzip
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pyoxigraph as ox
import pytest
from rdflib import BNode, Dataset, Literal, URIRef

from loopback import ServerError
from virtuoso import Value, Virtuoso, serving
from vngov import library
from vngov.answers import ask
from vngov.errors import EndpointError
from vngov.store import EmbeddedStore, RemoteStore
from vngov.terms import BASE, PREFIXES

DUMPS = ("vngov.ttl", "vngov.trig.gz", "vngov.nq.gz")
BY_GRAPH = DUMPS[1:]
OF_NO_GRAPH = URIRef(BASE + "graph/of-the-dump")
"""The graph into which Virtuoso loads the triples of a Turtle file."""

OURS = (
    'SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), "https://w3id.org/vngov/")) }'
)
COUNT = (
    "SELECT (COUNT(*) AS ?n) WHERE { { SELECT DISTINCT ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } "
    'FILTER(STRSTARTS(STR(?g), "https://w3id.org/vngov/")) } } }'
)
COUNT_BY_GRAPH = (
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
    'FILTER(STRSTARTS(STR(?g), "https://w3id.org/vngov/")) } GROUP BY ?g'
)
BOOLEAN = URIRef(PREFIXES["xsd"] + "boolean")
TRUE = Literal("1", datatype=BOOLEAN, normalize=False)
ALTERED = {(URIRef(PREFIXES["vg"] + "isAddition"), TRUE), (URIRef(PREFIXES["owl"] + "deprecated"), TRUE)}
"""All that Virtuoso 7.2.5 alters: xsd:boolean ``true`` comes back by its other name, ``1``."""

pytestmark = pytest.mark.xdist_group("virtuoso")

Quad = tuple[Value, Value, Value, Value | None]


def content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def form(path: Path) -> str:
    return path.name.removesuffix(".gz").rsplit(".", 1)[1]


@cache
def by_pyoxigraph(path: Path) -> list[Quad]:
    parsed = ox.parse(content(path), ox.RdfFormat.from_extension(form(path)))
    return [(_value(q.subject), _value(q.predicate), _value(q.object), _graph(q.graph_name)) for q in parsed]


@cache
def _value(term: Any) -> Value:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    plain = term.datatype.value == PREFIXES["xsd"] + "string"
    return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)


def _graph(term: Any) -> Value | None:
    return None if isinstance(term, ox.DefaultGraph) else _value(term)


@cache
def by_rdflib(path: Path) -> list[Quad]:
    dataset = Dataset()
    dataset.parse(data=content(path), format={"ttl": "turtle", "nq": "nquads"}.get(form(path), form(path)))
    default = dataset.default_graph.identifier
    # rdflib types the parts of a quad more widely than what it yields
    return [(s, p, o, None if g == default else g) for s, p, o, g in dataset.quads()]  # type: ignore[misc]


@dataclass(frozen=True)
class Held:
    """What Virtuoso held of a dump: the statements it gave back, and what it counted itself."""

    quads: list[Quad]
    triples: int
    by_graph: dict[str, int]


def by_virtuoso(virtuoso: Virtuoso, path: Path) -> Held:
    virtuoso.clear()
    virtuoso.load(path, str(OF_NO_GRAPH))
    quads: list[Quad] = []
    for s, p, o, g in virtuoso.rows(OURS):
        assert s is not None
        assert p is not None
        assert o is not None
        quads.append((s, p, o, None if g == OF_NO_GRAPH else g))
    counted = {str(g): int(str(n)) for g, n in virtuoso.rows(COUNT_BY_GRAPH)}
    return Held(quads, int(str(virtuoso.rows(COUNT)[0][0])), counted)


@pytest.fixture(scope="module")
def virtuoso() -> Iterator[Virtuoso]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def held(virtuoso: Virtuoso, released: Path) -> dict[str, Held]:
    """Load every dump, each alone; the N-Quads stay loaded."""
    return {name: by_virtuoso(virtuoso, released / name) for name in DUMPS}


def triples(quads: list[Quad]) -> int:
    return len({quad[:3] for quad in quads})


def per_graph(quads: list[Quad]) -> Counter[str]:
    return Counter(str(quad[3] or OF_NO_GRAPH) for quad in quads)


def test_dumps_hold_the_same_statements(released: Path) -> None:
    ttl, trig, nq = (by_pyoxigraph(released / name) for name in DUMPS)
    assert len(nq) > triples(nq) > 20_000
    assert set(trig) == set(nq)
    assert {quad[:3] for quad in ttl} == {quad[:3] for quad in nq}
    assert set(per_graph(ttl)) == {str(OF_NO_GRAPH)}
    assert all(graph.startswith(BASE + "graph/") for graph in per_graph(nq))
    assert str(OF_NO_GRAPH) not in per_graph(nq)


@pytest.mark.parametrize("name", DUMPS)
def test_two_libraries_read_the_same_statements(released: Path, name: str) -> None:
    quads = by_pyoxigraph(released / name)
    assert len(quads) == len(set(quads))
    assert Counter(by_rdflib(released / name)) == Counter(quads)


@pytest.mark.parametrize("name", DUMPS)
def test_three_engines_count_the_same(held: dict[str, Held], released: Path, name: str) -> None:
    quads = by_pyoxigraph(released / name)
    assert triples(by_rdflib(released / name)) == triples(quads)
    assert triples(held[name].quads) == held[name].triples == triples(quads)
    assert per_graph(by_rdflib(released / name)) == per_graph(quads)
    assert per_graph(held[name].quads) == held[name].by_graph == per_graph(quads)


@pytest.mark.parametrize("name", DUMPS)
def test_virtuoso_alters_nothing_but_the_name_of_true(
    held: dict[str, Held], released: Path, name: str
) -> None:
    given, got = Counter(by_pyoxigraph(released / name)), Counter(held[name].quads)
    altered = got - given
    assert {(p, o) for _, p, o, _ in altered} == ALTERED
    assert Counter((s, p, _spelt(o), g) for s, p, o, g in altered.elements()) == given - got


def _spelt(term: Value) -> Value:
    return Literal({"1": "true", "0": "false"}[str(term)], datatype=BOOLEAN)


@pytest.mark.parametrize("name", ["committees", "chairs", "no-decision"])
@pytest.mark.usefixtures("held")
def test_virtuoso_answers_queries_of_the_library(virtuoso: Virtuoso, store: EmbeddedStore, name: str) -> None:
    query = library.queries_by_name()[name]
    answer = ask(RemoteStore(virtuoso.url), query, {}).plain()
    assert answer
    assert answer == ask(store, query, {}).plain()


@pytest.mark.usefixtures("held")
def test_a_partial_answer_is_an_error(virtuoso: Virtuoso) -> None:
    """Virtuoso answers 200 to a query that ran out of time."""
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
    hurried = f"{virtuoso.url}?timeout=1000"
    with pytest.raises(EndpointError, match="S1TAT"):
        RemoteStore(hurried).select(endless)
    with pytest.raises(ServerError, match="S1TAT"):
        replace(virtuoso, engine=replace(virtuoso.engine, query=hurried)).rows(endless)


def test_virtuoso_refuses_a_broken_dump(virtuoso: Virtuoso, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:a> <urn:b> .\n", encoding="utf-8")
    with pytest.raises(ServerError, match="Missing object"):
        virtuoso.load(broken, "urn:broken")


def test_virtuoso_reads_packed_dumps_of_any_name(virtuoso: Virtuoso, tmp_path: Path) -> None:
    packed = tmp_path / "it's.trig.gz"
    packed.write_bytes(gzip.compress('<urn:g> { <urn:s> <urn:p> "đ\'"@vi }\n'.encode()))
    virtuoso.load(packed, "urn:none")
    rows = virtuoso.rows("SELECT ?s ?o WHERE { GRAPH <urn:g> { ?s <urn:p> ?o } }")
    assert rows == [(URIRef("urn:s"), Literal("đ'", lang="vi"))]


def test_nothing_of_a_server_stays() -> None:
    with serving() as server:
        assert server.rows("SELECT ?s WHERE { ?s ?s ?s } LIMIT 1") == []
        folder = server.engine.folder
        assert folder.is_dir()
    assert not folder.exists()
    with pytest.raises(URLError):
        urllib.request.urlopen(server.url, timeout=5)
