"""What a source says of one act: the decision, its effects, the committee, its tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rdflib import Literal, URIRef

from ..errors import Place
from ..records.document import Document, Path_
from ..records.fields import Claimed
from ..records.model import Act, Effect, Mandate, Support
from ..records.spans import Span
from ..store import Term
from ..terms import DCTERMS, ELI, ORG, SKOS, VG, XSD, iri
from ..vocabulary import Codes
from .sheet import Sheet, code, date, integer, optional_integer, string
from .things import Things

_CONSTITUTING = {
    "establish",
    "reorganise",
    "rename",
    "extend-mandate",
    "merge",
    "approve-members",
    "add-members",
    "replace-member",
    "amend",
    None,
}


@dataclass(frozen=True)
class Context:
    """Where an act stands: its record's sheet, document, path and jurisdiction."""

    sheet: Sheet
    things: Things
    codes: Codes
    document: Document
    path: Path_
    jurisdiction: str

    def place(self, *path: str | int) -> Place:
        """Return the line of something below the act."""
        return self.document.place((*self.path, *path))

    def say(
        self, subject: URIRef, predicate: URIRef, value: Term | None, at: Sequence[Span] | None = None
    ) -> None:
        """Add a statement and, where there are spans, its claim."""
        self.sheet.say(subject, predicate, value)
        if value is not None:
            self.sheet.claim((subject, predicate, value), at)

    def state(self, subject: URIRef, predicate: URIRef, value: Term | None, claim: Claimed[Any]) -> None:
        """Add a statement with its spans, the reason it was inferred, and the reason it is disputed."""
        self.sheet.say(subject, predicate, value)
        if value is not None:
            self.sheet.claim((subject, predicate, value), claim.at, claim.why, claim.disputed)


@dataclass(frozen=True)
class Frame:
    """The decision, committee and composition of an act, as far as it has them."""

    decision: URIRef | None
    committee: URIRef | None
    composition: URIRef | None
    name: str

    @property
    def about(self) -> URIRef | None:
        """Return what the act's notes are about."""
        return self.decision or self.committee


def frame(context: Context, act: Act) -> Frame:
    """Return the IRIs of an act's decision, committee and composition.

    A decision with a constituting effect on its committee makes a composition, even where the source
    lists no seat; a report without a decision makes one of its own, named by its source.
    """
    decision = iri("decision", act.decision) if act.decision else None
    committee = iri("committee", act.committee.is_) if act.committee else None
    name = act.decision.replace("/", "-") if act.decision else context.sheet.source
    composition = None
    if act.committee:
        if act.decision and constitutes(act):
            composition = iri("composition", f"{act.committee.is_}.{name}")
        elif act.composition:
            composition = iri("composition", f"{act.committee.is_}.{context.sheet.source}")
    return Frame(decision, committee, composition, name)


def constitutes(act: Act) -> bool:
    """Return whether the act's decision makes the committee what it then is."""
    kinds = {e.type for e in act.effects if act.committee and e.of == act.committee.is_}
    return bool(kinds & _CONSTITUTING)


def describe(context: Context, act: Act) -> Frame:
    """Add everything an act says except its seats; return its frame."""
    found = frame(context, act)
    if act.decision and found.decision:
        _decision(context, act, found.decision)
    if act.committee and found.committee:
        _committee(context, act, found.committee)
    for index, effect in enumerate(act.effects):
        _effect(context, found, effect, index)
    for index, mandate in enumerate(act.mandates):
        _mandate(context, found, mandate, index)
    if found.about:
        context.sheet.words(found.about, SKOS.editorialNote, act.note)
    return found


