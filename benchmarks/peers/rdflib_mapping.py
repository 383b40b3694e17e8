"""What a researcher would write: the records of a data folder mapped to named graphs with PyYAML and rdflib.

    python benchmarks/peers/rdflib_mapping.py DATA FILE.nq fast|plain

One process, one graph a record, everything in memory until it is written. It makes the statements that
vngov makes of decisions, committees, effects, compositions, seats, groups, tasks, persons and of the
offices and organisations that they name. It checks nothing, resolves no registry pattern beyond the label
of an office, and keeps no line numbers, claims or spans. «fast» reads YAML with libyaml, «plain» with
``yaml.safe_load``. Prints how many statements it wrote.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from rdflib import Dataset, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DC, DCAT, DCTERMS, FOAF, ORG, PROV, RDF, SKOS, XSD

BASE = "https://w3id.org/vngov/"
VG = Namespace(BASE + "ontology#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
DATES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
LINKS = {
    "repeals": ELI.repeals,
    "amends": ELI.amends,
    "based-on": ELI.based_on,
    "cites": ELI.cites,
    "follows": VG.follows,
}


def slug(text: str) -> str:
    """Return the ASCII slug of a Vietnamese text."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def thing(kind: str, name: str) -> URIRef:
    """Return the IRI of a thing."""
    return URIRef(f"{BASE}id/{kind}/{name}")


def code(scheme: str, name: str) -> URIRef:
    """Return the IRI of a code."""
    return URIRef(f"{BASE}code/{scheme}/{name}")


def day(value: Any) -> Literal:
    """Return a date of its precision."""
    text = str(value)
    return Literal(text, datatype=XSD.gMonthDay if text.startswith("--") else DATES[len(text)])


def plain(value: Any) -> Any:
    """Return a value that may stand as ``{is: value, …}``."""
    return value.get("is") if isinstance(value, dict) else value


