"""Position: its organisation, who is known to have held it, the seats that it fills over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ..store import Term
from ..terms import ELI, ORG, VG
from . import tenure, walk
from .facts import Fact
from .view import View

_FACTS = (ORG.postIn, VG.title, VG.portfolio, VG.officePattern)
_ROLES = (ELI.passed_by, VG.headedBy, VG.usesSealOf, VG.concurrentPosition)


@dataclass(frozen=True)
class Holder:
    """Somebody known to have held a position, as of which days, and what states it."""

    incumbency: URIRef
    person: URIRef
    days: tuple[Fact, ...]
    facts: tuple[Fact, ...]


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a position's page."""
    facts = view.facts
    walk.ahead(facts, [about], *_FACTS)
    held = tenure.of_seats(view, facts.subjects(about, VG.filledByHolderOf))
    return "position.html", {
        "about_facts": [(p, facts.facts(about, p)) for p in _FACTS if facts.facts(about, p)],
        "holders": holders(view, facts.subjects(about, VG.holds)),
        "held": held,
        "days": tenure.days(held),
        "roles": [(p, facts.pointing([about], p)) for p in _ROLES if facts.pointing([about], p)],
    }


def holders(view: View, incumbencies: tuple[URIRef, ...]) -> tuple[Holder, ...]:
    """Return who held a position, in the order of the days of which sources speak."""
    facts = view.facts
    walk.ahead(facts, incumbencies, VG.holder, VG.holds)
    facts.load_evidence(incumbencies)
    found = [
        Holder(one, f.value, facts.facts(one, VG.asOf), (f,))
        for one in incumbencies
        for f in facts.facts(one, VG.holder)
        if isinstance(f.value, URIRef)
    ]
    return tuple(sorted(found, key=lambda h: (str(_first(h) or "9999"), h.incumbency)))


def _first(holder: Holder) -> Term | None:
    return next((f.value for f in holder.days), None)
