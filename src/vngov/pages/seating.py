"""Seating: a composition with its seats as tiers of an organisation chart, its period, its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import URIRef

from ..store import Term
from ..terms import BASE, DCAT, DCTERMS, ORG, SKOS, VG
from . import walk
from .facts import Fact, Facts, number, seats
from .view import View

ROLES = ("head", "standing-deputy", "deputy", "standing-member", "member", "secretary")
"""The roles of a committee from the top of its chart down."""

_ROLE = BASE + "code/role/"
_SEAT_LINKS = (
    *(ORG.role, VG.additionalRole, VG.filledByHolderOf, VG.concurrentPosition, VG.namedHolder),
    *(VG.replacesHolder, VG.nominatedBy, VG.fillMode, VG.lapsedThrough),
)


@dataclass(frozen=True)
class Lapse:
    """The event by which the office of a seat had come to an end, and its day."""

    fact: Fact
    event: URIRef
    day: Term | None


@dataclass(frozen=True)
class Seat:
    """A seat: its role, the office that fills it, who was named; every part with the facts behind it."""

    seat: URIRef
    composition: URIRef
    order: int | None
    roles: tuple[Fact, ...]
    extra: tuple[Fact, ...]
    offices: tuple[Fact, ...]
    concurrent: tuple[Fact, ...]
    nominated: tuple[Fact, ...]
    organisations: tuple[URIRef, ...]
    holders: tuple[Fact, ...]
    replaced: tuple[Fact, ...]
    modes: tuple[Fact, ...]
    notes: tuple[Fact, ...]
    lapse: Lapse | None

    @property
    def rank(self) -> int:
        """Return the tier of the seat: the highest role that a source gives it."""
        return min((rank_of(f.value) for f in self.roles), default=len(ROLES))


@dataclass(frozen=True)
class Tier:
    """The seats of one role."""

    role: URIRef | None
    code: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Composition:
    """A committee as one decision constituted it or one source reports it."""

    composition: URIRef
    committee: URIRef | None
    decisions: tuple[Fact, ...]
    reports: tuple[Fact, ...]
    start: Term | None
    start_facts: tuple[Fact, ...]
    end: Term | None
    end_facts: tuple[Fact, ...]
    declared: tuple[Fact, ...]
    completeness: tuple[Fact, ...]
    notes: tuple[Fact, ...]
    tiers: tuple[Tier, ...]
    groups: tuple[URIRef, ...]
    earlier: URIRef | None
    later: URIRef | None

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Return every listed seat, tier by tier."""
        return tuple(seat for tier in self.tiers for seat in tier.seats)

    @property
    def slug(self) -> str:
        """Return the last part of the composition's IRI."""
        return self.composition.rpartition("/")[2]


def rank_of(role: Term) -> int:
    """Return the place of a role in the chart, the unknown last."""
    code = role.removeprefix(_ROLE)
    return ROLES.index(code) if code in ROLES else len(ROLES)


def of_committee(view: View, committee: URIRef) -> tuple[Composition, ...]:
    """Return the compositions of a committee, the newest first, those without a date last."""
    found = view.facts.subjects(committee, DCTERMS.isVersionOf)
    made = read(view, found)
    return tuple(sorted(sorted(made, key=lambda c: c.composition), key=_newest, reverse=True))


def in_force(compositions: Iterable[Composition], on: str | None) -> Composition | None:
    """Return the composition in force on a day, or the newest for no day; ``None`` where none is known."""
    dated = [c for c in compositions if c.start is not None and (on is None or str(c.start)[:10] <= on)]
    return next((c for c in dated if on is None or c.end is None or on <= str(c.end)), None)


def read(view: View, compositions: Iterable[URIRef]) -> tuple[Composition, ...]:
    """Return compositions with their seats, in the order given."""
    wanted = tuple(dict.fromkeys(compositions))
    facts = view.facts
    facts.load(wanted)
    facts.pointing(wanted, ORG.postIn)
    facts.pointing(wanted, VG.previousComposition)
    decisions = walk.ahead(facts, wanted, VG.constitutedBy)
    walk.ahead(facts, decisions, VG.referenceDateBasis)
    walk.ahead(facts, wanted, VG.validDuring, VG.completeness, VG.hasSeatGroup, VG.reportedBy)
    held = {c: seats(facts, c) for c in wanted}
    every = [seat for row in held.values() for seat in row]
    load_seats(facts, every)
    facts.load_evidence([*wanted, *every, *decisions])
    return tuple(_composition(view, c, held[c]) for c in wanted)


