"""Walk: from many things along their properties at once, one query a step."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef

from .facts import Fact, Facts


def ahead(facts: Facts, things: Iterable[URIRef], *properties: URIRef) -> tuple[URIRef, ...]:
    """Return the distinct things that these point at through the properties; what is said of them is read."""
    starts = tuple(dict.fromkeys(things))
    facts.load(starts)
    found = tuple(
        dict.fromkeys(v for t in starts for v in facts.values(t, *properties) if isinstance(v, URIRef))
    )
    facts.load(found)
    return found


def back(facts: Facts, things: Iterable[URIRef], *properties: URIRef) -> tuple[URIRef, ...]:
    """Return the distinct things that point at these through the properties; what is said of them is read."""
    targets = tuple(dict.fromkeys(things))
    return tuple(dict.fromkeys(f.thing for p in properties for f in facts.pointing(targets, p)))


def pairs(facts: Facts, things: Iterable[URIRef], *properties: URIRef) -> tuple[Fact, ...]:
    """Return the statements that these things make through the properties, their values being things."""
    ahead(facts, things, *properties)
    return tuple(
        f for t in dict.fromkeys(things) for f in facts.facts(t, *properties) if isinstance(f.value, URIRef)
    )
