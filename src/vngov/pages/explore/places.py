"""The list of places: which have committees, which no decision on record, which merged into another."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import URIRef

from ... import answers, library
from ...store import Term
from ...terms import ORG, SKOS, VG
from ..facts import Facts
from . import reach
from .committees import decisions_of, read_ahead
from .entry import Entry, Listing, cell, names


def read(facts: Facts) -> tuple[Entry, ...]:
    """Return every place; where no decision is on record the library's query ``no-decision`` says."""
    rows = answers.ask(facts.store, library.queries_by_name()["no-decision"]).rows()
    without = {row["jurisdiction"]: row for row in rows}
    places = facts.of_class(VG.AdministrativeUnit)
    reach.ahead(facts, places, VG.validDuring)
    read_ahead(
        facts, [f.thing for f in facts.pointing(places, VG.jurisdiction) if _is_committee(facts, f.thing)]
    )
    mergers = [f.thing for f in facts.pointing(places, ORG.originalOrganization)]
    reach.ahead(facts, mergers, ORG.resultingOrganization)
    return tuple(_entry(facts, place, without) for place in places)


def _is_committee(facts: Facts, thing: URIRef) -> bool:
    return VG.Committee in facts.kinds(thing)


def _entry(facts: Facts, place: URIRef, without: Mapping[Term | None, Mapping[str, Term | None]]) -> Entry:
    committees = [c for c in facts.subjects(place, VG.jurisdiction) if _is_committee(facts, c)]
    decisions = {d for c in committees for d in decisions_of(facts, c)}
    mergers = facts.subjects(place, ORG.originalOrganization)
    into = tuple(p for p in reach.of(facts, mergers, ORG.resultingOrganization) if p != place)
    start, end = reach.period(facts, place)
    states = [
        "decision" if decisions else "committee" if committees else "nothing",
        *(["merged"] if into else []),
    ]
    own = {"unit": facts.values(place, VG.unitLevel)}
    return Entry(
        place,
        {
            "place": (place,),
            **own,
            "committees": cell(len(committees)),
            "decisions": cell(len(decisions)),
            "recorded": cell("no-decision" if place in without else states[0], "state"),
            "until": () if end is None else (end,),
            "into": into,
        },
        {
            **own,
            "state": tuple(term for state in states for term in cell(state, "state")),
            "level": tuple(reach.of(facts, committees, VG.level)),
        },
        names(facts, place, SKOS.prefLabel, SKOS.altLabel),
        facts.facts(place, VG.unitLevel) + facts.pointing([place], ORG.originalOrganization),
        start,
        end,
    )


LISTING = Listing(
    "places",
    read,
    ("place", "unit", "committees", "decisions", "recorded", "until", "into"),
    ("unit", "state"),
    frozenset({"committees", "decisions"}),
    has_timeline=False,
)
