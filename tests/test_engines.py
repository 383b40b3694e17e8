"""The whole query library on four engines: every question, by default and with «any», answered alike.

Embedded Oxigraph is asked in this process; the ``oxigraph`` server and Virtuoso are filled by «vngov load»
and asked over HTTP. rdflib answers them in :mod:`test_queries`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

import oxigraph
import virtuoso
from conftest import Ran
from test_queries import rows_of
from vngov import library, queries
from vngov.answers import ask
from vngov.store import Credentials, EmbeddedStore, Journal, RemoteStore, Sender, target
from vngov.terms import iri
from vngov.transfer import SAMPLE, Transfer, transfer

LIBRARY = library.queries_by_name()
LINKS = {q.name: q for q in library.every_query() if queries.makes_graph(q.text)}
DBA = Credentials("dba", "dba")
ENGINES = [
    pytest.param("oxigraph server", marks=pytest.mark.xdist_group("oxigraph-server")),
    pytest.param("virtuoso", marks=pytest.mark.xdist_group("virtuoso")),
]


def silent(_: str) -> None:
    """Say nothing."""


Engine = Callable[[str], tuple[RemoteStore, Transfer]]


@pytest.fixture(scope="session")
def engine(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give an engine by its name, started and loaded when it is first asked for."""
    with ExitStack() as servers:

        @cache
        def get(name: str) -> tuple[RemoteStore, Transfer]:
            folder = tmp_path_factory.mktemp(name.replace(" ", "-"))
            if name == "virtuoso":
                query = servers.enter_context(virtuoso.serving()).url
                write = query.removesuffix("/sparql") + "/sparql-graph-crud-auth"
            else:
                url = servers.enter_context(oxigraph.serving(folder / "db"))
                query, write = f"{url}/query", f"{url}/store"
            reader = RemoteStore(query, 300)
            journal = Journal.read(folder / "journal.jsonl")
            done = transfer(store, reader, target(Sender(write, DBA), "gsp"), journal, None, silent)
            return reader, done

        yield get


@pytest.mark.parametrize("name", ENGINES)
def test_a_load_arrives_whole(name: str, engine: Engine, store: EmbeddedStore) -> None:
    _, done = engine(name)
    assert done.differences == []
    assert done.compared == SAMPLE
    assert done.union == {"virtuoso": "named"}.get(name, "default")
    assert len(done.loaded.sent) == len(store.graphs()) + 1
    assert done.loaded.statements > 40_000


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("asked", LIBRARY)
def test_every_question_is_answered_alike(
    asked: str, name: str, engine: Engine, store: EmbeddedStore
) -> None:
    reader, _ = engine(name)
    query = LIBRARY[asked]
    for values in ({}, {p.name: "any" for p in query.parameters}):
        assert rows_of(reader.select(query.bind(values))) == rows_of(store.select(query.bind(values)))


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("asked", LIBRARY)
def test_answers_come_in_the_same_order(asked: str, name: str, engine: Engine, store: EmbeddedStore) -> None:
    reader, _ = engine(name)
    assert ask(reader, LIBRARY[asked]).plain() == ask(store, LIBRARY[asked]).plain()


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("asked", LINKS)
def test_every_link_is_made_alike(asked: str, name: str, engine: Engine, store: EmbeddedStore) -> None:
    reader, _ = engine(name)
    made = store.construct(LINKS[asked].text)
    assert reader.construct(LINKS[asked].text) == made


@pytest.mark.parametrize("name", ENGINES)
def test_a_query_with_a_dataset_of_its_own_keeps_it(name: str, engine: Engine) -> None:
    reader, _ = engine(name)
    graph = iri("graph", "ontology-core")
    own = f"SELECT (COUNT(*) AS ?n) FROM <{graph}> WHERE {{ ?s ?p ?o }}"
    inside = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    assert reader.select(own).rows == reader.select(inside).rows


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("command", ["show ubqg-cpdt", "align", "network --measure betweenness"])
def test_reading_commands_print_the_same(
    command: str, name: str, engine: Engine, built: Path, vngov: Callable[..., Ran]
) -> None:
    reader, _ = engine(name)
    remote = vngov(*command.split(), "--endpoint", reader.url, "--timeout", "300")
    assert (remote.code, remote.err) == (0, "")
    assert remote.out == vngov(*command.split(), "--store", str(built)).out
