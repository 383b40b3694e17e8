"""Naming: what a property, or a thing that nobody named, is called; and values as readers see them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from rdflib import Literal, URIRef

from ..store import Term
from ..terms import BASE, DCAT, ORG, PROV, SKOS, VG, curie
from . import address, words
from .facts import Text
from .view import View

_PARTS = (
    (VG.Incumbency, (VG.holder, VG.holds)),
    (VG.MandateAlignment, (VG.alignsFrom, VG.alignsTo)),
    (ORG.Membership, (ORG.member, ORG.organization)),
    (VG.DecisionEffect, (VG.effectType, VG.affects)),
    (VG.Seat, (ORG.role, VG.filledByHolderOf)),
)


@dataclass(frozen=True)
class Names:
    """The names that one page gives."""

    view: View

    def property(self, prop: URIRef) -> Markup:
        """Return the name of a property or a class, with its short IRI for those who ask."""
        return Markup('<span title="{}">{}</span>').format(curie(prop), self._term(prop))

    def inverse(self, prop: URIRef) -> Markup:
        """Return the name of a property read from its value: «is cited by» for «cites»."""
        key = f"^{curie(prop)}"
        if key in words.table():
            return Markup('<span title="^{}">{}</span>').format(curie(prop), self.view.w(key))
        return Markup('<span aria-hidden="true">←</span> {}').format(self.property(prop))

    def _term(self, term: URIRef) -> Markup:
        if self.view.facts.label(term, self.view.lang) is None and curie(term) in words.table():
            return Markup("{}").format(self.view.w(curie(term)))
        return self.view.name(term)

    def kind(self, thing: URIRef) -> Markup:
        """Return what a thing is, in the words of the ontology; empty if it is of no class."""
        kinds = [k for k in sorted(self.view.facts.kinds(thing)) if k not in _BARE] or sorted(
            self.view.facts.kinds(thing)
        )
        return Markup(", ").join(self._term(k) for k in kinds)

    def title(self, thing: URIRef) -> Text:
        """Return the name of a thing; that of one without a name is made of its parts."""
        named = self.view.facts.label(thing, self.view.lang)
        if named is not None:
            return named
        parts = self._parts(thing)
        return Text(" · ".join(parts), self.view.lang) if parts else self.view.label(thing)

    def _parts(self, thing: URIRef) -> list[str]:
        facts, view = self.view.facts, self.view
        kinds = facts.kinds(thing)
        for kind, properties in _PARTS:
            if kind in kinds:
                return [view.label(part).text for p in properties for part in facts.things(thing, p)[:1]]
        codes = [str(v) for v in facts.values(thing, VG.identifierScheme, SKOS.notation)]
        days = [words.day(v, view.lang) for v in facts.values(thing, DCAT.startDate, DCAT.endDate)]
        return codes or days

    def link(self, thing: URIRef, text: Markup | str | None = None, css: str = "") -> Markup:
        """Return a link to a thing by its name or another text; the bare text where it has no page."""
        shown = self.view.said(self.title(thing)) if text is None else text
        away = thing.startswith(BASE) and not self.has_page(thing)
        href = None if away else self.view.to(thing)
        attributes = Markup(' class="{}"').format(css) if css else ""
        if href is None:
            return (
                Markup("<span{}>{}</span>").format(attributes, shown) if css else Markup("{}").format(shown)
            )
        return Markup('<a{} href="{}">{}</a>').format(attributes, href, shown)

    def has_page(self, thing: URIRef) -> bool:
        """Return whether a thing of ours has a page."""
        return address.local(thing) is not None and self.view.facts.exists(thing)

    def value(self, value: Term) -> Markup:
        """Return a value: a thing by its name, an address as a link that leaves, anything else as it is."""
        if isinstance(value, URIRef):
            if address.web(value) and not value.startswith(BASE) and curie(value) == value:
                shown = value.partition("://")[2]
                return Markup('<a class="out" rel="external" href="{}">{}</a>').format(value, shown)
            return self.link(value)
        assert isinstance(value, Literal)
        return self.view.value(value)


_BARE = frozenset({ORG.ChangeEvent, PROV.Entity, PROV.Activity})
