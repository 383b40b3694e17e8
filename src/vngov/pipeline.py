"""The main job: read the records, build the graphs, link them, check them, write them out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rdflib import Graph, Literal, URIRef

from . import queries, resources
from .build.graphs import Built, build
from .errors import BadInputError, Finding, Place
from .export.dumps import BUILT, write_dumps
from .export.folder import replaced_whole
from .link import link
from .records import across
from .records.reader import Records, load, read_all, read_folder, read_record, read_registries
from .store import EmbeddedStore, joined, nquads, union
from .terms import OWL, PROV, iri
from .validate.graph import Shapes, hygiene, validate
from .vocabulary import Codes, load_codes, read_turtle

Step = Callable[[str], None]
_ONTOLOGY = ("core", "codes", "align")


def _silent(_: str) -> None:
    """Report no progress."""


@dataclass(frozen=True)
class Result:
    """What a build made: the graph as sorted N-Quads, what is to be said of it, and the SHACL report."""

    nquads: str
    findings: list[Finding]
    report: str
    summary: Mapping[str, Any]

    @property
    def violations(self) -> list[Finding]:
        """Return the findings that make the graph invalid."""
        return [f for f in self.findings if f.severity == "violation"]


def make(data: Path | None = None, engine: str = "shacl", lang: str = "en", step: Step = _silent) -> Result:
    """Return the graph of a data folder (by default the one that comes with vngov), linked and checked.

    :raises BadInputError: with every finding, if a record or a registry cannot be read.
    """
    data = data or resources.folder("data")
    ontology = resources.folder("ontology")
    step("Reading the records")
    codes = load_codes(ontology)
    records = read_folder(data, codes)
    step("Building the graphs")
    built, base = _sourced(records, codes)
    step("Linking")
    store = EmbeddedStore.in_memory(base)
    linked = link(store, queries.load(resources.folder("queries") / "link").values())
    text = joined(base, linked)
    origins: dict[URIRef, Place] = dict(built.origins)
    made = of_graph(text, store, origins, engine, lang, step)
    summary = {**made.summary, "records": len(records.entries)}
    if resources.is_synthetic(data):
        summary["synthetic"] = True
    return replace(made, summary=summary)


def of_graph(
    text: str, store: EmbeddedStore, origins: Mapping[URIRef, Place], engine: str, lang: str, step: Step
) -> Result:
    """Return a graph that was built and linked elsewhere, given as sorted N-Quads and opened, checked here.

    :raises BadInputError: if the shapes cannot be read.
    """
    step("Checking the graph")
    ontology = resources.folder("ontology")
    findings, report = validate(text, Shapes.load(ontology), origins, engine, lang)
    findings += hygiene(text, queries.load(ontology / "hygiene").values())
    return Result(text, findings, report, summarise(store, findings, text))


def write(out: Path, result: Result, step: Step = _silent, *, store: bool = True) -> None:
    """Write every dump of a result into ``out``, in one piece or not at all, its store only if wanted.

    :raises OutputError: if it cannot be written; what was there is untouched.
    """
    step("Writing the dumps")
    with replaced_whole(out, BUILT) as folder:
        ontology = resources.folder("ontology")
        write_dumps(folder, result.nquads, result.report, result.summary, ontology, store=store)


def check_record(path: Path, engine: str = "shacl", lang: str = "en") -> list[Finding]:
    """Return what SHACL finds at the lines of one record, checked among the others of its data folder.

    :raises BadInputError: with every finding in this file, if it cannot be read as a record.
    """
    codes = load_codes()
    home = next((p for p in path.resolve().parents if (p / "registries").is_dir()), None)
    folder = home or resources.folder("data")
    shown = str(path)
    registries, documents = read_registries(folder, codes)
    entry = read_record(path, shown, codes, registries)
    others = [e for e in read_all(folder, codes, registries) if e.id != entry.id]
    wrong = [f for f in across.records([*others, entry], registries) if f.place.file == shown]
    if wrong:
        raise BadInputError(wrong)
    records = Records(registries, documents, tuple(sorted([*others, entry], key=lambda e: e.id)))
    built, text = _sourced(records, codes)
    findings, _ = validate(text, Shapes.load(resources.folder("ontology")), built.origins, engine, lang)
    return [f for f in findings if f.place.file == shown]


def in_memory(data: Path | None = None) -> EmbeddedStore:
    """Return the graph of a data folder in memory, built and linked but not checked."""
    _, base = _sourced(load(data), load_codes())
    store = EmbeddedStore.in_memory(base)
    link(store, queries.load(resources.folder("queries") / "link").values())
    return store


def with_union() -> str:
    """Return the graph of the data that come with vngov as sorted N-Quads, and then their union."""
    _, base = _sourced(load(None), load_codes())
    store = EmbeddedStore.in_memory(base)
    linked = link(store, queries.load(resources.folder("queries") / "link").values())
    text = joined(base, linked)
    return text + union(text)


def _sourced(records: Records, codes: Codes) -> tuple[Built, str]:
    """Return the graphs of the records, and them with the ontology's as N-Quads: all but the links."""
    built = build(records, codes)
    return built, joined(built.nquads, nquads(ontology_quads(resources.folder("ontology"))))


