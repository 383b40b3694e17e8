"""Records to named graphs: one source, one graph, and one graph of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ..errors import Place
from ..records.check import acts as acts_of
from ..records.document import Document
from ..records.model import Change, Record, Source
from ..records.reader import Entry, Records
from ..records.registry import Registries
from ..store import Lines, as_nquads, say, united
from ..terms import CV, DC, DCTERMS, FOAF, PROV, RDF, SKOS, VG, iri
from ..vocabulary import Codes
from . import acts, compositions
from .labels import GRAPH, Labels
from .sheet import EVIDENCE, Sheet, code, date, integer, string, tagged
from .things import Things


@dataclass(frozen=True)
class Built:
    """What all records say as sorted N-Quads, and the record line that each thing was first said in."""

    nquads: str
    origins: Mapping[URIRef, Place]


@dataclass(frozen=True)
class Part:
    """What one record says by itself: its graph and evidence, and the things of the registries it names."""

    sheet: Sheet
    things: Things


def build(records: Records, codes: Codes) -> Built:
    """Return the named graphs of all records: pure, the same for the same records."""
    base = registered(records.registries, records.registry_documents)
    parts = [
        (entry, part(entry, records.registries, records.registry_documents, codes))
        for entry in records.entries
    ]
    used = base.used.keys() | {use for _, made in parts for use in made.things.used}
    changes = [(entry.id, change) for entry in records.entries for change in entry.record.changes]
    sheet, late = everywhere(changes, used, records.registries, records.registry_documents)
    labels = Labels()
    said = [sheet.lines, common()]
    origins: dict[URIRef, Place] = {}
    registry: dict[URIRef, Place] = {}
    for things in (base, *(made.things for _, made in parts), late):
        labels.merge(things.labels)
        said.append(things.lines())
        for thing, place in things.origins().items():
            registry.setdefault(thing, place)
    for _, made in parts:
        said.append(made.sheet.lines)
        for thing, place in made.sheet.origins.items():
            origins.setdefault(thing, place)
    said.append(labels.lines())
    return Built(as_nquads(united(said)), {**registry, **origins})


def registered(registries: Registries, documents: Mapping[str, Document]) -> Things:
    """Return what the registries say by themselves: places, committees, and the small code lists."""
    things = Things(registries, dict(documents))
    things.describe_places()
    things.describe_committees()
    things.describe_lists()
    things.describe_used()
    _sources(things)
    return things


def part(entry: Entry, registries: Registries, documents: Mapping[str, Document], codes: Codes) -> Part:
    """Return what one record says, whatever the others say."""
    things = Things(registries, dict(documents))
    sheet = _record(entry, things, codes)
    for change in entry.record.changes:
        _change(sheet, things, change)
    things.describe_used()
    _sources(things)
    return Part(sheet, things)


def everywhere(
    changes: Iterable[tuple[str, Change]],
    used: Iterable[tuple[str, str]],
    registries: Registries,
    documents: Mapping[str, Document],
) -> tuple[Sheet, Things]:
    """Return what follows for each place named anywhere when a kind of organisation became another one.

    ``changes`` are those of all records, each with the id of its source; ``used`` are the organisations that
    any record names, as registry id and place.
    """
    things = Things(registries, dict(documents))
    sheet = Sheet("inferred/change-everywhere")
    known = set(used)
    for source, change in changes:
        old = change.organisations or []
        for where in sorted({where for name, where in known if name in old}):
            _change_at(sheet, things, change, where)
            event = iri("change", f"{change.id}.{where}")
            sheet.say(event, DCTERMS.source, iri("source", source))
            known |= things.used.keys()
    sheet.say(sheet.graph, PROV.wasGeneratedBy, iri("activity", "build"))
    things.describe_used()
    _sources(things)
    return sheet, things


def _sources(things: Things) -> None:
    for name, sheet in sorted(things.sheets.items()):
        _source(sheet, things.registries.sources[name], things.documents[name].place(("source",)))


def _record(entry: Entry, things: Things, codes: Codes) -> Sheet:
    record = entry.record
    sheet = Sheet(record.source.id)
    _source(sheet, record.source, entry.document.place(("source",)))
    things.labels.source(iri("source", record.source.id), record.source.publisher)
    for path, act in acts_of(record):
        context = acts.Context(sheet, things, codes, entry.document, path, record.jurisdiction)
        found = acts.describe(context, act)
        compositions.describe(context, act, found, compositions.asserted_on(record, act))
    _remarks(sheet, record)
    return sheet


def _source(sheet: Sheet, source: Source, place: Place) -> None:
    """Describe a source, and its graph as made from it."""
    node = sheet.make(iri("source", source.id), VG.Source, place)
    sheet.say(sheet.graph, PROV.wasDerivedFrom, node)
    sheet.labels(node, [("vi", f"{source.publisher} ({source.id})")])
    sheet.say(node, VG.sourceKind, code("source-kind", source.kind))
    sheet.say(node, DC.publisher, string(source.publisher))
    sheet.say(node, DCTERMS.issued, date(source.published))
    sheet.say(node, DCTERMS.title, string(source.title))
    sheet.say(node, DCTERMS.license, string(source.licence))
    sheet.say(node, DC.language, string(source.language))
    sheet.say(node, VG.extentRead, string(source.seen))
    sheet.words(node, SKOS.editorialNote, source.note)
    if source.url:
        sheet.say(node, FOAF.page, URIRef(source.url))
    if source.text:
        sheet.say(node, VG.textSha256, string(source.text.sha256))
        sheet.say(node, VG.textLength, integer(source.text.length))


def _remarks(sheet: Sheet, record: Record) -> None:
    """Keep the record's note on its source where it has neither a decision nor a committee."""
    if record.note and record.decision is None and record.committee is None:
        sheet.words(iri("source", record.source.id), SKOS.editorialNote, record.note)


