"""The reference pages: complete, well-formed, safe, the same bytes on every run, with real examples."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import html5lib
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from conftest import ROOT, Ran
from vngov import library, pipeline, queries, resources
from vngov.errors import BadInputError
from vngov.reference import diagram, examples, lines, ontology, pages, shapes
from vngov.reference.model import LANGUAGES, Download
from vngov.reference.words import WORDS
from vngov.store import EmbeddedStore, nquads
from vngov.terms import FOAF, OWL, RDF, RDFS, SH, SKOS, VG

FOLDER = resources.folder("ontology")
Pages = dict[str, bytes]


@functools.cache
def parsed(page: bytes) -> Any:
    """Return a page's tree; any breach of the HTML syntax is an error."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def elements(tree: Any, name: str = "*") -> list[Any]:
    return [e for e in tree.iter() if isinstance(e.tag, str) and name in ("*", e.tag.rsplit("}", 1)[-1])]


def ids(tree: Any) -> list[str]:
    return [e.get("id") for e in elements(tree) if e.get("id")]


def text(tree: Any) -> str:
    return " ".join("".join(tree.itertext()).split())


def ours(*kinds: URIRef) -> set[Node]:
    core = Graph().parse(FOLDER / "core.ttl")
    return {s for kind in kinds for s in core.subjects(RDF.type, kind) if (s, RDFS.isDefinedBy, None) in core}