def _decision(context: Context, act: Act, decision: URIRef) -> None:
    sheet = context.sheet
    sheet.make(decision, VG.Decision, context.place("decision"))
    kind, local = (act.decision or "").split("/")[-2:]
    known = kind if kind in context.codes["document-type"] else "vb"
    sheet.say(decision, ELI.type_document, code("document-type", known))
    stated = act.number and act.number.is_ != "not-stated"
    if act.number and stated:
        context.state(decision, ELI.id_local, string(act.number.is_), act.number)
        sheet.say(decision, ELI.number, string(local.split("-")[0]))
    kinds = context.codes["document-type"][known].labels
    number = act.number.is_ if act.number and stated else None
    context.things.labels.decision(decision, kinds, number, act.date.is_ if act.date else None)
    context.things.labels.propose(
        decision, act.label.items() if act.label else _described(context, act, kinds)
    )
    _dated(context, decision, ELI.date_document, act.date)
    _dated(context, decision, ELI.first_date_entry_in_force, act.in_force)
    if act.issuer:
        issuer = context.things.agent(act.issuer.is_, context.jurisdiction)
        context.state(decision, ELI.passed_by, issuer, act.issuer)
    if act.decided_by:
        sheet.say(decision, VG.decidedBy, context.things.person(sheet, act.decided_by, context.jurisdiction))
    for topic in act.subject or []:
        sheet.say(decision, DCTERMS.subject, code("topic", topic))
    if act.identified:
        sheet.say(decision, VG.identificationNote, Literal(act.identified, lang="en"))
    links: list[tuple[URIRef, list[Claimed[str]]]] = [
        (ELI.repeals, act.repeals),
        (ELI.amends, act.amends),
        (ELI.based_on, act.based_on),
        (ELI.cites, act.cites),
        (VG.follows, act.follows),
    ]
    for predicate, claims in links:
        for claim in claims:
            context.state(decision, predicate, iri("decision", claim.is_), claim)


