"""The SHACL shapes as the pages need them: per class and per property, with what they ask and say."""

from __future__ import annotations

import re
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.term import Node

from ..terms import BASE, RDF, RDFS, SH, curie
from ..vocabulary import read_turtle
from .model import Rule, Shape
from .ontology import Names, fragment, texts

FILES = ("shapes.ttl", "advice.ttl")
_CODES = re.compile(rf"\^{re.escape(BASE)}code/([a-z-]+)/")
_ASKS = (
    "datatype",
    "class",
    "nodeKind",
    "pattern",
    "minInclusive",
    "hasValue",
    "uniqueLang",
    "lessThan",
    "lessThanOrEquals",
    "qualifiedValueShape",
    "qualifiedMaxCount",
)


def read(folder: Path, names: Names) -> tuple[Shape, ...]:
    """Return the node shapes of a folder that have a target class, those that must hold first.

    :raises BadInputError: if a file is no Turtle.
    """
    made = []
    for file in FILES:
        if (folder / file).is_file():
            graph = read_turtle(folder / file)
            nodes = sorted((s for s in graph.subjects(SH.targetClass) if isinstance(s, URIRef)), key=str)
            made += [_shape(graph, names, s, advice=file != FILES[0]) for s in dict.fromkeys(nodes)]
    return tuple(made)


def code_list(rule: Rule) -> str | None:
    """Return the anchor of the code list from which a rule asks the values to be, if it does."""
    patterns = (_CODES.fullmatch(value) for name, value in rule.asks if name == "pattern")
    return next((f"code-{match[1]}" for match in patterns if match), None)


def _shape(graph: Graph, names: Names, iri: URIRef, *, advice: bool) -> Shape:
    properties = [p for p in graph.objects(iri, SH.property) if isinstance(p, URIRef)]
    rules = []
    for prop in sorted(properties, key=str):
        path = graph.value(prop, SH.path)
        if isinstance(path, URIRef) and (prop, SH.message, None) in graph:
            rules.append((path, _rule(graph, names, prop)))
    targets = sorted((t for t in graph.objects(iri, SH.targetClass) if isinstance(t, URIRef)), key=str)
    return Shape(
        f"shape-{fragment(iri)}",
        curie(iri),
        texts(graph, iri, RDFS.label),
        targets[0] if targets else None,
        _rule(graph, names, iri) if (iri, SH.message, None) in graph else None,
        tuple(rules),
        advice,
    )


def _rule(graph: Graph, names: Names, iri: URIRef) -> Rule:
    path = graph.value(iri, SH.path)
    severity = graph.value(iri, SH.severity)
    return Rule(
        f"rule-{fragment(iri)}",
        curie(iri),
        names.of(path) if path is not None else None,
        tuple(_asks(graph, names, iri)),
        fragment(str(severity or SH.Violation)).lower(),
        texts(graph, iri, SH.message),
    )


def _asks(graph: Graph, names: Names, iri: URIRef) -> list[tuple[str, str]]:
    """Return what a shape asks: how many values first, then each further constraint."""
    least, most = graph.value(iri, SH.minCount), graph.value(iri, SH.maxCount)
    found = [("count", f"{least or 0}..{most or '*'}")] if least or most else []
    for name in _ASKS:
        for value in sorted(graph.objects(iri, SH[name]), key=str):
            found.append((name, _shown(names, value)))
    alternatives = [_shown(names, p) for p in _alternatives(graph, iri)]
    return [*found, ("or", ", ".join(alternatives))] if alternatives else found


def _shown(names: Names, value: Node) -> str:
    return names.of(value).name if isinstance(value, URIRef) else str(value)


def _alternatives(graph: Graph, iri: URIRef) -> list[Node]:
    """Return the paths of which an ``sh:or`` asks one."""
    members = [m for head in graph.objects(iri, SH["or"]) for m in _list(graph, head)]
    return [p for m in members for p in graph.objects(m, SH.path)]


def _list(graph: Graph, head: Node) -> list[Node]:
    found = []
    while head != RDF.nil:
        found += list(graph.objects(head, RDF.first))
        head = graph.value(head, RDF.rest) or RDF.nil
    return found
