"""Change: events by which organisations and places became others."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import URIRef

from ..terms import DCTERMS, ORG
from . import walk
from .facts import Fact
from .view import View


@dataclass(frozen=True)
class Change:
    """An event with its days, what it began with and what it led to."""

    event: URIRef
    days: tuple[Fact, ...]
    before: tuple[Fact, ...]
    after: tuple[Fact, ...]


def of(view: View, about: URIRef) -> tuple[Change, ...]:
    """Return the events that an organisation or a place had a part in, the earliest first."""
    facts = view.facts
    events = facts.subjects(about, ORG.originalOrganization, ORG.resultingOrganization)
    walk.ahead(facts, events, ORG.originalOrganization, ORG.resultingOrganization)
    made = [
        Change(
            event,
            facts.facts(event, DCTERMS.date),
            facts.facts(event, ORG.originalOrganization),
            facts.facts(event, ORG.resultingOrganization),
        )
        for event in events
    ]
    return tuple(sorted(made, key=lambda c: (str(c.days[0].value) if c.days else "9999", c.event)))


def after(view: View, about: URIRef) -> tuple[URIRef, ...]:
    """Return what an organisation or a place became."""
    events = view.facts.subjects(about, ORG.originalOrganization)
    return tuple(t for t in walk.ahead(view.facts, events, ORG.resultingOrganization) if t != about)
