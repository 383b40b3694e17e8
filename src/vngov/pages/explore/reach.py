"""Reach: from many things to what they lead to, in a few queries."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef

from ...store import Term
from ...terms import DCAT, ELI, ORG, PROV, VG
from ..facts import Fact, Facts
from .entry import span

DAYS = (VG.referenceDate, ELI.date_document)
"""The properties that give the day of a decision, the better first."""


def ahead(facts: Facts, things: Iterable[URIRef], *props: URIRef) -> list[URIRef]:
    """Return what things lead to through some properties, and read what is said of it."""
    listed = list(things)
    facts.load(listed)
    found = of(facts, listed, *props)
    facts.load(found)
    return found


def of(facts: Facts, things: Iterable[URIRef], *props: URIRef) -> list[URIRef]:
    """Return the things that things lead to through some properties, each once, in order."""
    return only_things(v for t in things for v in facts.values(t, *props))


def only_things(terms: Iterable[Term | None]) -> list[URIRef]:
    """Return those of some terms that are things, each once, in order."""
    return list(dict.fromkeys(t for t in terms if isinstance(t, URIRef)))


def period(facts: Facts, thing: URIRef) -> tuple[Term | None, Term | None]:
    """Return the first and the last day of a thing's validity, as far as they are known."""
    held = facts.things(thing, VG.validDuring)
    starts = [facts.value(p, DCAT.startDate) for p in held]
    ends = [facts.value(p, DCAT.endDate) for p in held]
    return span(starts)[0], span(ends)[1]


def day_of(facts: Facts, decision: URIRef) -> Term | None:
    """Return the day of a decision, as far as it is known."""
    return facts.value(decision, *DAYS)


def bodies(facts: Facts, seats: Iterable[URIRef]) -> list[URIRef]:
    """Return the organisations that sit: those of the offices that fill seats, and those that nominate."""
    held = list(seats)
    offices = ahead(facts, held, VG.filledByHolderOf)
    return list(dict.fromkeys([*ahead(facts, offices, ORG.postIn), *ahead(facts, held, VG.nominatedBy)]))


def sources(facts: Facts, stated: Iterable[Fact]) -> None:
    """Read what stands behind statements, and the sources of their graphs, in a few queries."""
    listed = list(stated)
    facts.load_evidence(f.thing for f in listed)
    ahead(facts, {g for f in listed for g in f.graphs}, PROV.wasDerivedFrom)