def _change(sheet: Sheet, things: Things, change: Change) -> None:
    """Add a merger or succession: of places, or which kind of organisation became which."""
    if change.places:
        event = things.change_of_places(sheet, change.id, change.places, change.into, change.effective)
        _by(sheet, event, change)
    for name in change.organisations or []:
        kind, new = code("organisation", name), code("organisation", change.into)
        if kind is not None:
            sheet.say(kind, DCTERMS.isReplacedBy, new)
            sheet.period(kind, f"kind.{name}", None, change.effective)


def _change_at(sheet: Sheet, things: Things, change: Change, where: str) -> None:
    """Add what a change of a kind of organisation means in one place: derived, so in a graph apart."""
    old, day = change.organisations or [], change.effective
    event = things.change_of_organisations(sheet, change.id, old, change.into, where, day)
    _by(sheet, event, change)
    for name in old:
        body = things.organisation(name, where)
        sheet.period(body, f"organisation.{str(body).rsplit('/', 1)[-1]}", None, day)


def _by(sheet: Sheet, event: URIRef, change: Change) -> None:
    sheet.words(event, SKOS.editorialNote, change.note)
    if change.by:
        sheet.say(event, CV.hasFormalFramework, iri("decision", change.by))


def common() -> Lines:
    """Return what is said once: that the build made the evidence, from the records' spans, and the labels."""
    activity = iri("activity", "build")
    found: Lines = {}
    say(found, GRAPH, PROV.wasGeneratedBy, activity, GRAPH)
    say(found, EVIDENCE, PROV.wasGeneratedBy, activity, EVIDENCE)
    say(found, activity, RDF.type, PROV.Activity, EVIDENCE)
    say(found, activity, SKOS.prefLabel, tagged("Dựng đồ thị từ các bản ghi", "vi"), EVIDENCE)
    say(found, activity, SKOS.prefLabel, tagged("Building the graph from the records", "en"), EVIDENCE)
    return found
