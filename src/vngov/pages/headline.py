"""The headline: a committee's tasks beside those of the national decision it mirrors, and their picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rdflib import URIRef

from ..terms import DCTERMS, ELI, ORG, VG, iri
from .drawing import wrap
from .facts import Fact, number, seats
from .view import View

NATIONAL = iri("decision", "ttg/2020/qd/701")
LOCAL = iri("decision", "binh-dinh/ubnd/2021/qd/03-01")
_WIDTH, _SIDE, _GAP = 1200, 470, 18
_TOP = 250


@dataclass(frozen=True)
class Side:
    """One of the two decisions: its committee, the roles of its seats in order, the number it declares."""

    decision: URIRef
    committee: URIRef
    composition: URIRef
    roles: tuple[str, ...]
    declared: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Task:
    """A task: what it is, its functions and topics, and the facts it rests on."""

    mandate: URIRef
    functions: tuple[URIRef, ...]
    topics: tuple[URIRef, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Row:
    """One local task beside the national task it matches, if any."""

    local: Task
    national: Task | None
    match: URIRef | None


@dataclass(frozen=True)
class Headline:
    """Two decisions side by side."""

    national: Side
    local: Side
    rows: tuple[Row, ...]

    @property
    def matched(self) -> int:
        """Return how many local tasks have a national counterpart."""
        return sum(row.national is not None for row in self.rows)


def read(view: View, local: URIRef = LOCAL, national: URIRef = NATIONAL) -> Headline | None:
    """Return what the graph says of the two decisions, or ``None`` if it lacks one of them."""
    sides = [_side(view, decision) for decision in (national, local)]
    if sides[0] is None or sides[1] is None:
        return None
    facts = view.facts
    own = sorted(
        facts.subjects(local, VG.assignedBy), key=lambda m: (number(facts.value(m, VG.mandateOrder)), m)
    )
    facts.pointing(own, VG.alignsFrom)
    facts.load_evidence(own)
    return Headline(sides[0], sides[1], tuple(_row(view, mandate, national) for mandate in own))


def _side(view: View, decision: URIRef) -> Side | None:
    facts = view.facts
    compositions = facts.subjects(decision, VG.constitutedBy)
    committee = facts.thing(compositions[0], DCTERMS.isVersionOf) if compositions else None
    if committee is None:
        return None
    held = seats(facts, compositions[0])
    roles = [facts.thing(seat, ORG.role) for seat in held]
    declared = facts.facts(compositions[0], VG.declaredSeatCount)
    return Side(
        decision,
        committee,
        compositions[0],
        tuple((role or "").rpartition("/")[2] for role in roles),
        max((int(fact.value) for fact in declared), default=len(held)),
        declared,
    )


def _row(view: View, mandate: URIRef, national: URIRef) -> Row:
    facts = view.facts
    for alignment in facts.subjects(mandate, VG.alignsFrom):
        other = facts.thing(alignment, VG.alignsTo)
        if other is not None and national in facts.values(other, VG.assignedBy):
            return Row(_task(view, mandate), _task(view, other), facts.thing(alignment, VG.matchType))
    return Row(_task(view, mandate), None, None)


def _task(view: View, mandate: URIRef) -> Task:
    facts = view.facts
    return Task(
        mandate,
        facts.things(mandate, VG.function),
        facts.things(mandate, DCTERMS.subject),
        facts.facts(mandate, DCTERMS.description),
    )


def picture(view: View, headline: Headline) -> dict[str, Any]:
    """Return the measures of the picture: for each row its place, and the lines of each text."""
    rows = []
    top = float(_TOP)
    for row in headline.rows:
        left, right = (_card(view, task) if task else None for task in (row.national, row.local))
        height = max(card["height"] for card in (left, right) if card)
        code = row.match.rpartition("/")[2] if row.match else "none"
        middle = wrap(view.w(f"headline-match-{code}"), _WIDTH - 2 * _SIDE - 70, 15)
        rows.append(
            {"top": top, "height": height, "left": left, "right": right, "match": middle, "code": code}
        )
        top += height + _GAP
    heads = [
        {
            "title": wrap(view.label(side.committee).text, _SIDE - 30, 23, 2),
            "decision": _decision(view, side.decision),
            "dots": _dots(side),
            "count": view.w("headline-seats", n=side.declared, listed=len(side.roles)),
        }
        for side in (headline.national, headline.local)
    ]
    return {"width": _WIDTH, "height": top + 40, "side": _SIDE, "rows": rows, "heads": heads}


def _decision(view: View, decision: URIRef) -> str:
    """Return a decision's number or kind, with its day as far as it is known."""
    facts = view.facts
    day = view.date(facts.value(decision, VG.referenceDate, ELI.date_document)).striptags()
    said = max((str(v) for v in facts.values(decision, ELI.id_local)), key=len, default=None)
    name = view.w("headline-decision", number=said) if said else view.w("headline-unnumbered")
    return f"{name} · {day}"


def _card(view: View, task: Task) -> dict[str, Any]:
    functions = wrap(", ".join(view.label(f).text for f in task.functions), _SIDE - 40, 17, 2)
    topics = wrap(" · ".join(view.label(t).text for t in task.topics), _SIDE - 40, 13.5, 3)
    return {
        "functions": functions,
        "topics": topics,
        "height": 30 + 23 * len(functions) + 20 * len(topics),
    }


def _dots(side: Side) -> list[dict[str, object]]:
    """Return a dot for each declared seat: the listed ones by role, the others empty."""
    shown = [*side.roles, *["unlisted"] * max(0, side.declared - len(side.roles))]
    return [{"x": 24 + 22 * n, "role": role} for n, role in enumerate(shown)]
