"""Notes: the sources that a page rests on, numbered as they are first met, and what is shown of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from rdflib import URIRef

from ..store import Term
from ..terms import BASE, DC, DCTERMS, FOAF, PROV
from .facts import Evidence, Fact, Facts, Text

_INFERRED = BASE + "graph/inferred/"


@dataclass(frozen=True)
class Origin:
    """Where a graph's statements come from: a published source, a linking query, a registry or the build."""

    graph: URIRef
    kind: str
    name: str
    thing: URIRef | None = None
    title: Text | None = None
    published: Term | None = None
    address: str | None = None


@dataclass(frozen=True)
class Note:
    """One origin with its evidence for a fact: ``id`` is unique on the page, ``number`` the origin's."""

    id: str
    number: int
    origin: Origin
    evidence: Evidence


@dataclass
class Notes:
    """The notes of one page."""

    facts: Facts
    lang: str
    _numbers: dict[URIRef, int] = field(default_factory=dict)
    _notes: dict[tuple[URIRef, Evidence], Note] = field(default_factory=dict)

    def of(self, *facts: Fact) -> list[Note]:
        """Return the notes of some facts, those of published sources before what was derived."""
        graphs = sorted({(_rank(g), g) for fact in facts for g in fact.graphs})
        if any(rank < 2 for rank, _ in graphs):
            graphs = [(rank, graph) for rank, graph in graphs if rank < 2]
        return list(
            dict.fromkeys(
                self._note(graph, self.facts.evidence(fact, graph))
                for _, graph in graphs
                for fact in facts
                if graph in fact.graphs
            )
        )

    def all(self) -> list[Note]:
        """Return every note made so far, by number."""
        return sorted(self._notes.values(), key=lambda n: (n.number, n.id))

    def origins(self) -> list[tuple[int, Origin]]:
        """Return every origin met so far with its number."""
        return list(dict.fromkeys((note.number, note.origin) for note in self.all()))

    def _note(self, graph: URIRef, evidence: Evidence) -> Note:
        key = (graph, evidence)
        if key not in self._notes:
            number = self._numbers.setdefault(graph, len(self._numbers) + 1)
            note = Note(f"n{len(self._notes) + 1}", number, origin_of(self.facts, graph, self.lang), evidence)
            self._notes[key] = note
        return self._notes[key]


def origin_of(facts: Facts, graph: URIRef, lang: str) -> Origin:
    """Return where a graph's statements come from."""
    source = facts.thing(graph, PROV.wasDerivedFrom)
    name = graph.removeprefix(BASE + "graph/")
    if source is not None and source.startswith(BASE + "id/source/") and not name.startswith("registry-"):
        publisher = facts.value(source, DC.publisher)
        page = facts.value(source, FOAF.page)
        return Origin(
            graph,
            "source",
            str(publisher or name),
            source,
            facts.text(source, lang, DCTERMS.title),
            facts.value(source, DCTERMS.issued),
            None if page is None else str(page),
        )
    if graph.startswith(_INFERRED):
        return Origin(graph, "derived", graph.removeprefix(_INFERRED), graph)
    return Origin(graph, "registry" if name.startswith("registry-") else "built", name, graph)


def _rank(graph: URIRef) -> int:
    """Return the standing of a graph: published sources, registries, derived graphs, those of the build."""
    name = graph.removeprefix(BASE + "graph/")
    if name.startswith(("labels", "evidence", "ontology-")):
        return 3
    return 2 if name.startswith("inferred/") else 1 if name.startswith("registry-") else 0
