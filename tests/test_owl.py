"""The ontology is OWL 2 DL; four reasoners find no fault in it or in the real graph, and find seeded ones.

Datatypes: ``xsd:date`` and its kin are outside the datatype map of OWL 2 (Structural Specification, section
4). As ranges the OWL API takes them once they are declared. Their values in the data are the one thing in
the graph that is not OWL 2 DL; the reasoners keep them and compare them as they are written.
``rdf:langString`` came with RDF 1.1, after OWL 2: beside data it is read as ``rdf:PlainLiteral``, OWL 2's
name for texts with a language (Openllet would find every such text outside it).

Left out of the real graph: ``rdf:subject``, ``rdf:predicate`` and ``rdf:object`` of the claims, which OWL 2
DL reserves (section 2.4). Nothing else.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef

from conftest import ROOT
from owl import reasoning
from vngov import pipeline
from vngov.store import union
from vngov.terms import OWL, RDF, RDFS

HERE = ROOT / "tests" / "owl"
ONTOLOGY = URIRef("https://w3id.org/vngov/ontology")
REASONERS = tuple(reasoning.FACTORIES)
CONTRADICTIONS = sorted((HERE / "contradictions").glob("*.ttl"))
RESERVED = (RDF.subject, RDF.predicate, RDF.object)
Answers = dict[str, Any]


def merged(*names: str) -> Graph:
    """Return ontology files as one ontology, under the header of the core."""
    graph = Graph()
    for name in names:
        graph.parse(ROOT / "ontology" / f"{name}.ttl")
    return without_other_headers(graph)


def without_other_headers(graph: Graph) -> Graph:
    """Take out the headers of all ontologies but the core: OWL 2 allows one in a document."""
    for other in set(graph.subjects(RDF.type, OWL.Ontology)) - {ONTOLOGY}:
        graph.remove((other, None, None))
    return graph


def text(graph: Graph) -> str:
    """Return a graph as sorted N-Triples."""
    lines = graph.serialize(format="nt").splitlines(keepends=True)
    return "".join(sorted(line for line in lines if line.strip()))


def with_data(data: str) -> str:
    """Return data under the ontology, texts with a language in the words of OWL 2."""
    graph = without_other_headers(merged("core").parse(data=data, format="turtle"))
    for subject in list(graph.subjects(RDFS.range, RDF.langString)):
        graph.set((subject, RDFS.range, RDF.PlainLiteral))
    for reserved in RESERVED:
        graph.remove((None, reserved, None))
    return text(graph)


def cases(nquads: str) -> list[dict[str, Any]]:
    """Return everything that the reasoners are asked about."""
    texts = {
        "core": text(merged("core")),
        "all": text(merged("core", "codes", "align")),
        "good": with_data((HERE / "good.ttl").read_text(encoding="utf-8")),
        "real": with_data(union(nquads)),
        **{path.stem: with_data(path.read_text(encoding="utf-8")) for path in CONTRADICTIONS},
    }
    return [{"name": name, "text": turtle, "reasoners": REASONERS} for name, turtle in texts.items()]


@pytest.fixture(scope="module")
def answers(result: pipeline.Result, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Ask about every case in one Java machine, once for all workers of a test run."""
    if reason := reasoning.missing():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kept = shared / "owl.json"
    with (shared / "owl.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.is_file():
            kept.write_text(ask(cases(result.nquads)), encoding="utf-8")
    found: Answers = json.loads(kept.read_text(encoding="utf-8"))
    return found


def ask(asked: list[dict[str, Any]]) -> str:
    script = [sys.executable, str(HERE / "reasoning.py")]
    ran = subprocess.run(script, input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


@pytest.mark.parametrize("name", ["core", "all"])
def test_the_ontology_is_owl_2_dl(name: str, answers: Answers) -> None:
    assert answers[name]["violations"] == []


@pytest.mark.parametrize("name", ["good", "real"])
def test_a_graph_is_owl_2_dl_but_for_its_dates(name: str, answers: Answers) -> None:
    assert [v for v in answers[name]["violations"] if not is_date_value(v)] == []


def is_date_value(violation: str) -> bool:
    pattern = (
        r'Use of defined datatype in datatype restriction "[-\d]+"\^\^xsd:(date|gYearMonth|gYear|gMonthDay) '
    )
    return re.match(pattern, violation) is not None


@pytest.mark.parametrize("reasoner", REASONERS)
@pytest.mark.parametrize("name", ["core", "all", "good", "real"])
def test_a_reasoner_finds_no_contradiction_and_no_empty_class(
    name: str, reasoner: str, answers: Answers
) -> None:
    found = answers[name]["reasoners"][reasoner]
    assert "refused" not in found
    assert found["consistent"] is True
    assert found["unsatisfiable"] == []


@pytest.mark.parametrize("path", CONTRADICTIONS, ids=lambda p: p.stem)
def test_a_contradiction_is_rejected_by_every_reasoner_that_reads_it(path: Path, answers: Answers) -> None:
    """Each file names in its first line the reasoners that must reject it; the others accept it.

    ELK reads OWL 2 EL. It knows the disjointness of classes, the domain of a property, and its range as what
    one link says of its object; it does not put the ranges of two links to one object together, and it knows
    no functional or asymmetric property and no datatype.
    """
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# rejected by: ").split(", ")
    found = answers[path.stem]["reasoners"]
    assert [name for name in REASONERS if found[name].get("consistent") is False] == expected


def test_there_are_contradictions_to_find() -> None:
    assert len(CONTRADICTIONS) == 12


def test_every_name_of_others_that_the_ontology_uses_is_declared_once() -> None:
    graph = merged("core", "codes", "align")
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    for predicate in set(graph.predicates()):
        if not str(predicate).startswith((str(OWL), str(RDF), str(RDFS))):
            assert sum((predicate, RDF.type, kind) in graph for kind in kinds) == 1, predicate


def test_nothing_but_dates_is_outside_the_datatype_map() -> None:
    declared = {str(t).rsplit("#", 1)[1] for t in merged("core").subjects(RDF.type, RDFS.Datatype)}
    assert declared == {"date", "gMonthDay", "gYear", "gYearMonth"}
