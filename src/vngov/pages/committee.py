"""Committee: its names, its decisions over time, who sits on it, its tasks beside the national ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ..store import Term
from ..terms import DCTERMS, ORG, VG
from . import seating, tasks, timeline, walk
from .agreement import Said, gather
from .facts import Fact
from .view import View

_FACTS = (
    *(VG.level, VG.committeeKind, VG.jurisdiction, VG.advises, VG.standingAgency, VG.supportTeam),
    VG.usesSealOf,
)


@dataclass(frozen=True)
class Name:
    """A name of a committee as sources print it, and from and until which day renamings let it stand."""

    said: Said
    start: Term | None
    end: Term | None


@dataclass(frozen=True)
class Company:
    """Another committee with the organisations that sit on both, and the facts of their seats there."""

    committee: URIRef
    organisations: tuple[URIRef, ...]
    facts: tuple[Fact, ...]


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a committee's page."""
    facts = view.facts
    compositions = seating.of_committee(view, about)
    dated, undated = timeline.of_committee(view, about)
    walk.ahead(facts, [about], *_FACTS)
    shared = company(view, about, compositions)
    mandates = facts.subjects(about, VG.mandateOf)
    return "committee.html", {
        "printed": names(view, about),
        "about_facts": [(p, facts.facts(about, p)) for p in _FACTS if facts.facts(about, p)],
        "level": next((str(level).rpartition("/")[2] for level in facts.values(about, VG.level)), ""),
        "compositions": compositions,
        "shown": seating.in_force(compositions, view.on) or _first(view, compositions),
        "dated": dated,
        "undated": undated,
        "days": sorted({str(c.start)[:10] for c in compositions if c.start is not None}),
        "assignments": tasks.of(view, mandates),
        "company": shared,
        "others": [c for c in _versions(view, about) if c != about],
        "gather": gather,
    }


def _first(view: View, compositions: tuple[seating.Composition, ...]) -> seating.Composition | None:
    """Return what to show where no composition is known to be in force: nothing on a day, else the first."""
    return None if view.on or not compositions else compositions[0]


def names(view: View, about: URIRef) -> tuple[Name, ...]:
    """Return the names that sources print, with the days of the renamings that gave or ended them."""
    facts = view.facts
    starts: dict[str, Term] = {}
    ends: dict[str, Term] = {}
    renamed: list[Fact] = []
    for effect in facts.subjects(about, VG.affects):
        days = [day for d in facts.things(effect, VG.effectOf) for day in facts.values(d, VG.referenceDate)]
        for prop, dates in ((VG.newName, starts), (VG.oldName, ends)):
            for fact in facts.facts(effect, prop):
                renamed.append(fact)
                if days:
                    dates[str(fact.value).casefold()] = days[0]
    said = gather([*facts.facts(about, VG.nameInSource), *renamed])
    found = [Name(s, starts.get(str(s.value).casefold()), ends.get(str(s.value).casefold())) for s in said]
    return tuple(sorted(found, key=lambda n: (str(n.start or ""), str(n.end or "9"), str(n.said.value))))


def company(view: View, about: URIRef, compositions: Iterable[seating.Composition]) -> tuple[Company, ...]:
    """Return the other committees on which this one's organisations sit, those that share most first."""
    facts = view.facts
    bodies = dict.fromkeys(body for c in compositions for s in c.seats for body in s.organisations)
    offices = walk.pairs(facts, walk.back(facts, bodies, ORG.postIn), ORG.postIn)
    office_of = {f.thing: f.value for f in offices if isinstance(f.value, URIRef) and f.value in bodies}
    filled = [*facts.pointing(office_of, VG.filledByHolderOf)]
    sent = [*facts.pointing(bodies, VG.nominatedBy)]
    seats = dict.fromkeys(f.thing for f in (*filled, *sent))
    walk.ahead(facts, walk.ahead(facts, seats, ORG.postIn), DCTERMS.isVersionOf)
    facts.load_evidence(seats)
    shared: dict[URIRef, dict[URIRef, list[Fact]]] = {}
    for fact in (*filled, *sent):
        body = office_of.get(fact.value, fact.value) if isinstance(fact.value, URIRef) else None
        for other in _committees(view, fact.thing):
            if other != about and body in bodies:
                shared.setdefault(other, {}).setdefault(body, []).append(fact)
    found = [
        Company(other, tuple(sorted(row)), tuple(f for _, said in sorted(row.items()) for f in said))
        for other, row in shared.items()
    ]
    return tuple(sorted(found, key=lambda c: (-len(c.organisations), c.committee)))


def _committees(view: View, seat: URIRef) -> tuple[URIRef, ...]:
    return tuple(
        c
        for held in view.facts.things(seat, ORG.postIn)
        for c in view.facts.things(held, DCTERMS.isVersionOf)
    )


def _versions(view: View, about: URIRef) -> tuple[URIRef, ...]:
    """Return the committees that a decision made out of this one, or that this one was made out of."""
    facts = view.facts
    made = [
        *facts.subjects(about, ORG.originalOrganization),
        *facts.subjects(about, ORG.resultingOrganization),
    ]
    found = walk.ahead(facts, made, ORG.originalOrganization, ORG.resultingOrganization)
    counted = Counter(c for c in found if VG.Committee in facts.kinds(c))
    return tuple(sorted(counted))
