"""One named graph in the making: statements, their claims, and the record line of each thing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rdflib import Literal, URIRef

from ..errors import Place
from ..records import dates
from ..records.fields import Bilingual
from ..records.spans import Span
from ..store import Lines, Term, say
from ..terms import BASE, DCAT, DCTERMS, OA, PROV, RDF, SKOS, VG, XSD, iri

EVIDENCE = iri("graph", "evidence")


@dataclass
class Sheet:
    """The statements of one source; ``say`` adds one, ``claim`` adds its evidence."""

    source: str
    lines: Lines = field(default_factory=dict)
    origins: dict[URIRef, Place] = field(default_factory=dict)
    graph: URIRef = field(init=False)
    """The IRI of the named graph."""

    def __post_init__(self) -> None:
        """Name the graph after its source."""
        self.graph = iri("graph", self.source)

    def say(self, subject: URIRef, predicate: URIRef, value: Term | None) -> None:
        """Add one statement; ``None`` says nothing."""
        if value is not None:
            say(self.lines, subject, predicate, value, self.graph)

    def say_all(self, subject: URIRef, pairs: Iterable[tuple[URIRef, Term | None]]) -> None:
        """Add a statement for each (predicate, value)."""
        for predicate, value in pairs:
            self.say(subject, predicate, value)

    def make(self, subject: URIRef, kind: URIRef, place: Place | None = None) -> URIRef:
        """Say what a thing is, remember where the record says it, and return it."""
        self.say(subject, RDF.type, kind)
        if place is not None:
            self.origins.setdefault(subject, place)
        return subject

    def words(self, subject: URIRef, predicate: URIRef, text: Bilingual | None) -> None:
        """Add a text in each of its languages."""
        for language, words in text.items() if text else []:
            self.say(subject, predicate, tagged(words, language))

    def labels(self, subject: URIRef, labels: Iterable[tuple[str, str]]) -> None:
        """Add ``skos:prefLabel`` in each language."""
        for language, words in labels:
            self.say(subject, SKOS.prefLabel, tagged(words, language))

    def period(self, subject: URIRef, name: str, start: str | None, end: str | None) -> None:
        """Add the time during which a thing holds, as a period with an IRI (DCAT 3, section 6.15)."""
        if start is None and end is None:
            return
        period = self.make(iri("period", name), DCTERMS.PeriodOfTime)
        self.say(subject, VG.validDuring, period)
        self.say(period, DCAT.startDate, date(start))
        self.say(period, DCAT.endDate, date(end))

    def claim(
        self,
        statement: tuple[URIRef, URIRef, Term],
        at: Sequence[Span] | None,
        why: str | None = None,
        disputed: str | None = None,
    ) -> None:
        """Add the evidence of one statement: its spans, or the reason it was inferred or is disputed."""
        if not at and why is None and disputed is None:
            return
        subject, predicate, value = statement
        digest = hashlib.sha256(f"{subject} {predicate} {value.n3()}".encode()).hexdigest()[:12]
        claim = iri("claim", f"{self.source}.{digest}")
        source = iri("source", self.source)
        self._evidence(claim, RDF.type, VG.Claim)
        self._evidence(claim, RDF.subject, subject)
        self._evidence(claim, RDF.predicate, predicate)
        self._evidence(claim, RDF.object, value)
        self._evidence(claim, VG.claimIn, self.graph)
        if why is not None:
            self._evidence(claim, VG.inferredBecause, Literal(why, lang="en"))
        if disputed is not None:
            self._evidence(claim, VG.disputedBecause, Literal(disputed, lang="en"))
        if not at:
            self._evidence(claim, PROV.wasDerivedFrom, source)
        for span in at or []:
            self._evidence(claim, PROV.wasDerivedFrom, self._span(span, source))

    def _span(self, span: Span, source: URIRef) -> URIRef:
        name = f"{self.source}.{span.start}-{span.end}"
        resource, selector = iri("span", name), iri("span", f"{name}.position")
        self._evidence(resource, RDF.type, OA.SpecificResource)
        self._evidence(resource, OA.hasSource, source)
        self._evidence(resource, OA.hasSelector, selector)
        self._evidence(resource, VG.spanHash, Literal(span.hash8))
        self._evidence(selector, RDF.type, OA.TextPositionSelector)
        self._evidence(selector, OA.start, integer(span.start))
        self._evidence(selector, OA.end, integer(span.end))
        return resource

    def _evidence(self, subject: URIRef, predicate: URIRef, value: Term) -> None:
        say(self.lines, subject, predicate, value, EVIDENCE)


@lru_cache(maxsize=1 << 14)
def tagged(text: str, language: str) -> Literal:
    """Return a text with its language."""
    return Literal(text, lang=language)


@lru_cache(maxsize=1 << 14)
def date(text: str | None) -> Literal | None:
    """Return a date with the XML Schema datatype of its precision."""
    return None if text is None else Literal(text, datatype=XSD[dates.datatype(text)])


@lru_cache(maxsize=1 << 14)
def integer(number: int) -> Literal:
    """Return a whole number as ``xsd:integer``."""
    return Literal(str(number), datatype=XSD.integer)


def optional_integer(number: int | None) -> Literal | None:
    """Return a whole number as ``xsd:integer``; nothing stays nothing."""
    return None if number is None else integer(number)


def string(text: str | None) -> Literal | None:
    """Return a text without a language."""
    return None if text is None else Literal(text)


@lru_cache(maxsize=1 << 12)
def code(scheme: str, name: str | None) -> URIRef | None:
    """Return the IRI of a code."""
    return None if name is None else URIRef(f"{BASE}code/{scheme}/{name}")
