"""A committee as one decision, or one report, shows it: its seats and who fills them."""

from __future__ import annotations

from rdflib import Literal, URIRef

from ..records import registry
from ..records.check import seat_key
from ..records.model import Act, Composition, Group, Record, Seat
from ..terms import DCTERMS, ORG, SKOS, VG, iri, slug
from .acts import Context, Frame, constitutes
from .sheet import code, date, integer, optional_integer


def describe(context: Context, act: Act, found: Frame, asserted: str | None) -> None:
    """Add the composition of an act, its seats, groups, persons and incumbencies.

    ``asserted`` is the date of the statement, for the persons that it names.
    """
    node = found.composition
    if node is None or found.committee is None or act.committee is None:
        return
    sheet, composition = context.sheet, act.composition
    sheet.make(node, VG.Composition, context.place("composition" if composition else "committee"))
    sheet.say(node, DCTERMS.isVersionOf, found.committee)
    _propose_label(context, act, node)
    by_decision = bool(act.decision) and constitutes(act)
    if by_decision and found.decision:
        sheet.say(node, VG.constitutedBy, found.decision)
        start = act.in_force or act.date
        if start and not start.is_.startswith("--"):
            sheet.period(node, f"composition.{_tail(node)}", start.is_, None)
    else:
        sheet.say(node, VG.reportedBy, iri("source", sheet.source))
    level = composition.completeness if composition else "unknown"
    sheet.say(node, VG.completeness, code("completeness", level))
    if composition:
        _seats(context, composition, node, asserted)


def _propose_label(context: Context, act: Act, node: URIRef) -> None:
    """Propose the label of a composition: the committee's name then; the act behind it is put in brackets.

    The lasting name of a committee that the source calls by another one in either language would be wrong.
    """
    assert act.committee is not None
    named = dict(act.committee.name.items()) if act.committee.name else {}
    lasting = dict(context.things.registries.committees[act.committee.is_].label.items())
    if any(slug(name) != slug(lasting.get(language, "")) for language, name in named.items()):
        context.things.labels.renamed.add(node)
    act_iri = iri("decision", act.decision) if act.decision else iri("source", context.sheet.source)
    context.things.labels.composition(node, act_iri)
    context.things.labels.propose(node, named.items())
    context.things.labels.propose_lasting(node, lasting.items())


def _seats(context: Context, composition: Composition, node: URIRef, asserted: str | None) -> None:
    sheet = context.sheet
    if composition.declared:
        context.state(node, VG.declaredSeatCount, integer(composition.declared.is_), composition.declared)
    sheet.say(node, VG.listedSeatCount, integer(composition.listed))
    sheet.say(node, VG.observedOn, date(composition.observed))
    if composition.disagrees:
        sheet.say(node, VG.disagreementNote, Literal(composition.disagrees, lang="en"))
    for index, seat in enumerate(composition.seats):
        _seat(context, node, seat, index, asserted)
    for index, group in enumerate(composition.groups):
        _group(context, node, group, index)


def _tail(thing: URIRef) -> str:
    return str(thing).rsplit("/", 1)[-1]


def fill_mode(context: Context, seat: Seat) -> str | None:
    """Return how a seat is filled, as far as the source shows it; a bare «leader of» shows nothing."""
    if seat.fill:
        return str(seat.fill)
    if seat.office is None:
        return "named" if seat.person else None
    office = context.things.registries.offices[seat.office.partition("@")[0]]
    if office.title == "lanh-dao":
        return None
    return "ex-officio-and-named" if seat.person else "ex-officio"


def _seat(context: Context, composition: URIRef, seat: Seat, index: int, asserted: str | None) -> None:
    sheet, things, where = context.sheet, context.things, context.jurisdiction
    place = context.place("composition", "seats", index)
    key = seat_key(seat)
    local = ".".join(slug(part) for part in key.split("."))
    node = sheet.make(iri("seat", f"{_tail(composition)}.{local}"), VG.Seat, place)
    sheet.say(composition, ORG.hasPost, node)
    sheet.say(node, ORG.postIn, composition)
    sheet.say(node, VG.seatOrder, integer(index + 1))
    role = code("role", seat.role)
    if role is not None:
        context.say(node, ORG.role, role, seat.at)
    sheet.say(node, VG.additionalRole, code("role", seat.also_role))
    sheet.say(node, VG.fillMode, code("fill-mode", fill_mode(context, seat)))
    position = things.position(seat.office, where, seat.portfolio) if seat.office else None
    if position is not None:
        context.say(node, VG.filledByHolderOf, position, seat.at)
    if seat.organisation:
        context.say(node, VG.nominatedBy, things.organisation(seat.organisation, where), seat.at)
    for office in seat.concurrent or []:
        sheet.say(node, VG.concurrentPosition, things.position(office, where))
    if seat.person:
        person = things.person(sheet, seat.person, where)
        context.say(node, VG.namedHolder, person, seat.at)
        if position is not None:
            _incumbency(context, person, position, asserted)
    if seat.replaces:
        sheet.say(node, VG.replacesHolder, things.person(sheet, seat.replaces, where))
    sheet.words(node, SKOS.editorialNote, seat.note)
    context.things.labels.propose(node, _label(context, seat))


def _label(context: Context, seat: Seat) -> list[tuple[str, str]]:
    registries, where = context.things.registries, context.jurisdiction
    if seat.office:
        filler = registry.office(registries, seat.office, where, seat.portfolio).labels
    elif seat.organisation:
        filler = registry.organisation(registries, seat.organisation, where).labels
    else:
        filler = (("vi", seat.person or ""),)
    role = context.codes["role"][seat.role].labels
    return [(tag, f"{role[tag]}: {text}") for tag, text in filler]


def _incumbency(context: Context, person: URIRef, position: URIRef, asserted: str | None) -> None:
    sheet = context.sheet
    node = sheet.make(iri("incumbency", f"{_tail(person)}.{_tail(position)}"), VG.Incumbency)
    sheet.say(node, VG.holder, person)
    sheet.say(node, VG.holds, position)
    sheet.say(node, VG.asOf, date(asserted))


def _group(context: Context, composition: URIRef, group: Group, index: int) -> None:
    sheet = context.sheet
    name = f"{_tail(composition)}.{sheet.source}.{index + 1}"
    node = sheet.make(iri("group", name), VG.SeatGroup, context.place("composition", "groups", index))
    sheet.say(composition, VG.hasSeatGroup, node)
    role = code("role", group.role)
    if role is not None:
        context.say(node, ORG.role, role, group.at)
    sheet.say(node, VG.memberCount, optional_integer(group.count))
    sheet.words(node, SKOS.prefLabel, group.label)


def asserted_on(record: Record, act: Act) -> str | None:
    """Return the date of which a source speaks when it names a holder: observed, decided or published.

    A partial date is kept as it is; a day without a year says too little and gives way to the page's.
    """
    observed = act.composition.observed if act.composition else None
    decided = act.date.is_ if act.date and not act.date.is_.startswith("--") else None
    return observed or decided or record.source.published
