"""One part of the graph made whole: its distinct lines, sorted, and what there is to know of them."""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections import Counter
from dataclasses import dataclass, field

from ..pipeline import COUNTS
from ..store import joined
from ..terms import BASE, ORG, PREFIXES, PROV, RDF, SKOS, VG
from .cache import packed, unpacked
from .shapes import Reach, asked, mark, types

_TYPE = f"<{RDF.type}>"
_CODES = f"<{BASE}code/"
_CODE = re.compile(f"{_CODES}[^/>]+/[^>]*>")
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
    types: bytes
    asks: bytes
    text: bytes
    witness: str


def make(reach: Reach, batch: list[tuple[int, list[bytes]]]) -> list[Made]:
    """Return the parts made of everything that was said in them."""
    return [_made(reach, number, joined(*map(unpacked, texts))) for number, texts in batch]


def _made(reach: Reach, number: int, text: str) -> Made:
    seen = _look(text, reach)
    typed = [(thing, kind) for thing, kinds in seen.typed.items() for kind in kinds]
    counts = Counter(_COUNTED[kind] for _, kind in typed if kind in _COUNTED)
    if seen.links:
        counts["links"] = len(seen.links)
    wanted = sorted({mark(thing, kind) for thing, kind in asked(seen.leads, reach)})
    return Made(
        number,
        hashlib.sha256(text.encode()).hexdigest(),
        text.count("\n"),
        json.dumps(counts),
        types(typed, reach).tobytes(),
        array("q", wanted).tobytes(),
        packed(text),
        _witness(seen, reach),
    )


_ONTOLOGY, _EVIDENCE = f"<{BASE}graph/ontology-", f"<{BASE}graph/evidence>"
_MADE = tuple(
    f"<{BASE}graph/{name}" for name in ("ontology-", "registry-", "inferred/", "labels>", "evidence>")
)
"""How the names of graphs begin that are made of no single record; records may not take these names."""
_CONCEPT = {f"<{p}>" for p in (RDF.type, SKOS.prefLabel, SKOS.inScheme, SKOS.broader)}


_ONE, _OTHER = "/one>", "/other>"


@dataclass
class _Seen:
    """What a look at the lines of a part notes: types, links, what shapes ask of, and the witness's share."""

    typed: dict[str, set[str]] = field(default_factory=dict)
    links: set[tuple[str, str, str]] = field(default_factory=set)
    leads: set[tuple[str, str]] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    uses: set[tuple[str, str, str]] = field(default_factory=set)


def _look(text: str, reach: Reach) -> _Seen:
    seen = _Seen()
    for said in text.splitlines(keepends=True):
        subject, predicate, rest = said.split(" ", 2)
        cut = rest.rindex(" <")
        value, graph, line = rest[:cut], rest[cut + 1 : -3], said
        if predicate == _TYPE:
            seen.typed.setdefault(subject, set()).add(value)
        elif predicate in _LINKS:
            seen.links.add((subject, predicate, value))
        if predicate in reach.classes:
            seen.leads.add((predicate, value))
        if not graph.startswith(_MADE):
            graph = _EVIDENCE
            line = f"{subject} {predicate} {value} {graph} .\n"
        if graph.startswith(_ONTOLOGY) or (predicate in _CONCEPT and _CODE.match(subject)):
            seen.kept.add(line)
            continue
        if predicate in reach.deprecated or value in reach.deprecated:
            seen.kept.add(line)
        if predicate in _ORIGIN and subject == graph:
            seen.kept.add(line)
        if predicate == _TYPE:
            seen.uses.add((predicate, value, graph))
        else:
            code = value.startswith(_CODES) and _CODE.fullmatch(value)
            seen.uses.add((predicate, value if code else "", graph))
    return seen


def _witness(seen: _Seen, reach: Reach) -> str:
    """Return so few lines that every hygiene query finds in them what it finds in all that was looked at.

    Kept are the ontology, the codes, the origin of each graph, every use of what is deprecated, and the types
    of whatever has two that exclude each other. That a property, a class, a code or a graph is used is said
    of things made up for it, so that the witness stays the same when others begin to use it. The graphs of
    records stand as one: each of them says its origin by construction (:func:`vngov.build.graphs.part`).
    """
    kept = {*seen.kept, *(_said(*use) for use in seen.uses)}
    for subject, kinds in seen.typed.items():
        if len(kinds) > 1 and any((one, two) in reach.apart for one in kinds for two in kinds):
            kept.update(f"{subject} {_TYPE} {kind} {_EVIDENCE} .\n" for kind in kinds)
    return "".join(sorted(kept))


def _said(predicate: str, value: str, graph: str) -> str:
    """Return a line that uses a property, and a class or a code, in a graph."""
    thing = (value or predicate)[:-1]
    return f"{thing}{_ONE} {predicate} {value or thing + _OTHER} {graph} .\n"
