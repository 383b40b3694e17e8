"""The ontology: one prefix table, every term declared and bilingual, each hygiene query able to fail."""

from __future__ import annotations

import re

import pytest
from rdflib import Graph, Literal, URIRef

from conftest import ROOT
from vngov import library, pipeline, queries
from vngov.resources import VERSION
from vngov.terms import DCTERMS, OWL, PREFIXES, RDF, RDFS, SH, SKOS, VG, curie, iri, slug
from vngov.validate.graph import hygiene
from vngov.vocabulary import load_codes

TEXTS = [
    *sorted((ROOT / "ontology").rglob("*.ttl")),
    *sorted((ROOT / "ontology").rglob("*.rq")),
    *sorted((ROOT / "queries").rglob("*.rq")),
    *sorted((ROOT / "tests" / "shapes").rglob("*.ttl")),
    *sorted((ROOT / "tests" / "owl").rglob("*.ttl")),
]
HYGIENE = queries.load(ROOT / "ontology" / "hygiene")


def test_every_prefix_is_that_of_the_one_table() -> None:
    found = 0
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        for prefix, namespace in re.findall(r"(?i)^\s*@?prefix\s+([\w-]*):\s*<([^>]+)>", text, re.M):
            found += 1
            assert PREFIXES.get(prefix) == namespace, f"{path}: {prefix}"
    assert found > 500


@pytest.mark.parametrize("name", ["core", "codes", "align", "shapes", "advice"])
def test_the_header_of_an_ontology_file_has_the_version_of_the_package(name: str) -> None:
    graph = Graph().parse(ROOT / "ontology" / f"{name}.ttl")
    header = next(graph.subjects(RDF.type, OWL.Ontology))
    assert graph.value(header, OWL.versionInfo) == Literal(VERSION)
    assert graph.value(header, OWL.versionIRI) == URIRef(f"{header}/{VERSION}")
    citations = list(graph.objects(header, DCTERMS.bibliographicCitation))
    assert {c.language for c in citations if isinstance(c, Literal)} == {"vi", "en"}
    assert all(f" {VERSION}. {header}" in str(c) for c in citations)


def test_the_citation_file_has_the_version_of_the_package() -> None:
    assert f"\nversion: {VERSION}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["core", "codes", "align"])
def test_an_ontology_file_has_a_header_and_no_blank_nodes(name: str) -> None:
    graph = Graph().parse(ROOT / "ontology" / f"{name}.ttl")
    header = next(graph.subjects(RDF.type, OWL.Ontology))
    assert (header, OWL.versionInfo, None) in graph
    assert not any(type(node).__name__ == "BNode" for triple in graph for node in triple)


def test_every_term_serves_a_query_that_exists() -> None:
    graph = Graph().parse(ROOT / "ontology" / "core.ttl")
    known = set(library.queries_by_name())
    terms = set(graph.subjects(RDFS.isDefinedBy, None))
    assert len(terms) == 91
    for term in terms:
        for question in graph.objects(term, VG.servesQuestion):
            assert str(question).rsplit("/", 1)[1] in known, term


def test_every_term_of_our_namespace_in_queries_and_shapes_is_declared() -> None:
    declared = {
        str(t) for t in Graph().parse(ROOT / "ontology" / "core.ttl").subjects(RDFS.isDefinedBy, None)
    }
    for path in TEXTS:
        for local in re.findall(r"\bvg:(\w+)", path.read_text(encoding="utf-8")):
            assert str(VG[local]) in declared, f"{path}: vg:{local}"


