"""The endpoint on the wire: the SPARQL 1.1 Protocol for queries, HTTP, and what is refused."""

from __future__ import annotations

import gzip
import json
import urllib.parse
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from rdflib import Graph, URIRef

from served import JSON, Reply, Server, serving
from vngov.store import write_store

ONE, TWO, NONE = "http://example.org/one", "http://example.org/two", "http://example.org/none"
QUADS = (
    "".join(
        f"<http://example.org/a> <http://example.org/p> <http://example.org/b> <{g}> .\n" for g in (ONE, TWO)
    )
    + f'<http://example.org/c> <http://example.org/p> "é" <{TWO}> .\n'
)
ALL = "SELECT ?s WHERE { ?s ?p ?o }"
NAMED = "SELECT ?s ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
MAKE = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("small")
    write_store(folder / "store", QUADS)
    with serving(folder, "--store", str(folder), "--quick", "60", "--deadline", "600") as found:
        yield found


class Case(NamedTuple):
    """A request, and what comes of it."""

    name: str
    method: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes | None
    status: int
    kind: str = JSON
    said: str = ""


def form(*pairs: tuple[str, str]) -> bytes:
    return urllib.parse.urlencode(pairs).encode()


def got(
    name: str, query: list[tuple[str, str]], status: int, kind: str = "text/plain", said: str = ""
) -> Case:
    return Case(name, "GET", query, {}, None, status, kind, said)


def posted(
    name: str, kind: str, body: bytes, status: int, said: str = "", answer: str = "text/plain"
) -> Case:
    return Case(name, "POST", [], {"Content-Type": kind} if kind else {}, body, status, answer, said)


