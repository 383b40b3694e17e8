"""One part of the graph made whole: its distinct lines, sorted, and what there is to know of them."""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..pipeline import COUNTS
from ..store import joined, union
from ..terms import BASE, ORG, PREFIXES, PROV, RDF, SKOS, VG
from .cache import packed, unpacked
from .shapes import Reach, asks, mark, types

_TYPE = f"<{RDF.type}>"
_CODE = re.compile(f"<{BASE}code/[^/>]+/[^>]*>")
_ORIGIN = {f"<{PROV.wasDerivedFrom}>", f"<{PROV.wasGeneratedBy}>"}
_LINKS = {
    f"<{p}>"
    for p in (
        VG.nationalDecisionInForce,
        VG.notTakenUpBy,
        VG.lapsedThrough,
        VG.previousComposition,
        VG.alignsTo,
    )
} | {f"<{ORG.member}>"}
_COUNTED = {
    f"<{PREFIXES[prefix]}{name}>": name for prefix, name in re.findall(r"\b(vg|org):([A-Z]\w+)", COUNTS)
}


@dataclass(frozen=True)
class Made:
    """A part as the cache keeps it: its text, packed, and what there is to know of it."""

    number: int
    digest: str
    statements: int
    counts: str
    text: bytes
    types: bytes
    asks: bytes
    witness: str


def make(reach: Reach, batch: list[tuple[int, list[bytes]]]) -> list[Made]:
    """Return the parts made of everything that was said in them."""
    return [_made(reach, number, joined(*map(unpacked, texts))) for number, texts in batch]


def _made(reach: Reach, number: int, text: str) -> Made:
    triples = union(text).splitlines(keepends=True)
    wanted = sorted({mark(thing, kind) for thing, kind in asks(triples, reach)})
    return Made(
        number,
        hashlib.sha256(text.encode()).hexdigest(),
        text.count("\n"),
        json.dumps(_counts(triples)),
        packed(text),
        types(triples, reach).tobytes(),
        array("q", wanted).tobytes(),
        witness(text.splitlines(keepends=True), reach),
    )


def _counts(triples: Iterable[str]) -> dict[str, int]:
    """Return how many things of each counted class, and how many links, there are."""
    counts: Counter[str] = Counter()
    for line in triples:
        _, predicate, rest = line.split(" ", 2)
        if predicate == _TYPE and rest[:-3] in _COUNTED:
            counts[_COUNTED[rest[:-3]]] += 1
        elif predicate in _LINKS:
            counts["links"] += 1
    return dict(counts)


_ONTOLOGY, _EVIDENCE = f"<{BASE}graph/ontology-", f"<{BASE}graph/evidence>"
_MADE = tuple(
    f"<{BASE}graph/{name}" for name in ("ontology-", "registry-", "inferred/", "labels>", "evidence>")
)
"""How the names of graphs begin that are made of no single record; records may not take these names."""
_CONCEPT = {f"<{p}>" for p in (RDF.type, SKOS.prefLabel, SKOS.inScheme, SKOS.broader)}


_ONE, _OTHER = "/one>", "/other>"


def witness(lines: Iterable[str], reach: Reach) -> str:
    """Return so few lines that every hygiene query finds in them what it finds in all of those given.

    Kept are the ontology, the codes, the origin of each graph, every use of what is deprecated, and the types
    of whatever has two that exclude each other. That a property, a class, a code or a graph is used is said
    of things made up for it, so that the witness stays the same when others begin to use it. The graphs of
    records stand as one: each of them says its origin by construction (:func:`vngov.build.graphs.part`).
    """
    kept: set[str] = set()
    uses: set[tuple[str, str, str]] = set()
    typed: dict[str, set[str]] = {}
    for said in lines:
        subject, predicate, rest = said.split(" ", 2)
        cut = rest.rindex(" <")
        value, graph, line = rest[:cut], rest[cut + 1 : -3], said
        if not graph.startswith(_MADE):
            graph = _EVIDENCE
            line = f"{subject} {predicate} {value} {graph} .\n"
        if graph.startswith(_ONTOLOGY) or (predicate in _CONCEPT and _CODE.match(subject)):
            kept.add(line)
            continue
        if predicate in reach.deprecated or value in reach.deprecated:
            kept.add(line)
        if predicate in _ORIGIN and subject == graph:
            kept.add(line)
        if predicate == _TYPE:
            typed.setdefault(subject, set()).add(value)
            uses.add((predicate, value, graph))
        else:
            uses.add((predicate, value if value[0] == "<" and _CODE.fullmatch(value) else "", graph))
    kept.update(_said(*use) for use in uses)
    for subject, kinds in typed.items():
        if len(kinds) > 1 and any((one, two) in reach.apart for one in kinds for two in kinds):
            kept.update(f"{subject} {_TYPE} {kind} {_EVIDENCE} .\n" for kind in kinds)
    return "".join(sorted(kept))


def _said(predicate: str, value: str, graph: str) -> str:
    """Return a line that uses a property, and a class or a code, in a graph."""
    thing = (value or predicate)[:-1]
    return f"{thing}{_ONE} {predicate} {value or thing + _OTHER} {graph} .\n"
