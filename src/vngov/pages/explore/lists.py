"""Lists: a listing as a page with filters, and the same rows as CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup
from rdflib import Literal, URIRef

from ...store import Term
from .. import address
from ..view import View
from . import axis, choice, reach
from .choice import Choice
from .entry import Entry, Listing, said, slug_of, text
from .fold import fold

Made = tuple[str, Mapping[str, object]]
PAGED = 200
"""More entries than this are paged by a server; fewer are all in the page, those that do not match hidden."""
_SIZE = 100
_VIEWS = ("table", "timeline")


@dataclass(frozen=True)
class Row:
    """A row of a list: its entry, and whether it answers the choice."""

    entry: Entry
    is_match: bool


@dataclass(frozen=True)
class Pages:
    """Which page of how many is shown."""

    page: int
    count: int


def entries(view: View, listing: Listing) -> Sequence[Entry]:
    """Return the entries of a listing in the order asked for, at first by their names."""
    found = view.facts.once(listing.read)
    values = (v for entry in found for cell in entry.cells.values() for v in cell)
    view.facts.load(v for v in values if isinstance(v, URIRef))
    column, backwards = ordering(view, listing)
    keyed = [(_key(view, entry.cells.get(column, ())), entry) for entry in found]
    known = sorted((k for k in keyed if k[0]), key=lambda k: (k[0], k[1].thing), reverse=backwards)
    return [entry for _, entry in [*known, *(k for k in keyed if not k[0])]]


def ordering(view: View, listing: Listing) -> tuple[str, bool]:
    """Return by which column a list is ordered, and whether backwards."""
    asked = view.asked.get("sort", "")
    if asked.removeprefix("-") not in listing.columns:
        asked = listing.first_order or listing.columns[0]
    return asked.removeprefix("-"), asked.startswith("-")


def _key(view: View, values: tuple[Term, ...]) -> list[tuple[int, str]]:
    """Return a sort key: numbers as numbers, dates by time, names by their letters without marks."""
    texts = [text(view, v) for v in values]
    return [(int(t), "") if t.isdigit() and len(t) < 10 else (0, fold(t)) for t in texts]


def make(view: View, listing: Listing) -> Made:
    """Return the template and the context of a list's page."""
    every = entries(view, listing)
    asked = choice.read(view, listing.facets)
    matching = [entry for entry in every if asked.matches(entry)]
    paged = not view.setting.static and len(every) > PAGED
    shown, pages = _page(view, matching) if paged else (every, Pages(1, 1))
    left = {entry.thing for entry in matching}
    rows = [Row(entry, entry.thing in left) for entry in shown]
    reach.sources(view.facts, (fact for entry in shown for fact in entry.facts))
    marks = {row.entry.thing: attributes(view, listing, asked, row) for row in rows}
    wanted = view.asked.get("view", "table")
    return "explore/list.html", {
        "listing": listing,
        "choice": asked,
        "options": choice.options(view, listing, every, asked),
        "rows": rows,
        "dated": sorted(rows, key=_first_event),
        "count": len(matching),
        "paged": paged,
        "pages": pages,
        "view": wanted if wanted in _VIEWS and listing.has_timeline else "table",
        "axis": axis.over([e.day for entry in every for e in entry.events]) if listing.has_timeline else None,
        "days": _days(every),
        "total": len(every),
        "tidy": tidy,
        "said": said,
        "slug_of": slug_of,
        "ask": Asking(view, listing, asked),
        "attributes": lambda row: marks[row.entry.thing],
    }


def _first_event(row: Row) -> tuple[bool, str]:
    """Return the place of a row on a timeline, those without a day last."""
    events = row.entry.events
    return (not events, str(events[0].day) if events else "")


def _days(entries: Sequence[Entry]) -> list[str]:
    """Return the days on which something began, ended or happened, in order."""
    found = ((entry.start, entry.end, *(e.day for e in entry.events)) for entry in entries)
    return sorted({str(day) for days in found for day in days if day is not None and len(str(day)) == 10})


