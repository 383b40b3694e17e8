"""Incoming: what points at a thing, grouped by property, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import URIRef

from .facts import Fact
from .view import View

PAGE = 50


@dataclass(frozen=True)
class Group:
    """What points at a thing through one property: how many do, and those of this page."""

    property: URIRef
    count: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Links:
    """What points at a thing: the groups of one page, and how many pages there are."""

    count: int
    page: int
    pages: int
    groups: tuple[Group, ...]


def of(view: View, about: URIRef, size: int = PAGE) -> Links:
    """Return what points at a thing, on the page that the address asks for."""
    others: dict[URIRef, list[URIRef]] = {}
    for prop, other in view.facts.links(about):
        others.setdefault(prop, []).append(other)
    known = view.facts.counts(about) if view.facts.is_large else {}
    counts = {prop: known.get(prop, len(row)) for prop, row in others.items()}
    longest = max((len(row) for row in others.values()), default=0)
    pages = max(1, -(-longest // size))
    page = page_of(view, pages)
    shown = {prop: row[(page - 1) * size : page * size] for prop, row in others.items()}
    view.facts.load([*others, *(other for row in shown.values() for other in row)])
    groups = tuple(
        Group(prop, counts[prop], tuple(_fact(view, about, prop, other) for other in row))
        for prop, row in shown.items()
        if row
    )
    return Links(sum(counts.values()), page, pages, groups)


def page_of(view: View, pages: int) -> int:
    """Return the number of the page that the address asks for, the nearest there is."""
    asked = view.asked.get("page", "1")
    return min(pages, max(1, int(asked))) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def _fact(view: View, about: URIRef, prop: URIRef, other: URIRef) -> Fact:
    found = (f for f in view.facts.facts(other, prop) if f.value == about)
    return next(found, Fact(other, prop, about, ()))
