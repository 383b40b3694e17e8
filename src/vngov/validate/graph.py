"""Validate a graph against the shapes, and the ontology against its hygiene queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from ..errors import BadInputError, Finding, Place, Severity
from ..queries import Query
from ..store import EmbeddedStore, union
from ..terms import BASE, RDF, SH, curie
from .engines import Result, messages, run

_RANK: Mapping[str, Severity] = {"violation": "violation", "warning": "warning", "info": "info"}


@dataclass(frozen=True)
class Shapes:
    """The text of the shapes that must hold, and of those that advise."""

    required: str
    advised: str

    @classmethod
    def load(cls, ontology: Path) -> Shapes:
        """Return the shapes of an ontology folder."""
        texts = [(ontology / f"{name}.ttl").read_text(encoding="utf-8") for name in ("shapes", "advice")]
        return cls(*texts)

    def results(self, engine: str, data: str) -> tuple[list[Result], list[Result]]:
        """Return what does not meet the shapes that must hold, and those that advise, each sorted.

        The N-Triples are read once for both: that takes an engine longer than to check them.

        :raises BadInputError: if the shapes cannot be read.
        """
        both: tuple[list[Result], list[Result]] = ([], [])
        advised = _named(self.advised)
        for result in run(engine, f"{self.required}\n{self.advised}", data):
            both[result.shape in advised].append(result)
        return both


@lru_cache(maxsize=4)
def _named(shapes: str) -> frozenset[str]:
    """Return the IRIs of all that a shapes text speaks of."""
    read = ox.parse(shapes.encode(), ox.RdfFormat.TURTLE)
    return frozenset(q.subject.value for q in read if isinstance(q.subject, ox.NamedNode))


def validate(
    nquads: str,
    shapes: Shapes,
    origins: Mapping[URIRef, Place],
    engine: str = "shacl",
    lang: str = "en",
) -> tuple[list[Finding], str]:
    """Return the findings on the union of all graphs, and the SHACL report as Turtle.

    Each finding stands at the record line that its focus node came from.

    :raises BadInputError: if the shapes cannot be read.
    """
    triples = union(nquads)
    findings: list[Finding] = []
    reports: list[str] = []
    texts = (("shapes", shapes.required), ("advice", shapes.advised))
    for (name, text), found in zip(texts, shapes.results(engine, triples), strict=True):
        spoken = messages(text)
        findings += [finding(r, spoken.get(r.shape, {}), origins, lang) for r in found]
        reports.append(report(name, found))
    return sorted(set(findings)), headed(reports)


def headed(reports: Iterable[str]) -> str:
    """Return reports as one Turtle text."""
    return "\n".join([f"@prefix sh: <{SH}> .\n", *reports])


def finding(result: Result, spoken: Mapping[str, str], origins: Mapping[URIRef, Place], lang: str) -> Finding:
    """Return a result as a finding at the place that its focus node came from."""
    focus = URIRef(result.focus)
    message = spoken.get(lang) or spoken.get("en") or f"does not meet {curie(result.shape)}"
    if result.value and result.value != result.focus:
        message += f" [{curie(result.value)}]"
    place = origins.get(focus) or Place(curie(result.focus))
    path = curie(result.path) if result.path else ""
    return Finding(place, path, message, _RANK[result.severity], curie(result.shape), focus=result.focus)


def report(name: str, results: Sequence[Result], conforms: bool | None = None) -> str:
    """Return the results of one shapes file as a SHACL validation report in Turtle, sorted, every node named.

    A graph conforms only where there is no result at all, a warning or a hint neither (SHACL, section 3.1).
    Where there are more results than those given, in shares, ``conforms`` says so.
    """
    node = f"{BASE}report/{name}"
    conforms = not results if conforms is None else conforms
    listed = "".join(f" ;\n    sh:result <{node}#{number}>" for number in range(1, len(results) + 1))
    lines = [
        f"<{node}> a sh:ValidationReport ;",
        f"    sh:conforms {str(conforms).lower()}{listed} .\n",
    ]
    for number, result in enumerate(sorted(results), 1):
        lines += _described(f"<{node}#{number}>", result)
    return "\n".join(lines)


def share(name: str, prefix: str, results: Sequence[Result]) -> str:
    """Return some of the results of a report, to stand below it; ``prefix`` makes their names its own."""
    node = f"{BASE}report/{name}"
    lines = []
    for number, result in enumerate(results, 1):
        mine = f"<{node}#{prefix}{number}>"
        lines += [f"<{node}> sh:result {mine} .", *_described(mine, result)]
    return "".join(f"{line}\n" for line in lines)


def _described(node: str, result: Result) -> list[str]:
    lines = [
        f"{node} a sh:ValidationResult ;",
        f"    sh:focusNode {_term(result.focus)} ;",
        f"    sh:resultSeverity sh:{result.severity.capitalize()} ;",
        f"    sh:sourceConstraintComponent sh:{result.component} ;",
    ]
    if result.path:
        lines.append(f"    sh:resultPath {_term(result.path)} ;")
    if result.value:
        lines.append(f"    sh:value {_term(result.value)} ;")
    return [*lines, f"    sh:sourceShape {_term(result.shape)} .\n"]


def _term(text: str) -> str:
    return f"<{text}>" if text.startswith(("http://", "https://")) else Literal(text).n3()


def hygiene(ontology: str, queries: Iterable[Query]) -> list[Finding]:
    """Return one finding per row of each hygiene query on the ontology's N-Quads.

    A hygiene query selects ?term and ?message; a row is a fault, and the message names the remedy.
    """
    store = EmbeddedStore.in_memory(ontology)
    findings = []
    for query in queries:
        for term, message in store.select(query.text, f"ontology/hygiene/{query.name}.rq").rows:
            if message is None:
                fault = Finding(
                    Place(f"ontology/hygiene/{query.name}.rq"), "", "a row has no message; bind ?message"
                )
                raise BadInputError(fault)
            findings.append(Finding(Place("ontology"), curie(str(term)), str(message), rule=query.name))
    return sorted(findings)


def validate_file(path: Path, shapes: Shapes, engine: str = "shacl", lang: str = "en") -> list[Finding]:
    """Return the findings on an RDF file of a user's: Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD.

    :raises BadInputError: with file and line, if it does not parse.
    """
    lines = EmbeddedStore.parse(path)
    findings: list[Finding] = []
    texts = (shapes.required, shapes.advised)
    for text, found in zip(texts, shapes.results(engine, lines), strict=True):
        spoken = messages(text)
        findings += [finding(r, spoken.get(r.shape, {}), {}, lang) for r in found]
    placed = [
        Finding(Place(str(path)), f"{f.place} {f.path}".strip(), f.message, f.severity, f.rule)
        for f in findings
    ]
    return sorted(set(placed))


def shape_ids(text: str) -> set[str]:
    """Return the IRIs of all shapes in a shapes text, so that tests can count them."""
    graph = Graph().parse(data=text, format="turtle")
    kinds = (SH.NodeShape, SH.PropertyShape)
    return {str(s) for kind in kinds for s in graph.subjects(RDF.type, kind) if not isinstance(s, BNode)}
