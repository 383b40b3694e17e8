"""The ontology: one prefix table, every term declared and bilingual, each hygiene query able to fail."""

from __future__ import annotations

import re

import pytest
from rdflib import Dataset, Graph, Literal, URIRef

from conftest import ROOT
from vngov import library, pipeline, queries
from vngov.resources import VERSION
from vngov.terms import BASE, DCTERMS, OWL, PREFIXES, RDF, RDFS, SH, SKOS, VG, curie, iri, slug
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


def test_no_module_writes_a_namespace_of_its_own() -> None:
    """Outside SPARQL prefixes, which are compared with the table too, only the table holds namespaces."""
    known = {namespace for namespace in PREFIXES.values() if not namespace.startswith(BASE)}
    prefix = re.compile(r"PREFIX (\w+): <([^>]+)>")
    checked = 0
    for path in sorted((ROOT / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for name, namespace in prefix.findall(text):
            checked += 1
            assert PREFIXES.get(name, namespace) == namespace, path
        if path.name != "terms.py":
            bare = prefix.sub("", text)
            assert not [namespace for namespace in known if f'"{namespace}' in bare], path
    assert checked > 10


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
    assert len(terms) == 93
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


OURS = "rdfs:isDefinedBy <https://w3id.org/vngov/ontology>"
HEADER = "<https://w3id.org/vngov/ontology> a owl:Ontology"
LEFT, RIGHT = "vg:t rdfs:domain vg:A ; rdfs:range vg:B .", "vg:u rdfs:domain vg:B ; rdfs:range vg:C ."
RETIRED = "vg:t owl:deprecated true ; dcterms:isReplacedBy vg:u ."
BAD: dict[str, list[str]] = {
    "broader-cycle": ["vg:t skos:broader vg:u . vg:u skos:broader vg:t ."],
    "class-disjoint-with-nothing": [f"vg:T a owl:Class ; {OURS} ."],
    "class-unconnected": [f"vg:T a owl:Class ; {OURS} ; owl:disjointWith vg:U ."],
    "code-without-label": ['vg:t a skos:Concept ; skos:prefLabel "c"@en .'],
    "definition-is-label": [f'vg:t {OURS} ; rdfs:label "A post"@en ; skos:definition "a post."@en .'],
    "definition-recursive": [
        f'vg:t {OURS} ; rdfs:label "seat"@en ; skos:definition "A seat is a place in a committee"@en .',
        f'vg:t {OURS} ; rdfs:label "ghế"@vi ; skos:definition "Ghế là chỗ ngồi"@vi .',
    ],
    "deprecated-term-used": [f"{RETIRED} vg:x vg:t vg:y ."],
    "deprecated-without-replacement": [f'{RETIRED} vg:t skos:changeNote "bỏ"@vi .'],
    "equivalent-mismatched": [
        "vg:T owl:equivalentClass vg:U ; owl:disjointWith vg:U .",
        "vg:T owl:equivalentClass vg:U ; rdfs:subClassOf vg:U .",
        f"vg:t owl:equivalentProperty vg:u . {LEFT} {RIGHT}",
        "vg:t a owl:ObjectProperty ; owl:equivalentProperty vg:u . vg:u a owl:DatatypeProperty .",
    ],
    "foreign-term-redefined": [
        'org:Post a owl:Class ; rdfs:label "chức vụ"@vi .',
        "org:holds a owl:ObjectProperty ; rdfs:range vg:Position .",
    ],
    "foreign-term-untyped": [
        "vg:T rdfs:subClassOf org:Post .",
        "vg:t rdfs:subPropertyOf org:holds .",
        "vg:x a org:Post .",
        "vg:x org:holds vg:y .",
    ],
    "graph-without-source": ["vg:x vg:y vg:z ."],
    "header-incomplete": [f"{HEADER} .", f"{HEADER} . vg:t {OURS} ."],
    "header-without-language": [f'{HEADER} ; dcterms:title "t"@en ; dcterms:description "d"@vi, "d"@en .'],
    "header-without-licence": [f"{HEADER} .", f'{HEADER} ; dcterms:license "free" .'],
    "hierarchy-cycle": [
        "vg:T rdfs:subClassOf vg:U . vg:U rdfs:subClassOf vg:V . vg:V rdfs:subClassOf vg:T .",
        "vg:t rdfs:subPropertyOf vg:t .",
    ],
    "inverse-mismatched": [f"vg:t owl:inverseOf vg:u . {LEFT} {RIGHT}"],
    "inverse-of-itself": ["vg:t owl:inverseOf vg:t ."],
    "label-twice": [f'vg:t {OURS} ; rdfs:label "a"@en . vg:u {OURS} ; rdfs:label "a"@en .'],
    "miscellaneous-class": [f"vg:OtherDecision a owl:Class ; {OURS} .", f"vg:Misc a owl:Class ; {OURS} ."],
    "name-convention": [
        f"vg:seatGroup a owl:Class ; {OURS} .",
        f"vg:Holds a owl:ObjectProperty ; {OURS} .",
        f"vg:seat_order a owl:DatatypeProperty ; {OURS} .",
    ],
    "name-of-two-concepts": [f"vg:SeatAndPosition {OURS} .", f"vg:headedOrHostedBy {OURS} ."],
    "name-with-file-extension": [
        "<https://w3id.org/vngov/ontology.owl> a owl:Ontology .",
        "<https://w3id.org/vngov/core.ttl#Seat> rdfs:isDefinedBy vg:o .",
    ],
    "ontology-undeclared": [f"vg:t {OURS} ."],
    "property-of-two-domains": [
        f"vg:t {OURS} ; rdfs:domain vg:A, vg:B .",
        f"vg:t {OURS} ; rdfs:range vg:A, vg:B .",
    ],
    "property-of-two-kinds": ["vg:t a owl:ObjectProperty, owl:DatatypeProperty ."],
    "property-without-domain": [
        f"vg:t a owl:ObjectProperty ; {OURS} .",
        f'vg:t a owl:DatatypeProperty ; {OURS} ; skos:scopeNote "any range: the other side"@en .',
    ],
    "property-without-range": [f"vg:t a owl:DatatypeProperty ; {OURS} ; rdfs:domain vg:A ."],
    "relation-between-two-classes": [
        f"vg:t a owl:SymmetricProperty . {LEFT}",
        f"vg:t a owl:TransitiveProperty . {LEFT}",
    ],
    "relation-named-is": [f"vg:isA a owl:ObjectProperty ; {OURS} ."],
    "symmetric-with-inverse": ["vg:t a owl:SymmetricProperty . vg:u owl:inverseOf vg:t ."],
    "synonym-as-class": [f"vg:T owl:equivalentClass vg:U ; {OURS} . vg:U {OURS} ."],
    "term-outside-namespace": [
        f'{HEADER} ; vann:preferredNamespaceUri "https://w3id.org/vngov/ontology#" . org:Post {OURS} .'
    ],
    "term-untyped": [f"vg:t {OURS} ."],
    "term-without-definition": [f'vg:t {OURS} ; skos:definition "t"@en .'],
    "term-without-label": [f'vg:t {OURS} ; rdfs:label "t"@en .'],
    "term-without-question": [f"vg:t {OURS} ."],
    "thing-of-disjoint-classes": ["vg:T owl:disjointWith vg:U . vg:x a vg:U, vg:T ."],
    "undeclared-code": ["vg:x vg:y <https://w3id.org/vngov/code/role/x> ."],
    "undeclared-term": ["vg:x vg:y vg:z .", "vg:x a vg:Z ."],
}
EXAMPLES = [(name, turtle) for name, turtles in BAD.items() for turtle in turtles]


def bad_quads(turtle: str) -> str:
    """Return a Turtle text, written with the prefixes of the one table, as N-Quads of one graph."""
    head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    graph = Graph().parse(data=head + turtle, format="turtle")
    return "".join(f"{s.n3()} {p.n3()} {o.n3()} <http://g> .\n" for s, p, o in graph)


@pytest.mark.parametrize(("name", "turtle"), EXAMPLES)
def test_each_hygiene_query_finds_its_fault(name: str, turtle: str) -> None:
    found = hygiene(bad_quads(turtle), [HYGIENE[name]])
    assert found
    assert all(f.rule == name and f.message for f in found)


def test_a_deprecated_term_without_replacement_or_message_is_found_three_times() -> None:
    query = HYGIENE["deprecated-without-replacement"]
    found = [f.message for f in hygiene(bad_quads("vg:t owl:deprecated true ."), [query])]
    assert len(found) == 3
    right = BAD[query.name][0] + ' vg:t skos:changeNote "dropped"@en .'
    assert hygiene(bad_quads(right), [query]) == []


def test_the_use_of_a_deprecated_term_is_told_what_to_write() -> None:
    [found] = hygiene(bad_quads(BAD["deprecated-term-used"][0]), [HYGIENE["deprecated-term-used"]])
    assert found.message == f"{VG.x} uses the deprecated term; write {VG.u} instead"


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


@pytest.mark.parametrize(("name", "turtle"), EXAMPLES)
def test_each_hygiene_query_answers_alike_on_rdflib(name: str, turtle: str) -> None:
    quads = bad_quads(turtle)
    dataset = Dataset(default_union=True)
    dataset.parse(data=quads, format="nquads")
    # rdflib types a row as that of any query, a bare boolean among them; these are all SELECTs
    rows = {(curie(str(row[0])), str(row[1])) for row in dataset.query(HYGIENE[name].text)}  # type: ignore[index]
    assert rows == {(f.path, f.message) for f in hygiene(quads, [HYGIENE[name]])}


def test_no_hygiene_query_is_left_without_a_bad_example() -> None:
    assert set(BAD) == set(HYGIENE)
    assert len(HYGIENE) == 40


def test_the_folder_of_hygiene_queries_describes_each_of_them() -> None:
    text = (ROOT / "ontology" / "hygiene" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", text, re.M) == sorted(HYGIENE)


def test_the_real_graph_is_clean(result: pipeline.Result) -> None:
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