OURS = "<http://www.w3.org/2000/01/rdf-schema#isDefinedBy> <https://w3id.org/vngov/ontology>"
LABEL, DEFINITION = (
    "<http://www.w3.org/2000/01/rdf-schema#label>",
    "<http://www.w3.org/2004/02/skos/core#definition>",
)
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
DEPRECATED = '<http://www.w3.org/2002/07/owl#deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
REPLACED, NOTE = "<http://purl.org/dc/terms/isReplacedBy>", f"<{SKOS}changeNote>"
T, U, G = "<https://w3id.org/vngov/ontology#t>", "<https://w3id.org/vngov/ontology#u>", "<http://g>"
RETIRED = f"{T} {DEPRECATED} {G} .\n{T} {REPLACED} {U} {G} ."
BAD: dict[str, str] = {
    "term-without-label": f'{T} {OURS} {G} .\n{T} {LABEL} "t"@en {G} .',
    "term-without-definition": f'{T} {OURS} {G} .\n{T} {DEFINITION} "t"@en {G} .',
    "term-without-question": f"{T} {OURS} {G} .",
    "label-twice": f'{T} {OURS} {G} .\n{U} {OURS} {G} .\n{T} {LABEL} "a"@en {G} .\n{U} {LABEL} "a"@en {G} .',
    "undeclared-term": f"<http://x> {T} <http://y> {G} .",
    "undeclared-code": f"<http://x> <http://p> <https://w3id.org/vngov/code/role/x> {G} .",
    "code-without-label": f'{T} {TYPE} <{SKOS}Concept> {G} .\n{T} <{SKOS}prefLabel> "c"@en {G} .',
    "broader-cycle": f"{T} <{SKOS}broader> {U} {G} .\n{U} <{SKOS}broader> {T} {G} .",
    "graph-without-source": f"<http://x> <http://p> <http://y> {G} .",
    "deprecated-term-used": f"{RETIRED}\n<http://x> {T} <http://y> {G} .",
    "deprecated-without-replacement": f'{RETIRED}\n{T} {NOTE} "bỏ"@vi {G} .',
    "property-of-two-kinds": "\n".join(
        f"{T} {TYPE} <http://www.w3.org/2002/07/owl#{kind}> {G} ."
        for kind in ("ObjectProperty", "DatatypeProperty")
    ),
}


@pytest.mark.parametrize("name", HYGIENE)
def test_each_hygiene_query_finds_its_fault(name: str) -> None:
    found = hygiene(BAD[name] + "\n", [HYGIENE[name]])
    assert found
    assert all(f.rule == name and f.message for f in found)


def test_a_deprecated_term_without_replacement_or_message_is_found_three_times() -> None:
    query = HYGIENE["deprecated-without-replacement"]
    found = [f.message for f in hygiene(f"{T} {DEPRECATED} {G} .\n", [query])]
    assert len(found) == 3
    right = BAD[query.name] + f'\n{T} {NOTE} "dropped"@en {G} .\n'
    assert hygiene(right, [query]) == []


def test_the_use_of_a_deprecated_term_is_told_what_to_write() -> None:
    [found] = hygiene(BAD["deprecated-term-used"] + "\n", [HYGIENE["deprecated-term-used"]])
    assert found.message == f"http://x uses the deprecated term; write {U.strip('<>')} instead"


def test_two_terms_are_deprecated_for_those_of_dublin_core() -> None:
    graph = Graph().parse(ROOT / "ontology" / "core.ttl")
    replaced = {
        curie(str(term)): curie(str(graph.value(term, DCTERMS.isReplacedBy)))
        for term in graph.subjects(OWL.deprecated, None)
    }
    assert replaced == {"vg:publisherName": "dc:publisher", "vg:languageTag": "dc:language"}


def test_advice_names_the_replacement_of_each_deprecated_term() -> None:
    core = Graph().parse(ROOT / "ontology" / "core.ttl")
    advice = Graph().parse(ROOT / "ontology" / "advice.ttl")
    for term, new in core.subject_objects(DCTERMS.isReplacedBy):
        [shape] = advice.subjects(SH.path, term)
        assert (shape, SH.maxCount, Literal(0)) in advice
        said = [*core.objects(term, SKOS.changeNote), *advice.objects(shape, SH.message)]
        assert len(said) == 4
        assert all(str(text).endswith(f" {curie(str(new))}.") for text in said)


def test_the_real_graph_is_clean(result: pipeline.Result) -> None:
    assert len(HYGIENE) == len(BAD) == 12
    assert hygiene(result.nquads, HYGIENE.values()) == []


def test_codes_are_bilingual() -> None:
    codes = load_codes()
    assert len(codes) == 14
    for scheme in codes.values():
        for code in scheme.values():
            assert set(code.labels) == {"vi", "en"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đắk Lắk", "dak-lak"),
        ("Nguyễn Thị Hồng", "nguyen-thi-hong"),
        ("  Sở TT&TT ", "so-tt-tt"),
        ("ĐĐ", "dd"),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize("name", ["Bình Định", "a b", "a--b", "-a", "a/", "", "a\n"])
def test_an_iri_is_made_of_a_slug_only(name: str) -> None:
    with pytest.raises(ValueError, match="slug"):
        iri("place", name)


def test_curie_takes_the_longest_namespace() -> None:
    assert curie("https://w3id.org/vngov/ontology#Seat") == "vg:Seat"
    assert curie("http://example.org/x") == "http://example.org/x"
