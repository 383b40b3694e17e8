"""The files of a release, made from a built graph: the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import URIRef

from .. import answers, network, queries
from ..export import catalog, citation, jsonld, sidecars, tables, void
from ..export.dumps import evidence, zipped
from ..export.edition import DESCRIPTIONS, TITLES, Edition, FileInfo
from ..export.facts import Facts
from ..export.folder import Kind
from ..export.redirects import at_site
from ..pipeline import Result
from ..reference import pages
from ..reference.model import Download
from ..store import EmbeddedStore, nquads, quads, serialise, serialise_triples, union
from ..terms import BASE, ELI, RDF, VG, XSD
from ..vocabulary import local, read_turtle
from . import readme
from .manifest import NAME, SUMS, Manifest, as_json, sums

CORE = "vngov"
_COPIED = ("codes.ttl", "align.ttl", "shapes.ttl", "advice.ttl", "catalog-shapes.ttl")
BUNDLE = Kind(
    frozenset(
        {
            "CITATION.cff", "LICENSE.txt", "README.md", "SHA256SUMS", "catalog.jsonld", "catalog.ttl",
            "changes.json", "committees", "context.jsonld", "csv", "docs", "evidence.ttl",
            "network.graphml", "ontology", "queries", "release.json", "schema.jsonld", "validation.ttl",
            "vngov.jsonld", "vngov.nq.gz", "vngov.trig.gz", "vngov.ttl", "void.ttl", "w3id",
        }
    ),
    mark=NAME,
)  # fmt: skip
"""What the folder of a bundle may hold."""


_DOWNLOADS = (
    Download("ontology", "Turtle", "../../ontology/vngov.ttl"),
    Download("ontology", "RDF/XML", "../../ontology/vngov.rdf"),
    Download("ontology", "JSON-LD", "../../ontology/vngov.jsonld"),
    Download("shapes", "SHACL (Turtle)", "../../ontology/shapes.ttl"),
    Download("codes", "SKOS (Turtle)", "../../ontology/codes.ttl"),
    Download("data", "Turtle", "../../vngov.ttl"),
    Download("data", "N-Quads (gzip)", "../../vngov.nq.gz"),
    Download("data", "JSON-LD", "../../vngov.jsonld"),
)
"""What a reader of the reference pages can take along, relative to a page of one language."""


@dataclass(frozen=True)
class Sources:
    """The folders a release is made from besides the graph."""

    ontology: Path
    queries: Path
    licence: Path
    redirects: Path


def files(
    result: Result, edition: Edition, changes: Mapping[str, Any], sources: Sources, *, hosted: bool
) -> dict[str, bytes]:
    """Return every file of the bundle by its path, ``SHA256SUMS`` the last.

    The redirects of w3id.org stand in it where it is known that the bundle will be ``hosted`` elsewhere.
    """
    facts = Facts.read(result.nquads)
    context = jsonld.Context.load(sources.ontology)
    statements = list(quads(result.nquads))
    made = _dumps(result, statements, context)
    made |= _vocabulary(sources, context)
    made |= _committees(facts, context)
    store = EmbeddedStore.in_memory(result.nquads)
    made |= _docs(store, sources, edition)
    made["network.graphml"] = _network(store, sources)
    made["changes.json"] = as_json(changes)
    defined = tables.load(sources.ontology / "tables.yaml", facts)
    made |= _tables(defined, facts, statements, edition)
    coverage = _coverage(facts, defined)
    made |= _described(made, edition, coverage, facts, context)
    if hosted:
        made["w3id/.htaccess"] = at_site(
            sources.redirects.read_text(encoding="utf-8"), edition.base_url
        ).encode()
    made["LICENSE.txt"] = sources.licence.read_bytes()
    made["CITATION.cff"] = citation.cff(edition).encode()
    counts = _counts(made, result, defined)
    things = result.summary["things"]
    manifest = Manifest(
        edition.current, tuple(edition.earlier), edition.base_url, edition.endpoint, counts, things
    )
    made[NAME] = manifest.write()
    made["README.md"] = readme.text(edition, counts, made).encode()
    return {**made, SUMS: sums(made)}


def _dumps(result: Result, statements: Sequence[Any], context: jsonld.Context) -> dict[str, bytes]:
    return {
        "vngov.ttl": serialise(result.nquads, "ttl").encode(),
        "vngov.trig.gz": zipped(serialise(result.nquads, "trig")),
        "vngov.nq.gz": zipped(result.nquads),
        "vngov.jsonld": jsonld.dataset(statements, context).encode(),
        "evidence.ttl": evidence(result.nquads).encode(),
        "validation.ttl": result.report.encode(),
    }


def _vocabulary(sources: Sources, context: jsonld.Context) -> dict[str, bytes]:
    """Return the ontology in three forms, the code lists, shapes and context as they are, and the queries."""
    made = {f"ontology/{name}": (sources.ontology / name).read_bytes() for name in _COPIED}
    core = sources.ontology / "core.ttl"
    named = _facts(read_turtle(core), "ontology")
    made[f"ontology/{CORE}.ttl"] = core.read_bytes()
    made[f"ontology/{CORE}.rdf"] = serialise_triples(named.triples(), "rdf").encode()
    made[f"ontology/{CORE}.jsonld"] = jsonld.graph(named, context).encode()
    made["context.jsonld"] = (sources.ontology / "context.jsonld").read_bytes()
    for path in sorted(sources.queries.rglob("*.rq")):
        made[f"queries/{path.relative_to(sources.queries).as_posix()}"] = path.read_bytes()
    return made


def _committees(facts: Facts, context: jsonld.Context) -> dict[str, bytes]:
    things = facts.of_class(VG.Committee)
    made = {
        f"committees/{local(thing)}.jsonld": jsonld.text(
            jsonld.document(thing, facts, context, "../context.jsonld")
        ).encode()
        for thing in things
    }
    listed = [jsonld.entry(thing, facts, context, f"{local(thing)}.jsonld") for thing in things]
    return {**made, "committees/index.json": as_json(listed)}


def _docs(store: EmbeddedStore, sources: Sources, edition: Edition) -> dict[str, bytes]:
    """Return the reference pages, with examples from this graph and links to the files beside them."""
    every = [*queries.load(sources.queries).values(), *queries.load(sources.queries / "link").values()]
    place = edition.base_url + "docs/"
    made = pages.render(store, sources.ontology, every, base_url=place, downloads=_DOWNLOADS)
    return {f"docs/{name}": content for name, content in made.items()}


def _network(store: EmbeddedStore, sources: Sources) -> bytes:
    edges = answers.ask(store, queries.read(sources.queries / "network-edges.rq"), lang="en")
    return network.graphml(network.bipartite(edges.table, edges.labels))


def _tables(
    defined: Sequence[tables.Table], facts: Facts, statements: Sequence[Any], edition: Edition
) -> dict[str, bytes]:
    made = {
        f"{t.name}.csv": tables.csv_text(t.fields(), tables.rows(t, defined, facts)).encode() for t in defined
    }
    lines = tables.statements(statements, facts)
    made["statements.csv"] = tables.csv_text(tables.STATEMENTS, lines).encode()
    apart = tables.disagreements(defined, statements, facts)
    made["disagreements.csv"] = tables.csv_text(tables.DISAGREEMENTS, apart).encode()
    current = edition.current
    about = sidecars.About(str(edition.dataset), TITLES, DESCRIPTIONS, current.version, current.date, BASE)
    made["csv-metadata.json"] = as_json(sidecars.csvw(defined, about))
    made["datapackage.json"] = as_json(sidecars.datapackage(defined, made, about))
    return {f"csv/{name}": data for name, data in made.items()}


def _coverage(facts: Facts, defined: Sequence[tables.Table]) -> catalog.Coverage:
    """Return the days of the first and the last dated decision, and the titles of the tables."""
    days = sorted(
        str(value)
        for thing in facts.of_class(VG.Decision)
        for predicate in (ELI.date_document, VG.referenceDate)
        for value in facts.values(thing, predicate)
        if getattr(value, "datatype", None) == XSD.date
    )
    titles = {table.name: table.titles for table in defined}
    lists = {name: about for name, (about, _) in tables.LISTS.items()}
    return catalog.Coverage(days[0] if days else None, days[-1] if days else None, {**titles, **lists})


def _described(
    made: Mapping[str, bytes],
    edition: Edition,
    coverage: catalog.Coverage,
    facts: Facts,
    context: jsonld.Context,
) -> dict[str, bytes]:
    """Return what portals read first: the catalogue, VoID, and the schema.org description."""
    info = {name: FileInfo.of(data) for name, data in made.items()}
    listed = catalog.catalog(edition, info, coverage)
    return {
        "catalog.ttl": serialise_triples(listed).encode(),
        "catalog.jsonld": jsonld.graph(_facts(listed, "catalog"), context).encode(),
        "void.ttl": serialise_triples(void.void(facts.triples(), edition)).encode(),
        "schema.jsonld": as_json(citation.schema(edition, info, coverage)),
    }


def _facts(triples: Iterable[Any], name: str) -> Facts:
    """Return the facts of triples that are all of one graph."""
    return Facts.read(nquads((s, p, o, URIRef(BASE + name)) for s, p, o in triples))


def _counts(made: Mapping[str, bytes], result: Result, defined: Iterable[tables.Table]) -> dict[str, int]:
    """Return what a check counts again: statements, distinct triples, rows of each table."""
    rows = {f"csv/{t.name}.csv": len(set(_things(result, t.of))) for t in defined}
    statements = result.nquads.count("\n")
    return {
        "statements": statements,
        "triples": union(result.nquads).count("\n"),
        **rows,
        "csv/statements.csv": statements,
        "csv/disagreements.csv": made["csv/disagreements.csv"].count(b"\n") - 1,
    }


def _things(result: Result, kind: URIRef) -> Iterable[str]:
    typed = f" <{RDF.type}> <{kind}> "
    return (line.split(" ", 1)[0] for line in result.nquads.split("\n") if typed in line)
