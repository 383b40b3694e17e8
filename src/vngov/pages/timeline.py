"""Timeline: decisions in the order of their days, with what each does and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import URIRef

from ..store import Term
from ..terms import DCTERMS, ELI, ORG, SKOS, VG
from . import walk
from .facts import Fact
from .view import View

RESTS_ON = (ELI.based_on, VG.follows, ELI.cites, ELI.amends, ELI.repeals)
"""How a decision stands to earlier ones."""

_EFFECT_LINKS = (VG.effectType, VG.affects, VG.constitutes, VG.assigns)


@dataclass(frozen=True)
class Effect:
    """One of the things that a decision does."""

    effect: URIRef
    kinds: tuple[Fact, ...]
    affects: tuple[Fact, ...]
    constitutes: tuple[Fact, ...]
    assigns: tuple[Fact, ...]
    names: tuple[Fact, ...]
    changed: tuple[URIRef, ...]
    result: tuple[URIRef, ...]
    notes: tuple[Fact, ...]


@dataclass(frozen=True)
class Entry:
    """A decision on the line of time, or an event such as a merger: its day as it is known, what it did."""

    thing: URIRef
    day: Term | None
    days: tuple[Fact, ...]
    basis: URIRef | None
    issuers: tuple[Fact, ...]
    effects: tuple[Effect, ...]
    rests_on: tuple[Fact, ...]
    is_event: bool = False


def of_committee(view: View, committee: URIRef) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return what happened to a committee in order of time, and what cannot be dated."""
    facts = view.facts
    effects = facts.subjects(committee, VG.affects)
    made = walk.ahead(facts, facts.subjects(committee, DCTERMS.isVersionOf), VG.constitutedBy)
    charged = walk.ahead(facts, facts.subjects(committee, VG.mandateOf), VG.assignedBy)
    decisions = dict.fromkeys((*walk.ahead(facts, effects, VG.effectOf), *made, *charged))
    places = walk.ahead(facts, [committee], VG.jurisdiction)
    events = [event(view, change) for change in facts.pointing(places, ORG.originalOrganization)]
    rows = [*of(view, decisions, committee), *events]
    dated = [row for row in rows if row.day is not None]
    return (
        tuple(sorted(dated, key=lambda row: (str(row.day), row.thing))),
        tuple(sorted((row for row in rows if row.day is None), key=lambda row: row.thing)),
    )


def of(view: View, decisions: Iterable[URIRef], committee: URIRef | None = None) -> tuple[Entry, ...]:
    """Return decisions with their effects, those on one committee if one is given."""
    facts = view.facts
    wanted = tuple(dict.fromkeys(decisions))
    effects = walk.back(facts, wanted, VG.effectOf)
    walk.ahead(facts, wanted, *RESTS_ON, ELI.passed_by, VG.referenceDateBasis)
    walk.ahead(facts, effects, *_EFFECT_LINKS, ORG.originalOrganization, ORG.resultingOrganization)
    facts.load_evidence([*wanted, *effects])
    return tuple(_entry(view, decision, committee) for decision in wanted)


def event(view: View, change: Fact) -> Entry:
    """Return a change of an organisation or a place as an entry."""
    facts = view.facts
    days = facts.facts(change.thing, DCTERMS.date)
    day = days[0].value if days else None
    return Entry(change.thing, day, days or (change,), None, (), (), (), is_event=True)


def effect(view: View, about: URIRef) -> Effect:
    """Return what is said of an effect."""
    facts = view.facts
    return Effect(
        about,
        facts.facts(about, VG.effectType),
        facts.facts(about, VG.affects),
        facts.facts(about, VG.constitutes),
        facts.facts(about, VG.assigns),
        facts.facts(about, VG.oldName, VG.newName),
        facts.things(about, ORG.originalOrganization),
        facts.things(about, ORG.resultingOrganization),
        facts.facts(about, SKOS.editorialNote),
    )


def _entry(view: View, decision: URIRef, committee: URIRef | None) -> Entry:
    facts = view.facts
    effects = [
        made
        for about in facts.subjects(decision, VG.effectOf)
        if (made := effect(view, about)) and (committee in (None, *(f.value for f in made.affects)))
    ]
    return Entry(
        decision,
        facts.value(decision, VG.referenceDate),
        facts.facts(decision, ELI.date_document),
        facts.thing(decision, VG.referenceDateBasis),
        facts.facts(decision, ELI.passed_by),
        tuple(effects),
        facts.facts(decision, *RESTS_ON),
    )
