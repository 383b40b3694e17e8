"""JSON-LD: the published context covers the graph, and nothing is lost or bent on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld as pyld
from rdflib import Dataset, Graph, Literal, URIRef

from conftest import ROOT
from vngov import pipeline
from vngov.export import jsonld
from vngov.export.facts import Facts
from vngov.store import EmbeddedStore, quads, union
from vngov.terms import KINDS, PREFIXES, XSD, iri

BODY: dict[str, Any] = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))[
    "@context"
]
HERE = URIRef("https://w3id.org/vngov/id/seat/x")


@pytest.fixture(scope="module")
def context() -> jsonld.Context:
    return jsonld.Context.load(ROOT / "ontology")


@pytest.fixture(scope="module")
def facts(result: pipeline.Result) -> Facts:
    return Facts.read(result.nquads)


def test_the_dump_holds_each_statement_in_its_graph(released: Path, result: pipeline.Result) -> None:
    text = (released / "vngov.jsonld").read_bytes()
    read = sorted(f"{q} .\n" for q in ox.parse(text, ox.RdfFormat.JSON_LD))
    assert read == sorted(f"{q} .\n" for q in ox.parse(result.nquads.encode(), ox.RdfFormat.N_QUADS))
    assert len(read) > 25_000


def test_rdflib_reads_the_same_triples(released: Path, result: pipeline.Result) -> None:
    dataset = Dataset(default_union=True)
    dataset.parse(released / "vngov.jsonld", format="json-ld")
    assert len({(s, p, o) for s, p, o, _ in dataset.quads()}) == union(result.nquads).count("\n")


def test_the_context_has_a_key_for_each_property_and_class(facts: Facts, context: jsonld.Context) -> None:
    vocabulary = {"owl", "rdfs", "vann"}
    for subject, statements in facts.forward.items():
        for predicate in statements:
            key = context.key(str(predicate)).name
            if ":" in key and not key.startswith("@"):
                assert key.split(":")[0] in vocabulary | {"rdf", "dcterms"}, (subject, key)
    assert context.key(PREFIXES["org"] + "hasPost").name == "seats"
    assert context.type(PREFIXES["foaf"] + "Person") == "Person"


def test_the_context_uses_the_one_table_of_prefixes() -> None:
    prefixes = {k: v for k, v in BODY.items() if isinstance(v, str) and v.endswith(("#", "/"))}
    kinds = {kind: f"https://w3id.org/vngov/id/{kind}/" for kind in KINDS}
    others = {
        "code": "https://w3id.org/vngov/code/",
        "decision": "https://w3id.org/vngov/eli/vn/",
        "graph": "https://w3id.org/vngov/graph/",
        "query": "https://w3id.org/vngov/query/",
    }
    for prefix, namespace in prefixes.items():
        assert {**PREFIXES, **kinds, **others, "@vocab": PREFIXES["vg"]}[prefix] == namespace
    assert set(kinds) | set(others) <= set(prefixes)


def test_no_code_is_taken_for_a_key(facts: Facts) -> None:
    """A code such as «member» that is also a key has its IRI in the context of its property."""
    schemes: dict[str, set[str]] = {}
    for concept in facts.of_class(URIRef(PREFIXES["skos"] + "Concept")):
        scheme, code = str(concept).rsplit("/", 2)[1:]
        schemes.setdefault(scheme, set()).add(code)
    clashes = 0
    for about in BODY.values():
        if isinstance(about, dict) and about.get("@type") == "@vocab":
            base = about["@context"]["@vocab"]
            for code in schemes[base.rsplit("/", 2)[1]] & set(BODY):
                clashes += 1
                assert about["@context"][code] == base + code
    assert clashes > 3


def rows(text: str) -> set[str]:
    return set(EmbeddedStore.quads(text.encode(), "jsonld").splitlines())


@pytest.mark.parametrize("committee", ["bcd-cqdt-binh-dinh", "ubqg-cpdt", "bcd-cqdt-lang-son"])
def test_a_committee_says_nothing_that_the_graph_does_not(
    committee: str, facts: Facts, context: jsonld.Context, result: pipeline.Result
) -> None:
    document = {**jsonld.document(iri("committee", committee), facts, context, ""), "@context": context.body}
    text = jsonld.text(document)
    read = rows(text)
    assert read <= set(union(result.nquads).splitlines())
    assert len(read) > 100
    assert {
        line.rstrip() for line in pyld.to_rdf(document, {"format": "application/n-quads"}).splitlines()
    } == {line.replace("^^<http://www.w3.org/2001/XMLSchema#string>", "") for line in read}
    assert len(Graph().parse(data=text, format="json-ld")) == len(read)


def test_the_document_of_a_committee_is_readable(
    facts: Facts, context: jsonld.Context, golden: Callable[[str, str], None]
) -> None:
    golden("release/bcd-cqdt-binh-dinh.jsonld", jsonld.text(
        jsonld.document(iri("committee", "bcd-cqdt-binh-dinh"), facts, context, "../context.jsonld")
    ))  # fmt: skip


def test_a_web_developer_finds_what_the_article_says(released: Path) -> None:
    committee = json.loads(
        (released / "committees" / "bcd-cqdt-binh-dinh.jsonld").read_text(encoding="utf-8")
    )
    [composition] = committee["compositions"]
    assert (committee["@type"], committee["level"]) == ("Committee", "province")
    assert composition["declaredSeatCount"] == [19]
    assert [seat["seatOrder"] for seat in composition["seats"]] == [[n] for n in range(1, 20)]
    first = composition["seats"][0]
    assert first["role"] == ["head"]
    assert first["filledByHolderOf"][0]["postIn"]["label"]["en"] == "People's Committee of Bình Định"
    [advise, *_] = committee["mandates"]
    assert advise["alignments"][0]["alignsTo"]["assignedBy"]["@id"] == "decision:ttg/2020/qd/701"
    assert committee["@context"] == "../context.jsonld"
    assert (released / "committees" / committee["@context"]).resolve() == released / "context.jsonld"


def test_a_key_has_one_shape_in_every_committee(released: Path) -> None:
    shapes: dict[str, set[str]] = {}

    def look(value: Any) -> None:
        for key, inner in value.items() if isinstance(value, dict) else ():
            if not key.startswith("@") and key not in ("vi", "en"):
                partial = isinstance(inner, dict) and "@value" in inner
                shapes.setdefault(key, set()).add("str" if partial else type(inner).__name__)
            look(inner)
        for inner in value if isinstance(value, list) else ():
            look(inner)

    for path in sorted((released / "committees").glob("*.jsonld")):
        look(json.loads(path.read_bytes()))
    assert {key for key, found in shapes.items() if len(found) > 1} == set()
    assert len(shapes) > 60


def test_the_index_names_every_committee(released: Path) -> None:
    index = json.loads((released / "committees" / "index.json").read_bytes())
    assert len(index) == 77
    for entry in index:
        assert json.loads((released / "committees" / entry["file"]).read_bytes())["@id"] == entry["@id"]
        assert set(entry["label"]) == {"vi", "en"}


@pytest.mark.parametrize(
    "value",
    [
        Literal("2021-03-01", datatype=XSD.date),
        Literal("2021-03", datatype=XSD.gYearMonth),
        Literal("--03-01", datatype=XSD.gMonthDay),
        Literal("007", datatype=XSD.integer, normalize=False),
        Literal("19", datatype=XSD.integer),
        Literal("true", datatype=XSD.boolean),
        Literal("1", datatype=XSD.boolean, normalize=False),
        Literal('quote " and \\ and \u2028', lang="vi"),
        Literal(""),
        Literal("@id"),
        URIRef("http://example.org/a?b=c"),
        URIRef("https://w3id.org/vngov/code/role/head"),
        URIRef("https://w3id.org/vngov/eli/vn//x"),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "predicate", ["org:role", "skos:prefLabel", "eli:date_document", "eli:number", "vg:affects"]
)
def test_any_value_survives_under_any_key(
    predicate: str, value: URIRef | Literal, context: jsonld.Context
) -> None:
    prefix, local = predicate.split(":")
    quad = (HERE, URIRef(PREFIXES[prefix] + local), value, iri("graph", "x"))
    text = jsonld.dataset([quad], context)
    [back] = quads(EmbeddedStore.quads(text.encode(), "jsonld"))
    assert [term.n3() for term in back] == [term.n3() for term in quad]