Q = [("query", "ASK {}")]
CASES = [
    # what the W3C suite of the protocol asks of queries
    got("query_get", Q, 200, JSON),
    posted("query_post_form", FORM, form(*Q), 200, "", JSON),
    posted("query_post_direct", DIRECT, b"ASK {}", 200, "", JSON),
    posted("query_post_direct_charset", DIRECT + '; charset="UTF-8"', b"ASK {}", 200, "", JSON),
    Case("query_dataset_get", "GET", [*Q, ("default-graph-uri", ONE)], {}, None, 200),
    Case("query_dataset_post_direct", "POST", [("named-graph-uri", ONE)], {"Content-Type": DIRECT}, b"ASK {}",
         200),
    Case("query_content_type_select", "GET", [("query", ALL)], {"Accept": JSON}, None, 200),
    Case("query_content_type_ask", "GET", Q, {"Accept": "application/sparql-results+xml"}, None, 200,
         "application/sparql-results+xml"),
    Case("query_content_type_describe", "GET", [("query", "DESCRIBE <http://example.org/a>")],
         {"Accept": "application/rdf+xml"}, None, 200, "application/rdf+xml"),
    Case("query_content_type_construct", "GET", [("query", MAKE)], {"Accept": "text/turtle"}, None, 200,
         "text/turtle"),
    got("bad_query_syntax", [("query", "ASK {\n {")], 400, said="line 2, column"),
    Case("bad_query_method", "PUT", Q, {}, None, 405, "text/plain", "GET or POST"),
    got("bad_multiple_queries", Q * 2, 400, said="2 queries"),
    posted("bad_multiple_queries_form", FORM, form(*Q, *Q), 400, "2 queries"),
    posted("bad_query_wrong_media_type", "text/plain", b"ASK {}", 415, DIRECT),
    posted("bad_query_missing_form_type", "", form(*Q), 415, "without Content-Type"),
    posted("bad_query_non_utf8", DIRECT, "ASK { ?s ?p 'é' }".encode("latin-1"), 400, "no UTF-8 at byte 13"),
    posted("bad_query_utf16", DIRECT + "; charset=utf-16", "ASK {}".encode("utf-16"), 415, "utf-16"),
    # and what it leaves open
    posted("form_without_query", FORM, b"", 400, "there is no query"),
    posted("form_charset", FORM + "; charset=latin-1", form(*Q), 415, "latin-1"),
    Case("query_twice", "POST", Q, {"Content-Type": DIRECT}, b"ASK {}", 400, "text/plain", "send one"),
    Case("form_not_utf8", "POST", [], {"Content-Type": FORM}, b"query=%ff", 400, "text/plain", "UTF-8"),
    Case("form_not_ascii", "POST", [], {"Content-Type": FORM}, b"query=\xff", 400, "text/plain", "UTF-8"),
    Case("delete", "DELETE", [], {}, None, 405, "text/plain", "DELETE"),
    Case("zipped_body", "POST", [], {"Content-Type": DIRECT, "Content-Encoding": "gzip"}, b"x", 415,
         "text/plain", "compressed"),
    Case("body_too_long", "POST", [], {"Content-Type": DIRECT}, b"#" * (1 << 18 | 1), 413, "text/plain",
         "256 KiB"),
    got("address_too_long", [("query", "#" * (1 << 15))], 414, said="POST"),
    got("too_many_parameters", [("a", "b")] * 101, 400, said="100 parameters"),
    Case("too_many_fields", "GET", Q, {f"X-{n}": "1" for n in range(101)}, None, 431, "text/plain",
         "100 fields"),
    got("graph_no_iri", [*Q, ("default-graph-uri", "a b")], 400, said="«a b»"),
    got("graph_relative", [*Q, ("named-graph-uri", "one")], 400, said="«one»"),
    got("using_graph", [*Q, ("using-graph-uri", ONE)], 400, said="default-graph-uri"),
    got("too_deep", [("query", "ASK " + "{" * 201 + "}" * 201)], 400, said="200 deep"),
    got("deep", [("query", "ASK " + "{" * 100 + "}" * 100)], 200, JSON),
    # read-only
    posted("update_form", FORM, form(("update", "CLEAR ALL")), 403, "read-only"),
    posted("update_direct", "application/sparql-update", b"CLEAR ALL", 403, "read-only"),
    got("update_get", [("update", "CLEAR ALL")], 403, said="read-only"),
    *(
        got(f"update_as_query_{text.split()[0]}", [("query", "PREFIX x: <http://x/> " + text)], 400,
            said=f"{text.split()[0]} is an update")
        for text in ("INSERT DATA { x:a x:b x:c }", "DELETE WHERE { ?s ?p ?o }", "LOAD <http://x/>",
                     "CLEAR ALL", "DROP ALL", "CREATE GRAPH x:g", "ADD x:a TO x:b", "MOVE x:a TO x:b",
                     "COPY x:a TO x:b",
                     "WITH x:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }")
    ),
    got("service", [("query", "ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")], 403,
        said="--allow-service"),
    got("service_silent", [("query", "ASK { SERVICE SILENT ?s { ?s ?p ?o } }")], 403, said="SERVICE"),
    got("service_doubtful", [("query", "ASK { FILTER(?a<1#>\n) SERVICE ?s { ?s ?p ?o } }")], 403,
        said="SERVICE"),
    got("service_quoted", [("query", "ASK { ?s ?p 'SERVICE' } # SERVICE")], 200, JSON),
    # formats
    got("format_csv", [*Q, ("format", "csv")], 200, "text/csv"),
    got("format_tsv", [*Q, ("format", "tsv")], 200, "text/tab-separated-values"),
    got("format_media_type", [*Q, ("format", "text/csv")], 200, "text/csv"),
    got("format_twice", [*Q, ("format", "turtle"), ("format", "json"), ("output", "json")], 200, JSON),
    got("format_unknown", [*Q, ("format", "yaml")], 406, said=JSON),
    got("format_of_graphs", [("query", MAKE), ("format", "rdf+xml")], 200, "application/rdf+xml"),
    got("format_ntriples", [("query", MAKE), ("format", "nt")], 200, "application/n-triples"),
    got("format_jsonld", [("query", MAKE), ("format", "json-ld")], 200, "application/ld+json"),
    *(
        Case(f"accept_{accept}", "GET", Q, {"Accept": accept}, None, status, kind)
        for accept, status, kind in (
            ("*/*", 200, JSON),
            ("text/*", 200, "text/xml"),
            ("application/json", 200, "application/json"),
            ("text/csv;q=0.9, text/tab-separated-values;q=0.95", 200, "text/tab-separated-values"),
            ("*/*;q=0.1, text/csv", 200, "text/csv"),
            ("image/png", 406, "text/plain"),
            ("text/turtle", 406, "text/plain"),
            (f"{JSON};q=0, text/csv;q=0.2", 200, "text/csv"),
        )
    ),
    Case("accept_of_graphs", "GET", [("query", MAKE)], {"Accept": JSON}, None, 406, "text/plain"),
    Case("json_error", "GET", [("query", "nonsense")], {"Accept": "application/json"}, None, 400,
         "application/json", '"status": 400'),
]  # fmt: skip


def send(server: Server, case: Case) -> Reply:
    path = "/sparql" + ("?" + urllib.parse.urlencode(case.query) if case.query else "")
    return server.send(case.method, path, case.headers, case.body)


