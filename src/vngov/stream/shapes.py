"""What SHACL must see beside the things of a part to find there what it finds in the whole graph."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.term import Node

from ..terms import ELI, ORG, OWL, RDF, RDFS, SH
from ..validate.engines import Result
from ..validate.graph import Shapes
from . import cache, owner

_TYPE = f"<{RDF.type}>"
_FAR = (SH.inversePath, SH.alternativePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath, SH.node)
_FAR_TOO = (SH.sparql, SH.targetSubjectsOf, SH.targetObjectsOf)
_NEAR = {ORG.hasPost, ELI.date_document}
"""Properties that lead to a value, or to a thing that has the same owner and so stands in the same part."""


@dataclass(frozen=True)
class Reach:
    """Which properties lead to things whose class a shape asks for, and the classes that will do."""

    shapes: Shapes
    classes: Mapping[str, tuple[str, ...]]
    beneath: str
    deprecated: frozenset[str]
    apart: frozenset[tuple[str, str]]
    """The pairs of classes that share nothing, either way round."""

    @classmethod
    def of(cls, shapes: Shapes, ontology: str) -> Reach:
        """Return the reach of shapes, given the ontology's N-Quads.

        :raises ValueError: if a shape looks further than at the class of what a property leads to.
        """
        classes: dict[str, set[str]] = {}
        below = [line for line in ontology.splitlines() if f" <{RDFS.subClassOf}> " in line]
        for text in (shapes.required, shapes.advised):
            graph = Graph().parse(data=text, format="turtle")
            for term in (*_FAR, *_FAR_TOO):
                if (None, term, None) in graph:
                    raise ValueError(f"a shape uses {term}: validation by parts does not follow it")
            for shape in graph.subjects(SH.qualifiedValueShape):
                if _path(graph, shape) not in _NEAR:
                    raise ValueError(
                        f"{shape} looks into other parts: validation by parts does not follow it"
                    )
            for shape, wanted in graph.subject_objects(SH["class"]):
                path = _path(graph, shape)
                classes.setdefault(f"<{path}>", set()).update(_below(str(wanted), below))
        said = f" <{OWL.deprecated}> "
        gone = frozenset(line.split(" ", 1)[0] for line in ontology.splitlines() if said in line)
        apart = [line.split(" ")[:3:2] for line in ontology.splitlines() if f" <{OWL.disjointWith}> " in line]
        pairs = frozenset((one, two) for a, b in apart for one, two in ((a, b), (b, a)))
        beneath = "".join(f"{line[: line.rindex(' <')]} .\n" for line in below)
        return cls(shapes, {p: tuple(sorted(c)) for p, c in classes.items()}, beneath, gone, pairs)


def _path(graph: Graph, shape: Node) -> URIRef:
    found = graph.value(shape, SH.path)
    if not isinstance(found, URIRef):
        raise ValueError(f"{shape} has no plain path: validation by parts does not follow it")
    return found


def _below(wanted: str, lines: Iterable[str]) -> set[str]:
    found = {f"<{wanted}>"}
    pairs = [(parts[0], parts[2]) for parts in (line.split(" ") for line in lines)]
    for _ in pairs:
        more = {sub for sub, above in pairs if above in found} - found
        if not more:
            break
        found |= more
    return found


def mark(thing: str, kind: str) -> int:
    """Return a number for that a thing is of a class: 64 bits of a digest."""
    return cache.number(thing, kind)


def types(things: Iterable[tuple[str, str]], reach: Reach) -> array[int]:
    """Return the marks of those classes of things that a shape may ask for, sorted."""
    wanted = {kind for kinds in reach.classes.values() for kind in kinds}
    return array("q", sorted({mark(thing, kind) for thing, kind in things if kind in wanted}))


def asked(leads: set[tuple[str, str]], reach: Reach) -> Iterator[tuple[str, str]]:
    """Yield each thing that such a property leads to, with each class that will do."""
    for predicate, thing in leads:
        for kind in reach.classes[predicate]:
            yield thing, kind


def marks(kept: bytes) -> Sequence[int]:
    """Return marks kept as bytes."""
    return memoryview(kept).cast("q")


def has(marks: Sequence[int], wanted: int) -> bool:
    """Return whether a sorted sequence has a number."""
    at = bisect_left(marks, wanted)
    return at < len(marks) and marks[at] == wanted


@dataclass(frozen=True)
class Bench:
    """What validation of parts needs: the reach of the shapes, the types of the whole graph, the engine."""

    reach: Reach
    marks: array[int]
    engine: str


Found = tuple[list[Result], list[Result]]
"""The results of the shapes that must hold, and of those that advise."""


def results(bench: Bench, batch: list[tuple[int, bytes]]) -> list[tuple[int, Found]]:
    """Return what SHACL finds at the things of each part: (number, packed N-Quads) in, results out."""
    found: dict[int, Found] = {number: ([], []) for number, _ in batch}
    for index, own in enumerate(seen_from(bench, (cache.unpacked(packed) for _, packed in batch))):
        for result in own:
            number = owner.part(result.focus)
            if number in found:
                found[number][index].append(result)
    return list(found.items())


def seen_from(bench: Bench, texts: Iterable[str]) -> Found:
    """Return what SHACL finds in whole parts, given as N-Quads.

    It stands beside them of which classes the things are that they lead to; what is found at things of other
    parts is to be passed over.
    """
    triples: set[str] = set()
    for text in texts:
        triples.update([line[: line.rindex(" <")] for line in text.split("\n") if line])
    parted = (triple.split(" ", 2) for triple in triples)
    leads = {(said[1], said[2]) for said in parted if said[1] in bench.reach.classes}
    beside = {
        f"{thing} {_TYPE} {kind}"
        for thing, kind in asked(leads, bench.reach)
        if has(bench.marks, mark(thing, kind))
    }
    data = " .\n".join((*(triples | beside), bench.reach.beneath))
    return bench.reach.shapes.results(bench.engine, data)
