"""View: one page in the making, with what its template may say: names, links, dates, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup
from rdflib import Literal, URIRef

from ..store import Term
from ..terms import BASE, DCAT, VG, curie
from . import address, words
from .asked import Asked
from .facts import Fact, Facts, Text
from .notes import Note, Notes, Origin, origin_of


@dataclass(frozen=True)
class Setting:
    """What is the same for every page of a site.

    ``base_url`` is its root's address, with a slash at the end; ``formats`` are those of the data documents.
    """

    static: bool = False
    base_url: str | None = None
    endpoint: str = "sparql"
    formats: tuple[str, ...] = tuple(address.FORMATS)
    edition: Mapping[str, str] = field(default_factory=dict)


@dataclass
class View:
    """One page: where it stands, in which language, on which day the graph is looked at.

    ``path`` is from the root of the site; ``asked`` are the parameters of the address.
    """

    facts: Facts
    setting: Setting
    path: str
    lang: str
    asked: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.notes = Notes(self.facts, self.lang)

    @property
    def other(self) -> str:
        """Return the other language."""
        return next(tag for tag in address.LANGUAGES if tag != self.lang)

    @property
    def twin(self) -> str:
        """Return the path of this page in the other language."""
        begun = f"{self.lang}/"
        rest = self.path.removeprefix(begun) if self.path.startswith(begun) else "index.html"
        return f"{self.other}/{rest}"

    @property
    def turned(self) -> str:
        """Return the link to this page in the other language, with everything that was asked."""
        pairs = [(name, value) for name in self.asked for value in self.chosen(name)]
        return address.relative(self.twin, self.path, pairs)

    @property
    def on(self) -> str | None:
        """Return the day that the page shows, or ``None`` for all time; what is no day asks for none."""
        on = self.asked.get("on", "")
        return on if _DAY.match(on) else None

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return every value that the address gives a parameter, in order, each once."""
        if isinstance(self.asked, Asked):
            return self.asked.all(name)
        return (self.asked[name],) if name in self.asked else ()

    def w(self, key: str, **values: object) -> str:
        """Return a word in the page's language."""
        return words.word(key, self.lang, **values)

    def w_other(self, key: str) -> str:
        """Return a word in the other language, to be marked so."""
        return words.word(key, self.other)

    def href(self, target: str, /, **query: str) -> str:
        """Return the link to a path of the site; the day looked at goes along."""
        kept = {"on": self.on} if self.on and target.endswith(".html") else {}
        return address.relative(target, self.path, {**kept, **query})

    def page(self, name: str, /, **query: str) -> str:
        """Return the link to a page in this language: ``page("committees.html", level="province")``."""
        return self.href(f"{self.lang}/{name}", **query)

    def to(self, thing: URIRef) -> str | None:
        """Return the link to a thing's page, to an address of the web, or ``None`` if nothing is there."""
        target = address.page_of(thing, self.lang)
        if target is None:
            return address.web(thing)
        return self.href(target) if self.facts.exists(thing) else None

    def label(self, thing: URIRef) -> Text:
        """Return the name of a thing; of one without a name its short IRI."""
        return self.facts.label(thing, self.lang) or Text(_short(thing), "")

    def name(self, thing: URIRef) -> Markup:
        """Return the name of a thing, marked with its language where that is not the page's."""
        return self.said(self.label(thing))

    def said(self, text: Text | None) -> Markup:
        """Return a text, marked with its language where that is not the page's."""
        if text is None:
            return Markup("")
        if text.lang in ("", self.lang):
            return Markup("{}").format(text.text)
        return Markup('<span lang="{}">{}</span>').format(text.lang, text.text)

    def link(self, thing: URIRef, text: Markup | str | None = None) -> Markup:
        """Return a link to a thing's page with its name, or the bare name of what has none."""
        shown = self.name(thing) if text is None else text
        href = self.to(thing)
        return Markup('<a href="{}">{}</a>').format(href, shown) if href else Markup("{}").format(shown)

    def value(self, value: Term) -> Markup:
        """Return a value as readers see it: a thing as a link, a date in words, a text with its language."""
        if isinstance(value, URIRef):
            return self.link(value)
        assert isinstance(value, Literal)
        if str(value.datatype or "").rpartition("#")[2] in ("date", "gYear", "gYearMonth", "gMonthDay"):
            return self.date(value)
        return self.said(Text(str(value), value.language or ""))

    def date(self, value: Term | None) -> Markup:
        """Return a date as ``<time>``, as precise as it is known; empty if there is none."""
        if value is None:
            return Markup("")
        return Markup('<time datetime="{}">{}</time>').format(str(value), words.day(value, self.lang))

    def period(self, thing: URIRef) -> tuple[Term | None, Term | None]:
        """Return the first and the last day of a thing's validity, as far as they are known."""
        starts = [self.facts.value(p, *_START) for p in self.facts.things(thing, VG.validDuring)]
        ends = [self.facts.value(p, *_END) for p in self.facts.things(thing, VG.validDuring)]
        return (
            min((s for s in starts if s is not None), key=str, default=None),
            max((e for e in ends if e is not None), key=str, default=None),
        )

    def dated(self, start: Term | None, end: Term | None) -> Markup:
        """Return the attributes of an element that stands for something valid in a period.

        It is hidden if the page shows a day outside the period; the island ``asof`` reads these attributes.
        """
        first, last = str(start or ""), str(end or "")
        shown = self.on is None or words.valid_on(first or None, last or None, self.on)
        return Markup(' data-from="{}" data-to="{}"{}').format(
            first, last, Markup("" if shown else " hidden")
        )

    def cite(self, *facts: Fact) -> Markup:
        """Return the buttons that show the sources of some facts; empty where there are none."""
        return Markup("").join(self._button(note) for note in self.notes.of(*facts))

    def cite_all(self, thing: URIRef, *properties: URIRef) -> Markup:
        """Return the buttons that show the sources of a thing's values of some properties."""
        return self.cite(*self.facts.facts(thing, *properties))

    def origin(self, graph: URIRef) -> Origin:
        """Return where a graph's statements come from."""
        return origin_of(self.facts, graph, self.lang)

    def _button(self, note: Note) -> Markup:
        return Markup(
            '<button type="button" class="cite {}" popovertarget="{}" data-source="{}"'
            ' aria-label="{}">{}</button>'
        ).format(
            note.origin.kind,
            note.id,
            note.id,
            self.w("source-number", n=note.number, name=self.origin_name(note.origin)),
            note.number,
        )

    def origin_name(self, origin: Origin) -> str:
        """Return what an origin is called in a list of sources."""
        if origin.kind == "source":
            return origin.name
        return self.w(f"source-{origin.kind}", name=origin.name)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", re.ASCII)
_START = (DCAT.startDate,)
_END = (DCAT.endDate,)


def _short(thing: str) -> str:
    name = curie(thing)
    return name if name != thing else thing.removeprefix(BASE)