def test_the_cases_are_all_there() -> None:
    assert len({c.name for c in CASES}) == len(CASES) == 69


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_a_request(case: Case, server: Server) -> None:
    reply = send(server, case)
    assert (reply.status, reply.kind) == (case.status, case.kind), reply.text
    assert case.said in reply.text
    if case.status not in (414, 431):  # which are refused before anyone looks at the path
        assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    assert "server" not in reply.headers
    if case.status == 405:
        assert reply.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("way", ["get", "form", "direct"])
@pytest.mark.parametrize(
    ("query", "default", "named", "expected"),
    [
        (ALL, [], [], ["a", "c"]),
        (ALL, [ONE], [], ["a"]),
        (ALL, [TWO], [], ["a", "c"]),
        (ALL, [ONE, TWO], [], ["a", "c"]),
        (ALL, [], [ONE], []),
        (ALL, [NONE], [], []),
        (ALL.replace("WHERE", f"FROM <{TWO}> WHERE"), [], [], ["a", "c"]),
        (ALL.replace("WHERE", f"FROM <{TWO}> WHERE"), [ONE], [], ["a"]),
        (ALL.replace("WHERE", f"FROM <{ONE}> FROM <{TWO}> WHERE"), [], [], ["a", "c"]),
        (NAMED.replace("WHERE", f"FROM <{ONE}> FROM <{TWO}> FROM NAMED <{ONE}> WHERE"), [], [], ["a one"]),
        (NAMED.replace("WHERE", f"FROM <{ONE}> FROM <{TWO}> WHERE"), [], [], []),
        (NAMED, [], [], ["a one", "a two", "c two"]),
        (NAMED, [], [ONE], ["a one"]),
        (NAMED, [], [ONE, TWO], ["a one", "a two", "c two"]),
        (NAMED, [TWO], [ONE], ["a one"]),
        (NAMED, [ONE], [], []),
        (NAMED, [ONE, TWO], [TWO], ["a two", "c two"]),
        (NAMED, [], [NONE], []),
    ],
)
def test_the_dataset_is_what_the_client_names(
    way: str, query: str, default: list[str], named: list[str], expected: list[str], server: Server
) -> None:
    pairs = [("default-graph-uri", g) for g in default] + [("named-graph-uri", g) for g in named]
    whole = [("query", query), *pairs]
    case = {
        "get": Case("", "GET", whole, {}, None, 200),
        "form": Case("", "POST", [], {"Content-Type": FORM}, form(*whole), 200),
        "direct": Case("", "POST", pairs, {"Content-Type": DIRECT}, query.encode(), 200),
    }[way]
    rows = send(server, case).rows
    assert sorted(" ".join(v.rsplit("/", 1)[1] for v in row.values()) for row in rows) == expected


def test_head_is_get_without_the_body(server: Server) -> None:
    path = "/sparql?" + urllib.parse.urlencode({"query": ALL})
    whole, head = server.send("GET", path), server.send("HEAD", path)
    assert (head.status, head.body) == (200, b"")
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}
    assert head.headers["content-length"] == str(len(whole.body))


def test_a_client_that_has_the_answer_gets_304(server: Server) -> None:
    first = server.get(ALL)
    etag = first.headers["etag"]
    assert not etag.startswith("W/")
    assert first.headers["cache-control"] == "public, max-age=300"
    assert "accept" in first.headers["vary"].lower()
    for known in (etag, f'"other", W/{etag}', etag[:-1] + '-gz"'):
        again = server.get(ALL, {"If-None-Match": known})
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert server.get(ALL, {"If-None-Match": '"other"'}).status == 200
    others = [
        server.get(ALL, format="csv"),
        server.get(ALL + " "),
        server.get(ALL, None, **{"default-graph-uri": ONE}),
    ]
    assert len({etag, *(reply.headers["etag"] for reply in others)}) == 4


def test_what_changes_by_itself_is_not_kept(server: Server) -> None:
    for query in ("SELECT (NOW() AS ?n) {}", "SELECT (STRUUID() AS ?n) {}"):
        reply = server.get(query)
        assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
        assert "etag" not in reply.headers
    assert server.get("nonsense").headers["cache-control"] == "no-store"


