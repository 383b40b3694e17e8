"""Compositions as they are compared: their seats and mandates, with what aligns these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ... import answers, library
from ...store import Term
from ...terms import DCTERMS, ORG, VG
from .. import words
from ..facts import Fact, Facts, number, seats
from ..view import View
from . import reach
from .entry import slug_of


@dataclass(frozen=True)
class Seat:
    """A seat: its role, the office that fills it, and by what it may stand beside a seat elsewhere."""

    seat: URIRef
    order: int
    roles: tuple[URIRef, ...]
    offices: tuple[URIRef, ...]
    persons: tuple[URIRef, ...]
    bodies: tuple[URIRef, ...]
    office_patterns: frozenset[URIRef]
    body_patterns: frozenset[URIRef]
    sectors: frozenset[URIRef]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Task:
    """A mandate: its functions and topics."""

    mandate: URIRef
    functions: frozenset[URIRef]
    topics: frozenset[URIRef]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Composition:
    """A committee as one decision constituted it, or as a source reports it."""

    composition: URIRef
    committee: URIRef | None
    decisions: tuple[URIRef, ...]
    start: Term | None
    end: Term | None
    seats: tuple[Seat, ...]
    tasks: tuple[Task, ...]
    declared: tuple[Fact, ...]
    completeness: tuple[Fact, ...]

    @property
    def slug(self) -> str:
        """Return what names the composition in an address."""
        return slug_of(self.composition)


def every(facts: Facts) -> tuple[Composition, ...]:
    """Return every composition that lists seats (the library's query ``compositions``), with all it holds."""
    rows = answers.ask(facts.store, library.queries_by_name()["compositions"]).rows()
    found = reach.only_things(row["thing"] for row in rows)
    facts.load(found)
    decisions = reach.ahead(facts, found, VG.constitutedBy)
    reach.ahead(facts, found, DCTERMS.isVersionOf, VG.validDuring, VG.completeness)
    reach.ahead(
        facts, [f.thing for f in facts.pointing(decisions, VG.assignedBy)], VG.function, DCTERMS.subject
    )
    facts.pointing(found, ORG.postIn)
    held = reach.ahead(facts, found, ORG.hasPost)
    reach.bodies(facts, held)
    reach.ahead(facts, held, ORG.role, VG.namedHolder)
    return tuple(_composition(facts, c) for c in found)


def by_slug(facts: Facts) -> Mapping[str, Composition]:
    """Return every composition that lists seats by what names it in an address."""
    return {c.slug: c for c in facts.once(every)}


def find(view: View, asked: str) -> Composition | None:
    """Return the composition of a slug; of a committee's slug the one valid on the day, else its latest."""
    known = view.facts.once(by_slug)
    if asked in known:
        return known[asked]
    own = [c for c in known.values() if c.committee is not None and slug_of(c.committee) == asked]
    dated = sorted((c for c in own if c.start is not None), key=lambda c: (str(c.start), c.slug))
    if view.on:
        dated = [c for c in dated if words.valid_on(str(c.start), str(c.end or "") or None, view.on)] or dated
    return dated[-1] if dated else next(iter(own), None)


def _composition(facts: Facts, composition: URIRef) -> Composition:
    committee = facts.thing(composition, DCTERMS.isVersionOf)
    decisions = facts.things(composition, VG.constitutedBy)
    start, end = reach.period(facts, composition)
    mandates = sorted(
        {m for d in decisions for m in facts.subjects(d, VG.assignedBy)},
        key=lambda m: (number(facts.value(m, VG.mandateOrder)), m),
    )
    return Composition(
        composition,
        committee,
        decisions,
        start or next((day for d in decisions if (day := reach.day_of(facts, d)) is not None), None),
        end,
        tuple(_seat(facts, seat) for seat in seats(facts, composition)),
        tuple(_task(facts, m) for m in mandates if committee in facts.values(m, VG.mandateOf)),
        facts.facts(composition, VG.declaredSeatCount),
        facts.facts(composition, VG.completeness),
    )


def _seat(facts: Facts, seat: URIRef) -> Seat:
    offices = facts.things(seat, VG.filledByHolderOf)
    bodies = reach.bodies(facts, [seat])
    return Seat(
        seat,
        number(facts.value(seat, VG.seatOrder)),
        facts.things(seat, ORG.role),
        offices,
        facts.things(seat, VG.namedHolder),
        tuple(bodies),
        frozenset(reach.of(facts, offices, VG.officePattern)),
        frozenset(reach.of(facts, bodies, VG.organizationPattern)),
        frozenset(reach.of(facts, bodies, VG.sector)),
        facts.facts(seat, VG.filledByHolderOf, VG.nominatedBy, ORG.role),
    )


def _task(facts: Facts, mandate: URIRef) -> Task:
    return Task(
        mandate,
        frozenset(facts.things(mandate, VG.function)),
        frozenset(facts.things(mandate, DCTERMS.subject)),
        facts.facts(mandate, DCTERMS.description),
    )


def as_json(view: View) -> tuple[str, Mapping[str, object]]:
    """Return every composition that lists seats as the island ``compare`` reads it."""
    return "document.json", {"document": {c.slug: _json(view, c) for c in view.facts.once(every)}}


def _json(view: View, made: Composition) -> dict[str, object]:
    return {
        "label": view.label(made.composition).text,
        "href": view.to(made.composition),
        "seats": [_seat_json(view, seat) for seat in made.seats],
        "mandates": [
            {
                "key": f"{_slugs(task.functions)}:{_slugs(task.topics)}",
                "text": view.label(task.mandate).text,
                "href": view.to(task.mandate),
                "function": _slugs(task.functions),
                "topics": sorted(slug_of(t) for t in task.topics),
            }
            for task in made.tasks
        ],
    }


def _seat_json(view: View, seat: Seat) -> dict[str, object]:
    shown = seat.offices or seat.bodies
    mode = view.facts.thing(seat.seat, VG.fillMode)
    return {
        "key": _slugs(seat.office_patterns) or slug_of(seat.seat),
        "label": view.label(shown[0] if shown else seat.seat).text,
        "href": view.to(shown[0]) if shown else None,
        "role": _slugs(seat.roles),
        "roleLabel": ", ".join(view.label(r).text for r in seat.roles),
        "org": _slugs(seat.body_patterns) or _slugs(seat.bodies),
        "orgLabel": ", ".join(view.label(b).text for b in seat.bodies),
        "order": seat.order,
        "fill": slug_of(mode) if mode else None,
    }


def _slugs(terms: Iterable[URIRef]) -> str:
    return "+".join(sorted(slug_of(t) for t in terms))


NATIONAL = "ubqg-cpdt.ttg-2020-qd-701"
LOCAL = "bcd-cqdt-binh-dinh.binh-dinh-ubnd-2021-qd-03-01"
