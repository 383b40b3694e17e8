"""Person: the seats and offices that sources name for somebody, and how membership was derived."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import URIRef

from ..terms import ORG, PROV, VG
from . import position, tenure, walk
from .view import View

_ROLES = (VG.decidedBy, VG.replacesHolder)


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a person's page."""
    facts = view.facts
    memberships = facts.subjects(about, ORG.member)
    walk.ahead(facts, memberships, PROV.wasDerivedFrom, PROV.wasGeneratedBy)
    held = tenure.of_seats(view, facts.subjects(about, VG.namedHolder))
    return "person.html", {
        "held": held,
        "offices": position.holders(view, facts.subjects(about, VG.holds, VG.holder)),
        "memberships": {
            source: f
            for one in memberships
            for f in facts.facts(one, PROV.wasDerivedFrom)
            if isinstance(source := f.value, URIRef)
        },
        "roles": [(p, facts.pointing([about], p)) for p in _ROLES if facts.pointing([about], p)],
    }
