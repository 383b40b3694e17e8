"""Crumbs: the way from the home page to a thing."""

from __future__ import annotations

from rdflib import URIRef

from ..terms import DCTERMS, FOAF, ORG, SKOS, VG
from .view import View

_LISTS = {
    VG.Committee: "committees",
    VG.Composition: "committees",
    VG.Seat: "committees",
    VG.SeatGroup: "committees",
    VG.Mandate: "committees",
    VG.Decision: "decisions",
    VG.DecisionEffect: "decisions",
    VG.Organization: "organisations",
    VG.Position: "organisations",
    VG.Incumbency: "organisations",
    FOAF.Person: "organisations",
    VG.AdministrativeUnit: "places",
    SKOS.Concept: "topics",
    VG.Source: "sources",
}
_UP = {
    VG.Composition: DCTERMS.isVersionOf,
    VG.Seat: ORG.postIn,
    VG.Mandate: VG.mandateOf,
    VG.DecisionEffect: VG.effectOf,
    VG.Position: ORG.postIn,
    VG.Incumbency: VG.holds,
    VG.AdministrativeUnit: DCTERMS.isPartOf,
    VG.Organization: ORG.subOrganizationOf,
}


def of(view: View, about: URIRef) -> tuple[str | None, tuple[URIRef, ...]]:
    """Return the name of the list that a thing stands in, and the things above it, the highest first."""
    kinds = view.facts.kinds(about)
    listed = next((name for kind, name in _LISTS.items() if kind in kinds), None)
    if VG.SeatGroup in kinds:
        first = next(iter(view.facts.subjects(about, VG.hasSeatGroup)), None)
    else:
        first = _above(view, about)
    above: list[URIRef] = []
    while first is not None and first not in (about, *above) and len(above) < 5:
        above.append(first)
        first = _above(view, first)
    return listed, tuple(reversed(above))


def _above(view: View, about: URIRef) -> URIRef | None:
    kinds = view.facts.kinds(about)
    prop = next((prop for kind, prop in _UP.items() if kind in kinds), None)
    return view.facts.thing(about, prop) if prop else None
