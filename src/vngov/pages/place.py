"""Place: its level and codes with their periods, its merger, its committees and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ..store import Term
from ..terms import ADMS, DCAT, DCTERMS, ORG, SKOS, VG
from . import change, seating, walk
from .facts import Fact
from .view import View

_FACTS = (VG.unitLevel, DCTERMS.isPartOf)


@dataclass(frozen=True)
class Code:
    """A code of a place in one scheme, and when it was that place's."""

    scheme: str
    notation: Fact
    start: Term | None
    end: Term | None
    period: tuple[Fact, ...]


@dataclass(frozen=True)
class Body:
    """A committee of a place: from when its first composition is known, and whether a later one stands."""

    committee: URIRef
    fact: Fact
    first: Term | None
    compositions: int
    lapsed: int


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a place's page."""
    facts = view.facts
    walk.ahead(facts, [about], *_FACTS)
    heirs = change.after(view, about)
    inside = facts.pointing([about], VG.jurisdiction)
    bodies = [f for f in inside if VG.Committee in facts.kinds(f.thing)]
    later = [f for f in facts.pointing(heirs, VG.jurisdiction) if VG.Committee in facts.kinds(f.thing)]
    made = committees(view, bodies)
    return "place.html", {
        "about_facts": [(p, facts.facts(about, p)) for p in _FACTS if facts.facts(about, p)],
        "codes": codes(view, about),
        "changes": change.of(view, about),
        "committees": made,
        "heirs": heirs,
        "later": committees(view, later),
        "organisations": organisations(view, inside),
        "parts_of": facts.pointing([about], DCTERMS.isPartOf),
        "days": sorted(
            {str(body.first)[:10] for body in made if body.first is not None} | _days(view, about)
        ),
    }


def codes(view: View, about: URIRef) -> tuple[Code, ...]:
    """Return the codes of a place with their periods."""
    facts = view.facts
    found = facts.things(about, ADMS.identifier)
    walk.ahead(facts, found, VG.validDuring)
    rows = []
    for code in found:
        start, end = view.period(code)
        period = tuple(
            f
            for p in facts.things(code, VG.validDuring)
            for f in facts.facts(p, DCAT.startDate, DCAT.endDate)
        )
        scheme = " ".join(map(str, facts.values(code, VG.identifierScheme)))
        rows += [Code(scheme, f, start, end, period) for f in facts.facts(code, SKOS.notation)]
    return tuple(sorted(rows, key=lambda c: (c.scheme, str(c.start or ""), str(c.notation.value))))


def committees(view: View, bodies: Iterable[Fact]) -> tuple[Body, ...]:
    """Return committees with the first day known of each, in its order."""
    facts = view.facts
    bodies = tuple(bodies)
    compositions = walk.back(facts, [f.thing for f in bodies], DCTERMS.isVersionOf)
    walk.ahead(facts, compositions, VG.constitutedBy, VG.validDuring)
    walk.ahead(facts, [f.thing for f in bodies], VG.level)
    seats = walk.ahead(facts, compositions, ORG.hasPost)
    facts.load(seats)
    rows = []
    for fact in bodies:
        made = facts.subjects(fact.thing, DCTERMS.isVersionOf)
        starts = [start for c in made if (start := seating.span(facts, c)[0]) is not None]
        held = [seat for c in made for seat in facts.things(c, ORG.hasPost)]
        lapsed = sum(bool(facts.values(seat, VG.lapsedThrough)) for seat in held)
        rows.append(Body(fact.thing, fact, min(starts, key=str, default=None), len(made), lapsed))
    return tuple(sorted(rows, key=lambda b: (str(b.first or "9999"), b.committee)))


def organisations(view: View, inside: Iterable[Fact]) -> list[tuple[URIRef | None, list[Fact]]]:
    """Return the organisations of a place by what sort they are."""
    rows: dict[URIRef | None, list[Fact]] = {}
    found = [f for f in inside if VG.Organization in view.facts.kinds(f.thing)]
    walk.ahead(view.facts, [f.thing for f in found], VG.organizationKind)
    for fact in found:
        rows.setdefault(view.facts.thing(fact.thing, VG.organizationKind), []).append(fact)
    return sorted(rows.items(), key=lambda item: (-len(item[1]), item[0] or ""))


def _days(view: View, about: URIRef) -> set[str]:
    return {str(f.value)[:10] for made in change.of(view, about) for f in made.days}
