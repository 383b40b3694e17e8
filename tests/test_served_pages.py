"""The pages over HTTP, by the real server: 303 from a thing to its document, languages, formats, caching."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from rdflib import Graph

from served import Reply, Server, serving
from vngov.terms import BASE

THING = "/id/committee/bcd-cqdt-binh-dinh"
DECISION = "/eli/vn/ttg/2020/qd/701"
HTML, TTL, LD = "text/html", "text/turtle", "application/ld+json"
NT, RDF = "application/n-triples", "application/rdf+xml"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def server(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("pages"), "--store", str(built)) as found:
        yield found


LED: list[tuple[str, str, str, str]] = [
    ("", "", "", f"/vi{THING}.html"),
    (FIREFOX, "", "", f"/vi{THING}.html"),
    (FIREFOX, "en-GB,en;q=0.9", "", f"/en{THING}.html"),
    (FIREFOX, "fr,en;q=0.5,vi;q=0.4", "", f"/en{THING}.html"),
    (FIREFOX, "vi,en;q=0.9", "", f"/vi{THING}.html"),
    ("*/*", "en", "", f"/en{THING}.html"),
    (TTL, "", "", f"{THING}.ttl"),
    (LD, "", "", f"{THING}.jsonld"),
    (NT, "", "", f"{THING}.nt"),
    (RDF, "", "", f"{THING}.rdf"),
    (f"{HTML};q=0.5,{TTL}", "", "", f"{THING}.ttl"),
    (f"{HTML},{TTL};q=0.9", "en", "", f"/en{THING}.html"),
    (f"{TTL};q=0,{LD};q=0.1", "", "", f"{THING}.jsonld"),
    ("application/*", "", "", f"{THING}.jsonld"),
    (HTML, "", "ttl", f"{THING}.ttl"),
    (TTL, "en", "html", f"/en{THING}.html"),
    ("", "", "rdf", f"{THING}.rdf"),
]


def test_there_are_all_the_cases() -> None:
    assert len(LED) == 17


@pytest.mark.parametrize(("accept", "language", "form", "target"), LED)
def test_a_thing_leads_to_its_document(
    server: Server, accept: str, language: str, form: str, target: str
) -> None:
    headers = {"Accept": accept, "Accept-Language": language}
    path = THING + (f"?format={form}" if form else "")
    reply = server.send("GET", path, {k: v for k, v in headers.items() if v})
    assert reply.status == 303
    assert urljoin(THING, reply.headers["location"]) == target
    assert {"Accept", "Accept-Language"} <= set(reply.headers["vary"].split(", "))
    assert server.send("GET", target).status == 200


@pytest.mark.parametrize(("path", "accept"), [(THING, "image/png"), (f"{THING}?format=docx", HTML)])
def test_what_there_is_not_is_listed(server: Server, path: str, accept: str) -> None:
    reply = server.send("GET", path, {"Accept": accept})
    assert reply.status == 406
    assert TTL in reply.text


@pytest.mark.parametrize(
    ("suffix", "media", "form"),
    [("ttl", TTL, "turtle"), ("jsonld", LD, "json-ld"), ("nt", NT, "nt"), ("rdf", RDF, "xml")],
)
def test_every_format_says_the_same(server: Server, suffix: str, media: str, form: str) -> None:
    reply = server.send("GET", f"{DECISION}.{suffix}")
    assert reply.kind == media
    found = set(Graph().parse(data=reply.body, format=form))
    turtle = set(Graph().parse(data=server.send("GET", f"{DECISION}.ttl").body, format="turtle"))
    assert len(found) > 10
    assert found == turtle
    assert any(str(s) == BASE[:-1] + DECISION for s, _, _ in found)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_root_leads_home(server: Server, language: str) -> None:
    reply = server.send("GET", "/", {"Accept-Language": language})
    assert (reply.status, reply.headers["location"]) == (303, f"{language}/index.html")
    assert f'<html lang="{language}"' in server.send("GET", f"/{language}/index.html").text


def test_a_page_is_kept_by_its_validator(server: Server) -> None:
    first = server.send("GET", "/vi/index.html")
    again = server.send("GET", "/vi/index.html", {"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = server.send("GET", "/en/index.html", {"If-None-Match": first.headers["etag"]})
    assert other.status == 200


def test_head_says_what_get_would(server: Server) -> None:
    got, head = (server.send(method, "/vi/index.html") for method in ("GET", "HEAD"))
    assert head.body == b""
    same = ("content-type", "content-length", "etag", "content-security-policy")
    assert [got.headers[name] for name in same] == [head.headers[name] for name in same]


def test_pages_are_compressed(server: Server) -> None:
    reply = server.send("GET", "/vi/index.html", {"Accept-Encoding": "gzip"})
    assert reply.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in reply.headers["vary"]


def test_pages_let_nothing_else_in(server: Server) -> None:
    headers = server.send("GET", "/vi/index.html").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../site.py",
        "/static/%2e%2e/site.py",
        "/static/..%2fsite.py",
        "/static/..%5csite.py",
        "/static//etc/passwd",
        "/static/style.css/../../site.py",
        "/static/nothing.css",
        "/static/",
        "/id/../../pyproject.toml",
        "/vi/%2e%2e/%2e%2e/pyproject.toml",
        "/id/committee/%00",
        "/id/committee/none",
        "/vi/id/committee/none.html",
        "/xx/index.html",
        "/vi",
    ],
)
def test_no_other_file_is_given(server: Server, path: str) -> None:
    reply = server.send("GET", path)
    assert reply.status == 404
    assert b"import" not in reply.body


@pytest.mark.parametrize(
    ("path", "language"), [("/vi/nothing.html", "vi"), ("/en/nothing.html", "en"), ("/nothing", "vi")]
)
def test_what_is_missing_is_said_in_the_reader_s_language(server: Server, path: str, language: str) -> None:
    reply = server.send("GET", path, {"Accept": FIREFOX})
    assert reply.status == 404
    assert f'<html lang="{language}"' in reply.text
    plain = server.send("GET", path, {"Accept": "application/json"})
    assert (plain.status, plain.kind) == (404, "application/json")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_are_read_only(server: Server, method: str) -> None:
    reply = server.send(method, "/vi/index.html", {"Content-Length": "0"})
    assert reply.status == 405
    assert {"GET", "HEAD"} <= set(reply.headers["allow"].split(", "))


def test_below_a_prefix_everything_is_found(built: Path, tmp_path: Path) -> None:
    with serving(tmp_path, "--store", str(built), "--root-path", "/gov/vn") as server:
        reply: Reply = server.send("GET", f"/gov/vn{THING}", {"Accept": FIREFOX})
        assert urljoin(f"/gov/vn{THING}", reply.headers["location"]) == f"/gov/vn/vi{THING}.html"
        assert server.send("GET", f"/gov/vn/vi{THING}.html").status == 200
        assert server.send("GET", f"{THING}.ttl").status == 200, "a proxy may take the prefix off"
        root = server.send("GET", "/gov/vn/")
        assert urljoin("/gov/vn/", root.headers["location"]) == "/gov/vn/vi/index.html"
