"""The redirects of w3id/.htaccess, by a real Apache on loopback."""

from __future__ import annotations

import http.client
import os
import re
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from conftest import ROOT
from loopback import free_port, program, running
from vngov import pipeline
from vngov.errors import UsageError
from vngov.export.redirects import at_site
from vngov.terms import BASE

HTACCESS = ROOT / "w3id" / ".htaccess"
SITE = "https://vngov.example/"
EXPLORER = "https://pages.example/vngov"
ELSEWHERE = "http://data.example:8080/vngov_0.2~a"
MODULES = ("mpm_event", "authz_core", "dir", "headers", "mime", "negotiation", "rewrite")

_SETTINGS = """\
ServerRoot {folder}
ServerName w3id.example
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
Mutex file:{folder}
TypesConfig {folder}/mime.types
{modules}
StartServers 1
ServerLimit 1
ThreadsPerChild 8
MaxRequestWorkers 8
MinSpareThreads 1
MaxSpareThreads 8
MaxKeepAliveRequests 0
KeepAliveTimeout 600
{user}
DocumentRoot {folder}/root
<Directory {folder}/root>
  AllowOverride All
  Require all granted
</Directory>
"""

TTL, RDF, LD, HTML = "text/turtle", "application/rdf+xml", "application/ld+json", "text/html"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
OWLAPI = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
RDFLIB = (
    "text/turtle, application/rdf+xml, text/n3;q=0.9, application/n-triples;q=0.9, "
    "application/xhtml+xml;q=0.5, */*;q=0.1"
)

FORMATS = [
    # what is asked for, and what comes of it
    ("", "docs/en/"),
    ("*/*", "docs/en/"),
    ("text/*", "docs/en/"),
    (HTML, "docs/en/"),
    (FIREFOX, "docs/en/"),
    (CHROME, "docs/en/"),
    (TTL, "ontology/vngov.ttl"),
    (RDF, "ontology/vngov.rdf"),
    (LD, "ontology/vngov.jsonld"),
    ("TEXT/Turtle", "ontology/vngov.ttl"),
    ("text/turtle;charset=utf-8", "ontology/vngov.ttl"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "ontology/vngov.jsonld"),
    (JENA, "ontology/vngov.ttl"),
    (OWLAPI, "ontology/vngov.rdf"),
    (RDFLIB, "ontology/vngov.ttl"),
    # qualities
    ("text/turtle;q=0.5, application/rdf+xml;q=0.75, application/ld+json;q=0.7", "ontology/vngov.rdf"),
    ("text/turtle;q=0.5, text/html;q=0.50", "ontology/vngov.ttl"),
    ("text/html;q=0.5, text/turtle;q=0.500", "docs/en/"),
    ("text/html;q=0.9, text/turtle;q=0.95", "ontology/vngov.ttl"),
    ("text/turtle;q=0.5, */*;q=0.8", "docs/en/"),
    ("text/turtle, */*;q=0.1", "ontology/vngov.ttl"),
    ("text/html;q=0.1, application/ld+json;profile=x ; q = 0.09", "docs/en/"),
    ("text/html;level=1;q=0.3, application/rdf+xml;q=.4", "ontology/vngov.rdf"),
    ("text/turtle;q=1.0, application/rdf+xml;q=1.000", "ontology/vngov.ttl"),
    ("application/ld+json, text/turtle", "ontology/vngov.ttl"),
    ("text/html, text/turtle", "docs/en/"),
    ("text/turtle, text/html", "ontology/vngov.ttl"),
    # refusals
    ("text/turtle;q=0", "docs/en/"),
    ("text/turtle;q=0.000, application/rdf+xml;q=0.001", "ontology/vngov.rdf"),
    ("text/html;q=0, text/turtle;q=0.1", "ontology/vngov.ttl"),
    ("text/html;q=0, */*", "ontology/vngov.ttl"),
    ("text/turtle;q=0, */*;q=0.1", "docs/en/"),
    # what there is not
    ("image/png", "docs/en/"),
    ("application/n-triples", "docs/en/"),
    ("text/turtle-star, application/ld+json-patch", "docs/en/"),
    ("x-text/turtle", "docs/en/"),
]

LANGUAGES = [
    ("", "en"),
    ("vi", "vi"),
    ("en", "en"),
    ("vi-VN,vi;q=0.9,en-US;q=0.8,en;q=0.7", "vi"),
    ("en-US,en;q=0.9,vi;q=0.8", "en"),
    ("en;q=0.5, vi;q=0.6", "vi"),
    ("vi;q=0.5, en", "en"),
    ("vi, en", "vi"),
    ("en, vi", "en"),
    ("fr, vi;q=0.3", "vi"),
    ("fr", "en"),
    ("vi;q=0", "en"),
    ("vi;q=0, en;q=0", "en"),
    ("VI-vn", "vi"),
    ("vie", "en"),
    ("*", "en"),
]

