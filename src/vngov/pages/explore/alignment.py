"""Alignment: which body took up which national mandate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ...terms import DCTERMS, VG, iri
from ..facts import Fact, Facts, number
from ..view import View
from . import reach
from .choice import order
from .entry import slug_of

FIRST = iri("decision", "ttg/2020/qd/701")
MATCHES = ("exact", "narrower", "broader", "related")
"""The ways in which a mandate may match a national one, the closest first."""


@dataclass(frozen=True)
class Cell:
    """What a decision made of a national mandate.

    ``state`` is one of :data:`MATCHES`, ``not-taken-up``, or ``unknown`` where no mandate of the decision is
    known; ``mandates`` are those that match, each with how.
    """

    state: str
    mandates: tuple[tuple[URIRef, str], ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Row:
    """A decision of a body, made while the national one was in force, and its cell for each mandate."""

    committee: URIRef
    decision: URIRef
    cells: tuple[Cell, ...]

    @property
    def matched(self) -> int:
        """Return how many national mandates are taken up in some way."""
        return sum(cell.state in MATCHES for cell in self.cells)


@dataclass(frozen=True)
class Matrix:
    """A national decision's mandates as columns, the decisions under it as rows."""

    decision: URIRef
    mandates: tuple[URIRef, ...]
    rows: tuple[Row, ...]

    def total(self, column: int, state: str) -> int:
        """Return how many rows have a state in a column."""
        return sum(row.cells[column].state == state for row in self.rows)


def decisions(facts: Facts) -> tuple[URIRef, ...]:
    """Return the national decisions with mandates that other decisions could take up, the oldest first."""
    aligned = facts.of_class(VG.MandateAlignment)
    national = set(reach.ahead(facts, reach.ahead(facts, aligned, VG.alignsTo), VG.assignedBy))
    found = facts.of_class(VG.Decision)
    national.update(reach.of(facts, found, VG.nationalDecisionInForce))
    reach.ahead(facts, aligned, VG.alignsFrom)
    kept = [d for d in national if facts.subjects(d, VG.assignedBy)]
    return tuple(sorted(kept, key=lambda d: (str(reach.day_of(facts, d) or "9"), d)))


def read(facts: Facts, decision: URIRef) -> Matrix:
    """Return the matrix of a national decision."""
    mandates = tuple(_ordered(facts, facts.subjects(decision, VG.assignedBy)))
    facts.pointing(mandates, VG.alignsTo)
    under = facts.subjects(decision, VG.nationalDecisionInForce)
    taken = {d for m in mandates for a in facts.subjects(m, VG.alignsTo) for d in _from(facts, a)}
    refused = {d for m in mandates for d in facts.things(m, VG.notTakenUpBy)}
    rows = []
    for other in sorted({*under, *taken, *refused}):
        for committee in _bodies(facts, other):
            cells = tuple(_cell(facts, other, mandate) for mandate in mandates)
            rows.append(Row(committee, other, cells))
    return Matrix(decision, mandates, tuple(rows))


def _ordered(facts: Facts, mandates: Iterable[URIRef]) -> list[URIRef]:
    return sorted(mandates, key=lambda m: (number(facts.value(m, VG.mandateOrder)), m))


def _from(facts: Facts, alignment: URIRef) -> list[URIRef]:
    return reach.of(facts, facts.things(alignment, VG.alignsFrom), VG.assignedBy)


def _bodies(facts: Facts, decision: URIRef) -> list[URIRef]:
    """Return the committees that a decision concerns: that it constitutes, changes or gives a task."""
    made = reach.ahead(facts, facts.subjects(decision, VG.constitutedBy), DCTERMS.isVersionOf)
    changed = reach.ahead(facts, facts.subjects(decision, VG.effectOf), VG.affects)
    told = reach.ahead(facts, facts.subjects(decision, VG.assignedBy), VG.mandateOf)
    found = dict.fromkeys([*told, *made, *changed])
    return [c for c in found if VG.Committee in facts.kinds(c)][:1] if told else list(found)[:1]


def _cell(facts: Facts, decision: URIRef, national: URIRef) -> Cell:
    matches = []
    stated: list[Fact] = []
    for fact in facts.pointing([national], VG.alignsTo):
        for mandate in facts.things(fact.thing, VG.alignsFrom):
            match = facts.thing(fact.thing, VG.matchType)
            if decision in facts.values(mandate, VG.assignedBy) and match is not None:
                matches.append((mandate, slug_of(match)))
                stated.append(fact)
    if matches:
        matches.sort(key=lambda m: (MATCHES.index(m[1]), m[0]))
        return Cell(matches[0][1], tuple(matches), tuple(stated))
    refusing = tuple(f for f in facts.facts(national, VG.notTakenUpBy) if f.value == decision)
    return Cell("not-taken-up" if refusing else "unknown", (), refusing)


def make(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of the matrix; of 701's mandates unless another is asked for."""
    known = view.facts.once(decisions)
    asked = view.asked.get("decision", "")
    by_slug = {name_of(d): d for d in known}
    chosen = by_slug.get(asked) or (FIRST if FIRST in known else next(iter(known), None))
    matrix = view.facts.once(read, chosen) if chosen is not None else None
    if matrix is not None:
        reach.sources(view.facts, (f for row in matrix.rows for cell in row.cells for f in cell.facts))
    every = [(d, view.facts.once(read, d)) for d in known] if view.setting.static else []
    return "explore/alignment.html", {
        "known": [(d, name_of(d)) for d in known],
        "matrices": [m for _, m in every] or ([matrix] if matrix else []),
        "chosen": chosen,
        "is_unknown": bool(asked) and asked not in by_slug,
        "MATCHES": MATCHES,
        "SIGNS": SIGNS,
        "VG": VG,
        "rows_of": lambda matrix: sorted(
            matrix.rows, key=lambda r: (*order(view, "level", _level(view, r)), order(view, "", r.committee))
        ),
    }


def _level(view: View, row: Row) -> URIRef:
    return view.facts.thing(row.committee, VG.level) or row.committee


def name_of(decision: URIRef) -> str:
    """Return how a decision stands in an address."""
    return decision.rpartition("/eli/vn/")[2]


SIGNS: Mapping[str, str] = {
    "exact": "●",
    "narrower": "◐",
    "broader": "◓",
    "related": "○",
    "not-taken-up": "–",
    "unknown": "?",
}
