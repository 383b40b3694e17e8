"""The list of committees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rdflib import URIRef

from ... import answers, library
from ...store import Term
from ...terms import DCTERMS, ORG, SKOS, VG
from ..facts import Fact, Facts
from . import reach
from .entry import Entry, Listing, events, names, span, years


def read(facts: Facts) -> tuple[Entry, ...]:
    """Return every committee, by the library's query ``committees``."""
    rows = answers.ask(facts.store, library.queries_by_name()["committees"]).rows()
    committees = reach.only_things(row["committee"] for row in rows)
    read_ahead(facts, committees)
    numbers = {row["committee"]: row for row in rows}
    return tuple(_entry(facts, committee, numbers[committee]) for committee in committees)


def read_ahead(facts: Facts, committees: Iterable[URIRef]) -> None:
    """Read all that is said of committees, their decisions, seats and mandates, in a few queries."""
    listed = list(committees)
    facts.load(listed)
    facts.pointing(listed, VG.mandateOf)
    reach.ahead(facts, [f.thing for f in facts.pointing(listed, VG.affects)], VG.effectOf)
    compositions = [f.thing for f in facts.pointing(listed, DCTERMS.isVersionOf)]
    reach.ahead(facts, compositions, VG.constitutedBy, VG.validDuring)
    reach.bodies(facts, reach.ahead(facts, compositions, ORG.hasPost))


def decisions_of(facts: Facts, committee: URIRef) -> list[URIRef]:
    """Return the decisions about a committee: those that change it, and those that constitute it."""
    changing = reach.of(facts, facts.subjects(committee, VG.affects), VG.effectOf)
    made = reach.of(facts, facts.subjects(committee, DCTERMS.isVersionOf), VG.constitutedBy)
    return list(dict.fromkeys([*changing, *made]))


def _entry(facts: Facts, committee: URIRef, row: Mapping[str, Term | None]) -> Entry:
    mandates = facts.subjects(committee, VG.mandateOf)
    compositions = facts.subjects(committee, DCTERMS.isVersionOf)
    days = {d: reach.day_of(facts, d) for d in decisions_of(facts, committee)}
    periods = [reach.period(facts, c) for c in compositions]
    seen = [facts.value(c, VG.observedOn) for c in compositions]
    seats = reach.of(facts, compositions, ORG.hasPost)
    own = {
        "level": facts.values(committee, VG.level),
        "kind": facts.values(committee, VG.committeeKind),
        "place": facts.values(committee, VG.jurisdiction),
    }
    first = span([*days.values(), *(start for start, _ in periods)])[0]
    counted = {name: (row[name],) for name in ("decisions", "seats", "mandates")}
    return Entry(
        committee,
        {
            "committee": (committee,),
            "level": own["level"],
            "place": own["place"],
            "first": () if first is None else (first,),
            **{name: tuple(n for n in values if n is not None) for name, values in counted.items()},
        },
        {
            **own,
            "year": years([*days.values(), *seen]),
            "topic": tuple(reach.of(facts, mandates, DCTERMS.subject)),
            "function": tuple(reach.of(facts, mandates, VG.function)),
            "role": tuple(reach.of(facts, seats, ORG.role)),
            "sector": tuple(reach.of(facts, reach.bodies(facts, seats), VG.sector)),
        },
        names(facts, committee, SKOS.prefLabel, SKOS.altLabel, VG.nameInSource),
        _said(facts, committee),
        first,
        span(end for _, end in periods)[1] if all(end is not None for _, end in periods) else None,
        events(days),
    )


def _said(facts: Facts, committee: URIRef) -> tuple[Fact, ...]:
    """Return the facts behind a row: which decisions there are, or which compositions, or else the level."""
    changing = [f for e in facts.subjects(committee, VG.affects) for f in facts.facts(e, VG.effectOf)]
    return (
        tuple(changing)
        or facts.pointing([committee], DCTERMS.isVersionOf)
        or facts.facts(committee, VG.level)
    )


LISTING = Listing(
    "committees",
    read,
    ("committee", "level", "place", "first", "decisions", "seats", "mandates"),
    ("level", "kind", "place", "year", "topic", "function", "role", "sector"),
    frozenset({"decisions", "seats", "mandates"}),
    has_network=True,
)
