"""The things that records point to: places, organisations, positions, committees, persons."""

from __future__ import annotations

from dataclasses import dataclass, field

from rdflib import Literal, URIRef

from ..errors import Place
from ..records import registry
from ..records.document import Document
from ..records.registry import Registries
from ..store import Lines, united
from ..terms import ADMS, DCTERMS, FOAF, ORG, SKOS, VG, iri, slug
from .labels import Labels
from .sheet import Sheet, code, date

COUNTRY = "viet-nam"


@dataclass
class Things:
    """Mints what records refer to, and describes it once, in the graph of its registry."""

    registries: Registries
    documents: dict[str, Document]
    sheets: dict[str, Sheet] = field(default_factory=dict)
    used: dict[tuple[str, str], URIRef] = field(default_factory=dict)
    seated: set[str] = field(default_factory=set)
    labels: Labels = field(default_factory=Labels)

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of a registry."""
        return self.sheets.setdefault(name, Sheet(self.registries.sources[name].id))

    def lines(self) -> Lines:
        """Return everything said so far."""
        return united(sheet.lines for sheet in self.sheets.values())

    def origins(self) -> dict[URIRef, Place]:
        """Return the registry line of everything described so far."""
        return {thing: place for sheet in self.sheets.values() for thing, place in sheet.origins.items()}

    def _line(self, name: str, key: str) -> Place:
        return self.documents[name].place(("entries", key))

    def jurisdiction(self, name: str) -> URIRef:
        """Return the place, or the national organisation, that a jurisdiction names."""
        if name in self.registries.places:
            return iri("place", name)
        return self.organisation(name, name)

    def organisation(self, reference: str, jurisdiction: str) -> URIRef:
        """Return an organisation in a jurisdiction, described in the registry's graph."""
        found = registry.organisation(self.registries, reference, jurisdiction)
        entry = self.registries.organisations[found.entry]
        thing = iri("organisation", found.slug)
        where = registry.split(reference, jurisdiction)[1]
        if (found.entry, where) in self.used:
            return thing
        self.used[found.entry, where] = thing
        sheet = self.sheet("organisations")
        sheet.make(thing, VG.Organization, self._line("organisations", found.entry))
        sheet.labels(thing, found.labels)
        sheet.say(thing, VG.organizationKind, code("organisation-kind", entry.kind))
        sheet.say(thing, VG.sector, code("sector", entry.sector))
        sheet.say(thing, VG.organizationPattern, code("organisation", found.entry))
        if found.jurisdiction:
            sheet.say(thing, VG.jurisdiction, self.jurisdiction(found.jurisdiction))
        elif entry.scope == "national":
            sheet.say(thing, VG.jurisdiction, iri("place", COUNTRY))
        if entry.parent:
            sheet.say(thing, ORG.subOrganizationOf, self.organisation(entry.parent, where))
        elif entry.scope == "ministry":
            sheet.say(thing, ORG.subOrganizationOf, self.jurisdiction(where))
        return thing

    def position(self, reference: str, jurisdiction: str, portfolio: str | None = None) -> URIRef:
        """Return the post that an office is in a jurisdiction, described in the registry's graph."""
        found = registry.office(self.registries, reference, jurisdiction, portfolio)
        entry = self.registries.offices[found.entry]
        _, where = registry.split(reference, jurisdiction)
        thing = iri("position", found.slug)
        self.seated.add(found.entry)
        sheet = self.sheet("offices")
        sheet.make(thing, VG.Position, self._line("offices", found.entry))
        sheet.labels(thing, found.labels)
        sheet.say(thing, ORG.postIn, self.organisation(entry.of, where))
        sheet.say(thing, VG.title, code("title", entry.title))
        sheet.say(thing, VG.portfolio, code("portfolio", portfolio))
        sheet.say(thing, VG.officePattern, code("office", found.entry))
        return thing

    def agent(self, reference: str, jurisdiction: str) -> URIRef:
        """Return the organisation, the position or the committee that issues a decision."""
        name = reference.partition("@")[0]
        if name in self.registries.committees:
            return iri("committee", name)
        if name in self.registries.organisations:
            return self.organisation(reference, jurisdiction)
        return self.position(reference, jurisdiction)

    def person(self, sheet: Sheet, name: str, jurisdiction: str) -> URIRef:
        """Return a person by name within a jurisdiction.

        The same name in two jurisdictions is two persons until a source says otherwise.
        """
        scope = "" if jurisdiction == COUNTRY else f".{jurisdiction}"
        thing = sheet.make(iri("person", slug(name) + scope), FOAF.Person)
        sheet.say(thing, FOAF.name, Literal(name))
        sheet.say(thing, SKOS.prefLabel, Literal(name, lang="vi"))
        return thing

    def describe_committees(self) -> None:
        """Describe every committee of the registry."""
        sheet = self.sheet("committees")
        for key, entry in self.registries.committees.items():
            thing = sheet.make(iri("committee", key), VG.Committee, self._line("committees", key))
            sheet.words(thing, SKOS.prefLabel, entry.label)
            sheet.say(thing, VG.level, code("level", entry.level))
            sheet.say(thing, VG.committeeKind, code("committee-kind", entry.kind))
            sheet.say(thing, VG.jurisdiction, self.jurisdiction(entry.jurisdiction))
            sheet.words(thing, SKOS.scopeNote, entry.note)

    def describe_places(self) -> None:
        """Describe every administrative unit, its codes with their periods, and the mergers."""
        sheet = self.sheet("places")
        for key, entry in self.registries.places.items():
            thing = sheet.make(iri("place", key), VG.AdministrativeUnit, self._line("places", key))
            sheet.words(thing, SKOS.prefLabel, entry.label)
            sheet.say(thing, VG.unitLevel, code("unit-level", entry.level))
            sheet.period(thing, f"place.{key}", entry.from_, entry.until)
            sheet.words(thing, SKOS.scopeNote, entry.note)
            if entry.within:
                sheet.say(thing, DCTERMS.isPartOf, iri("place", entry.within))
            if entry.iso:
                self._identifier(sheet, thing, f"{key}.iso", "ISO 3166-2", entry.iso)
            if entry.gso:
                name = f"{key}.gso"
                identifier = self._identifier(sheet, thing, name, "GSO", entry.gso)
                sheet.period(identifier, f"identifier.{name}", entry.from_, entry.until)
            if entry.formed_from and entry.from_:
                self.change_of_places(sheet, f"hop-nhat-{key}", entry.formed_from, key, entry.from_)

    def change_of_places(
        self, sheet: Sheet, name: str, old: list[str], new: str, effective: str | None
    ) -> URIRef:
        """Add the event by which administrative units became another one; return it."""
        event = sheet.make(iri("change", name), ORG.ChangeEvent)
        for place in old:
            sheet.say(event, ORG.originalOrganization, iri("place", place))
        sheet.say(event, ORG.resultingOrganization, iri("place", new))
        sheet.say(event, DCTERMS.date, date(effective))
        names = [dict(self.registries.places[place].label.items())["vi"] for place in (*old, new)]
        self._name_change(event, names, effective)
        return event

    def change_of_organisations(
        self, sheet: Sheet, name: str, old: list[str], new: str, where: str, effective: str | None
    ) -> URIRef:
        """Add the event by which the organisations of one place became another one; return it."""
        event = sheet.make(iri("change", f"{name}.{where}"), ORG.ChangeEvent)
        for body in old:
            sheet.say(event, ORG.originalOrganization, self.organisation(body, where))
        sheet.say(event, ORG.resultingOrganization, self.organisation(new, where))
        sheet.say(event, DCTERMS.date, date(effective))
        resolved = [registry.organisation(self.registries, body, where) for body in (*old, new)]
        self._name_change(event, [dict(body.labels)["vi"] for body in resolved], effective)
        return event

    def _name_change(self, event: URIRef, names: list[str], effective: str | None) -> None:
        """Propose the label of a change: what became what, and when if the source says so."""
        *old, new = names
        when = f" ({effective})" if effective else ""
        self.labels.propose(event, [("vi", f"{', '.join(old)} thành {new}{when}")])
        self.labels.propose(event, [("en", f"{', '.join(old)} became {new}{when}")])

    def _identifier(self, sheet: Sheet, thing: URIRef, name: str, scheme: str, value: str) -> URIRef:
        identifier = sheet.make(iri("identifier", name), ADMS.Identifier)
        sheet.say(thing, ADMS.identifier, identifier)
        sheet.say(identifier, SKOS.notation, Literal(value))
        sheet.say(identifier, VG.identifierScheme, Literal(scheme))
        return identifier

    def describe_lists(self) -> None:
        """Publish titles, sectors and portfolios as SKOS concepts."""
        labelled = {name: getattr(self.registries, f"{name}s") for name in ("title", "sector", "portfolio")}
        for scheme, entries in labelled.items():
            for key, entry in entries.items():
                self._concept(f"{scheme}s", scheme, key).words(
                    _code(scheme, key), SKOS.prefLabel, entry.label
                )

    def describe_used(self) -> None:
        """Publish the patterns of the offices and organisations named so far as SKOS concepts."""
        for key in self.seated:
            sheet = self._concept("offices", "office", key)
            office = self.registries.offices[key]
            body = self.registries.organisations[registry.split(office.of, "")[0]]
            sheet.say(_code("office", key), VG.kindOfBody, code("organisation-kind", body.kind))
            labels = registry.pattern_label(self.registries, key)
            sheet.labels(_code("office", key), labels)
        for name in {entry for entry, _ in self.used}:
            sheet = self._concept("organisations", "organisation", name)
            label = registry.without_place(self.registries.organisations[name].label)
            sheet.labels(_code("organisation", name), label)

    def _concept(self, registry_name: str, scheme: str, key: str) -> Sheet:
        sheet = self.sheet(registry_name)
        concept = sheet.make(_code(scheme, key), SKOS.Concept, self._line(registry_name, key))
        sheet.say(concept, SKOS.inScheme, URIRef(str(concept).rsplit("/", 1)[0]))
        sheet.say(concept, SKOS.notation, Literal(key))
        return sheet


def _code(scheme: str, name: str) -> URIRef:
    found = code(scheme, name)
    assert found is not None
    return found
