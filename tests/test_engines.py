"""The whole query library on four engines, answered alike: on the real graph, and on a country at scale 0.01.

Embedded Oxigraph is asked in this process; the ``oxigraph`` server and Virtuoso are filled by «vngov load»
and asked over HTTP; rdflib has the country in this process too (and the real graph in :mod:`test_queries`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rdflib import Dataset

import country_graph
import engines
import virtuoso
from conftest import Ran
from served import serving
from test_queries import rows_of, value
from vngov import library, pipeline, queries
from vngov.answers import ask
from vngov.link import graph_of, inferred
from vngov.pages.site import Site
from vngov.store import (
    UNION_GRAPH,
    Credentials,
    EmbeddedStore,
    Journal,
    RemoteStore,
    Sender,
    Update,
    quads,
    target,
    union,
)
from vngov.terms import iri
from vngov.transfer import copy
from vngov.transfer.holdings import read

LIBRARY = library.queries_by_name()
LINKS = {q.name: q for q in library.every_query() if queries.makes_graph(q.text)}
DBA = Credentials("dba", "dba")
VIRTUOSO = pytest.param("virtuoso", marks=pytest.mark.xdist_group("virtuoso"))
SERVER = pytest.param("oxigraph server", marks=pytest.mark.xdist_group("oxigraph-server"))
RDFLIB = pytest.param("rdflib", marks=pytest.mark.xdist_group("oxigraph-server"))
ENGINES = [SERVER, VIRTUOSO]

COMMITTEE, COMMUNE, DECISION = (
    "mau-bcd-cqdt-bo-cong-an",
    "mau-bcd-cqdt-xa-00046",
    "ba-ria-vung-tau/ubnd/2020/qd/185-mau",
)
"""A committee with five compositions, one whose district is no more, and a decision of the country."""

OTHERS: Mapping[str, Mapping[str, str]] = {
    "after-merger": {"committee": COMMUNE},
    "evidence": {"committee": "mau-bcd-cqdt-xa-00017"},
    "lapsed-seats": {"committee": COMMUNE},
    "seats-of": {"thing": DECISION},
    "seats-of-organisation": {"organisation": "bo-cong-an"},
    "topics-of": {"thing": DECISION},
    "wordings-of": {"decision": DECISION},
}
"""What is named where a query of the country is not asked of ``COMMITTEE``."""

ONE: Mapping[str, Mapping[str, str]] = {
    name: OTHERS.get(name) or {p.name: COMMITTEE for p in query.parameters if p.kind == "committee"}
    for name, query in LIBRARY.items()
}
"""By query the thing that it is asked of, where it is asked of one."""

ALL = [name for name, q in LIBRARY.items() if ONE[name] and not any(p.default for p in q.parameters)]
"""Those that are asked of one thing, and by default of all."""

EMPTY = {"diffusion"}
"""What the country has nothing of: decisions that followed 701, 1619 or 598."""


def silent(_: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the N-Quads of the country; the folder is one for all workers of a run."""
    base = tmp_path_factory.getbasetemp()
    return country_graph.graph_file(base.parent if base.name.startswith("popen-") else base)


