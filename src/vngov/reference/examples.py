"""One real statement for each term, chosen from the graph by one rule.

The rule, in this order: a statement about a thing of Bình Định, or about one that leads to it; one whose
subject has a label; one whose value has a label or is a literal; one that a published source makes; the
source that says most about Bình Định; the subject of which the graph says most; then the first by IRI.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from rdflib import Literal, URIRef

from ..queries import bind
from ..store import Store, Term
from ..terms import RDF, iri
from .model import Example, Kind, Texts

PREFERRED = "binh-dinh"
"""Part of the IRIs of everything that belongs to Bình Định, as :func:`vngov.terms.slug` writes it."""

_STATEMENTS = """PREFIX dc: <http://purl.org/dc/elements/1.1/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX vg: <https://w3id.org/vngov/ontology#>
SELECT ?subject ?property ?value ?graph ?publisher ?page WHERE {
  VALUES ?property { UNDEF }
  GRAPH ?graph { ?subject ?property ?value }
  OPTIONAL {
    ?graph prov:wasDerivedFrom ?source .
    ?source dc:publisher ?publisher .
    OPTIONAL { ?source foaf:page ?page }
  }
}"""
_LABELS = """PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?label WHERE { ?thing skos:prefLabel|foaf:name|rdfs:label ?label }"""


Row = tuple[Term | None, ...]


def find(store: Store, kinds: Mapping[URIRef, Kind]) -> dict[URIRef, Example]:
    """Return the example of each term that the graph uses; a term that it does not use has none."""
    labels = _labels(store)
    properties = sorted({RDF.type, *(term for term, kind in kinds.items() if kind != "class")})
    rows = store.select(bind(_STATEMENTS, "property", properties), "examples").rows
    weight = Counter(row[0] for row in rows)
    about = Counter(row[3] for row in rows if PREFERRED in str(row[0]))
    near = _near(rows, about)
    classes = {row[0]: row[2] for row in sorted(rows, key=_order) if row[1] == RDF.type}
    best: dict[URIRef, tuple[tuple[object, ...], Example]] = {}
    for row in rows:
        term = row[2] if row[1] == RDF.type else row[1]
        if isinstance(term, URIRef) and term in kinds:
            made = _example(row, labels, classes)
            key = (
                made.subject not in near,
                *_rank(made),
                -about[made.graph],
                -weight[made.subject],
                *_order(row),
            )
            if term not in best or key < best[term][0]:
                best[term] = (key, made)
    return {term: example for term, (_, example) in best.items()}


def _near(rows: Iterable[Row], about: Counter[Term | None]) -> set[Term | None]:
    """Return the things of Bình Định, and those that lead to one or to the graph that says most of it."""
    most = min(about, key=lambda graph: (-about[graph], str(graph)), default=None)
    return {
        row[0]
        for row in rows
        if PREFERRED in str(row[0]) or PREFERRED in str(row[2]) or (most is not None and row[2] == most)
    }


def _labels(store: Store) -> dict[Term | None, dict[str, str]]:
    """Return every label of the graph by language; of several in one language, the first in order."""
    found: dict[Term | None, dict[str, str]] = {}
    for thing, label in store.select(_LABELS, "labels").rows:
        if isinstance(thing, URIRef) and isinstance(label, Literal):
            made = found.setdefault(thing, {})
            tag = str(label.language or "")
            made[tag] = min(str(label), made.get(tag, str(label)))
    return found


def _order(row: Row) -> tuple[str, ...]:
    return tuple(str(term) for term in row)


def _example(
    row: Row, labels: Mapping[Term | None, Texts], classes: Mapping[Term | None, Term | None]
) -> Example:
    subject, predicate, value, graph, publisher, page = row
    assert isinstance(subject, URIRef)
    assert isinstance(predicate, URIRef)
    assert isinstance(graph, URIRef)
    assert value is not None
    value_label = labels.get(value, {}) if isinstance(value, URIRef) else _literal(value)
    name = str(publisher) if publisher is not None else None
    where = str(page) if page is not None else None
    kind = labels.get(classes.get(subject), {})
    return Example(subject, predicate, value, graph, labels.get(subject, {}), kind, value_label, name, where)


def _literal(value: Literal) -> Texts:
    return {str(value.language or ""): str(value)}


def _rank(example: Example) -> tuple[bool, bool, bool]:
    instance = example.predicate == RDF.type
    return (
        not example.subject_label,
        not (example.value_label or instance),
        example.publisher is None or example.graph.startswith(iri("graph", "registry")),
    )
