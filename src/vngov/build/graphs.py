"""Records to named graphs: one source, one graph, and one graph of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import Literal, URIRef

from ..errors import Place
from ..records.check import acts as acts_of
from ..records.model import Change, Record, Source
from ..records.reader import Entry, Records
from ..terms import CV, DC, DCTERMS, FOAF, PROV, RDF, SKOS, VG, iri
from ..vocabulary import Codes
from . import acts, compositions
from .sheet import EVIDENCE, Quad, Sheet, code, date, integer, string
from .things import Things


@dataclass(frozen=True)
class Built:
    """The statements of all records, and the record line that each thing was first said in."""

    quads: frozenset[Quad]
    origins: Mapping[URIRef, Place]


def build(records: Records, codes: Codes) -> Built:
    """Return the named graphs of all records: pure, the same for the same records."""
    things = Things(records.registries, dict(records.registry_documents))
    things.describe_places()
    things.describe_committees()
    quads: set[Quad] = set()
    origins: dict[URIRef, Place] = {}
    everywhere = Sheet("inferred/change-everywhere")
    sheets = [(entry, _record(entry, things, codes)) for entry in records.entries]
    for entry, sheet in sheets:
        for change in entry.record.changes:
            _change(sheet, everywhere, things, change)
        quads |= sheet.quads
        for thing, place in sheet.origins.items():
            origins.setdefault(thing, place)
    things.describe_codes()
    for name, sheet in sorted(things.sheets.items()):
        _source(sheet, records.registries.sources[name], things.documents[name].place(("source",)))
    everywhere.say(everywhere.graph, PROV.wasGeneratedBy, iri("activity", "build"))
    quads |= everywhere.quads | things.quads() | things.labels.quads() | _evidence_header()
    return Built(frozenset(quads), {**things.origins(), **origins})


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


def _change(sheet: Sheet, everywhere: Sheet, things: Things, change: Change) -> None:
    """Add a merger or succession.

    A source that says it of departments everywhere states which kind became which. What follows for each
    province that the graph names is derived, and stands in a graph apart.
    """
    if change.places:
        event = things.change_of_places(sheet, change.id, change.places, change.into, change.effective)
        _by(sheet, event, change)
        return
    old = change.organisations or []
    for name in old:
        kind, new = code("organisation", name), code("organisation", change.into)
        if kind is not None:
            sheet.say(kind, DCTERMS.isReplacedBy, new)
            sheet.period(kind, f"kind.{name}", None, change.effective)
    for where in sorted({where for name, where in things.used if name in old}):
        into, day = change.into, change.effective
        event = things.change_of_organisations(everywhere, change.id, old, into, where, day)
        everywhere.say(event, DCTERMS.source, iri("source", sheet.source))
        _by(everywhere, event, change)
        for name in old:
            body = things.organisation(name, where)
            everywhere.period(body, f"organisation.{str(body).rsplit('/', 1)[-1]}", None, day)


def _by(sheet: Sheet, event: URIRef, change: Change) -> None:
    sheet.words(event, SKOS.editorialNote, change.note)
    if change.by:
        sheet.say(event, CV.hasFormalFramework, iri("decision", change.by))


def _evidence_header() -> set[Quad]:
    """Say that the evidence graph was made by the build, from the records' spans."""
    activity = iri("activity", "build")
    return {
        (EVIDENCE, PROV.wasGeneratedBy, activity, EVIDENCE),
        (activity, RDF.type, PROV.Activity, EVIDENCE),
        (activity, SKOS.prefLabel, Literal("Dựng đồ thị từ các bản ghi", lang="vi"), EVIDENCE),
        (activity, SKOS.prefLabel, Literal("Building the graph from the records", lang="en"), EVIDENCE),
    }