def listed(value: Any) -> list[Any]:
    """Return one or more values as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


class Mapper:
    """Maps records into one dataset."""

    def __init__(self, folder: Path, loader: Any) -> None:
        self.folder, self.loader = folder, loader
        self.data = Dataset()
        self.registries = {
            p.stem: self.read(p)["entries"] for p in sorted((folder / "registries").glob("*.yaml"))
        }
        self.offices = self.data.graph(URIRef(f"{BASE}graph/registry-offices"))
        self.bodies = self.data.graph(URIRef(f"{BASE}graph/registry-organisations"))

    def read(self, path: Path) -> Any:
        """Return what a YAML file says."""
        return yaml.load(path.read_text(encoding="utf-8"), Loader=self.loader)

    def map(self) -> None:
        """Map every registry and record of the folder."""
        self.places()
        self.committees()
        for path in sorted(self.folder.rglob("*.yaml")):
            if "registries" not in path.parts:
                self.record(self.read(path))

    def words(self, graph: Graph, node: URIRef, predicate: URIRef, text: Any) -> None:
        """Add a text in each of its languages."""
        for language, words in (text or {}).items():
            graph.add((node, predicate, Literal(words, lang=language)))

    def places(self) -> None:
        """Add the administrative units."""
        graph = self.data.graph(URIRef(f"{BASE}graph/registry-places"))
        for name, entry in self.registries["places"].items():
            node = thing("place", name)
            graph.add((node, RDF.type, VG.AdministrativeUnit))
            self.words(graph, node, SKOS.prefLabel, entry.get("label"))
            graph.add((node, VG.unitLevel, code("unit-level", entry["level"])))
            if "within" in entry:
                graph.add((node, DCTERMS.isPartOf, thing("place", entry["within"])))
            self.period(graph, node, f"place.{name}", entry.get("from"), entry.get("until"))

    def committees(self) -> None:
        """Add the committees."""
        graph = self.data.graph(URIRef(f"{BASE}graph/registry-committees"))
        for name, entry in self.registries["committees"].items():
            node = thing("committee", name)
            graph.add((node, RDF.type, VG.Committee))
            self.words(graph, node, SKOS.prefLabel, entry.get("label"))
            graph.add((node, VG.level, code("level", entry["level"])))
            graph.add((node, VG.committeeKind, code("committee-kind", entry["kind"])))
            graph.add((node, VG.jurisdiction, self.jurisdiction(entry["jurisdiction"])))

    def period(self, graph: Graph, node: URIRef, name: str, start: Any, end: Any) -> None:
        """Add the time during which a thing holds."""
        if start or end:
            period = thing("period", name)
            graph.add((node, VG.validDuring, period))
            graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
            for predicate, value in ((DCAT.startDate, start), (DCAT.endDate, end)):
                if value:
                    graph.add((period, predicate, day(value)))

    def jurisdiction(self, name: str) -> URIRef:
        """Return the place or the organisation that a jurisdiction names."""
        return thing("place", name) if name in self.registries["places"] else self.organisation(name, name)

    def organisation(self, reference: str, where: str) -> URIRef:
        """Return an organisation in a jurisdiction, described."""
        name, _, other = reference.partition("@")
        where = other or where
        entry = self.registries["organisations"][name]
        local = entry["scope"] != "national"
        node = thing("organisation", f"{name}-{where}" if local else name)
        if (node, RDF.type, None) in self.bodies:
            return node
        self.bodies.add((node, RDF.type, VG.Organization))
        for language, label in entry["label"].items():
            self.bodies.add(
                (node, SKOS.prefLabel, Literal(self.filled(label, language, where), lang=language))
            )
        self.bodies.add((node, VG.organizationKind, code("organisation-kind", entry["kind"])))
        self.bodies.add((node, VG.organizationPattern, code("organisation", name)))
        if "sector" in entry:
            self.bodies.add((node, VG.sector, code("sector", entry["sector"])))
        if local:
            self.bodies.add((node, VG.jurisdiction, self.jurisdiction(where)))
        if "parent" in entry:
            self.bodies.add((node, ORG.subOrganizationOf, self.organisation(entry["parent"], where)))
        return node

    def filled(self, label: str, language: str, where: str) -> str:
        """Return a label with the name of its jurisdiction filled in."""
        if "{" not in label:
            return label
        of = self.registries["places"].get(where) or self.registries["organisations"][where]
        name = of["label"].get(language) or of["label"]["vi"]
        return label.replace("{of}", name).replace("{name}", name)

    def position(self, reference: str, where: str, portfolio: str | None = None) -> URIRef:
        """Return the post that an office is in a jurisdiction, described."""
        name, _, other = reference.partition("@")
        where = other or where
        entry = self.registries["offices"][name]
        body = self.registries["organisations"][entry["of"].partition("@")[0]]
        local = body["scope"] != "national" and "@" not in entry["of"]
        node = thing(
            "position", (f"{name}-{where}" if local else name) + (f".{portfolio}" if portfolio else "")
        )
        if (node, RDF.type, None) in self.offices:
            return node
        self.offices.add((node, RDF.type, VG.Position))
        self.offices.add((node, ORG.postIn, self.organisation(entry["of"], where)))
        self.offices.add((node, VG.title, code("title", entry["title"])))
        self.offices.add((node, VG.officePattern, code("office", name)))
        if portfolio:
            self.offices.add((node, VG.portfolio, code("portfolio", portfolio)))
        labels = entry.get("label") or self.registries["titles"][entry["title"]]["label"]
        for language, label in labels.items():
            joined = label if "label" in entry else f"{label} {body['label'].get(language, '')}"
            self.offices.add(
                (node, SKOS.prefLabel, Literal(self.filled(joined, language, where), lang=language))
            )
        return node

    def agent(self, reference: str, where: str) -> URIRef:
        """Return the organisation, the committee or the position that a name means."""
        name = reference.partition("@")[0]
        if name in self.registries["committees"]:
            return thing("committee", name)
        known = name in self.registries["organisations"]
        return self.organisation(reference, where) if known else self.position(reference, where)

    def person(self, graph: Graph, name: str, where: str) -> URIRef:
        """Return a person by name within a jurisdiction."""
        node = thing("person", slug(name) + ("" if where == "viet-nam" else f".{where}"))
        graph.add((node, RDF.type, FOAF.Person))
        graph.add((node, FOAF.name, Literal(name)))
        graph.add((node, SKOS.prefLabel, Literal(name, lang="vi")))
        return node

    def record(self, record: dict[str, Any]) -> None:
        """Map one record into its graph."""
        source = record["source"]
        graph = self.data.graph(URIRef(f"{BASE}graph/{source['id']}"))
        node = thing("source", source["id"])
        graph.add((graph.identifier, PROV.wasDerivedFrom, node))
        graph.add((node, RDF.type, VG.Source))
        graph.add((node, SKOS.prefLabel, Literal(f"{source['publisher']} ({source['id']})", lang="vi")))
        graph.add((node, VG.sourceKind, code("source-kind", source["kind"])))
        for key, predicate in (
            ("publisher", DC.publisher),
            ("language", DC.language),
            ("seen", VG.extentRead),
        ):
            if key in source:
                graph.add((node, predicate, Literal(source[key])))
        if "published" in source:
            graph.add((node, DCTERMS.issued, day(source["published"])))
        if "url" in source:
            graph.add((node, FOAF.page, URIRef(source["url"])))
        for act in (record, *record.get("mentions", [])):
            self.act(graph, act, record["jurisdiction"], source)
        for change in record.get("changes", []):
            self.change(graph, change)

    def change(self, graph: Graph, change: dict[str, Any]) -> None:
        """Map a merger of places."""
        if "places" in change:
            node = thing("change", change["id"])
            graph.add((node, RDF.type, ORG.ChangeEvent))
            for old in listed(change["places"]):
                graph.add((node, ORG.originalOrganization, thing("place", old)))
            graph.add((node, ORG.resultingOrganization, thing("place", change["into"])))
            if "effective" in change:
                graph.add((node, DCTERMS.date, day(change["effective"])))

    def act(self, graph: Graph, act: dict[str, Any], where: str, source: dict[str, Any]) -> None:
        """Map a decision, or a report on a committee."""
        decision = URIRef(f"{BASE}eli/vn/{act['decision']}") if "decision" in act else None
        name = act["decision"].replace("/", "-") if decision else source["id"]
        if decision:
            self.decision(graph, act, decision, where)
        body = plain(act.get("committee"))
        committee = thing("committee", body) if body else None
        if committee:
            self.committee(graph, act, committee, where)
        composition = thing("composition", f"{body}.{name}") if committee else None
        for effect in listed(act.get("effects")):
            self.effect(graph, effect, decision, name, composition)
        for order, mandate in enumerate(act.get("mandates", []), 1):
            self.mandate(graph, mandate, (decision, committee, name, where), order)
        if composition and (decision or "composition" in act):
            self.composition(graph, act, composition, decision, where)
        about = decision or committee
        if about and "note" in act:
            self.words(graph, about, SKOS.editorialNote, act["note"])

    def decision(self, graph: Graph, act: dict[str, Any], node: URIRef, where: str) -> None:
        """Map what is said of a decision itself."""
        kind, local = act["decision"].split("/")[-2:]
        graph.add((node, RDF.type, VG.Decision))
        graph.add((node, ELI.type_document, code("document-type", kind)))
        if (number := plain(act.get("number"))) and number != "not-stated":
            graph.add((node, ELI.id_local, Literal(number)))
            graph.add((node, ELI.number, Literal(local.split("-")[0])))
        for key, predicate in (("date", ELI.date_document), ("in-force", ELI.first_date_entry_in_force)):
            if value := plain(act.get(key)):
                graph.add((node, predicate, day(value)))
        if issuer := plain(act.get("issuer")):
            graph.add((node, ELI.passed_by, self.agent(issuer, where)))
        if "decided-by" in act:
            graph.add((node, VG.decidedBy, self.person(graph, act["decided-by"], where)))
        if "identified" in act:
            graph.add((node, VG.identificationNote, Literal(act["identified"], lang="en")))
        for topic in listed(act.get("subject")):
            graph.add((node, DCTERMS.subject, code("topic", topic)))
        for key, predicate in LINKS.items():
            for other in listed(act.get(key)):
                graph.add((node, predicate, URIRef(f"{BASE}eli/vn/{plain(other)}")))

    def committee(self, graph: Graph, act: dict[str, Any], node: URIRef, where: str) -> None:
        """Map what is said of a committee."""
        graph.add((node, RDF.type, VG.Committee))
        if isinstance(act["committee"], dict):
            self.words(graph, node, VG.nameInSource, act["committee"].get("name"))
        for agency in listed(act.get("standing-agency")):
            graph.add((node, VG.standingAgency, self.agent(plain(agency), where)))
        for seal in listed(act.get("seal-of")):
            graph.add((node, VG.usesSealOf, self.agent(plain(seal), where)))
        for team in act.get("support", []):
            body = thing("organisation", team["id"])
            graph.add((node, VG.supportTeam, body))
            graph.add((body, RDF.type, VG.Organization))
            graph.add((body, VG.organizationKind, code("organisation-kind", "support-team")))
            graph.add((body, VG.jurisdiction, self.jurisdiction(where)))
            if "members" in team:
                graph.add((body, VG.memberCount, Literal(team["members"])))

    def effect(
        self,
        graph: Graph,
        effect: dict[str, Any],
        decision: URIRef | None,
        name: str,
        composition: URIRef | None,
    ) -> None:
        """Map one of the things that a decision does."""
        node = thing("effect", f"{name}.{effect['of']}.{effect.get('type', 'not-stated')}")
        graph.add((node, RDF.type, VG.DecisionEffect))
        graph.add((node, VG.affects, thing("committee", effect["of"])))
        if decision:
            graph.add((node, VG.effectOf, decision))
        if "type" in effect:
            graph.add((node, VG.effectType, code("effect-type", effect["type"])))
        if "from" in effect:
            graph.add((node, VG.effectiveFrom, day(effect["from"])))
        if composition:
            graph.add((node, VG.constitutes, composition))
        self.words(graph, node, VG.oldName, effect.get("old-name"))
        self.words(graph, node, VG.newName, effect.get("new-name"))
        for old in listed(effect.get("succeeds")):
            graph.add((node, ORG.originalOrganization, thing("committee", old)))

    def mandate(
        self,
        graph: Graph,
        mandate: dict[str, Any],
        frame: tuple[URIRef | None, URIRef | None, str, str],
        order: int,
    ) -> None:
        """Map a task."""
        decision, committee, name, where = frame
        node = thing("mandate", f"{name}.{mandate['id']}")
        graph.add((node, RDF.type, VG.Mandate))
        graph.add((node, VG.mandateOrder, Literal(order)))
        if committee:
            graph.add((node, VG.mandateOf, committee))
        if decision:
            graph.add((node, VG.assignedBy, decision))
        for function in listed(mandate.get("function")):
            graph.add((node, VG.function, code("function", function)))
        for topic in listed(mandate.get("topics")):
            graph.add((node, DCTERMS.subject, code("topic", topic)))
        if "for" in mandate:
            graph.add((node, VG.addressee, self.organisation(mandate["for"], where)))
        self.words(graph, node, DCTERMS.description, mandate.get("text"))

    def composition(
        self, graph: Graph, act: dict[str, Any], node: URIRef, decision: URIRef | None, where: str
    ) -> None:
        """Map a committee as one decision shows it."""
        said = act.get("composition", {})
        graph.add((node, RDF.type, VG.Composition))
        graph.add((node, DCTERMS.isVersionOf, thing("committee", plain(act["committee"]))))
        graph.add((node, VG.completeness, code("completeness", said.get("completeness", "unknown"))))
        if decision:
            graph.add((node, VG.constitutedBy, decision))
            self.period(graph, node, f"composition.{node.rsplit('/', 1)[1]}", plain(act.get("date")), None)
        for key, predicate in (("declared", VG.declaredSeatCount), ("listed", VG.listedSeatCount)):
            if (count := plain(said.get(key))) is not None:
                graph.add((node, predicate, Literal(int(count))))
        asserted = said.get("observed") or plain(act.get("date"))
        for order, seat in enumerate(said.get("seats", []), 1):
            self.seat(graph, seat, (node, where, asserted), order)
        for order, group in enumerate(said.get("groups", []), 1):
            team = thing("group", f"{node.rsplit('/', 1)[1]}.{order}")
            graph.add((node, VG.hasSeatGroup, team))
            graph.add((team, RDF.type, VG.SeatGroup))
            graph.add((team, ORG.role, code("role", group["role"])))
            self.words(graph, team, SKOS.prefLabel, group.get("label"))
            if "count" in group:
                graph.add((team, VG.memberCount, Literal(int(plain(group["count"])))))

    def seat(self, graph: Graph, seat: dict[str, Any], frame: tuple[URIRef, str, Any], order: int) -> None:
        """Map a seat and who fills it."""
        composition, where, asserted = frame
        office = seat.get("office")
        key = seat.get("seat") or slug(office or seat.get("organisation") or seat["person"])
        node = thing("seat", f"{composition.rsplit('/', 1)[1]}.{key}")
        graph.add((composition, ORG.hasPost, node))
        graph.add((node, RDF.type, VG.Seat))
        graph.add((node, ORG.postIn, composition))
        graph.add((node, VG.seatOrder, Literal(order)))
        graph.add((node, ORG.role, code("role", seat["role"])))
        fill = ("ex-officio-and-named" if "person" in seat else "ex-officio") if office else "named"
        graph.add((node, VG.fillMode, code("fill-mode", seat.get("fill", fill))))
        position = self.position(office, where, seat.get("portfolio")) if office else None
        if position:
            graph.add((node, VG.filledByHolderOf, position))
        if "organisation" in seat:
            graph.add((node, VG.nominatedBy, self.organisation(seat["organisation"], where)))
        for other in listed(seat.get("concurrent")):
            graph.add((node, VG.concurrentPosition, self.position(other, where)))
        if "person" in seat:
            person = self.person(graph, seat["person"], where)
            graph.add((node, VG.namedHolder, person))
            if position:
                self.incumbency(graph, person, position, asserted)

    def incumbency(self, graph: Graph, person: URIRef, position: URIRef, asserted: Any) -> None:
        """Map that a person held a position."""
        tails = [t.rsplit("/", 1)[1] for t in (person, position)]
        node = thing("incumbency", ".".join(tails))
        graph.add((node, RDF.type, VG.Incumbency))
        graph.add((node, VG.holder, person))
        graph.add((node, VG.holds, position))
        if asserted:
            graph.add((node, VG.asOf, day(asserted)))


def main(arguments: Iterable[str]) -> None:
    """Map a data folder and write it."""
    folder, out, kind = arguments
    mapper = Mapper(Path(folder), yaml.CSafeLoader if kind == "fast" else yaml.SafeLoader)
    mapper.map()
    mapper.data.serialize(out, format="nquads", encoding="utf-8")
    print(sum(len(graph) for graph in mapper.data.graphs()))


if __name__ == "__main__":
    main(sys.argv[1:])
