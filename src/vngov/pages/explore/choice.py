"""Choice: what a reader asks of a list, which entries answer, and what each further choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from ...store import Term
from .. import words
from ..view import View
from .entry import Entry, Listing, slug_of, text
from .fold import fold, has_words

_LONGEST = 200
_MOST = 50


@dataclass(frozen=True)
class Choice:
    """A filter: values by facet («or» within, «and» between), words of a text, a day."""

    facets: Mapping[str, tuple[str, ...]]
    q: str = ""
    on: str | None = None

    def matches(self, entry: Entry, apart_from: str | None = None) -> bool:
        """Return whether an entry answers the choice, one facet left out if wanted."""
        return (
            has_words(entry.text, self.q)
            and all(
                name == apart_from or not wanted or not set(wanted).isdisjoint(entry.slugs(name))
                for name, wanted in self.facets.items()
            )
            and is_valid(entry, self.on)
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Return the choice as the parameters of an address."""
        chosen = [(name, value) for name, values in self.facets.items() for value in values]
        return [*chosen, *([("q", self.q)] if self.q else []), *([("on", self.on)] if self.on else [])]


@dataclass(frozen=True)
class Option:
    """A value of a facet: how it stands in the address, how many it would leave, whether it is chosen."""

    slug: str
    value: Term
    count: int
    is_chosen: bool


def read(view: View, facets: Iterable[str]) -> Choice:
    """Return what the address asks for; 200 characters of a text, 50 values of a facet at most."""
    chosen = {name: tuple(v for v in view.chosen(name) if v)[:_MOST] for name in facets}
    return Choice(chosen, " ".join(view.asked.get("q", "")[:_LONGEST].split()), view.on)


def is_valid(entry: Entry, on: str | None) -> bool:
    """Return whether an entry is valid on a day, as far as is known; of no day every entry is."""
    return on is None or words.valid_on(str(entry.start or "") or None, str(entry.end or "") or None, on)


def options(
    view: View, listing: Listing, entries: Sequence[Entry], choice: Choice
) -> dict[str, list[Option]]:
    """Return the values of each facet with their counts, in reading order."""
    every = (v for entry in entries for values in entry.facets.values() for v in values)
    view.facts.load(v for v in every if isinstance(v, URIRef))
    made = {}
    for facet in listing.facets:
        left: Counter[str] = Counter()
        values: dict[str, Term] = {}
        for entry in entries:
            found = entry.facets.get(facet, ())
            values.update((slug_of(v), v) for v in found)
            if choice.matches(entry, apart_from=facet):
                left.update(set(entry.slugs(facet)))
        wanted = choice.facets.get(facet, ())
        listed = [Option(slug, value, left[slug], slug in wanted) for slug, value in values.items()]
        made[facet] = sorted(listed, key=lambda option: order(view, facet, option.value))
    return made


def order(view: View, facet: str, value: Term) -> tuple[int, str]:
    """Return the place of a value among those of its facet: a natural order, years backwards, or the name."""
    slug = slug_of(value)
    if facet == "year":
        return (-int(slug) if slug.isdigit() else 0, slug)
    natural = _NATURAL.get(facet, ())
    rank = natural.index(slug) if slug in natural else len(natural)
    return (rank, fold(text(view, value)))


_NATURAL: Mapping[str, Sequence[str]] = {
    "level": ("national", "ministry", "agency", "province", "district", "commune"),
    "role": ("head", "standing-deputy", "deputy", "standing-member", "member", "secretary"),
    "unit": ("country", "municipality", "province", "district", "commune"),
}
