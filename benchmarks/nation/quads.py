"""A synthetic country as N-Quads, family by family, without a folder and without holding it in memory.

The file holds what ``vngov build`` makes of the country's records before it links them: the ontology's
graphs, the registries' and the labels' graphs, one graph a page, the evidence, and what follows from changes
everywhere. Each statement stands once; families come in the order of the plan, statements sorted within each.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from rdflib import Literal, URIRef

from vngov import resources
from vngov.build.graphs import build
from vngov.records.document import Document
from vngov.records.model import Record
from vngov.records.reader import Entry, Records
from vngov.records.registry import ENTRY_TYPES
from vngov.store import nquads
from vngov.terms import BASE, OWL, PROV, iri
from vngov.vocabulary import read_turtle

from . import registries, work
from .country import Country
from .plan import Family

_CODE = f"<{BASE}code/"
_SHARED = f" <{BASE}graph/registry-"


def write(country: Country, file: Path, workers: int = 2) -> int:
    """Write a country as N-Quads, gzipped if the name ends in ``.gz``; return how many statements it has."""
    file.parent.mkdir(parents=True, exist_ok=True)
    total = 0
    with file.open("wb") as raw:
        out: BinaryIO = raw
        if file.suffix == ".gz":
            out = cast(BinaryIO, gzip.GzipFile("", "wb", 4, raw, 0))
        for block in _blocks(country, workers):
            out.write("".join(block).encode())
            total += len(block)
        if out is not raw:
            out.close()
    return total


def entries(country: Country, family: Family) -> list[Entry]:
    """Return the records of a family as if read from their files."""
    return [
        Entry(Record.model_validate(page), Document(path.as_posix(), page, {}))
        for path, page in country.records(family)
    ]


def _blocks(country: Country, workers: int) -> Iterator[list[str]]:
    """Yield the statements in blocks: the ontology, the centre, then family by family."""
    yield nquads(_ontology()).splitlines(keepends=True)
    maker = _Maker(country)
    families = list(country.plan.families())
    for family in families:
        if family.name.startswith("centre-"):
            lines = [line for line in maker.lines(family) if line not in maker.known]
            maker.known.update(lines if family.name == "centre-1" else (x for x in lines if _SHARED in x))
            yield lines
    rest = [f for f in families if not f.name.startswith("centre-")]
    seen: set[str] = set()
    for own, codes in work.each(maker, rest, workers):
        yield own
        new = [line for line in codes if line not in seen]
        seen.update(new)
        yield new


class _Maker:
    """Makes the statements of a family; ``known`` are those that are written already."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.shared = registries.common(country.plan)
        self.known: set[str] = set()
        self.departments = [
            entry for entry in entries(country, next(country.plan.families())) if entry.record.changes
        ]

    def __call__(self, family: Family) -> tuple[list[str], list[str]]:
        """Return a family's own statements, and those on codes, which other families make too."""
        lines = [line for line in self.lines(family) if line not in self.known]
        own = [line for line in lines if not line.startswith(_CODE)]
        return own, [line for line in lines if line.startswith(_CODE)]

    def lines(self, family: Family) -> list[str]:
        """Return every statement of a family's records and registries as a line of N-Quads, sorted."""
        country = self.country
        found = {entry.id: entry for entry in entries(country, family)}
        found |= {entry.id: entry for entry in self.departments}
        parts = registries.of_family(self.shared, family, country.pages.histories)
        documents = {name: Document(f"registries/{name}.yaml", {}, {}) for name in ENTRY_TYPES}
        records = Records(parts, documents, tuple(found[key] for key in sorted(found)))
        return build(records, country.pages.histories.codes).nquads.splitlines(keepends=True)


def _ontology() -> Iterable[tuple[URIRef, URIRef, URIRef | Literal, URIRef]]:
    """Yield the ontology, the code lists and the alignments, each in a graph of its own, as a build does."""
    for name in ("core", "codes", "align"):
        graph = iri("graph", f"ontology-{name}")
        loaded = read_turtle(resources.folder("ontology") / f"{name}.ttl")
        document = next(str(s) for s in loaded.subjects(None, OWL.Ontology))
        yield graph, PROV.wasDerivedFrom, URIRef(document), graph
        for subject, predicate, value in loaded:
            named = isinstance(subject, URIRef) and isinstance(predicate, URIRef)
            if named and isinstance(value, URIRef | Literal):
                yield cast(URIRef, subject), cast(URIRef, predicate), value, graph
