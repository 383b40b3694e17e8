"""Organisation: what it is, what it was before and became, its offices, the seats it holds over time."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import URIRef

from ..terms import ELI, ORG, VG
from . import change, tenure, walk
from .view import View

_FACTS = (
    *(VG.organizationKind, VG.sector, VG.jurisdiction, ORG.subOrganizationOf, VG.organizationPattern),
    *(VG.hostedBy, VG.headedBy),
)
_ROLES = (
    *(VG.standingAgency, VG.advises, VG.usesSealOf, VG.supportTeam, VG.hostedBy, VG.addressee),
    *(ORG.subOrganizationOf, ELI.passed_by),
)


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of an organisation's page."""
    facts = view.facts
    walk.ahead(facts, [about], *_FACTS)
    held = tenure.of_organisation(view, about)
    facts.load_evidence(facts.subjects(about, *_ROLES))
    return "organisation.html", {
        "about_facts": [(p, facts.facts(about, p)) for p in _FACTS if facts.facts(about, p)],
        "held": held,
        "days": tenure.days(held),
        "changes": change.of(view, about),
        "offices": facts.pointing([about], ORG.postIn),
        "roles": [(p, facts.pointing([about], p)) for p in _ROLES if facts.pointing([about], p)],
        "decisions": facts.pointing([about], ELI.passed_by),
    }