def test_a_large_answer_is_zipped_for_who_likes_it(server: Server) -> None:
    query = f"SELECT ?x {{ VALUES ?x {{ {' '.join(map(str, range(500)))} }} }}"
    plain, zipped = server.get(query), server.get(query, {"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["etag"] == plain.headers["etag"][:-1] + '-gz"'
    assert "accept-encoding" in zipped.headers["vary"].lower()
    assert "content-encoding" not in server.get(query, {"Accept-Encoding": "gzip;q=0"}).headers
    assert "content-encoding" not in server.get("ASK {}", {"Accept-Encoding": "gzip"}).headers


def test_a_browser_may_ask_from_any_page(server: Server) -> None:
    wish = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    reply = server.send("OPTIONS", "/sparql", wish)
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert "Content-Type" in reply.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in reply.headers


def test_the_endpoint_describes_itself(server: Server) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    for accept, parser in (("", "turtle"), ("application/rdf+xml", "xml"), ("application/n-triples", "nt"),
                           ("application/ld+json", "json-ld")):  # fmt: skip
        reply = server.send("GET", "/sparql", {"Accept": accept})
        graph = Graph().parse(data=reply.body, format=parser)
        node = URIRef(server.sparql)
        assert (node, URIRef(sd + "endpoint"), node) in graph
        assert (node, URIRef(sd + "feature"), URIRef(sd + "UnionDefaultGraph")) in graph
        assert {str(o) for o in graph.objects(None, URIRef(sd + "name"))} == {ONE, TWO}
    assert server.send("GET", "/sparql", {"Accept": "image/png"}).status == 406
    page = server.send("GET", "/sparql", {"Accept": "text/html"})
    assert (page.status, page.headers["location"]) == (303, "vi/query.html")


def test_void_is_counted_from_the_graph(server: Server) -> None:
    void = "http://rdfs.org/ns/void#"
    graph = Graph().parse(data=server.send("GET", "/.well-known/void").body, format="turtle")
    node = URIRef("https://w3id.org/vngov/dataset/vngov")
    assert str(graph.value(node, URIRef(void + "triples"))) == "2"
    assert graph.value(node, URIRef(void + "sparqlEndpoint")) == URIRef(server.sparql)
    assert graph.value(node, URIRef(void + "dataDump")) is None
    assert server.send("GET", "/.well-known/void", {"Accept": "image/png"}).status == 406


def test_a_host_that_is_none_is_not_repeated(server: Server) -> None:
    reply = server.send("GET", "/sparql", {"Host": 'a"><script>'})
    assert reply.status == 400
    assert "script" not in reply.text


def test_the_server_tells_how_it_is(server: Server) -> None:
    assert (server.send("GET", "/healthz").status, server.send("GET", "/healthz").text) == (200, "ok\n")
    before = server.gauge('vngov_queries_total{form="DESCRIBE",status="200"}')
    server.get("DESCRIBE <http://example.org/a>")
    assert server.gauge('vngov_queries_total{form="DESCRIBE",status="200"}') == before + 1
    metrics = server.send("GET", "/metrics")
    assert metrics.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    for line in metrics.text.splitlines():
        assert line.startswith(("# HELP vngov_", "# TYPE vngov_", "vngov_"))


def test_a_query_that_is_none_costs_no_worker(server: Server) -> None:
    before = server.gauge("vngov_workers_started_total")
    for n in range(5):
        assert server.get(f"ASK {{ {n}").status == 400
    assert server.gauge("vngov_workers_started_total") == before


def test_the_log_has_no_query_and_no_client(server: Server) -> None:
    server.get("ASK { ?secret ?p ?o }")
    log = server.log.read_text(encoding="utf-8").split("ends it\n")[1]
    assert "form=ASK status=200" in log
    assert "secret" not in log
    assert "127.0.0.1" not in log


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/sparql/../x", "//etc/passwd", "/\\"]
)
def test_no_path_leads_out(path: str, server: Server) -> None:
    reply = server.send("GET", path)
    assert (reply.status, reply.text) == (404, "there is nothing at this address\n")
    page = server.send("GET", path, {"Accept": "text/html"})
    assert page.status == 404
    assert "tmp" not in page.text


def test_results_are_right_in_every_format(server: Server) -> None:
    query = "SELECT ?s ?o WHERE { ?s ?p ?o FILTER isLiteral(?o) }"
    assert json.loads(server.get(query).body)["results"]["bindings"] == [
        {"s": {"type": "uri", "value": "http://example.org/c"}, "o": {"type": "literal", "value": "é"}}
    ]
    assert server.get(query, format="csv").text == "s,o\r\nhttp://example.org/c,é\r\n"
    assert server.get(query, format="tsv").text == '?s\t?o\n<http://example.org/c>\t"é"\n'
    assert "<literal>é</literal>" in server.get(query, format="xml").text
    for name, parser in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")):
        made = server.get(MAKE, format=name)
        assert len(Graph().parse(data=made.body, format=parser)) == 2
