"""Entries: what a list consists of, by columns to read and facets to filter by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup
from rdflib import Literal, URIRef

from ...store import Term
from .. import words
from ..facts import Fact, Facts
from ..view import View
from .fold import fold


@dataclass(frozen=True)
class Event:
    """Something of an entry on a time axis: a day (as precise as it is known) and what happened then."""

    day: Term
    thing: URIRef


@dataclass(frozen=True)
class Entry:
    """A thing in a list.

    ``cells`` holds its values by column, ``facets`` those it can be filtered by; ``text`` is what the text
    filter reads, folded; ``facts`` are those whose sources the row shows.
    """

    thing: URIRef
    cells: Mapping[str, tuple[Term, ...]]
    facets: Mapping[str, tuple[Term, ...]]
    text: str
    facts: tuple[Fact, ...] = ()
    start: Term | None = None
    end: Term | None = None
    events: tuple[Event, ...] = ()

    @property
    def key(self) -> str:
        """Return what names the entry on the page."""
        return self.thing.removeprefix("https://w3id.org/vngov/").removeprefix("id/")

    def slugs(self, facet: str) -> tuple[str, ...]:
        """Return the entry's values of a facet as they stand in an address."""
        return tuple(slug_of(value) for value in self.facets.get(facet, ()))


@dataclass(frozen=True)
class Listing:
    """A kind of list: its page's name, what it lists, its columns (the first names the entry), its facets."""

    name: str
    read: Callable[[Facts], tuple[Entry, ...]]
    columns: tuple[str, ...]
    facets: tuple[str, ...]
    numbers: frozenset[str] = field(default_factory=frozenset)
    has_timeline: bool = True
    has_network: bool = False
    first_order: str = ""


def slug_of(value: Term) -> str:
    """Return a value as it stands in an address: the end of an IRI, or a literal as it is.

    >>> slug_of(URIRef("https://w3id.org/vngov/code/level/province")), slug_of(Literal("2021"))
    ('province', '2021')
    """
    return value.rpartition("/")[2] if isinstance(value, URIRef) else "_".join(str(value).split())


WORD = URIRef("urn:vngov:word")
"""The datatype of values that the pages name themselves, by ``<what>-<value>`` among their words."""


def cell(value: str | int, kind: str = "") -> tuple[Term, ...]:
    """Return a plain value as the content of a cell; a ``kind`` makes it one of the pages' own words."""
    if value == "":
        return ()
    return (Literal(f"{kind}-{value}", datatype=WORD) if kind else Literal(value),)


def said(view: View, value: Term) -> Markup:
    """Return a value as readers see it."""
    if isinstance(value, Literal) and value.datatype == WORD:
        return Markup("{}").format(view.w(str(value)))
    if isinstance(value, Literal) and (tag := f"language-{value}") in words.table():
        return Markup("{}").format(view.w(tag))
    return view.value(value)


def text(view: View, value: Term) -> str:
    """Return a value as plain text; a day as it stands in the graph."""
    if isinstance(value, URIRef):
        return view.label(value).text
    is_day = str(value.datatype or "").rpartition("#")[2] in ("date", "gYear", "gYearMonth", "gMonthDay")
    return str(value) if is_day else str(said(view, value).striptags())


def years(days: Iterable[Term | None]) -> tuple[Literal, ...]:
    """Return the years of some days, each once, in order; of a day without a year none.

    >>> [str(y) for y in years([Literal("2021-03-01"), None, Literal("--05-26"), Literal("2020")])]
    ['2020', '2021']
    """
    found = {str(day)[:4] for day in days if day is not None and not str(day).startswith("-")}
    return tuple(Literal(year) for year in sorted(found))


def names(facts: Facts, thing: URIRef, *properties: URIRef) -> str:
    """Return every text of some properties of a thing, in any language, folded."""
    texts = {fold(str(v)) for v in facts.values(thing, *properties) if isinstance(v, Literal)}
    return " ".join(sorted(texts))


def events(days: Mapping[URIRef, Term | None]) -> tuple[Event, ...]:
    """Return the events of things whose day has a year, in order of time."""
    known = [(d, t) for t, d in days.items() if d is not None and not str(d).startswith("-")]
    return tuple(Event(day, thing) for day, thing in sorted(known, key=lambda e: (str(e[0]), e[1])))


def span(days: Iterable[Term | None]) -> tuple[Term | None, Term | None]:
    """Return the first and the last of some days; those without a year are left out."""
    known = sorted((d for d in days if d is not None and not str(d).startswith("-")), key=str)
    return (known[0], known[-1]) if known else (None, None)