def _page(view: View, matching: Sequence[Entry]) -> tuple[Sequence[Entry], Pages]:
    count = max(1, -(-len(matching) // _SIZE))
    asked = view.asked.get("page", "1")
    page = min(max(int(asked), 1), count) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    return matching[(page - 1) * _SIZE : page * _SIZE], Pages(page, count)


@dataclass(frozen=True)
class Asking:
    """The addresses of a list with what is asked of it."""

    view: View
    listing: Listing
    choice: Choice

    def link(self, page: str | None = None, /, **other: str) -> str:
        """Return the link to a page with the same choice, some parameters set or (empty) left out."""
        asked = self.view.asked
        kept = {name: asked[name] for name in ("sort", "view") if asked.get(name) and page is None}
        pairs = [*self.choice.pairs(), *{**kept, **other}.items()]
        name = page or f"{self.listing.name}.html"
        path = address.relative(f"{self.view.lang}/{name}", self.view.path)
        return path + (f"?{query}" if (query := urlencode([p for p in pairs if p[1]])) else "")

    def turning(self, page: int) -> str:
        """Return the link to another page of the list."""
        return self.link(None, page=str(page))

    def sorting(self, column: str) -> str:
        """Return the link that orders by a column, backwards if it is the order already."""
        return self.link(sort=f"-{column}" if self.direction(column) == "ascending" else column)

    def direction(self, column: str) -> str | None:
        """Return which way a column is sorted, in the words of ``aria-sort``."""
        by, backwards = ordering(self.view, self.listing)
        return None if by != column else "descending" if backwards else "ascending"


def attributes(view: View, listing: Listing, asked: Choice, row: Row) -> Markup:
    """Return the attributes of a row's element, as the islands ``explore`` and ``asof`` read them."""
    entry = row.entry
    made = Markup(' data-row="{}"').format(entry.key)
    for facet in listing.facets:
        if values := entry.slugs(facet):
            made += Markup(' data-{}="{}"').format(facet, " ".join(values))
    made += Markup(' data-text="{}"').format(entry.text) + view.dated(entry.start, entry.end)
    filtered = not Choice(asked.facets, asked.q).matches(entry)
    if not filtered:
        return made
    if choice.is_valid(entry, asked.on):
        return made + Markup(' hidden data-hidden-by="explore"')
    return made + Markup(' data-hidden-by="server explore"')


def table(view: View, listing: Listing) -> list[dict[str, str | int]]:
    """Return the matching entries as rows of plain values, several in one joined by «; »."""
    asked = choice.read(view, listing.facets)
    return [
        {
            "iri": entry.thing,
            **{column: plain(view, entry.cells.get(column, ())) for column in listing.columns},
        }
        for entry in entries(view, listing)
        if asked.matches(entry)
    ]


def plain(view: View, values: tuple[Term, ...]) -> str | int:
    """Return the values of a cell as one plain value."""
    if len(values) == 1 and isinstance(values[0], Literal) and isinstance(values[0].toPython(), int):
        return int(values[0])
    return "; ".join(text(view, value) for value in values)


def as_csv(view: View, listing: Listing) -> Made:
    """Return the matching entries as CSV."""
    written = io.StringIO()
    writer = csv.DictWriter(written, ["iri", *listing.columns], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(table(view, listing))
    return "explore/document.csv", {"text": Markup(written.getvalue())}


def as_json(view: View, listing: Listing) -> Made:
    """Return the matching entries as JSON."""
    return "document.json", {"document": table(view, listing)}


def tidy(view: View, entry: Entry, column: str) -> str:
    """Return what a cell exports where its text does not say it, as ``data-value``; else empty."""
    values = entry.cells.get(column, ())
    is_day = any(isinstance(v, Literal) and "-" in str(v) for v in values)
    return str(plain(view, values)) if is_day or len(values) > 1 else ""
