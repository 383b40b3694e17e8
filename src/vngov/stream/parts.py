"""One part of the graph made whole: its distinct lines, sorted, and what there is to know of them."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from ..pipeline import COUNTS
from ..store import joined, union
from ..terms import BASE, ORG, PREFIXES, PROV, RDF, SKOS, VG
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
    """A part: its text, and what is kept of it."""

    number: int
    text: str
    digest: str
    statements: int
    counts: dict[str, int]
    types: bytes
    asks: bytes
    witness: str


def make(reach: Reach, batch: list[tuple[int, list[str]]]) -> list[Made]:
    """Return the parts made of everything that was said in them."""
    return [_made(reach, number, joined(*texts)) for number, texts in batch]


def _made(reach: Reach, number: int, text: str) -> Made:
    triples = union(text).splitlines(keepends=True)
    wanted = sorted({mark(thing, kind) for thing, kind in asks(triples, reach)})
    return Made(
        number,
        text,
        hashlib.sha256(text.encode()).hexdigest(),
        text.count("\n"),
        _counts(triples),
        types(triples, reach).tobytes(),
        array("Q", wanted).tobytes(),
        witness(text.splitlines(keepends=True), reach.deprecated),
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


def witness(lines: Iterable[str], gone: Set[str]) -> str:
    """Return so few of the lines that every hygiene query finds in them what it finds in all of them.

    Kept are the ontology, the codes, the origin of each graph, one use of each property, class and code,
    every use of what is deprecated, and the types of whatever has more than one. The graphs of records stand
    as one: each of them says its origin by construction (:func:`vngov.build.graphs.part`).
    """
    kept, seen = [], set()
    typed: dict[str, list[str]] = {}
    for said in lines:
        subject, predicate, rest = said.split(" ", 2)
        cut = rest.rindex(" <")
        value, graph, line = rest[:cut], rest[cut + 1 : -3], said
        if not graph.startswith(_MADE):
            graph = _EVIDENCE
            line = f"{subject} {predicate} {value} {graph} .\n"
        if graph.startswith(_ONTOLOGY) or (predicate in _CONCEPT and _CODE.match(subject)):
            kept.append(line)
            continue
        if predicate in gone or value in gone:
            kept.append(line)
        if predicate == _TYPE:
            typed.setdefault(subject, []).append(line)
        if predicate in _ORIGIN and subject == graph:
            kept.append(line)
        uses = (predicate, value if predicate == _TYPE or _CODE.fullmatch(value) else "")
        if uses not in seen or (graph, "") not in seen:
            seen |= {uses, (graph, "")}
            kept.append(line)
    for own in typed.values():
        if len({line.split(" ", 3)[2] for line in own}) > 1:
            kept += own
    return "".join(sorted(set(kept)))


def thinned(witnesses: Iterable[str], gone: Set[str]) -> str:
    """Return the witnesses of all parts as one, again with one use of each property, class and code."""
    return joined(witness(joined(*witnesses).splitlines(keepends=True), gone))
