"""VoID: what is in the graph, counted from the graph (W3C Interest Group Note, 2011)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rdflib import Literal, Namespace, URIRef

from ..store import Triple
from ..terms import BASE, DCTERMS, PREFIXES, RDF, SKOS, VG, XSD, curie, slug
from .edition import DATA_LICENCE, DESCRIPTIONS, TITLES, Edition

VOID = Namespace(PREFIXES["void"])
_MAPPINGS = {SKOS[f"{kind}Match"] for kind in ("close", "exact", "related", "broad", "narrow")}
_NAMESPACE = re.compile(r".*[#/]")


def void(triples: Iterable[Triple], edition: Edition) -> list[Triple]:
    """Return the VoID description of the distinct triples of a graph.

    It counts triples, entities, subjects, objects, classes and properties, and partitions by class and by
    property; the ontology and the code lists count too. A linkset is a mapping property of SKOS by which our
    terms point into one vocabulary of others.
    """
    graph = list(triples)
    node = edition.dataset
    made: list[Triple] = [(node, RDF.type, VOID.Dataset)]
    made += [(node, DCTERMS.title, Literal(title, lang=tag)) for tag, title in TITLES.items()]
    made += [(node, DCTERMS.description, Literal(text, lang=tag)) for tag, text in DESCRIPTIONS.items()]
    made += [
        (node, DCTERMS.license, URIRef(DATA_LICENCE)),
        (node, DCTERMS.modified, Literal(edition.current.date, datatype=XSD.date)),
        (node, VOID.uriSpace, Literal(BASE)),
    ]
    made += [(node, VOID.dataDump, URIRef(edition.base_url + f)) for f in ("vngov.ttl", "vngov.nq.gz")]
    committees = sorted(s for s, p, o in graph if p == RDF.type and o == VG.Committee)
    made += [(node, VOID.exampleResource, thing) for thing in committees[:1]]
    if edition.endpoint:
        made.append((node, VOID.sparqlEndpoint, URIRef(edition.endpoint)))
    properties = Counter(p for _, p, _ in graph)
    types = Counter(o for _, p, o in graph if p == RDF.type and isinstance(o, URIRef))
    subjects = {s for s, _, _ in graph}
    counts = {
        VOID.triples: len(graph),
        VOID.entities: len({s for s in subjects if str(s).startswith((BASE + "id/", BASE + "eli/"))}),
        VOID.distinctSubjects: len(subjects),
        VOID.distinctObjects: len({o for _, _, o in graph}),
        VOID.classes: len(types),
        VOID.properties: len(properties),
    }
    made += [(node, predicate, _count(n)) for predicate, n in counts.items()]
    used = {match[0] for term in (*properties, *types) if (match := _NAMESPACE.match(str(term)))}
    known = sorted(used & set(PREFIXES.values()))
    made += [(node, VOID.vocabulary, URIRef(namespace)) for namespace in known]
    for kind, number in sorted(types.items()):
        part = URIRef(f"{node}/class/{slug(curie(str(kind)))}")
        made += [
            (node, VOID.classPartition, part),
            (part, VOID["class"], kind),
            (part, VOID.entities, _count(number)),
        ]
    for name, number in sorted(properties.items()):
        part = URIRef(f"{node}/property/{slug(curie(str(name)))}")
        made += [
            (node, VOID.propertyPartition, part),
            (part, VOID.property, name),
            (part, VOID.triples, _count(number)),
        ]
    return made + _linksets(graph, node)


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def _linksets(graph: list[Triple], node: URIRef) -> list[Triple]:
    """Return the linksets: by which mapping property our terms are set beside those of which vocabulary."""
    links: Counter[tuple[URIRef, str]] = Counter()
    for subject, predicate, value in graph:
        if isinstance(value, URIRef) and subject.startswith(BASE) and not value.startswith(BASE):
            match = _NAMESPACE.match(str(value))
            if predicate in _MAPPINGS and match and match[0] in PREFIXES.values():
                links[predicate, match[0]] += 1
    made: list[Triple] = []
    for (predicate, namespace), number in sorted(links.items()):
        prefix = next(p for p, n in PREFIXES.items() if n == namespace)
        linkset = URIRef(f"{node}/links/{slug(curie(str(predicate)))}-{prefix}")
        made += [
            (linkset, RDF.type, VOID.Linkset),
            (linkset, VOID.subjectsTarget, node),
            (linkset, VOID.objectsTarget, URIRef(namespace)),
            (linkset, VOID.linkPredicate, predicate),
            (linkset, VOID.triples, _count(number)),
            (node, VOID.subset, linkset),
        ]
    return made