def test_the_pages_are_these(rendered: Pages) -> None:
    assert sorted(rendered) == ["en/index.html", "index.html", "style.css", "vi/index.html"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_code_shape_and_query_has_its_anchor(rendered: Pages, lang: str) -> None:
    found = ids(parsed(rendered[f"{lang}/index.html"]))
    assert len(found) == len(set(found))
    classes, properties = (
        ours(OWL.Class),
        ours(OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    )
    assert (len(classes), len(properties)) == (14, 79)
    assert {str(t).rsplit("#", 1)[1] for t in classes | properties} <= set(found)
    codes = Graph().parse(FOLDER / "codes.ttl")
    concepts = [str(c) for c in codes.subjects(RDF.type, SKOS.Concept)]
    assert len(concepts) == 112
    assert {"code-" + "-".join(c.rsplit("/", 2)[1:]) for c in concepts} <= set(found)
    assert len([i for i in found if re.match(r"(query|link)-", i)]) == len(library.every_query()) == 44


@pytest.mark.parametrize("name", ["vi/index.html", "en/index.html", "index.html"])
def test_every_link_within_the_pages_leads_to_an_anchor(rendered: Pages, name: str) -> None:
    targets = {page: set(ids(parsed(content))) for page, content in rendered.items() if page.endswith("html")}
    checked = 0
    for element in elements(parsed(rendered[name])):
        href = element.get("href")
        if href and not href.startswith(("http://", "https://")):
            page, _, anchor = urljoin(name, href).partition("#")
            assert page in rendered, href
            assert not anchor or anchor in targets[page], href
            checked += 1
    assert checked > (5 if name == "index.html" else 800)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_and_question_is_shown_in_the_language(rendered: Pages, lang: str) -> None:
    shown = text(parsed(rendered[f"{lang}/index.html"]))
    messages = [
        str(m)
        for file in shapes.FILES
        for m in Graph().parse(FOLDER / file).objects(None, SH.message)
        if isinstance(m, Literal) and m.language == lang
    ]
    assert len(messages) > 60
    for sentence in [*messages, *(q.question[lang] for q in library.every_query())]:
        assert " ".join(sentence.split()) in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_linked_data_inside_names_each_term(rendered: Pages, lang: str) -> None:
    scripts = elements(parsed(rendered[f"{lang}/index.html"]), "script")
    assert [s.get("type") for s in scripts] == ["application/ld+json"]
    found = json.loads(scripts[0].text)
    assert (found["@type"], found["inLanguage"]) == ("DefinedTermSet", lang)
    core = Graph().parse(FOLDER / "core.ttl")
    named = {t["@id"]: t["name"] for t in found["hasDefinedTerm"]}
    assert len(named) == 93
    for term, label in named.items():
        labels = {str(o) for o in core.objects(URIRef(term), RDFS.label) if isinstance(o, Literal)}
        assert label in labels


def test_examples_are_statements_of_the_graph(result: pipeline.Result, store: EmbeddedStore) -> None:
    terms = ontology.read(FOLDER).terms
    found = examples.find(store, {iri: term.kind for iri, term in terms.items()})
    statements = set(result.nquads.splitlines(keepends=True))
    for iri, example in found.items():
        line = nquads([(example.subject, example.predicate, example.value, example.graph)])
        assert line in statements
        assert iri in (example.predicate, example.value)
    without = {term.local for iri, term in terms.items() if iri not in found and not term.deprecated}
    assert without == {"disagreementNote", "effectiveFrom", "nominatedBy"}
    assert len([e for e in found.values() if examples.PREFERRED in e.subject]) > 45
    committee = found[VG.Committee]
    assert committee.subject_label["vi"] == "Ban Chỉ đạo xây dựng Chính quyền điện tử tỉnh Bình Định"
    assert committee.publisher == "VietNamNet"


def test_an_example_follows_the_graph() -> None:
    seat, graph = "<https://w3id.org/vngov/id/seat/x>", "<https://w3id.org/vngov/graph/g>"
    store = EmbeddedStore.in_memory(f'{seat} <{VG.seatOrder}> "7" {graph} .\n')
    found = examples.find(store, {VG.seatOrder: "data", VG.Seat: "class"})
    assert set(found) == {VG.seatOrder}
    assert (str(found[VG.seatOrder].value), found[VG.seatOrder].publisher) == ("7", None)


HOSTILE = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vg: <https://w3id.org/vngov/ontology#> .
vg:Hostile a owl:Class ;
    rdfs:label "</script><script>alert(1)</script>"@vi, "<img src=x onerror=alert(1)>"@en ;
    rdfs:subClassOf <javascript:alert(1)>, <data:text/html,x>, <http://e.org/'onmouseover='x> ;
    skos:definition "\\"onmouseover=\\"alert(1) {{ 7*7 }}"@vi, "]]><!--"@en ;
    rdfs:isDefinedBy <https://w3id.org/vngov/ontology> .
"""


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str], Path]:
    """Return a copy of the ontology with more Turtle at the end of its core."""

    def copy(more: str) -> Path:
        for path in FOLDER.glob("*.ttl"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        with (tmp_path / "core.ttl").open("a", encoding="utf-8") as file:
            file.write(more)
        return tmp_path

    return copy


def test_hostile_text_stays_text(edited: Callable[[str], Path]) -> None:
    thing, graph = "<https://w3id.org/vngov/id/x/y>", "<https://w3id.org/vngov/graph/g>"
    label = f'{thing} <{SKOS.prefLabel}> "<svg onload=alert(1)>"@vi {graph} .\n'
    evil = EmbeddedStore.in_memory(f"{thing} <{RDF.type}> <{VG.Hostile}> {graph} .\n{label}")
    query = queries.Query("x", "vg:Hostile", {"vi": "<script>", "en": "<b>"})
    download = Download("ontology", "<i>", "javascript:alert(1)")
    made = pages.render(evil, edited(HOSTILE), [query], downloads=[download])
    for lang in LANGUAGES:
        tree = parsed(made[f"{lang}/index.html"])
        assert len(elements(tree, "script")) == 1
        assert not elements(tree, "img")
        assert not elements(tree, "i")
        assert "Hostile" in ids(tree)
        for element in elements(tree):
            assert not [a for a in element.attrib if str(a).startswith("on")]
            assert not str(element.get("href", "")).startswith(("javascript", "data"))
        assert "49" not in text(next(e for e in elements(tree) if e.get("id") == "Hostile"))
    assert "<svg onload=alert(1)>" in text(parsed(made["vi/index.html"]))


DEPRECATED = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vg: <https://w3id.org/vngov/ontology#> .
vg:supportTeam owl:deprecated true ;
    dcterms:isReplacedBy vg:standingAgency ;
    skos:changeNote "Dùng cơ quan thường trực."@vi, "Use the standing agency."@en .
"""


def test_a_deprecated_term_says_what_to_use(edited: Callable[[str], Path]) -> None:
    made = pages.render(EmbeddedStore.in_memory(), edited(DEPRECATED), [])
    for lang, message in (("vi", "Dùng cơ quan thường trực."), ("en", "Use the standing agency.")):
        tree = parsed(made[f"{lang}/index.html"])
        banners = [e for e in elements(tree, "div") if e.get("class") == "deprecated"]
        [banner] = [b for b in banners if message in text(b)]
        assert "#standingAgency" in [a.get("href") for a in elements(banner, "a")]
        retired = {"publisherName", "languageTag", "supportTeam"}
        assert len(banners) == len(retired)
        svg = next(e for e in elements(tree, "svg"))
        assert "#supportTeam" not in [a.get("href") for a in elements(svg, "a")]


def test_a_property_names_its_code_list_and_the_list_its_property(rendered: Pages) -> None:
    by_id = {e.get("id"): e for e in elements(parsed(rendered["vi/index.html"])) if e.get("id")}
    assert "#code-fill-mode" in [a.get("href") for a in elements(by_id["fillMode"], "a")]
    assert "#fillMode" in [a.get("href") for a in elements(by_id["code-fill-mode"], "a")]


def test_two_processes_write_the_same_bytes(built: Path, tmp_path: Path) -> None:
    digests = set()
    for seed in ("1", "2"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "vngov", "docs", "--store", str(built), "--out", str(out)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        files = sorted(p for p in out.rglob("*") if p.is_file())
        assert len(files) == 5
        digests.add(hashlib.sha256(b"".join(p.read_bytes() for p in files)).hexdigest())
    assert len(digests) == 1


@pytest.fixture(scope="session")
def drawn(store: EmbeddedStore) -> dict[str, diagram.Diagram]:
    read = ontology.read(FOLDER)
    joined = diagram.relations(read.terms, shapes.read(FOLDER, read.names), store)
    return {lang: diagram.draw(read.terms, joined, lang) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_diagram_has_every_class_once(
    drawn: dict[str, diagram.Diagram], rendered: Pages, lang: str
) -> None:
    names = [box.name for box in drawn[lang].boxes]
    wanted = {f"vg:{str(c).rsplit('#', 1)[1]}" for c in ours(OWL.Class)}
    assert len(names) == len(set(names)) == 15
    assert set(names) == wanted | {"foaf:Person"}
    boxes = [e.get("data-class") for e in elements(parsed(rendered[f"{lang}/index.html"]), "g")]
    assert sorted(boxes) == sorted(names)
    assert len(drawn[lang].lines) == 23


@pytest.mark.parametrize("lang", LANGUAGES)
def test_boxes_do_not_overlap_and_no_line_runs_through_one(
    drawn: dict[str, diagram.Diagram], lang: str
) -> None:
    picture = drawn[lang]
    for number, one in enumerate(picture.boxes):
        assert 0 <= one.x <= picture.width - picture.box_width
        assert 0 <= one.y <= picture.height - picture.box_height
        for other in picture.boxes[number + 1 :]:
            assert abs(one.x - other.x) >= picture.box_width or abs(one.y - other.y) >= picture.box_height
        for line in picture.lines:
            points = [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", line.path)]
            for (x1, y1), (x2, y2) in pairwise(points):
                across = min(x1, x2) < one.x + picture.box_width and max(x1, x2) > one.x
                along = min(y1, y2) < one.y + picture.box_height and max(y1, y2) > one.y
                assert not (across and along), (one.name, line.path)


def test_a_class_without_a_cell_gets_one() -> None:
    terms = ontology.read(FOLDER).terms
    new = replace(terms[VG.Seat], iri=VG.Bench, local="Bench")
    cells = diagram.cells({**terms, VG.Bench: new})
    assert cells[VG.Bench] == (0, 5)
    assert len(set(cells.values())) == len(cells)
    assert set(diagram.CELLS) == {*ours(OWL.Class), FOAF.Person}
    assert lines.size(cells)[1] > lines.size(diagram.CELLS)[1]


def test_downloads_and_the_address_of_the_pages() -> None:
    files = [
        Download("ontology", "Turtle", "../../ontology/vngov.ttl"),
        Download("shapes", "Turtle", "../../ontology/shapes.ttl"),
    ]
    address = "https://example.org/docs/"
    made = pages.render(EmbeddedStore.in_memory(), FOLDER, [], base_url=address, downloads=files)
    tree = parsed(made["vi/index.html"])
    hrefs = [e.get("href") for e in elements(tree, "a")]
    assert {"../../ontology/vngov.ttl", "../../ontology/shapes.ttl"} <= set(hrefs)
    links = {(e.get("rel"), e.get("hreflang")): e.get("href") for e in elements(tree, "link")}
    assert links["canonical", None] == "https://example.org/docs/vi/index.html"
    assert links["alternate", "en"] == "https://example.org/docs/en/index.html"
    assert links["alternate", "x-default"] == "https://example.org/docs/index.html"


def test_the_pages_ask_the_network_for_nothing(rendered: Pages) -> None:
    for name, content in rendered.items():
        if name.endswith(".css"):
            assert b"url(" not in content
            assert b"@import" not in content
            continue
        tree = parsed(content)
        assert not [e for e in elements(tree) if e.get("src")]
        styles = [e.get("href") for e in elements(tree, "link") if e.get("rel") == "stylesheet"]
        assert [urljoin(name, s) for s in styles] == ["style.css"]


def test_both_languages_have_the_same_words() -> None:
    assert set(WORDS["vi"]) == set(WORDS["en"])
    same = {key for key, words in WORDS["vi"].items() if words == WORDS["en"][key]}
    assert same == {"iri"}
    for key, words in WORDS["vi"].items():
        assert re.findall(r"\{\w+\}", words) == re.findall(r"\{\w+\}", WORDS["en"][key]), key


def test_the_command_writes_and_says_where(vngov: Callable[..., Ran], built: Path, tmp_path: Path) -> None:
    out = tmp_path / "docs"
    for _ in range(2):
        ran = vngov("docs", "--store", str(built), "--out", str(out))
        assert ran.code == 0
        assert f"open {out / 'index.html'} in a browser" in ran.out
    assert sorted(p.name for p in out.iterdir()) == [".vngov", "en", "index.html", "style.css", "vi"]


def test_the_command_leaves_foreign_folders_alone(
    vngov: Callable[..., Ran], built: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    for folder in (tmp_path, built, tmp_path / "notes.txt"):
        ran = vngov("docs", "--store", str(built), "--out", str(folder))
        assert (ran.code, ran.out) == (2, "")
        assert "name a" in ran.err
    assert (built / "vngov.nq").is_file()
    ran = vngov("docs", "--store", str(built), "--out", str(tmp_path / "d"), "--base-url", "javascript:x")
    assert ran.code == 2
    assert "is no web address" in ran.err


def test_pages_of_a_broken_ontology_are_refused(edited: Callable[[str], Path]) -> None:
    folder = edited("\nvg:x a .\n")
    with pytest.raises(BadInputError, match=r"core\.ttl"):
        pages.render(EmbeddedStore.in_memory(), folder, [])


def test_the_templates_are_in_the_package() -> None:
    folder = ROOT / "src" / "vngov" / "reference" / "templates"
    assert len(list(folder.iterdir())) == 5