def load_seats(facts: Facts, found: Iterable[URIRef]) -> None:
    """Read seats with their offices and the organisations of these, in a few queries."""
    found = tuple(found)
    walk.ahead(facts, found, *_SEAT_LINKS)
    offices = walk.ahead(facts, found, VG.filledByHolderOf, VG.concurrentPosition)
    walk.ahead(facts, offices, ORG.postIn)


def seat(facts: Facts, about: URIRef) -> Seat:
    """Return what is said of a seat."""
    offices = facts.facts(about, VG.filledByHolderOf)
    nominated = facts.facts(about, VG.nominatedBy)
    bodies = walk.ahead(facts, [f.value for f in offices if isinstance(f.value, URIRef)], ORG.postIn)
    order = number(facts.value(about, VG.seatOrder))
    return Seat(
        seat=about,
        composition=facts.thing(about, ORG.postIn) or about,
        order=order if order < 1_000_000 else None,
        roles=tuple(sorted(facts.facts(about, ORG.role), key=lambda f: rank_of(f.value))),
        extra=facts.facts(about, VG.additionalRole),
        offices=offices,
        concurrent=facts.facts(about, VG.concurrentPosition),
        nominated=nominated,
        organisations=tuple(
            dict.fromkeys((*bodies, *(f.value for f in nominated if isinstance(f.value, URIRef))))
        ),
        holders=facts.facts(about, VG.namedHolder),
        replaced=facts.facts(about, VG.replacesHolder),
        modes=facts.facts(about, VG.fillMode),
        notes=facts.facts(about, SKOS.editorialNote),
        lapse=_lapse(facts, about),
    )


def span(facts: Facts, composition: URIRef) -> tuple[Term | None, Term | None]:
    """Return from which day a composition is known to stand and on which its successor followed."""
    made = walk.ahead(facts, [composition], VG.constitutedBy)
    starts = [*facts.values(composition, VG.observedOn)]
    starts += [day for d in made for day in facts.values(d, VG.referenceDate)]
    periods = walk.ahead(facts, [composition], VG.validDuring)
    ends = [day for p in periods for day in facts.values(p, DCAT.endDate)]
    return min(starts, key=str, default=None), max(ends, key=str, default=None)


def _composition(view: View, about: URIRef, held: tuple[URIRef, ...]) -> Composition:
    facts = view.facts
    start, end = span(facts, about)
    decisions = facts.facts(about, VG.constitutedBy)
    reference = [f for d in facts.things(about, VG.constitutedBy) for f in facts.facts(d, VG.referenceDate)]
    return Composition(
        composition=about,
        committee=facts.thing(about, DCTERMS.isVersionOf),
        decisions=decisions,
        reports=facts.facts(about, VG.reportedBy),
        start=start,
        start_facts=(*facts.facts(about, VG.observedOn), *reference),
        end=end,
        end_facts=tuple(f for p in facts.things(about, VG.validDuring) for f in facts.facts(p, DCAT.endDate)),
        declared=facts.facts(about, VG.declaredSeatCount),
        completeness=facts.facts(about, VG.completeness),
        notes=facts.facts(about, VG.disagreementNote),
        tiers=_tiers(facts, held),
        groups=facts.things(about, VG.hasSeatGroup),
        earlier=facts.thing(about, VG.previousComposition),
        later=next(iter(facts.subjects(about, VG.previousComposition)), None),
    )


def _tiers(facts: Facts, held: tuple[URIRef, ...]) -> tuple[Tier, ...]:
    rows: dict[int, list[Seat]] = {}
    for about in held:
        found = seat(facts, about)
        rows.setdefault(found.rank, []).append(found)
    codes = (*ROLES, "unknown")
    return tuple(
        Tier(URIRef(_ROLE + codes[rank]) if rank < len(ROLES) else None, codes[rank], tuple(row))
        for rank, row in sorted(rows.items())
    )


def _lapse(facts: Facts, about: URIRef) -> Lapse | None:
    found = [
        Lapse(f, f.value, facts.value(f.value, DCTERMS.date))
        for f in facts.facts(about, VG.lapsedThrough)
        if isinstance(f.value, URIRef)
    ]
    return min(found, key=lambda lapse: (str(lapse.day or "9"), lapse.event), default=None)


def _newest(composition: Composition) -> str:
    return str(composition.start or "")
