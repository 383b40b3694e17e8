"""The code lists of the ontology, read from ``ontology/codes.ttl`` as plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.term import Literal

from . import resources
from .errors import BadInputError, Finding, Place
from .terms import RDF, SKOS


@dataclass(frozen=True)
class Code:
    """One code: its labels by language and the codes directly above it."""

    labels: Mapping[str, str]
    broader: frozenset[str] = frozenset()


Codes = Mapping[str, Mapping[str, Code]]
"""Scheme name to code to :class:`Code`: ``codes["role"]["head"].labels["vi"]``."""


def load_codes(folder: Path | None = None) -> Codes:
    """Return every code list of the ontology.

    >>> load_codes()["role"]["head"].labels["vi"]
    'Trưởng ban'

    :raises BadInputError: if ``codes.ttl`` is no Turtle.
    """
    path = (folder or resources.folder("ontology")) / "codes.ttl"
    graph = read_turtle(path)
    schemes: dict[str, dict[str, Code]] = {}
    for name in sorted(str(s) for s in graph.subjects(RDF.type, SKOS.Concept)):
        scheme, code = name.rsplit("/", 2)[1:]
        concept = URIRef(name)
        labels = {
            str(o.language): str(o) for o in graph.objects(concept, SKOS.prefLabel) if isinstance(o, Literal)
        }
        broader = frozenset(str(b).rsplit("/", 1)[1] for b in graph.objects(concept, SKOS.broader))
        schemes.setdefault(scheme, {})[code] = Code(labels, broader)
    return schemes


def read_turtle(path: Path) -> Graph:
    """Return the graph of one Turtle file.

    :raises BadInputError: with file and line, if it does not parse.
    """
    graph = Graph()
    try:
        graph.parse(path, format="turtle")
    except Exception as error:  # rdflib raises BadSyntax, and plain exceptions from its lexer
        line = getattr(error, "lines", 0)
        place = Place(str(path), int(line) + 1 if line else 0)
        reason = str(getattr(error, "_why", error)).splitlines()[0]
        raise BadInputError(Finding(place, "", f"this is no Turtle: {reason}")) from error
    return graph


def local(term: URIRef) -> str:
    """Return the last path segment of an IRI: the code, or the slug.

    >>> local(URIRef("https://w3id.org/vngov/code/role/head"))
    'head'
    """
    return str(term).rsplit("/", 1)[-1]
