"""Which queries use which term, found in their texts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rdflib import URIRef

from ..queries import Query
from ..terms import PREFIXES
from .model import Question

_STRING = r"\"(?:[^\"\\\n]|\\.)*\""
_NOISE = re.compile(rf"(<[^<>\s]*>)|{_STRING}|#[^\n]*")
_NAME = re.compile(r"<([^<>\s]*)>|\b([a-z]+):([A-Za-z][\w-]*)")


def mentioned(text: str) -> set[URIRef]:
    """Return the IRIs that a query names, by their prefixed names of the one table or in full.

    >>> sorted(mentioned('# vg:no\\nSELECT * { ?s vg:holds <http://x/y#z>, "vg:text" }'))
    [rdflib.term.URIRef('http://x/y#z'), rdflib.term.URIRef('https://w3id.org/vngov/ontology#holds')]
    """
    bare = _NOISE.sub(lambda m: m[1] or " ", text)
    found = set()
    for full, prefix, name in _NAME.findall(bare):
        if full:
            found.add(URIRef(full))
        elif prefix in PREFIXES:
            found.add(URIRef(PREFIXES[prefix] + name))
    return found


def question(query: Query) -> Question:
    """Return a query as the pages show it."""
    linking = "link" in query.tags
    return Question(f"{'link' if linking else 'query'}-{query.name}", query.name, query.question, linking)


def by_term(queries: Iterable[Query]) -> dict[URIRef, tuple[Question, ...]]:
    """Return for each IRI the questions of the queries that name it, in the order of the queries."""
    found: dict[URIRef, list[Question]] = {}
    for query in queries:
        for iri in sorted(mentioned(query.text)):
            found.setdefault(iri, []).append(question(query))
    return {iri: tuple(made) for iri, made in found.items()}
