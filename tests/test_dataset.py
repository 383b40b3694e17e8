"""Which dataset a query is sent with, to an endpoint that keeps the union as a graph."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from rdflib import Literal

from vngov.store import UNION_GRAPH, RemoteStore
from vngov.terms import XSD

ANSWER = (
    b'{"head": {"vars": ["x"]}, "boolean": true, "results": {"bindings": []}}',
    b"""{"head": {"vars": ["x"]}, "results": {"bindings": [
    {"x": {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "1"}},
    {"x": {"type": "literal", "datatype": "http://www.w3.org/2001/XMLSchema#string", "value": "1"}},
    {"x": {"type": "literal", "value": "1"}}]}}""",
)


class Endpoint(http.server.BaseHTTPRequestHandler):
    """A server that has everything, and remembers how it was asked."""

    asked: dict[str, list[str]]

    def do_POST(self) -> None:
        type(self).asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        body = ANSWER["SELECT" in self.asked["query"][0].upper()]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[RemoteStore]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield RemoteStore(f"http://127.0.0.1:{server.server_address[1]}/")
    server.shutdown()
    server.server_close()


UNION = [str(UNION_GRAPH)]


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        ("SELECT ?x { ?x ?p ?o }", UNION, []),
        ("SELECT ?x { GRAPH ?graph { ?x ?p ?o } }", UNION, []),
        ("SELECT ?x { VALUES ?graph { <urn:a> } GRAPH ?graph { ?x ?p ?o } }", UNION, []),
        ("SELECT ?x { GRAPH <urn:a> { ?x ?p ?o } graph <urn:b> { ?x ?p ?o } }", UNION, ["urn:a", "urn:b"]),
        ("SELECT ?x { GRAPH <urn:a> { ?x ?p ?o } GRAPH ?g { ?x ?p ?o } }", [], []),
        ("PREFIX u: <urn:> SELECT ?x { GRAPH u:a { ?x ?p ?o } }", [], []),
        ("SELECT ?x FROM <urn:a> { ?x ?p ?o }", [], []),
        ("# FROM GRAPH u:a\nSELECT ?x { ?x ?p ' FROM' }", UNION, []),
        ('SELECT ?x { ?x ?p \'GRAPH u:a\', """FROM""", <urn:from#FROM> }', UNION, []),
    ],
)
def test_dataset(query: str, default: list[str], named: list[str], endpoint: RemoteStore) -> None:
    endpoint.select(query)
    asked = Endpoint.asked
    assert (asked.get("default-graph-uri", []), asked.get("named-graph-uri", [])) == (default, named)


@pytest.mark.parametrize(
    ("query", "rows"),
    [("SELECT ?x { ?x ?p ?o }", 3), ("select distinct ?x { ?x ?p ?o }", 2),
     ("SELECT ?x { { SELECT DISTINCT ?x { ?x ?p ?o } } }", 3)],
)  # fmt: skip
def test_literals_have_one_name(query: str, rows: int, endpoint: RemoteStore) -> None:
    found = [row[0] for row in endpoint.select(query).rows]
    assert found == [Literal("true", datatype=XSD.boolean), Literal("1"), Literal("1")][:rows]
