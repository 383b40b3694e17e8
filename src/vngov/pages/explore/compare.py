"""Comparison: two compositions side by side, seat by seat and mandate by mandate."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import URIRef

from ...terms import VG
from ..view import View
from . import pairs
from .choice import order
from .compositions import LOCAL, NATIONAL, Composition, every, find
from .entry import slug_of
from .fold import fold

_LONGEST = 200


def make(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of the comparison; at first Bình Định's of 2021 beside 701's."""
    asked = {side: view.asked.get(side, "") or first for side, first in (("a", LOCAL), ("b", NATIONAL))}
    found = {side: find(view, slug) for side, slug in asked.items()}
    unknown = [asked[side][:_LONGEST] for side, composition in found.items() if composition is None]
    left, right = found["a"], found["b"]
    context: dict[str, object] = {
        "unknown": unknown,
        "groups": groups(view),
        "a": left,
        "b": right,
        "is_partial": is_partial,
        "slug_of": slug_of,
        "VG": VG,
    }
    if left is not None and right is not None:
        _read_evidence(view, left, right)
        seated = pairs.seats(left.seats, right.seats)
        tasks = pairs.tasks(view.facts, left.tasks, right.tasks)
        context.update(
            seats=seated, tasks=tasks, seat_tally=pairs.tally(seated), task_tally=pairs.tally(tasks)
        )
    return "explore/compare.html", context


def _read_evidence(view: View, *sides: Composition) -> None:
    things = [t for side in sides for t in (side.composition, *(s.seat for s in side.seats))]
    view.facts.load_evidence([*things, *(t.mandate for side in sides for t in side.tasks)])


def groups(view: View) -> list[tuple[URIRef | None, list[Composition]]]:
    """Return the compositions that can be chosen, by the level of their committee, then by name and day."""
    levels: dict[URIRef | None, list[Composition]] = {}
    for composition in view.facts.once(every):
        committee = composition.committee
        level = view.facts.thing(committee, VG.level) if committee is not None else None
        levels.setdefault(level, []).append(composition)
    return [
        (level, sorted(made, key=lambda c: (fold(view.label(c.composition).text), c.slug)))
        for level, made in sorted(
            levels.items(), key=lambda item: order(view, "level", item[0]) if item[0] else (99, "")
        )
    ]


def is_partial(composition: Composition) -> bool:
    """Return whether the seats listed are not known to be all."""
    return not any(slug_of(f.value) == "complete" for f in composition.completeness)