def _described(context: Context, act: Act, kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a decision without a label is called: what it does, to which committee."""
    if act.committee is None:
        return []
    body = dict(context.things.registries.committees[act.committee.is_].label.items())
    effect = next((e.type for e in act.effects if e.type and e.of == act.committee.is_), None)
    does = context.codes["effect-type"][effect].labels if effect else {"vi": "về", "en": "on"}
    labels = []
    for language, name in body.items():
        word = kinds[language][:1].upper() + kinds[language][1:]
        verb = does[language][:1].lower() + does[language][1:]
        english = f"to {verb} the" if effect else f"{verb} the"
        labels.append((language, f"{word} {english if language == 'en' else verb} {name}"))
    return labels


def _dated(context: Context, decision: URIRef, predicate: URIRef, claim: Claimed[str] | None) -> None:
    if claim is not None:
        context.state(decision, predicate, date(claim.is_), claim)


def _committee(context: Context, act: Act, committee: URIRef) -> None:
    sheet = context.sheet
    assert act.committee is not None
    sheet.make(committee, VG.Committee)
    for language, words in act.committee.name.items() if act.committee.name else []:
        context.say(committee, VG.nameInSource, Literal(words, lang=language), act.committee.at)
    links: list[tuple[URIRef, Iterable[Claimed[str]]]] = [
        (VG.advises, [act.advises] if act.advises else []),
        (VG.standingAgency, act.standing_agency),
        (VG.usesSealOf, act.seal_of),
    ]
    for predicate, claims in links:
        for claim in claims:
            body = context.things.agent(claim.is_, context.jurisdiction)
            context.state(committee, predicate, body, claim)
            if predicate == VG.standingAgency and act.decision:
                _assignment(context, act, claim, body)
    for index, team in enumerate(act.support):
        _support(context, committee, team, index)


def _assignment(context: Context, act: Act, claim: Claimed[str], body: URIRef) -> None:
    """Add the effect by which a decision makes an organisation the standing agency."""
    assert act.decision is not None
    assert act.committee is not None
    name = f"{act.decision.replace('/', '-')}.{act.committee.is_}.assign-standing-agency.{_tail(body)}"
    effect = context.sheet.make(iri("effect", name), VG.DecisionEffect, context.place("standing-agency"))
    context.sheet.say_all(
        effect,
        [
            (VG.effectOf, iri("decision", act.decision)),
            (VG.effectType, code("effect-type", "assign-standing-agency")),
            (VG.affects, iri("committee", act.committee.is_)),
            (VG.assigns, body),
        ],
    )


def _tail(thing: URIRef) -> str:
    return str(thing).rsplit("/", 1)[-1]


def _support(context: Context, committee: URIRef, team: Support, index: int) -> None:
    sheet = context.sheet
    body = sheet.make(iri("organisation", team.id), VG.Organization, context.place("support", index))
    context.things.labels.propose(body, team.name.items())
    sheet.say(body, VG.organizationKind, code("organisation-kind", "support-team"))
    sheet.say(body, VG.jurisdiction, context.things.jurisdiction(context.jurisdiction))
    context.say(committee, VG.supportTeam, body, team.at)
    if team.host:
        sheet.say(body, VG.hostedBy, context.things.organisation(team.host, context.jurisdiction))
    if team.head:
        sheet.say(body, VG.headedBy, context.things.position(team.head, context.jurisdiction))
    sheet.say(body, VG.memberCount, optional_integer(team.members))


def _effect(context: Context, found: Frame, effect: Effect, index: int) -> None:
    sheet = context.sheet
    name = f"{found.name}.{effect.of}.{effect.type or 'not-stated'}"
    node = sheet.make(iri("effect", name), VG.DecisionEffect, context.place("effects", index))
    committee = iri("committee", effect.of)
    if found.decision:
        sheet.say(node, VG.effectOf, found.decision)
    sheet.say(node, VG.affects, committee)
    kind = code("effect-type", effect.type)
    if kind is not None:
        context.say(node, VG.effectType, kind, effect.at)
    sheet.say(node, VG.effectiveFrom, date(effect.from_))
    sheet.words(node, VG.oldName, effect.old_name)
    sheet.words(node, VG.newName, effect.new_name)
    sheet.words(node, SKOS.editorialNote, effect.note)
    if found.composition and found.committee == committee and effect.type in _CONSTITUTING:
        sheet.say(node, VG.constitutes, found.composition)
    if effect.succeeds:
        sheet.make(node, ORG.ChangeEvent)
        sheet.say(node, ORG.resultingOrganization, committee)
        for old in effect.succeeds:
            sheet.say(node, ORG.originalOrganization, iri("committee", old))


_CARRIED = {
    "topics": "The source names no topic of this task; it is that of the committee's main task or name.",
    "function": "The source names the field without a verb; the function is taken from its other tasks.",
}


def _mandate(context: Context, found: Frame, mandate: Mandate, index: int) -> None:
    sheet = context.sheet
    node = sheet.make(
        iri("mandate", f"{found.name}.{mandate.id}"), VG.Mandate, context.place("mandates", index)
    )
    if found.committee:
        context.say(node, VG.mandateOf, found.committee, mandate.at)
    sheet.say(node, VG.assignedBy, found.decision)
    sheet.say(node, VG.mandateOrder, integer(index + 1))
    for function in mandate.function:
        value = code("function", function)
        if value is not None:
            context.say(node, VG.function, value, mandate.at)
            if "function" in mandate.carried:
                sheet.claim((node, VG.function, value), None, _CARRIED["function"])
    for topic in mandate.topics:
        value = code("topic", topic)
        if value is not None:
            context.say(node, DCTERMS.subject, value, mandate.at)
            if "topics" in mandate.carried:
                sheet.claim((node, DCTERMS.subject, value), None, _CARRIED["topics"])
    if mandate.for_:
        body = context.things.organisation(mandate.for_, context.jurisdiction)
        context.say(node, VG.addressee, body, mandate.at)
    if mandate.addition:
        truth = "true" if mandate.addition == "yes" else "false"
        sheet.say(node, VG.isAddition, Literal(truth, datatype=XSD.boolean))
    sheet.words(node, DCTERMS.description, mandate.text)
    context.things.labels.propose(node, mandate.text.items())
