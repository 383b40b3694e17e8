"""Tenure: the seats that offices, organisations or persons hold, over time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import URIRef

from ..store import Term
from ..terms import DCTERMS, ORG, VG
from . import seating, walk
from .seating import Seat
from .view import View


@dataclass(frozen=True)
class Held:
    """A seat with the committee and the period of its composition."""

    seat: Seat
    composition: URIRef
    committee: URIRef | None
    start: Term | None
    end: Term | None


def of_organisation(view: View, organisation: URIRef) -> tuple[Held, ...]:
    """Return the seats that an organisation fills by its offices or by whom it sends, the earliest first."""
    facts = view.facts
    offices = facts.subjects(organisation, ORG.postIn)
    filled = walk.back(facts, offices, VG.filledByHolderOf)
    return of_seats(view, (*filled, *facts.subjects(organisation, VG.nominatedBy)))


def of_seats(view: View, seats: Iterable[URIRef]) -> tuple[Held, ...]:
    """Return seats with their committees and periods, the earliest first, those without a date last."""
    facts = view.facts
    wanted = tuple(dict.fromkeys(seats))
    compositions = walk.ahead(facts, wanted, ORG.postIn)
    walk.ahead(facts, compositions, DCTERMS.isVersionOf, VG.constitutedBy, VG.validDuring)
    seating.load_seats(facts, wanted)
    facts.load_evidence(wanted)
    found = []
    for about in wanted:
        made = seating.seat(facts, about)
        start, end = seating.span(facts, made.composition)
        committee = facts.thing(made.composition, DCTERMS.isVersionOf)
        found.append(Held(made, made.composition, committee, start, end))
    return tuple(sorted(found, key=lambda h: (str(h.start or "9999"), h.committee or "", h.seat.seat)))


def days(held: Iterable[Held]) -> list[str]:
    """Return the days on which the seats change, sorted."""
    return sorted({str(day)[:10] for h in held for day in (h.start,) if day is not None})
