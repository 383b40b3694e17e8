"""Topic: what a code means, the codes around it, and the bodies whose mandates cover it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ..store import Term
from ..terms import BASE, DCTERMS, SKOS, VG
from . import walk
from .facts import Fact
from .view import View

_TOPICS = URIRef(BASE + "code/topic")
_AROUND = (SKOS.broader, SKOS.related, SKOS.closeMatch, SKOS.relatedMatch)


@dataclass(frozen=True)
class Coverage:
    """A body whose mandate covers a topic: the functions, and the decision that gave it on which day."""

    committee: URIRef | None
    mandate: URIRef
    functions: tuple[URIRef, ...]
    decision: URIRef | None
    day: Term | None
    facts: tuple[Fact, ...]


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a code's page."""
    facts = view.facts
    schemes = facts.things(about, SKOS.inScheme)
    facts.load(v for v in facts.values(about, *_AROUND) if isinstance(v, URIRef))
    siblings = [f.thing for scheme in schemes for f in facts.pointing([scheme], SKOS.inScheme)]
    is_topic = _TOPICS in schemes
    covering = coverage(view, about) if is_topic and not facts.is_large else ()
    return "topic.html", {
        "definitions": facts.facts(about, SKOS.definition),
        "scopes": facts.facts(about, SKOS.scopeNote),
        "alternatives": facts.facts(about, SKOS.altLabel),
        "around": [(p, facts.facts(about, p)) for p in _AROUND if facts.facts(about, p)],
        "narrower": facts.pointing([about], SKOS.broader),
        "related_from": [
            f for f in facts.pointing([about], SKOS.related) if f.thing not in _own(view, about)
        ],
        "is_topic": is_topic and not facts.is_large,
        "covering": covering,
        "bodies": len({c.committee for c in covering}),
        "schemes": schemes,
        "siblings": sorted(siblings, key=lambda s: view.label(s).text.casefold()),
    }


def coverage(view: View, about: URIRef) -> tuple[Coverage, ...]:
    """Return the mandates that have a topic, the earliest first, those without a date last."""
    facts = view.facts
    mandates = [t for t in facts.subjects(about, DCTERMS.subject) if VG.Mandate in facts.kinds(t)]
    walk.ahead(facts, mandates, VG.mandateOf, VG.function, VG.assignedBy)
    facts.load_evidence(mandates)
    rows = []
    for mandate in mandates:
        decision = facts.thing(mandate, VG.assignedBy)
        rows.append(
            Coverage(
                facts.thing(mandate, VG.mandateOf),
                mandate,
                facts.things(mandate, VG.function),
                decision,
                facts.value(decision, VG.referenceDate) if decision else None,
                tuple(f for f in facts.facts(mandate, DCTERMS.subject) if f.value == about),
            )
        )
    return tuple(sorted(rows, key=lambda c: (str(c.day or "9999"), c.committee or "", c.mandate)))


def _own(view: View, about: URIRef) -> frozenset[Term]:
    return frozenset(view.facts.values(about, SKOS.related))
