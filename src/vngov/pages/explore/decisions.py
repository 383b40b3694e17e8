"""The list of decisions."""

from __future__ import annotations

from rdflib import URIRef

from ...terms import DCTERMS, ELI, SKOS, VG
from ..facts import Facts
from . import reach
from .entry import Entry, Listing, cell, events, names, years


def read(facts: Facts) -> tuple[Entry, ...]:
    """Return every decision."""
    decisions = facts.of_class(VG.Decision)
    effects = [f.thing for f in facts.pointing(decisions, VG.effectOf)]
    mandates = [f.thing for f in facts.pointing(decisions, VG.assignedBy)]
    made = [f.thing for f in facts.pointing(decisions, VG.constitutedBy)]
    reach.ahead(facts, effects, VG.affects, VG.effectType)
    reach.ahead(facts, mandates, VG.mandateOf)
    reach.ahead(facts, made, DCTERMS.isVersionOf)
    return tuple(_entry(facts, decision) for decision in decisions)


def _entry(facts: Facts, decision: URIRef) -> Entry:
    effects = facts.subjects(decision, VG.effectOf)
    mandates = facts.subjects(decision, VG.assignedBy)
    made = facts.subjects(decision, VG.constitutedBy)
    concerned = (
        (effects, VG.affects),
        (mandates, VG.mandateOf),
        (made, DCTERMS.isVersionOf),
    )
    bodies = dict.fromkeys(b for things, prop in concerned for b in reach.of(facts, things, prop))
    committees = [b for b in bodies if VG.Committee in facts.kinds(b)]
    day = reach.day_of(facts, decision)
    number = max((str(v) for v in facts.values(decision, ELI.id_local)), key=len, default="")
    level, place = (tuple(reach.of(facts, committees, p)) for p in (VG.level, VG.jurisdiction))
    what = tuple(reach.of(facts, effects, VG.effectType))
    return Entry(
        decision,
        {
            "decision": (decision,),
            "number": cell(number),
            "day": () if day is None else (day,),
            "level": level,
            "effect": what,
            "committee": tuple(committees),
        },
        {
            "level": level,
            "year": years([day]),
            "place": place,
            "effect": what,
            "topic": tuple(
                dict.fromkeys(
                    [
                        *reach.of(facts, mandates, DCTERMS.subject),
                        *reach.of(facts, [decision], DCTERMS.subject),
                    ]
                )
            ),
            "function": tuple(reach.of(facts, mandates, VG.function)),
            "kind": facts.values(decision, ELI.type_document),
            "basis": facts.values(decision, VG.referenceDateBasis),
        },
        names(facts, decision, SKOS.prefLabel, SKOS.altLabel, ELI.id_local, ELI.title),
        facts.facts(decision, *reach.DAYS, ELI.id_local)
        or tuple(f for e in effects for f in facts.facts(e, VG.effectOf)),
        facts.value(decision, ELI.first_date_entry_in_force, *reach.DAYS),
        facts.value(decision, ELI.date_no_longer_in_force),
        events({decision: day}),
    )


LISTING = Listing(
    "decisions",
    read,
    ("decision", "number", "day", "level", "effect", "committee"),
    ("level", "year", "place", "effect", "topic", "function", "kind", "basis"),
    first_order="-day",
)
