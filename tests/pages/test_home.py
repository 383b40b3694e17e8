"""The home page, the headline's picture, the query page: what they say equals what the graph says."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from rdflib import URIRef

from vngov import answers, library
from vngov.pages.facts import Facts
from vngov.pages.headline import LOCAL, read
from vngov.pages.site import Site
from vngov.pages.view import Setting, View
from vngov.store import EmbeddedStore
from vngov.terms import BASE

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</script><img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def site(store: EmbeddedStore) -> Site:
    return Site(store, Setting(edition={"version": "9.9.9", "date": "2026-01-02"}))


def html(site: Site, path: str, **asked: str) -> Any:
    page = site.answer(path, asked)
    assert page is not None
    assert page.media_type.startswith("text/html")
    return html5lib.parse(page.body.decode(), namespaceHTMLElements=False)


def text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_counts_are_those_of_the_graph(site: Site, store: EmbeddedStore, lang: str) -> None:
    page = html(site, f"{lang}/index.html")
    shown = [int(b.text) for b in page.iterfind(".//ul[@class='counts']/li/b")]
    classes = ["Committee", "Decision", "Seat", "Mandate", "Source"]
    counted = [
        store.select(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ ?x a <{BASE}ontology#{c}> }}").rows[0][0]
        for c in classes
    ]
    assert shown == [int(str(n)) for n in counted]


def test_the_headline_equals_the_library_s_query(site: Site, store: EmbeddedStore) -> None:
    answer = answers.ask(store, library.queries_by_name()["headline"]).rows()
    found = read(View(site.facts, Setting(), "vi/index.html", "vi"))
    assert found is not None
    pairs = {(row.local.mandate, row.national.mandate if row.national else None) for row in found.rows}
    assert pairs == {(row["mandate"], row["national"]) for row in answer if row["decision"] == LOCAL}
    assert (len(found.rows), found.matched) == (5, 3)
    assert (found.local.declared, len(found.local.roles)) == (19, 19)
    assert (found.national.declared, len(found.national.roles)) == (19, 3)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_picture_stands_alone(site: Site, lang: str) -> None:
    page = site.answer(f"{lang}/headline.svg")
    assert page is not None
    root = ET.fromstring(page.body)
    assert root.tag == f"{SVG}svg"
    assert len(root.findall(f".//{SVG}circle")) == 38
    width = float(root.get("width", "0"))
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "-1")) <= width
    assert b"http" not in page.body.replace(b"http://www.w3.org/2000/svg", b"")


def test_a_graph_without_the_two_decisions_has_no_headline() -> None:
    empty = Site(EmbeddedStore.in_memory())
    page = html(empty, "vi/index.html")
    assert page.find(".//figure") is None
    assert [b.text for b in page.iterfind(".//ul[@class='counts']/li/b")] == ["0"] * 5
    assert empty.answer("vi/headline.svg") is None


def test_the_query_page_holds_the_library(site: Site) -> None:
    page = html(site, "en/query.html")
    assert len(page.findall(".//ul[@class='library']/li")) == len(library.queries_by_name()) == 33
    block = json.loads(page.find(".//script[@id='library']").text)
    for given in block:
        own = library.queries_by_name()[given["name"]]
        assert given["text"] == own.text
        assert [p["name"] for p in given["params"]] == [p.name for p in own.parameters]


@pytest.mark.parametrize("name", ["query", "example"])
def test_a_hostile_query_stays_text(site: Site, name: str) -> None:
    page = html(site, "vi/query.html", **{name: HOSTILE})
    assert page.find(".//main//img") is None
    if name == "query":
        assert text_of(page.find(".//textarea")) == HOSTILE


def test_the_editor_s_terms_are_those_in_use(site: Site, store: EmbeddedStore) -> None:
    page = site.answer("vi/terms.json")
    assert page is not None
    document = json.loads(page.body)
    by_iri = {term["iri"]: term for term in document["terms"]}
    assert len(by_iri) == len(document["terms"]) > 800
    seat = by_iri[f"{BASE}ontology#Seat"]
    assert (seat["curie"], seat["kind"]) == ("vg:Seat", "class")
    assert set(seat["labels"]) == {"vi", "en"}
    used = store.select("SELECT DISTINCT ?p { ?s ?p ?o }").rows
    assert {str(row[0]) for row in used} <= by_iri.keys()


@pytest.mark.parametrize(
    "path", ["vi/nothing.html", "vi/id/committee/none.html", "id/committee/none.ttl", "xx/index.html"]
)
def test_what_is_not_there_is_not_answered(site: Site, path: str) -> None:
    assert site.answer(path) is None


def test_the_page_of_what_is_missing_helps(site: Site) -> None:
    page = site.missing("en")
    assert page.status == 404
    assert b'href="committees.html"' in page.body


def test_facts_answer_the_same_however_little_they_keep(store: EmbeddedStore) -> None:
    things = [
        URIRef(str(row[0])) for row in store.select("SELECT DISTINCT ?x { ?x a ?c } ORDER BY ?x LIMIT 9").rows
    ]
    large, small = Facts(store), Facts(store, capacity=1)
    for thing in things:
        assert large.of(thing) == small.of(thing)
        assert large.label(thing, "en") == small.label(thing, "en")


def test_the_same_page_has_the_same_bytes(store: EmbeddedStore, golden: Callable[[str, str], None]) -> None:
    pages = [Site(store).answer("vi/index.html") for _ in range(2)]
    assert pages[0] == pages[1]
    for lang in ("vi", "en"):
        picture = Site(store).answer(f"{lang}/headline.svg")
        assert picture is not None
        golden(f"pages/headline.{lang}.svg", picture.body.decode())
