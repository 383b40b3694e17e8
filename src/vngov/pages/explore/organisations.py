"""The list of organisations, with the committees and seats of each."""

from __future__ import annotations

from rdflib import URIRef

from ... import answers, library
from ...store import Term
from ...terms import DCTERMS, ORG, SKOS, VG
from ..facts import Facts
from . import reach
from .entry import Entry, Listing, cell, names


def read(facts: Facts) -> tuple[Entry, ...]:
    """Return every organisation; its committees and seats are those of the library's query ``interlocks``."""
    query = library.queries_by_name()["interlocks"]
    rows = answers.ask(facts.store, query, {"least": "1"}).rows()
    counts = {row["organisation"]: (row["committees"], row["seats"]) for row in rows}
    organisations = facts.of_class(VG.Organization)
    reach.ahead(facts, organisations, VG.validDuring)
    offices = [f.thing for f in facts.pointing(organisations, ORG.postIn)]
    seats = [f.thing for f in facts.pointing(offices, VG.filledByHolderOf)]
    seats += [f.thing for f in facts.pointing(organisations, VG.nominatedBy)]
    compositions = reach.ahead(facts, seats, ORG.postIn)
    reach.ahead(facts, compositions, DCTERMS.isVersionOf)
    return tuple(_entry(facts, o, counts.get(o, (None, None))) for o in organisations)


def _entry(facts: Facts, organisation: URIRef, counts: tuple[Term | None, Term | None]) -> Entry:
    offices = facts.subjects(organisation, ORG.postIn)
    seats = [s for o in offices for s in facts.subjects(o, VG.filledByHolderOf)]
    seats += facts.subjects(organisation, VG.nominatedBy)
    committees = reach.of(facts, reach.of(facts, seats, ORG.postIn), DCTERMS.isVersionOf)
    start, end = reach.period(facts, organisation)
    own = {
        "kind": facts.values(organisation, VG.organizationKind),
        "sector": facts.values(organisation, VG.sector),
        "place": facts.values(organisation, VG.jurisdiction),
    }
    return Entry(
        organisation,
        {
            "organisation": (organisation,),
            **own,
            "committees": (counts[0],) if counts[0] is not None else cell(0),
            "seats": (counts[1],) if counts[1] is not None else cell(0),
        },
        {
            **own,
            "role": tuple(reach.of(facts, seats, ORG.role)),
            "level": tuple(reach.of(facts, committees, VG.level)),
        },
        names(facts, organisation, SKOS.prefLabel, SKOS.altLabel),
        facts.facts(organisation, VG.organizationKind, VG.sector),
        start,
        end,
    )


LISTING = Listing(
    "organisations",
    read,
    ("organisation", "kind", "sector", "place", "committees", "seats"),
    ("kind", "sector", "place", "role", "level"),
    frozenset({"committees", "seats"}),
    has_timeline=False,
    first_order="-committees",
)
