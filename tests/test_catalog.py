"""The catalogue, VoID and the citation: every figure is that of the file or of the graph."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from ruamel.yaml import YAML

from conftest import ROOT
from vngov import pipeline
from vngov.export.edition import Edition, Version
from vngov.export.facts import Facts
from vngov.export.void import VOID, void
from vngov.release.make import Wanted, release
from vngov.resources import RELEASED, VERSION
from vngov.store import EmbeddedStore, union
from vngov.terms import DCAT, DCTERMS, PREFIXES, RDF
from vngov.validate.engines import ENGINES, run

SPDX = Namespace(PREFIXES["spdx"])
SHAPES = (ROOT / "ontology" / "catalog-shapes.ttl").read_text(encoding="utf-8")
DATASET = URIRef("https://w3id.org/vngov/dataset/vngov")


@pytest.fixture(scope="module")
def catalogue(released: Path) -> Graph:
    return Graph().parse(released / "catalog.ttl")


def lines(graph: Graph) -> str:
    return "".join(sorted(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in graph))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_catalogue_meets_our_shapes_of_it(engine: str, catalogue: Graph) -> None:
    assert run(engine, SHAPES, lines(catalogue)) == []


@pytest.mark.parametrize(
    ("predicate", "shape"),
    [
        (DCTERMS.title, "bilingual-title"),
        (DCTERMS.description, "bilingual-description"),
        (DCTERMS.publisher, "one-publisher"),
        (DCTERMS.license, "one-licence"),
        (DCTERMS.language, "languages"),
        (DCTERMS.issued, "one-issued"),
        (DCTERMS.modified, "one-modified"),
        (DCTERMS.spatial, "place"),
        (DCTERMS.rights, "Distribution-rights"),
        (DCTERMS["format"], "Distribution-format"),
        (DCTERMS.accessRights, "Dataset-access"),
        (DCTERMS.conformsTo, "DataService-protocol"),
        (DCAT.dataset, "Catalog-dataset"),
        (DCAT.themeTaxonomy, "Catalog-themes"),
        (DCAT.version, "Dataset-version"),
        (DCAT.contactPoint, "Dataset-contact"),
        (DCAT.keyword, "Dataset-keyword"),
        (DCAT.theme, "Dataset-theme"),
        (DCAT.accessURL, "Distribution-access"),
        (DCAT.mediaType, "Distribution-media"),
        (DCAT.byteSize, "Distribution"),
        (DCAT.downloadURL, "Distribution"),
        (DCAT.accessService, "Distribution"),
        (DCAT.endpointURL, "DataService-address"),
        (DCAT.servesDataset, "DataService-dataset"),
        (DCAT.startDate, "Coverage-start"),
        (SPDX.checksum, "Distribution"),
        (SPDX.algorithm, "Checksum-algorithm"),
        (SPDX.checksumValue, "Checksum-value"),
        (URIRef(PREFIXES["adms"] + "status"), "Distribution-status"),
        (URIRef(PREFIXES["dcatap"] + "availability"), "Distribution-availability"),
        (URIRef(PREFIXES["foaf"] + "name"), "Agent-name"),
        (URIRef(PREFIXES["foaf"] + "homepage"), "Catalog-homepage"),
    ],
)
def test_a_catalogue_that_lacks_a_property_is_found(predicate: URIRef, shape: str, catalogue: Graph) -> None:
    less = lines(catalogue - Graph().parse(data=lines(only(catalogue, predicate)), format="nt"))
    found = {engine: {r.shape for r in run(engine, SHAPES, less)} for engine in ENGINES}
    assert found["shacl"] == found["pyshacl"]
    assert f"{PREFIXES['vgs']}{shape}" in found["shacl"]


def only(graph: Graph, predicate: URIRef) -> Graph:
    found = Graph()
    for triple in graph.triples((None, predicate, None)):
        found.add(triple)
    return found


def test_each_distribution_states_the_size_and_checksum_of_its_file(catalogue: Graph, released: Path) -> None:
    base = f"https://w3id.org/vngov/release/{VERSION}/"
    addresses = {str(a).removeprefix(base): node for node, a in catalogue.subject_objects(DCAT.downloadURL)}
    assert len(addresses) == 28
    assert {f"csv/{p.name}" for p in (released / "csv").glob("*.csv")} <= set(addresses)
    for name, node in addresses.items():
        data = (released / name).read_bytes()
        checksum = catalogue.value(node, SPDX.checksum)
        assert str(catalogue.value(node, DCAT.byteSize)) == str(len(data))
        assert str(catalogue.value(checksum, SPDX.checksumValue)) == hashlib.sha256(data).hexdigest()
        zipped = catalogue.value(node, DCAT.compressFormat) is not None
        assert zipped == name.endswith(".gz")


def test_the_endpoint_is_a_service_and_a_distribution(catalogue: Graph) -> None:
    [service] = catalogue.subjects(RDF.type, DCAT.DataService)
    [served] = catalogue.subjects(DCAT.accessService, service)
    assert (DATASET, DCAT.distribution, served) in catalogue
    assert catalogue.value(service, DCAT.endpointURL) == catalogue.value(served, DCAT.accessURL)


def test_a_release_without_an_endpoint_names_none(
    tmp_path: Path, result: pipeline.Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "make", lambda *_: result)
    release(Wanted(out=tmp_path / "out", base_url="https://data.example.org/vn"))
    graph = Graph().parse(tmp_path / "out" / "catalog.ttl")
    assert not list(graph.subjects(RDF.type, DCAT.DataService))
    assert run("shacl", SHAPES, lines(graph)) == []
    assert {str(a).rsplit("/vn/", 1)[0] for a in graph.objects(None, DCAT.downloadURL)} == {
        "https://data.example.org"
    }
    redirects = (tmp_path / "out" / "w3id" / ".htaccess").read_text(encoding="utf-8")
    assert "[E=SITE:https://data.example.org/vn]" in redirects


def test_coverage_is_from_the_first_to_the_last_dated_decision(catalogue: Graph, released: Path) -> None:
    period = catalogue.value(DATASET, DCTERMS.temporal)
    days = re.findall(
        r"\b\d{4}-\d{2}-\d{2}\b", (released / "csv" / "decisions.csv").read_text(encoding="utf-8")
    )
    assert str(catalogue.value(period, DCAT.startDate)) == min(days)
    assert "2014-01-15" <= str(catalogue.value(period, DCAT.endDate)) <= max(days)


def test_the_versions_are_a_chain(catalogue: Graph) -> None:
    version = URIRef(f"{DATASET}/{VERSION}")
    assert catalogue.value(DATASET, DCAT.hasCurrentVersion) == version
    assert catalogue.value(version, DCAT.isVersionOf) == DATASET
    assert str(catalogue.value(DATASET, DCAT.version)) == VERSION


def test_both_forms_say_the_same_and_name_every_node(catalogue: Graph, released: Path) -> None:
    other = EmbeddedStore.parse(released / "catalog.jsonld")
    assert other == EmbeddedStore.parse(released / "catalog.ttl")
    assert not any(isinstance(node, BNode) for triple in catalogue for node in triple)


def test_void_counts_what_sparql_counts(released: Path, store: EmbeddedStore) -> None:
    graph = Graph().parse(released / "void.ttl")
    counted = {
        VOID.triples: "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        VOID.distinctSubjects: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        VOID.distinctObjects: "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        VOID.properties: "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        VOID.classes: "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    }
    for predicate, query in counted.items():
        assert str(graph.value(DATASET, predicate)) == str(store.select(query).rows[0][0]), predicate
    parts = {
        str(graph.value(part, VOID["class"])): int(str(graph.value(part, VOID.entities)))
        for part in graph.objects(DATASET, VOID.classPartition)
    }
    asked = {str(c): int(str(n)) for c, n in store.select(
        "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c"
    ).rows}  # fmt: skip
    assert parts == asked
    assert len(list(graph.subjects(RDF.type, VOID.Linkset))) > 5
    assert URIRef(PREFIXES["org"]) in set(graph.objects(DATASET, VOID.vocabulary))


def test_void_of_a_graph_of_two_statements() -> None:
    subject = URIRef("https://w3id.org/vngov/id/seat/x")
    post = URIRef(PREFIXES["org"] + "Post")
    match = URIRef(PREFIXES["skos"] + "closeMatch")
    edition = Edition(Version("1.0", "2030-01-01", ""), "https://x.example/", None)
    found = set(void([(subject, RDF.type, post), (subject, match, post)], edition))
    number = {p: o for s, p, o in found if s == DATASET and isinstance(o, Literal)}
    assert [int(str(number[p])) for p in (VOID.triples, VOID.entities, VOID.classes, VOID.properties)] == [
        2,
        1,
        1,
        2,
    ]
    [linkset] = [s for s, p, o in found if o == VOID.Linkset]
    assert (linkset, VOID.linkPredicate, match) in found
    assert (linkset, VOID.objectsTarget, URIRef(PREFIXES["org"])) in found


def test_the_citation_says_what_the_release_is(released: Path) -> None:
    cited = YAML(typ="safe").load((released / "CITATION.cff").read_text(encoding="utf-8"))
    assert (cited["version"], str(cited["date-released"])) == (VERSION, RELEASED)
    assert (cited["license"], cited["type"], cited["cff-version"]) == ("CC-BY-4.0", "dataset", "1.2.0")
    assert cited["authors"] == [{"name": "The vngov contributors"}]
    ours = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (ours["version"], str(ours["date-released"])) == (VERSION, RELEASED)


def test_search_engines_read_the_same(released: Path, catalogue: Graph) -> None:
    dataset = json.loads((released / "schema.jsonld").read_text(encoding="utf-8"))
    assert (dataset["@type"], dataset["version"], dataset["@id"]) == ("Dataset", VERSION, str(DATASET))
    listed = {d["contentUrl"]: d["sha256"] for d in dataset["distribution"]}
    assert listed == {
        str(address): str(catalogue.value(catalogue.value(node, SPDX.checksum), SPDX.checksumValue))
        for node, address in catalogue.subject_objects(DCAT.downloadURL)
    }


def test_the_evidence_reifies_each_claim(released: Path, result: pipeline.Result) -> None:
    facts = Facts.read(result.nquads)
    text = (released / "evidence.ttl").read_text(encoding="utf-8")
    claims = facts.of_class(URIRef(PREFIXES["vg"] + "Claim"))
    assert text.count("rdf:reifies <<(") == len(claims) > 200
    assert "rdf:subject" not in text
    stated = set(union(result.nquads).splitlines())
    reified = 0
    for line in EmbeddedStore.quads(text.encode(), "ttl").splitlines():
        match = re.search(r"#reifies> <<\( (.*) \)>>", line)
        if match:
            reified += 1
            assert f"{match[1]} ." in stated
    assert reified == len(claims)
