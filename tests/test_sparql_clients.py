"""The endpoint as others read it: SPARQLWrapper, rdflib, pandas, curl, and vngov itself, all over HTTP."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import urllib.parse
from collections.abc import Callable, Iterator

import pandas
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from conftest import Ran
from loopback import free_port, program
from served import PATIENCE, Server, serving
from vngov import library, queries
from vngov.answers import ask
from vngov.store import RemoteStore

COMMITTEE = "https://w3id.org/vngov/id/committee/bcd-cqdt-binh-dinh"
LABEL = f"SELECT ?label WHERE {{ <{COMMITTEE}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }}"
ABOUT = f"DESCRIBE <{COMMITTEE}>"
STEADY = ("--deadline", "600", "--workers", "2")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("bundled"), *STEADY) as found:
        yield found


def names(table: object) -> list[tuple[str, ...]]:
    return sorted(tuple("" if t is None else t.n3() for t in row) for row in table.rows)  # type: ignore[attr-defined] # a Table


def test_every_query_answers_the_same_over_http(server: Server) -> None:
    local, remote = library.open_store(), RemoteStore(server.sparql, PATIENCE)
    found = library.queries_by_name()
    assert len(found) == 33
    for query in found.values():
        assert ask(remote, query).plain() == ask(local, query).plain(), query.name


def test_every_linking_query_makes_the_same_over_http(server: Server) -> None:
    local, remote = library.open_store(), RemoteStore(server.sparql, PATIENCE)
    linking = [q for q in library.every_query() if queries.makes_graph(q.text)]
    assert linking
    for query in linking:
        assert remote.construct(query.text) == local.construct(query.text), query.name


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("way", ["urlencoded", POSTDIRECTLY])
@pytest.mark.parametrize("form", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_reads_tables(form: str, way: str, method: str, server: Server) -> None:
    wrapper = SPARQLWrapper(server.sparql, returnFormat=form)
    wrapper.setQuery(LABEL)
    wrapper.setMethod(method)
    wrapper.setRequestMethod(way)
    wrapper.setTimeout(PATIENCE)
    body = wrapper.query().response.read().decode()
    assert "Bình Định" in body
    kinds = {JSON: "{", XML: "<?xml", CSV: "label", TSV: "?label"}
    assert body.startswith(kinds[form])


@pytest.mark.parametrize("form", [TURTLE, RDFXML, JSONLD, XML])
def test_sparqlwrapper_reads_graphs(form: str, server: Server) -> None:
    wrapper = SPARQLWrapper(server.sparql, returnFormat=form)
    wrapper.setQuery(ABOUT)
    wrapper.setTimeout(PATIENCE)
    body = wrapper.query().response.read()
    parser = {TURTLE: "turtle", RDFXML: "xml", XML: "xml", JSONLD: "json-ld"}[form]
    assert (URIRef(COMMITTEE), None, None) in Graph().parse(data=body, format=parser)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_it_as_a_store(method: str, server: Server) -> None:
    store = SPARQLStore(server.sparql, method=method)
    graph = Graph(store)
    assert "Bình Định" in str([*graph.query(LABEL)])
    assert len(list(graph.triples((URIRef(COMMITTEE), None, None)))) > 5
    assert (URIRef(COMMITTEE), None, None) in graph


def test_pandas_reads_a_table_by_its_address(server: Server) -> None:
    text = library.queries_by_name()["committees"].bind({})
    address = server.sparql + "?" + urllib.parse.urlencode({"query": text, "format": "csv"})
    frame = pandas.read_csv(address)
    assert list(frame["committee"]) == [
        row["committee"] for row in ask(library.open_store(), library.queries_by_name()["committees"]).plain()
    ]


def test_curl_reads_it(server: Server) -> None:
    curl = [program("curl", "curl"), "--silent", "--fail", "--max-time", str(PATIENCE)]

    def run(*options: str) -> str:
        ran = subprocess.run([*curl, *options], capture_output=True, text=True, check=True)
        return ran.stdout

    by_form = run(server.sparql, "--data-urlencode", f"query={LABEL}")
    by_get = run("--get", server.sparql, "--data-urlencode", f"query={LABEL}", "--compressed")
    direct = run(server.sparql, "--header", "Content-Type: application/sparql-query", "--data", LABEL)
    assert by_form == by_get == direct
    assert json.loads(by_form)["head"]["vars"] == ["label"]
    table = run(server.sparql, "--header", "Accept: text/csv", "--data-urlencode", f"query={LABEL}")
    assert next(csv.reader(io.StringIO(table))) == ["label"]


def test_an_endpoint_elsewhere_is_asked_in_its_place(
    server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    options = ("--endpoint", server.sparql, *STEADY)
    with serving(tmp_path_factory.mktemp("front"), *options) as front:
        for form in ("json", "xml", "csv", "tsv"):
            there, here = server.get(LABEL, format=form), front.get(LABEL, format=form)
            assert (here.status, here.body, here.kind) == (200, there.body, there.kind)
        assert "etag" not in front.get(LABEL).headers
        assert front.get(ABOUT).body == server.get(ABOUT).body
        assert front.get(f"ASK {{ SERVICE <{server.sparql}> {{ ?s ?p ?o }} }}").status == 403
        wrong = front.get("ASK {")
        assert wrong.status == 502
        assert "refuses the query (400)" in wrong.text
        assert front.send("GET", "/healthz").status == 200
    with serving(
        tmp_path_factory.mktemp("lost"), "--endpoint", f"http://127.0.0.1:{free_port()}/", *STEADY
    ) as lost:
        reply = lost.get("ASK {}")
        assert reply.status == 502
        assert "start it, or check the address" in reply.text


def test_behind_a_proxy_with_a_prefix(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("prefix")
    with serving(folder, "--root-path", "/a/vngov", *STEADY) as found:
        for path in ("/sparql", "/a/vngov/sparql"):  # the proxy takes the prefix off, or leaves it on
            reply = found.send("GET", path, {"Host": "data.example.org"})
            assert reply.status == 200
            assert "<http://data.example.org/a/vngov/sparql>" in reply.text
        assert found.send("GET", "/a/vngov/healthz").status == 200
        assert found.send("GET", "/a/vngovx/healthz").status == 404
        forwarded = {"Host": "data.example.org", "X-Forwarded-Proto": "https"}
        assert "<https://data.example.org/a/vngov/sparql>" in found.send("GET", "/sparql", forwarded).text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--store", "x", "--endpoint", "http://x/"), "--store and --endpoint exclude each other"),
        (("--root-path", "vngov/"), "--root-path: «vngov/» is no path"),
        (("--store", "nowhere"), "nowhere: there is no graph here"),
        (("--endpoint", "nowhere"), "this is no web address"),
        (("--host", "256.0.0.1"), "check --host"),
        (("--workers", "0"), "--workers"),
    ],
)
def test_what_cannot_be_served_is_said(
    options: tuple[str, ...], said: str, vngov: Callable[..., Ran]
) -> None:
    ran = vngov("serve", "--port", "0", *options)
    assert ran.code == 2
    assert said in ran.err


def test_a_port_that_is_taken(server: Server, vngov: Callable[..., Ran]) -> None:
    ran = vngov("serve", "--port", str(server.port))
    assert ran.code == 2
    assert "choose another with --port" in ran.err


def test_the_limits_are_printed_at_the_start(server: Server) -> None:
    log = server.log.read_text(encoding="utf-8").split("open ")[0]
    starts = [line.split()[0] for line in log.splitlines()]
    assert starts == [
        "workers", "deadline", "memory", "answer", "queue", "request", "patience", "SERVICE",
    ]  # fmt: skip
    assert "600 s" in log
