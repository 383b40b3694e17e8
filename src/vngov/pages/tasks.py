"""Tasks: the mandates that decisions give to committees, beside the national ones they match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import URIRef

from ..terms import DCTERMS, VG
from . import walk
from .facts import Fact, number
from .view import View


@dataclass(frozen=True)
class Match:
    """A mandate of the other side that one matches: how, on what ground, by which derived link."""

    alignment: URIRef
    mandate: URIRef
    kind: URIRef | None
    basis: URIRef | None
    fact: Fact


@dataclass(frozen=True)
class Task:
    """A mandate with its functions and topics, the national ones that it matches, the local ones that do."""

    mandate: URIRef
    functions: tuple[URIRef, ...]
    topics: tuple[URIRef, ...]
    addressees: tuple[URIRef, ...]
    is_addition: bool
    facts: tuple[Fact, ...]
    national: tuple[Match, ...]
    local: tuple[Match, ...]


@dataclass(frozen=True)
class Assignment:
    """What one decision gave a committee to do, and what of the national decision it did not take up."""

    decision: URIRef | None
    tasks: tuple[Task, ...]
    beside: tuple[Fact, ...]
    left: tuple[Fact, ...]

    @property
    def matched(self) -> int:
        """Return how many tasks have a national counterpart."""
        return sum(bool(task.national) for task in self.tasks)


def of(view: View, mandates: Iterable[URIRef]) -> tuple[Assignment, ...]:
    """Return mandates by the decision that gave them, the newest decision first."""
    facts = view.facts
    wanted = tuple(dict.fromkeys(mandates))
    links = (VG.function, DCTERMS.subject, VG.assignedBy, VG.addressee, VG.mandateOf)
    walk.ahead(facts, wanted, *links)
    found = walk.back(facts, wanted, VG.alignsFrom, VG.alignsTo)
    others = walk.ahead(facts, found, VG.alignsFrom, VG.alignsTo)
    walk.ahead(facts, found, VG.matchType, VG.basis)
    walk.ahead(facts, others, *links)
    facts.load_evidence(wanted)
    groups: dict[URIRef | None, list[URIRef]] = {}
    for mandate in wanted:
        groups.setdefault(facts.thing(mandate, VG.assignedBy), []).append(mandate)
    decisions = [d for d in groups if d]
    facts.pointing(decisions, VG.notTakenUpBy)
    return tuple(
        Assignment(
            decision,
            tuple(task(view, m) for m in sorted(row, key=lambda m: _order(view, m))),
            facts.facts(decision, VG.nationalDecisionInForce) if decision else (),
            facts.pointing([decision], VG.notTakenUpBy) if decision else (),
        )
        for decision, row in sorted(groups.items(), key=lambda item: _newest(view, item[0]), reverse=True)
    )


def task(view: View, mandate: URIRef) -> Task:
    """Return what is said of a mandate."""
    facts = view.facts
    return Task(
        mandate,
        facts.things(mandate, VG.function),
        facts.things(mandate, DCTERMS.subject),
        facts.things(mandate, VG.addressee),
        any(str(v) == "true" for v in facts.values(mandate, VG.isAddition)),
        facts.facts(mandate, DCTERMS.description, VG.mandateOf),
        _matches(view, mandate, VG.alignsFrom, VG.alignsTo),
        _matches(view, mandate, VG.alignsTo, VG.alignsFrom),
    )


def _matches(view: View, mandate: URIRef, near: URIRef, far: URIRef) -> tuple[Match, ...]:
    facts = view.facts
    rows = [
        Match(
            link.thing,
            other.value,
            facts.thing(link.thing, VG.matchType),
            facts.thing(link.thing, VG.basis),
            other,
        )
        for link in facts.pointing([mandate], near)
        for other in facts.facts(link.thing, far)
        if isinstance(other.value, URIRef)
    ]
    return tuple(sorted(rows, key=lambda m: (_STRENGTH.get(_code(m.kind), 9), m.mandate)))


_STRENGTH = {"exact": 0, "narrower": 1, "broader": 2, "related": 3}


def _code(thing: URIRef | None) -> str:
    return (thing or "").rpartition("/")[2]


def _order(view: View, mandate: URIRef) -> tuple[int, str]:
    return number(view.facts.value(mandate, VG.mandateOrder)), mandate


def _newest(view: View, decision: URIRef | None) -> tuple[str, str]:
    day = view.facts.value(decision, VG.referenceDate) if decision else None
    return str(day or ""), decision or ""
