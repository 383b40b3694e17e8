"""Source: what was published where and when, everything it says, and where others say otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from ..store import Term
from ..terms import BASE, DC, DCTERMS, ELI, FOAF, ORG, PROV, RDF, SKOS, VG
from . import incoming
from .agreement import same
from .facts import Fact
from .view import View

PAGE = 100
_FACTS = (DC.publisher, DCTERMS.issued, VG.sourceKind, FOAF.page, DC.language, VG.extentRead)
_READ = (VG.textSha256, VG.textLength)
_ONE_VALUE = (
    *(ELI.date_document, ELI.number, ELI.first_date_entry_in_force, VG.declaredSeatCount, ORG.role),
    *(VG.filledByHolderOf, VG.memberCount),
)
"""Properties of which a thing has one value, so that two values of two sources are a disagreement."""


@dataclass(frozen=True)
class Told:
    """What a source says of one thing, property by property."""

    thing: URIRef
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Disagreement:
    """A statement of a source, and what others state instead."""

    fact: Fact
    others: tuple[Fact, ...]


@dataclass(frozen=True)
class Said:
    """Everything that a source says, a page of it, and what is disputed."""

    count: int
    page: int
    pages: int
    told: tuple[Told, ...]
    disagreements: tuple[Disagreement, ...]


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a source's page."""
    facts = view.facts
    return "source.html", {
        "about_facts": [(p, facts.facts(about, p)) for p in (*_FACTS, *_READ) if facts.facts(about, p)],
        "titles": facts.facts(about, DCTERMS.title),
        "notes": facts.facts(about, SKOS.editorialNote),
        "said": said(view, about),
        "stated_query": graphs(view, about),
    }


def graphs(view: View, about: URIRef) -> tuple[URIRef, ...]:
    """Return the named graphs that hold what a source says."""
    found = view.facts.subjects(about, PROV.wasDerivedFrom)
    return tuple(g for g in found if g.startswith(BASE + "graph/"))


def said(view: View, about: URIRef) -> Said:
    """Return what a source says, a hundred statements a page, and all of its disagreements."""
    own = frozenset(graphs(view, about))
    rows = [row for row in view.facts.rows("stated", graph=sorted(own)) if row[0] != about] if own else []
    rows = [row for row in rows if row[0] not in own and row[1] != RDF.type]
    pages = max(1, -(-len(rows) // PAGE))
    page = incoming.page_of(view, pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    things = list(dict.fromkeys(row[0] for row in rows))
    view.facts.load(things)
    view.facts.load(v for _, prop, value in shown for v in (prop, value) if isinstance(v, URIRef))
    view.facts.load_evidence(dict.fromkeys(row[0] for row in shown))
    told: dict[URIRef, list[Fact]] = {}
    for thing, prop, value in shown:
        told.setdefault(thing, []).append(_fact(view, thing, prop, value, own))
    return Said(
        len(rows),
        page,
        pages,
        tuple(Told(thing, tuple(facts)) for thing, facts in told.items()),
        tuple(_disagreements(view, things, own)),
    )


def _fact(view: View, thing: URIRef, prop: URIRef, value: Term, own: frozenset[URIRef]) -> Fact:
    """Return a statement as this source makes it, without the others that make it too."""
    found = next((f for f in view.facts.facts(thing, prop) if f.value == value), None)
    return Fact(thing, prop, value, tuple(g for g in found.graphs if g in own) if found else ())


def _disagreements(view: View, things: Iterable[URIRef], own: frozenset[URIRef]) -> Iterable[Disagreement]:
    for thing in things:
        for prop in _ONE_VALUE:
            stated = view.facts.facts(thing, prop)
            mine = [f for f in stated if own.intersection(f.graphs)]
            others = tuple(f for f in stated if _elsewhere(f, own))
            for fact in mine:
                against = tuple(f for f in others if not same(f.value, fact.value))
                if against:
                    ours = Fact(thing, prop, fact.value, tuple(g for g in fact.graphs if g in own))
                    yield Disagreement(ours, against)


def _elsewhere(fact: Fact, own: frozenset[URIRef]) -> bool:
    """Return whether a fact is stated by other published sources and not by this one."""
    published = [g for g in fact.graphs if not any(g.startswith(BASE + made) for made in _MADE)]
    return bool(published) and not own.intersection(published)


_MADE = ("graph/inferred/", "graph/labels")
