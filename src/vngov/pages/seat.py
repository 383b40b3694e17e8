"""Seat: its place in a composition, what fills it, and the seats of the same office beside it in time."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import URIRef

from ..terms import PROV, VG
from . import seating, tenure, walk
from .view import View


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a seat's page."""
    facts = view.facts
    (held,) = tenure.of_seats(view, [about])
    offices = walk.ahead(facts, [about], VG.filledByHolderOf)
    others = tenure.of_seats(view, walk.back(facts, offices, VG.filledByHolderOf))
    return "seat.html", {
        "seat": held.seat,
        "held": held,
        "tier": seating.ROLES[held.seat.rank] if held.seat.rank < len(seating.ROLES) else "unknown",
        "others": tuple(h for h in others if h.seat.seat != about),
        "derived": facts.pointing([about], PROV.wasDerivedFrom),
    }
