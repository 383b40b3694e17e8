"""A graph's statements by subject and by value, with the source of each: what the exports read from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import Literal, URIRef

from ..store import Term, Triple, quads
from ..terms import BASE, PREFIXES, PROV, RDF, SKOS, VG

Statements = Mapping[URIRef, Sequence[Term]]

_STEP = re.compile(r"(\^?)([a-z]+):(\w+)(?:\[([a-z]+):(\w+)=([^\]]+)\])?")
_GRAPH = BASE + "graph/"


@dataclass(frozen=True)
class Step:
    """One step of a path: a property, backwards or not, and the value that a node must have to count."""

    predicate: URIRef
    backwards: bool = False
    only: tuple[URIRef, str] | None = None


def path(text: str) -> tuple[Step, ...]:
    """Return a property path as steps: ``^org:hasPost/vg:validDuring``, ``adms:identifier[p=value]/…``.

    >>> [step.backwards for step in path("^org:hasPost/org:role")]
    [True, False]

    :raises ValueError: if the text is no such path, or uses a prefix that the table lacks.
    """
    steps = []
    for part in re.split(r"/(?![^\[]*\])", text):
        match = _STEP.fullmatch(part)
        if not match or match[2] not in PREFIXES or (match[4] and match[4] not in PREFIXES):
            raise ValueError(f"«{part}» is no step of a path")
        only = (URIRef(PREFIXES[match[4]] + match[5]), match[6]) if match[4] else None
        steps.append(Step(URIRef(PREFIXES[match[2]] + match[3]), bool(match[1]), only))
    return tuple(steps)


@dataclass(frozen=True)
class Facts:
    """The distinct statements of a graph, indexed; every sequence is sorted."""

    forward: Mapping[URIRef, Statements]
    backward: Mapping[URIRef, Mapping[URIRef, Sequence[URIRef]]]
    graphs: Mapping[URIRef, Sequence[URIRef]]
    origins: Mapping[URIRef, Sequence[URIRef]]

    @classmethod
    def read(cls, nquads: str) -> Facts:
        """Return the facts of N-Quads text."""
        forward: dict[URIRef, dict[URIRef, set[Term]]] = defaultdict(lambda: defaultdict(set))
        backward: dict[URIRef, dict[URIRef, set[URIRef]]] = defaultdict(lambda: defaultdict(set))
        graphs: dict[URIRef, set[URIRef]] = defaultdict(set)
        origins: dict[URIRef, set[URIRef]] = defaultdict(set)
        for subject, predicate, value, graph in quads(nquads):
            forward[subject][predicate].add(value)
            graphs[subject].add(graph)
            if isinstance(value, URIRef):
                backward[value][predicate].add(subject)
                if subject == graph and predicate == PROV.wasDerivedFrom:
                    origins[graph].add(value)
        return cls(
            {
                s: {p: tuple(sorted(o, key=_order)) for p, o in sorted(po.items())}
                for s, po in forward.items()
            },
            {o: {p: tuple(sorted(s)) for p, s in sorted(ps.items())} for o, ps in backward.items()},
            {s: tuple(sorted(g)) for s, g in graphs.items()},
            {g: tuple(sorted(s)) for g, s in origins.items()},
        )

    def values(self, subject: URIRef, predicate: URIRef) -> Sequence[Term]:
        """Return the values of a property."""
        return self.forward.get(subject, {}).get(predicate, ())

    def of_class(self, kind: URIRef) -> Sequence[URIRef]:
        """Return the things of a class."""
        return self.backward.get(kind, {}).get(RDF.type, ())

    def follow(self, start: URIRef, steps: Iterable[Step]) -> list[Term]:
        """Return the distinct values at the end of a path, sorted."""
        found: set[Term] = {start}
        for step in steps:
            nodes = [node for node in found if isinstance(node, URIRef)]
            if step.backwards:
                found = {s for node in nodes for s in self.backward.get(node, {}).get(step.predicate, ())}
            else:
                found = {o for node in nodes for o in self.values(node, step.predicate)}
            if step.only:
                predicate, wanted = step.only
                found = {
                    node
                    for node in found
                    if isinstance(node, URIRef)
                    and any(str(v) == wanted for v in self.values(node, predicate))
                }
        return sorted(found, key=_order)

    def label(self, thing: Term, lang: str) -> str | None:
        """Return the label of a thing in one language, or ``None``."""
        if isinstance(thing, URIRef):
            for label in self.values(thing, SKOS.prefLabel):
                if isinstance(label, Literal) and label.language == lang:
                    return str(label)
        return None

    def sources(self, thing: URIRef) -> list[URIRef]:
        """Return the sources whose graphs state something of a thing."""
        found = {source for graph in self.graphs.get(thing, ()) for source in self.origins.get(graph, ())}
        return sorted(s for s in found if VG.Source in self.values(s, RDF.type))

    def triples(self) -> list[Triple]:
        """Return the distinct statements, sorted."""
        return [(s, p, o) for s in sorted(self.forward) for p, os in self.forward[s].items() for o in os]


def _order(term: Term) -> tuple[bool, str, str, str]:
    if isinstance(term, Literal):
        return True, str(term), str(term.language or ""), str(term.datatype or "")
    return False, str(term), "", ""