@pytest.fixture(scope="session")
def nation(country: Path) -> EmbeddedStore:
    return EmbeddedStore.in_memory(country.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def embedded(nation: EmbeddedStore) -> Callable[[str], list[tuple[object, ...]]]:
    """Give the embedded store's answer to a query on the country."""
    return cache(lambda text: rows_of(nation.select(text)))


Loaded = tuple[RemoteStore, engines.Engine, copy.Transfer]
Asked = Callable[[str], Loaded]


def _started(name: str, servers: ExitStack) -> engines.Engine:
    if name == "virtuoso":
        return servers.enter_context(virtuoso.serving()).engine
    return servers.enter_context(engines.oxigraph())


@pytest.fixture(scope="session")
def engine(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """Give an engine by its name, started and loaded with the real graph when it is first asked for."""
    with ExitStack() as servers:

        @cache
        def get(name: str) -> Loaded:
            started = _started(name, servers)
            reader = RemoteStore(started.query, 300)
            journal = Journal.read(tmp_path_factory.mktemp("journal") / "journal.jsonl")
            to = target(Sender(started.graphs, DBA), "gsp")
            return reader, started, copy.transfer(store, reader, to, journal, None, silent)

        yield get


Answering = Callable[[str], list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def national(
    country: Path, nation: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Answering]]:
    """Give what answers by the name of an engine, filled with the country when it is first asked for."""
    with ExitStack() as servers:

        @cache
        def get(name: str) -> Answering:
            if name == "rdflib":
                return _rdflib(country)
            if name == "virtuoso":
                reader = _bulk(servers.enter_context(virtuoso.serving()), country)
                assert copy.check(nation, reader, silent).differences == []
            else:
                started = servers.enter_context(engines.oxigraph())
                reader = RemoteStore(started.query, 300)
                journal = Journal.read(tmp_path_factory.mktemp("journal") / "journal.jsonl")
                to = target(Sender(started.graphs), "gsp")
                assert copy.transfer(nation, reader, to, journal, None, silent).differences == []
            return lambda text: rows_of(reader.select(text))

        yield get


def _rdflib(country: Path) -> Answering:
    dataset = Dataset(default_union=True)
    found = quads(country.read_text(encoding="utf-8"))
    dataset.addN((s, p, o, dataset.graph(g)) for s, p, o, g in found)

    def answer(text: str) -> list[tuple[object, ...]]:
        table: Any = dataset.query(text)
        return sorted((tuple(value(row[v]) for v in table.vars) for row in table), key=str)

    return answer


def _bulk(server: virtuoso.Virtuoso, country: Path) -> RemoteStore:
    """Fill Virtuoso as docs/engines.md says for large graphs: by its own loader."""
    whole = country.with_suffix(".union.nt")
    whole.write_text(union(country.read_text(encoding="utf-8")), encoding="utf-8")
    server.load(country, str(UNION_GRAPH))
    server.load(whole, str(UNION_GRAPH))
    return RemoteStore(server.url, 300)


@pytest.mark.parametrize("name", ENGINES)
def test_a_load_arrives_whole(name: str, engine: Asked, store: EmbeddedStore) -> None:
    _, _, done = engine(name)
    assert done.differences == []
    assert done.compared == copy.SAMPLE
    assert done.union == {"virtuoso": "named"}.get(name, "default")
    assert len(done.loaded.sent) == len(store.graphs()) + 1
    assert done.loaded.statements > 40_000


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("asked", LIBRARY)
def test_every_question_is_answered_alike(asked: str, name: str, engine: Asked, store: EmbeddedStore) -> None:
    """By default in the same order too; with «any» where that asks for something else."""
    reader, _, _ = engine(name)
    query = LIBRARY[asked]
    assert ask(reader, query).plain() == ask(store, query).plain()
    text = query.bind({p.name: "any" for p in query.parameters})
    if text != query.bind({}):
        assert rows_of(reader.select(text)) == rows_of(store.select(text))


@pytest.mark.parametrize("name", [*ENGINES, RDFLIB])
@pytest.mark.parametrize("asked", LIBRARY)
def test_every_question_on_the_country(
    asked: str, name: str, national: Callable[[str], Answering], embedded: Answering
) -> None:
    text = LIBRARY[asked].bind(ONE[asked])
    expected = embedded(text)
    assert bool(expected) == (asked not in EMPTY)
    assert national(name)(text) == expected


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("asked", ALL)
def test_every_question_on_the_whole_country(
    asked: str, name: str, national: Callable[[str], Answering], embedded: Answering
) -> None:
    text = LIBRARY[asked].bind({})
    assert embedded(text)
    assert national(name)(text) == embedded(text)


def test_the_country_is_asked_everything() -> None:
    assert len(ONE) == 33
    assert sorted(ALL) == [
        "after-merger", "lapsed-seats", "seat-counts", "seat-groups", "sector-shares", "standing-agencies"
    ]  # fmt: skip


@pytest.mark.parametrize("name", ENGINES)
def test_a_query_with_a_dataset_of_its_own_keeps_it(name: str, engine: Asked) -> None:
    reader, _, _ = engine(name)
    graph = iri("graph", "ontology-core")
    own = f"SELECT (COUNT(*) AS ?n) FROM <{graph}> WHERE {{ ?s ?p ?o }}"
    inside = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    assert reader.select(own).rows == reader.select(inside).rows


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("command", ["show ubqg-cpdt", "align", "network --measure betweenness"])
def test_reading_commands_print_the_same(
    command: str, name: str, engine: Asked, built: Path, vngov: Callable[..., Ran]
) -> None:
    reader, _, _ = engine(name)
    remote = vngov(*command.split(), "--endpoint", reader.url, "--timeout", "300")
    assert (remote.code, remote.err) == (0, "")
    assert remote.out == vngov(*command.split(), "--store", str(built)).out


PAGES = [
    "vi/index.html",
    "vi/id/committee/ubqg-cpdt.html",
    "en/committees.html",
    "id/committee/ubqg-cpdt.ttl",
]
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.mark.parametrize("name", ENGINES)
def test_what_is_served_is_the_same(name: str, engine: Asked, store: EmbeddedStore, tmp_path: Path) -> None:
    """The pages, and what ``/sparql`` passes on: each statement once."""
    reader, _, _ = engine(name)
    near, far = Site(store), Site(reader)
    for path in PAGES:
        shown = far.answer(path)
        assert shown is not None, path
        assert shown == near.answer(path), path
    with serving(tmp_path, "--endpoint", reader.url) as server:
        assert server.get(COUNT).rows == [{"n": str(store.select(COUNT).rows[0][0])}]


@pytest.mark.parametrize("name", ENGINES)
def test_links_are_made_on_the_engine(
    name: str, engine: Asked, store: EmbeddedStore, vngov: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that were there, one wrong now and one gone, are replaced by what the embedded store has."""
    reader, started, _ = engine(name)
    wrong, gone = graph_of(LINKS["not-taken-up"]), graph_of(LINKS["lapsed-seat"])
    to = Update(Sender(started.update, DBA))
    for graph in (str(wrong), str(UNION_GRAPH) if name == "virtuoso" else ""):
        to.extend(graph, ["<urn:left> <urn:by> <urn:others> .\n"])
    to.drop(str(gone))
    monkeypatch.setenv("VNGOV_ENDPOINT_USER", DBA.user)
    monkeypatch.setenv("VNGOV_ENDPOINT_PASSWORD", DBA.password)
    ran = vngov("link", "--load-endpoint", started.update, "--endpoint", started.query)
    assert (ran.code, ran.err) == (0, "")
    shown = dict(re.findall(r"^ ([a-z-]+) +([0-9,]+)$", ran.out, re.M))
    made = {q: len(list(store.lines(graph_of(LINKS[q])))) - len(inferred(LINKS[q], [])) for q in LINKS}
    assert {q: int(count.replace(",", "")) for q, count in shown.items()} == made
    assert copy.check(store, reader, silent).differences == []


@pytest.mark.parametrize("name", ENGINES)
def test_a_graph_is_read_back_whole(name: str, engine: Asked, result: pipeline.Result) -> None:
    """After all that was done to it here."""
    reader, _, _ = engine(name)
    assert read(reader, silent) == result.nquads


@pytest.mark.xdist_group("virtuoso")
def test_a_release_from_an_engine_is_that_from_the_records(
    engine: Asked, released: Path, tmp_path: Path, vngov: Callable[..., Ran]
) -> None:
    reader, _, _ = engine("virtuoso")
    ran = vngov("release", "--from", reader.url, "--out", str(tmp_path / "out"))
    assert (ran.code, ran.err) == (0, "")
    files = {p.relative_to(released): p.read_bytes() for p in released.rglob("*") if p.is_file()}
    assert len(files) > 100
    assert {
        p.relative_to(tmp_path / "out"): p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()
    } == files


@pytest.mark.xdist_group("oxigraph-server")
def test_no_country_is_released_from_an_engine(
    country: Path, tmp_path: Path, vngov: Callable[..., Ran]
) -> None:
    lines = country.read_text(encoding="utf-8").splitlines(keepends=True)
    page = next(line for line in lines if "country.example" in line)
    with engines.oxigraph() as started:
        Sender(started.graphs).send("POST", started.graphs, page.encode(), "application/n-quads")
        Sender(started.graphs).send("POST", f"{started.graphs}?default", union(page).encode())
        ran = vngov("release", "--from", started.query, "--out", str(tmp_path / "out"))
    assert ran.code == 2
    assert "this data is made up" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_release_has_one_origin(vngov: Callable[..., Ran]) -> None:
    ran = vngov("release", "--from", "http://x/", "--data", "y")
    assert (ran.code, ran.err) == (2, "vngov: --from and --data exclude each other; give one of them\n")
