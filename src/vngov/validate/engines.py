"""Two SHACL engines behind one function, giving the same findings for the same graph.

``shacl`` (Rust) is the engine, pySHACL the referee. Both get the same Turtle and N-Triples text, so
that plain and ``xsd:string`` literals are the same term to both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

import pyoxigraph as ox
import shacl
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ..errors import BadInputError, Finding, Place
from ..terms import RDF, SH

ENGINES = ("shacl", "pyshacl")


@dataclass(frozen=True, order=True)
class Result:
    """One SHACL validation result, as both engines report it."""

    focus: str
    shape: str
    component: str
    severity: str
    path: str
    value: str


_in_order = attrgetter("focus", "shape", "component", "severity", "path", "value")


def run(engine: str, shapes: str, data: str) -> list[Result]:
    """Return the results of validating N-Triples against Turtle shapes, sorted and without repeats.

    :raises BadInputError: if the shapes are no Turtle, or no shapes graph.
    """
    return sorted(set(_ENGINES[engine](shapes, data)), key=_in_order)


def _with_shacl(shapes: str, data: str) -> list[Result]:
    report = _compiled(shapes).validate_text(data, format="ntriples")
    return [
        Result(
            _bare(r.focus_node),
            _bare(r.source_shape or ""),
            r.component,
            r.severity.lower(),
            _bare(r.path or ""),
            _plain(r.value or ""),
        )
        for r in report.results
    ]


@lru_cache(maxsize=4)
def _compiled(shapes: str) -> shacl.Shapes:
    try:
        return shacl.Shapes.from_turtle(shapes)
    except ValueError as error:
        raise BadInputError(Finding(Place("shapes"), "", f"these are no SHACL shapes: {error}")) from error


def _with_pyshacl(shapes: str, data: str) -> list[Result]:
    import pyshacl  # noqa: PLC0415 - half a second that only this engine needs

    shapes_graph = Graph().parse(data=shapes, format="turtle")
    data_graph = Graph().parse(data=data, format="nt")
    _, report, _ = pyshacl.validate(data_graph, shacl_graph=shapes_graph, advanced=False, inplace=True)
    if not isinstance(report, Graph):
        raise BadInputError(Finding(Place("shapes"), "", f"pySHACL cannot read these shapes: {report}"))
    return [_of_report(report, node) for node in report.subjects(RDF.type, SH.ValidationResult)]


def _of_report(report: Graph, node: Node) -> Result:
    def one(predicate: URIRef) -> str:
        value = report.value(node, predicate)
        return "" if value is None else _plain(value.n3()) if isinstance(value, Literal) else str(value)

    return Result(
        one(SH.focusNode),
        one(SH.sourceShape),
        one(SH.sourceConstraintComponent).rsplit("#", 1)[-1],
        one(SH.resultSeverity).rsplit("#", 1)[-1].lower(),
        one(SH.resultPath),
        one(SH.value),
    )


def _bare(term: str) -> str:
    return term[1:-1] if term.startswith("<") and term.endswith(">") else term


@lru_cache(maxsize=1 << 14)
def _plain(term: str) -> str:
    """Return a term without RDF syntax, so that both engines' spellings compare equal."""
    if term.startswith("<"):
        return _bare(term)
    try:
        [quad] = ox.parse(f"<urn:x> <urn:y> {term} .".encode(), ox.RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError):  # a term no N-Triples parser reads is shown as it came
        return term
    return str(quad.object.value)


_ENGINES: Mapping[str, Callable[[str, str], list[Result]]] = {"shacl": _with_shacl, "pyshacl": _with_pyshacl}


def messages(shapes: str) -> dict[str, dict[str, str]]:
    """Return the messages of each shape by language: both engines lose some, so they are read here."""
    graph = Graph().parse(data=shapes, format="turtle")
    found: dict[str, dict[str, str]] = {}
    for shape, text in graph.subject_objects(SH.message):
        if isinstance(text, Literal):
            found.setdefault(str(shape), {})[str(text.language or "en")] = str(text)
    for shape, constraint in graph.subject_objects(SH.sparql):
        for text in graph.objects(constraint, SH.message):
            if isinstance(text, Literal):
                found.setdefault(str(shape), {})[str(text.language or "en")] = str(text)
    return found