def ontology_quads(ontology: Path) -> Iterator[tuple[URIRef, URIRef, URIRef | Literal, URIRef]]:
    """Yield the ontology, the code lists and the alignments, each in a graph of its own."""
    for name in _ONTOLOGY:
        graph = iri("graph", f"ontology-{name}")
        loaded: Graph = read_turtle(ontology / f"{name}.ttl")
        document = next(str(s) for s in loaded.subjects(None, OWL.Ontology))
        yield graph, PROV.wasDerivedFrom, URIRef(document), graph
        for subject, predicate, value in loaded:
            if (
                isinstance(subject, URIRef)
                and isinstance(predicate, URIRef)
                and isinstance(value, URIRef | Literal)
            ):
                yield subject, predicate, value, graph


COUNTS = """PREFIX org: <http://www.w3.org/ns/org#>
PREFIX vg: <https://w3id.org/vngov/ontology#>
SELECT ?class (COUNT(DISTINCT ?thing) AS ?things)
WHERE {
  VALUES ?class { vg:Decision vg:Committee vg:Composition vg:Seat vg:SeatGroup vg:Mandate vg:Organization
    vg:Position vg:MandateAlignment vg:Claim vg:Source vg:AdministrativeUnit org:Membership }
  ?thing a ?class .
}
GROUP BY ?class"""
_LINKS = """PREFIX org: <http://www.w3.org/ns/org#>
PREFIX vg: <https://w3id.org/vngov/ontology#>
SELECT (COUNT(*) AS ?links)
WHERE {
  { SELECT DISTINCT ?s ?p ?o WHERE {
    {
      VALUES ?p { vg:nationalDecisionInForce vg:notTakenUpBy vg:lapsedThrough vg:previousComposition }
      ?s ?p ?o
    }
    UNION { ?s vg:alignsTo ?o BIND(vg:alignsTo AS ?p) }
    UNION { ?s a org:Membership ; org:member ?o BIND(org:member AS ?p) }
  } }
}"""


def summarise(store: EmbeddedStore, findings: list[Finding], text: str) -> dict[str, Any]:
    """Return the figures of a graph: counts of things and links, findings by severity, the input's digest."""
    counts = {str(c).rsplit("#", 1)[1]: int(str(n)) for c, n in store.select(COUNTS).rows}
    links = store.select(_LINKS).rows[0][0]
    tally = {s: sum(f.severity == s for f in findings) for s in ("violation", "warning", "info")}
    return {
        "version": resources.VERSION,
        "statements": text.count("\n"),
        "links": int(str(links)),
        "things": dict(sorted(counts.items())),
        "findings": tally,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
    }
