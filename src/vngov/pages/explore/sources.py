"""The list of sources."""

from __future__ import annotations

from rdflib import URIRef

from ...terms import DC, DCTERMS, FOAF, SKOS, VG
from ..facts import Facts
from .entry import Entry, Listing, events, names, years


def read(facts: Facts) -> tuple[Entry, ...]:
    """Return every source."""
    return tuple(_entry(facts, source) for source in facts.of_class(VG.Source))


def _entry(facts: Facts, source: URIRef) -> Entry:
    issued = facts.value(source, DCTERMS.issued)
    own = {
        "kind": facts.values(source, VG.sourceKind),
        "language": facts.values(source, DC.language),
        "publisher": facts.values(source, DC.publisher),
    }
    return Entry(
        source,
        {
            "source": (source,),
            **own,
            "published": () if issued is None else (issued,),
            "page": facts.values(source, FOAF.page)[:1],
        },
        {**own, "year": years([issued])},
        names(facts, source, SKOS.prefLabel, DCTERMS.title, DC.publisher),
        facts.facts(source, VG.sourceKind),
        issued,
        None,
        events({source: issued}),
    )


LISTING = Listing(
    "sources",
    read,
    ("source", "publisher", "kind", "language", "published", "page"),
    ("kind", "year", "language", "publisher"),
)