_OF_THE_CATALOGUE = ("catalog", "provenance", "rights", "agent/contributors", "service/sparql")
NAMES = [
    # path, then Turtle, RDF/XML, JSON-LD and page
    ("", "catalog.ttl", "catalog.ttl", "catalog.jsonld", "docs/vi/"),
    ("ontology", "ontology/vngov.ttl", "ontology/vngov.rdf", "ontology/vngov.jsonld", "docs/vi/"),
    ("ontology/0.2.0", "ontology/vngov.ttl", "ontology/vngov.rdf", "ontology/vngov.jsonld", "docs/vi/"),
    ("ontology/align", *["ontology/align.ttl"] * 3, "docs/vi/"),
    ("shapes", *["ontology/shapes.ttl"] * 3, "docs/vi/"),
    ("shapes/0.2.0", *["ontology/shapes.ttl"] * 3, "docs/vi/"),
    ("advice", *["ontology/advice.ttl"] * 3, "docs/vi/"),
    ("code", *["ontology/codes.ttl"] * 3, "docs/vi/"),
    ("code/0.1.0", *["ontology/codes.ttl"] * 3, "docs/vi/"),
    ("code/fill-mode", *["ontology/codes.ttl"] * 3, "docs/vi/#code-fill-mode"),
    ("code/fill-mode/ex-officio", *["ontology/codes.ttl"] * 3, "docs/vi/#code-fill-mode"),
    ("id/committee/ubqg-cds", "vngov.ttl", "vngov.ttl", "committees/ubqg-cds.jsonld", "docs/vi/"),
    ("id/seat/bcd.x-2021-qd-03-01~2", "vngov.ttl", "vngov.ttl", "vngov.jsonld", "docs/vi/"),
    ("eli/vn/ttg/2020/qd/701", "vngov.ttl", "vngov.ttl", "vngov.jsonld", "docs/vi/"),
    ("graph/vietnamnet-716874", "vngov.ttl", "vngov.ttl", "vngov.jsonld", "docs/vi/"),
    ("graph/inferred/lapsed-seat", "vngov.ttl", "vngov.ttl", "vngov.jsonld", "docs/vi/"),
    ("query/seats-on-date", "vngov.ttl", "vngov.ttl", "vngov.jsonld", "docs/vi/"),
    *((name, "catalog.ttl", "catalog.ttl", "catalog.jsonld", "docs/vi/") for name in _OF_THE_CATALOGUE),
    ("catalog-shapes", *["ontology/catalog-shapes.ttl"] * 3, "docs/vi/"),
    ("dataset/vngov", "catalog.ttl", "catalog.ttl", "catalog.jsonld", "docs/vi/"),
    ("distribution/vngov/nq.gz", "catalog.ttl", "catalog.ttl", "catalog.jsonld", "docs/vi/"),
]

FILES = [
    ("ontology.ttl", "ontology/vngov.ttl"),
    ("ontology.rdf", "ontology/vngov.rdf"),
    ("ontology.jsonld", "ontology/vngov.jsonld"),
    ("context.jsonld", "context.jsonld"),
    ("release/0.2.0/vngov.trig.gz", "vngov.trig.gz"),
    ("release/0.2.0/csv/seats.csv", "csv/seats.csv"),
    ("release/0.2.0/docs/", "docs/"),
    ("release/0.2.0/", ""),
    ("release/0.2.0/vngov.ttl?x=%0d%0aSet-Cookie:a&y=http://evil.example", "vngov.ttl"),
    ("release/0.2.0//evil.example", "evil.example"),
    ("/evil.example/..//release/0.2.0/%76oid.ttl", "void.ttl"),
]

REFUSED = [
    # path and status
    ("nothing", 404),
    ("README.md", 404),
    ("ontology/", 404),
    ("ontology.html", 404),
    ("ontology/0.2", 404),
    ("shape", 404),
    ("code/", 404),
    ("code/role/head/more", 404),
    ("code/Role", 404),
    ("id", 404),
    ("id/committee", 404),
    ("id/committee/", 404),
    ("id/committee/a/b", 404),
    ("id/committee/A", 404),
    ("id/committee/-a", 404),
    ("id/committee/b%C3%ACnh-%C4%91%E1%BB%8Bnh", 404),
    ("eli/fr/a", 404),
    ("graph/", 404),
    ("release/0.2.0", 404),
    ("release/next/vngov.ttl", 404),
    ("release/0.2.0/.htaccess", 404),
    # attacks
    ("id/committee/a%0d%0aSet-Cookie:%20a=b", 404),
    ("id/committee/a%0a", 404),
    ("ontology%0d%0aLocation:%20http://evil.example", 404),
    ("ontology%0a", 404),
    ("%0d%0a", 404),
    ("release/0.2.0/vngov.ttl%0d%0aX:%20y", 404),
    ("release/0.2.0/%00", 404),
    ("//evil.example", 404),
    ("release/0.2.0/http://evil.example", 404),
    ("release/0.2.0/@evil.example", 404),
    ("release/0.2.0/../../../../etc/passwd", 400),
    ("release/0.2.0/%2e%2e/%2e%2e/x", 404),
    ("release/0.2.0/a..b", 404),
    ("release/0.2.0/a%2fb", 404),
    ("release/0.2.0/a%5c..%5cb", 404),
    ("release/0.2.0/%24%7BENV:SITE%7D", 404),
    ("release/0.2.0/%25%7BHTTP_HOST%7D", 404),
    ("code/role%3f", 404),
    ("code/role%23x", 404),
]


