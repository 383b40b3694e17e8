"""The table of ontology/README.md is true: each term of ours once, each relation as the files have it."""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from rdflib import Graph, Literal, URIRef

from conftest import ROOT
from vngov import pipeline
from vngov.terms import DCTERMS, OWL, RDF, RDFS, SKOS, curie

CORE = Graph().parse(ROOT / "ontology" / "core.ttl")
ALIGN = Graph().parse(ROOT / "ontology" / "align.ttl")
README = (ROOT / "ontology" / "README.md").read_text(encoding="utf-8")
RELATIONS: dict[str, tuple[Graph, tuple[URIRef, ...]]] = {
    "under": (CORE, (RDFS.subClassOf, RDFS.subPropertyOf)),
    "close match": (ALIGN, (SKOS.closeMatch,)),
    "related match": (ALIGN, (SKOS.relatedMatch,)),
    "replaced by": (CORE, (DCTERMS.isReplacedBy,)),
}

Relation = tuple[str, str, str]
"""Our term, the name of the relation, the standard term."""


class Row(NamedTuple):
    ours: str
    terms: str
    relation: str
    why: str


def section(title: str) -> list[list[str]]:
    """Return the cells of the table in one section of the README, without its head."""
    text = README.split(f"\n## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def rows() -> list[Row]:
    return [Row(*cells) for cells in section("Term by term") if not cells[0].startswith("**")]


def in_table() -> list[Relation]:
    found = []
    for row in rows():
        ours = row.ours.strip("`")
        if row.relation == "none":
            assert row.terms == "—", ours
            continue
        for relation, terms in zip(row.relation.split("; "), row.terms.split("; "), strict=True):
            found += [(ours, relation, term) for term in re.findall(r"`([^`]+)`", terms)]
    return found


def in_files() -> list[Relation]:
    return [
        (curie(str(subject)), name, curie(str(value)))
        for name, (graph, predicates) in RELATIONS.items()
        for predicate in predicates
        for subject, value in graph.subject_objects(predicate)
    ]


def test_each_term_has_one_row() -> None:
    terms = sorted(curie(str(term)) for term in CORE.subjects(RDFS.isDefinedBy, None))
    assert sorted(row.ours.strip("`") for row in rows()) == terms
    assert len(terms) == 93


def test_each_row_says_why() -> None:
    for row in rows():
        assert row.why, row.ours
        assert len(row.why) <= 120, row.ours


def test_the_table_and_the_files_state_the_same_relations() -> None:
    assert len(set(in_table())) == len(in_table())
    assert sorted(in_table()) == sorted(in_files())
    assert {relation for _, relation, _ in in_table()} == set(RELATIONS)


def test_the_relations_are_counted() -> None:
    counted = {name: sum(r == name for _, r, _ in in_table()) for name in RELATIONS}
    assert counted == {"under": 47, "close match": 11, "related match": 29, "replaced by": 2}
    assert sum(row.relation == "none" for row in rows()) == 32


def test_align_states_matches_only() -> None:
    predicates = {p for s, p, _ in ALIGN if (s, RDF.type, OWL.Ontology) not in ALIGN}
    assert predicates == {SKOS.closeMatch, SKOS.relatedMatch}


@pytest.mark.parametrize("name", ["core", "align"])
def test_a_header_says_licence_version_and_day(name: str) -> None:
    graph = {"core": CORE, "align": ALIGN}[name]
    header = next(graph.subjects(RDF.type, OWL.Ontology))
    for predicate in (DCTERMS.title, DCTERMS.description, SKOS.changeNote):
        said = [value for value in graph.objects(header, predicate) if isinstance(value, Literal)]
        assert {text.language for text in said} == {"vi", "en"}
    for predicate in (DCTERMS.license, DCTERMS.created, DCTERMS.creator, OWL.versionInfo):
        assert len(set(graph.objects(header, predicate))) == 1
    version = str(graph.value(header, OWL.versionInfo))
    assert graph.value(header, OWL.versionIRI) == URIRef(f"{header}/{version}")


def test_the_second_table_names_what_the_data_uses(result: pipeline.Result) -> None:
    used: set[str] = set()
    for line in result.nquads.splitlines():
        _, predicate, rest = line.split(" ", 2)
        if "/graph/ontology-" in rest.rsplit(" ", 2)[1]:
            continue
        used.add(curie(predicate.strip("<>")))
        if predicate == RDF.type.n3():
            used.add(curie(rest.split(" ", 1)[0].strip("<>")))
    others = {term for term in used if not term.startswith("vg:")} - {"rdf:type"}
    named = [
        term for cells in section("Terms used as they are") for term in re.findall(r"`([^`]+)`", cells[0])
    ]
    assert len(set(named)) == len(named)
    # A decision behind a change of places is read from records, though none states one yet.
    assert set(named) - others == {"cv:hasFormalFramework"}
    assert others - set(named) == set()
    assert len(others) > 55
