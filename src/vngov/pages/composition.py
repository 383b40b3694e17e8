"""Composition: a committee as one decision constituted it, and what changed from the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ..terms import VG
from . import seating
from .seating import Composition, Seat
from .view import View

_COMPLETE = "/completeness/complete"


@dataclass(frozen=True)
class Change:
    """A seat that came, went, changed its role, its office or the person named for it."""

    kind: str
    now: Seat | None
    before: Seat | None


@dataclass(frozen=True)
class Succession:
    """Two compositions one after the other, with what changed, and whether their lists are whole."""

    before: Composition
    now: Composition
    changes: tuple[Change, ...]
    kept: int


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a composition's page."""
    (made,) = seating.read(view, [about])
    siblings = seating.of_committee(view, made.committee) if made.committee else (made,)
    earlier = next((c for c in siblings if c.composition == made.earlier), None)
    later = next((c for c in siblings if c.composition == made.later), None)
    return "composition.html", {
        "made": made,
        "siblings": siblings,
        "earlier": earlier,
        "later": later,
        "succession": succession(earlier, made) if earlier else None,
        "days": sorted({str(c.start)[:10] for c in siblings if c.start is not None}),
    }


def succession(before: Composition, now: Composition) -> Succession:
    """Return what changed between two compositions.

    Seats are the same where the same office fills them, else where the same organisation does. A list that
    its source gives in part cannot show that a seat was added or removed: the kinds say «listed» then.
    """
    kept: list[tuple[Seat, Seat]] = []
    left, came = list(before.seats), list(now.seats)
    for part in (_offices, _bodies):
        for seat in list(came):
            other = next((old for old in left if part(seat) and part(seat) == part(old)), None)
            if other is not None:
                kept.append((other, seat))
                left.remove(other)
                came.remove(seat)
    changes = [Change(kind, new, old) for old, new in kept if (kind := _difference(old, new))]
    added = "added" if _is_complete(before) else "first-listed"
    removed = "removed" if _is_complete(now) else "not-listed"
    return Succession(
        before,
        now,
        (*(Change(added, s, None) for s in came), *(Change(removed, None, s) for s in left), *changes),
        len(kept) - len(changes),
    )


def _difference(old: Seat, new: Seat) -> str | None:
    if old.rank != new.rank:
        return "role"
    if _offices(old) != _offices(new):
        return "office"
    return "holder" if _holders(old) and _holders(new) and _holders(old) != _holders(new) else None


def _offices(seat: Seat) -> frozenset[object]:
    return frozenset(f.value for f in seat.offices)


def _bodies(seat: Seat) -> frozenset[object]:
    return frozenset(seat.organisations)


def _holders(seat: Seat) -> frozenset[object]:
    return frozenset(f.value for f in seat.holders)


def _is_complete(composition: Composition) -> bool:
    said = {str(f.value) for f in composition.completeness if f.property == VG.completeness}
    return any(value.endswith(_COMPLETE) for value in said)