@dataclass(frozen=True)
class Reply:
    status: int
    location: str | None
    vary: set[str]
    origin: str | None
    headers: list[str]


class Apache:
    """A running Apache, asked over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def get(self, path: str, accept: str = "", language: str = "") -> Reply:
        self._connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in (("Accept", accept), ("Accept-Language", language)):
            if value:
                self._connection.putheader(name, value)
        self._connection.endheaders()
        reply = self._connection.getresponse()
        reply.read()
        get = reply.headers.get
        return Reply(
            reply.status,
            get("Location"),
            set(re.split(r",\s*", get("Vary", ""))),
            get("Access-Control-Allow-Origin"),
            reply.headers.keys(),
        )


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def apache() -> Iterator[Apache]:
    binary = program("apache2", "apache2")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="vngov-apache-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        text = HTACCESS.read_text(encoding="utf-8")
        paged = text.replace("[E=PAGES:]", f"[E=PAGES:{EXPLORER}]")
        assert paged != text
        for place, content in (("vngov", text), ("elsewhere", at_site(text, ELSEWHERE)), ("paged", paged)):
            (folder / "root" / place).mkdir(parents=True)
            (folder / "root" / place / ".htaccess").write_text(content, encoding="utf-8")
            (folder / "root" / place / "README.md").write_text("Not to be served.\n", encoding="utf-8")
        (folder / "mime.types").touch()
        settings = _SETTINGS.format(
            folder=folder,
            port=port,
            modules="\n".join(f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so" for m in MODULES),
            user="User nobody\nGroup nogroup" if os.getuid() == 0 else "",
        )
        (folder / "apache.conf").write_text(settings, encoding="utf-8")
        command = [binary, "-f", str(folder / "apache.conf"), "-DFOREGROUND"]
        with running(command, lambda: answers(port), folder / "server.log"):
            yield Apache(port)


def check(reply: Reply, status: int, location: str | None) -> None:
    assert (reply.status, reply.location) == (status, location)
    assert reply.vary == {"Accept", "Accept-Language"}
    assert reply.origin == "*"


def test_there_are_all_the_cases() -> None:
    assert [len(table) for table in (FORMATS, LANGUAGES, NAMES, FILES, REFUSED)] == [36, 16, 25, 11, 40]


@pytest.mark.parametrize(("accept", "target"), FORMATS)
def test_format(apache: Apache, accept: str, target: str) -> None:
    check(apache.get("/vngov/ontology", accept), 303, SITE + target)


@pytest.mark.parametrize(("language", "lang"), LANGUAGES)
def test_language(apache: Apache, language: str, lang: str) -> None:
    check(apache.get("/vngov/ontology", FIREFOX, language), 303, f"{SITE}docs/{lang}/")
    check(apache.get("/vngov/ontology", TTL, language), 303, f"{SITE}ontology/vngov.ttl")


@pytest.mark.parametrize(("path", "ttl", "rdf", "jsonld", "page"), NAMES)
def test_name(apache: Apache, path: str, ttl: str, rdf: str, jsonld: str, page: str) -> None:
    for accept, target in ((TTL, ttl), (RDF, rdf), (LD, jsonld), (FIREFOX, page), ("", page)):
        check(apache.get("/vngov/" + path, accept, "vi"), 303, SITE + target)
        check(apache.get(f"/vngov/{path}?x=y", accept, "vi"), 303, SITE + target)


@pytest.mark.parametrize(("path", "target"), FILES)
def test_file(apache: Apache, path: str, target: str) -> None:
    for accept in ("", FIREFOX, RDF):
        check(apache.get("/vngov/" + path, accept), 302, SITE + target)


@pytest.mark.parametrize(("path", "status"), REFUSED)
def test_refused(apache: Apache, path: str, status: int) -> None:
    for accept in ("", TTL):
        reply = apache.get("/vngov/" + path, accept)
        assert (reply.status, reply.location) == (status, None)
        assert not {"set-cookie", "x"} & {name.lower() for name in reply.headers}


def test_request_headers_do_not_reach_the_address(apache: Apache) -> None:
    odd = "text/turtle;q=0.%1$1, text/html;q=0.9999, vi;q=0.//evil.example"
    check(apache.get("/vngov/ontology", odd, odd), 303, SITE + "ontology/vngov.ttl")


def test_a_query_goes_to_the_endpoint_of_the_site(apache: Apache) -> None:
    check(apache.get("/vngov/sparql?query=ASK%7B%7D"), 307, SITE + "sparql?query=ASK%7B%7D")


def test_every_published_name_is_redirected(apache: Apache, result: pipeline.Result, released: Path) -> None:
    """No IRI of ours, in the graph, the ontology or the catalogue, is a dead end."""
    described = [(released / name).read_text(encoding="utf-8") for name in ("catalog.ttl", "void.ttl")]
    texts = [result.nquads, *(re.sub(r"(?m)^@prefix.*", "", text) for text in described)]
    for path in sorted((ROOT / "ontology").glob("*.ttl")):
        texts.append(re.sub(r"(?m)^@prefix.*", "", path.read_text(encoding="utf-8")))
    names = {iri for text in texts for iri in re.findall(rf"<{re.escape(BASE)}([^>#]*)", text)}
    assert len(names) > 3000
    targets = {"catalog.ttl", "vngov.ttl", *(f"ontology/{n}.ttl" for n in _ONTOLOGY)}
    for name in sorted(names):
        reply = apache.get("/vngov/" + name, TTL)
        if name.startswith(("release/", "sparql")):
            assert reply.status in (302, 307), name
            continue
        assert reply.status == 303, name
        assert reply.location is not None
        assert reply.location.removeprefix(SITE) in targets, name


_ONTOLOGY = ("vngov", "codes", "shapes", "advice", "align", "catalog-shapes")


def test_one_line_says_where_the_bundle_is(apache: Apache) -> None:
    text = HTACCESS.read_text(encoding="utf-8")
    assert text.count("//vngov.example") == text.count("://") - text.count("://w3id.org/vngov/") == 1
    changed = set(at_site(text, ELSEWHERE).splitlines()) - set(text.splitlines())
    assert changed == {f"RewriteRule ^ - [E=SITE:{ELSEWHERE}]"}
    check(apache.get("/elsewhere/ontology", RDF), 303, ELSEWHERE + "/ontology/vngov.rdf")
    check(apache.get("/elsewhere/release/0.2.0/void.ttl"), 302, ELSEWHERE + "/void.ttl")


@pytest.mark.parametrize(
    "name",
    [
        "id/committee/bcd-cqdt-binh-dinh",
        "eli/vn/ttg/2020/qd/701",
        "code/topic/smart-city",
        "query/link/page-date",
    ],
)
def test_with_an_explorer_each_thing_has_documents_of_its_own(apache: Apache, name: str) -> None:
    check(apache.get(f"/paged/{name}", HTML), 303, f"{EXPLORER}/en/{name}.html")
    check(apache.get(f"/paged/{name}", FIREFOX, "vi,en;q=0.5"), 303, f"{EXPLORER}/vi/{name}.html")
    check(apache.get(f"/paged/{name}", TTL), 303, f"{EXPLORER}/{name}.ttl")
    check(apache.get(f"/paged/{name}", LD), 303, f"{EXPLORER}/{name}.jsonld")
    assert (apache.get(f"/paged/{name}", RDF).location or "").startswith(SITE)
    check(apache.get("/paged/ontology", TTL), 303, SITE + "ontology/vngov.ttl")


@pytest.mark.parametrize(
    "site",
    [
        "",
        "vngov.example",
        "ftp://vngov.example",
        "javascript:alert(1)",
        "https://",
        "https://a b",
        "https://vngov.example/%2e",
        "https://vngov.example/..",
        "https://vngov.example//",
        "https://vngov.example]\nRewriteRule ^ https://evil.example [L",
        "https://vngov.example,L",
        "https://vngov.example/$1",
        "https://vngov.example?x",
        "https://vngov.example#x",
        "https://user@vngov.example",
        "https://vngov.example\n",
        "https://đô-thị.example",
    ],
)
def test_what_is_no_address_of_a_bundle(site: str) -> None:
    with pytest.raises(UsageError, match="is no address"):
        at_site(HTACCESS.read_text(encoding="utf-8"), site)


def test_redirects_without_their_line() -> None:
    with pytest.raises(UsageError, match="have 0 lines"):
        at_site("RewriteEngine on\n", "https://vngov.example")
