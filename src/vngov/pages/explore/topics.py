"""The list of topics, with the committees charged with each."""

from __future__ import annotations

from rdflib import URIRef

from ...terms import BASE, DCTERMS, SKOS, VG
from ..facts import Facts
from . import reach
from .entry import Entry, Listing, cell, names, years


def read(facts: Facts) -> tuple[Entry, ...]:
    """Return every topic."""
    topics = facts.subjects(URIRef(f"{BASE}code/topic"), SKOS.inScheme)
    about = [f.thing for f in facts.pointing(topics, DCTERMS.subject)]
    reach.ahead(facts, about, VG.mandateOf, VG.assignedBy)
    return tuple(_entry(facts, topic) for topic in topics)


def _entry(facts: Facts, topic: URIRef) -> Entry:
    about = facts.subjects(topic, DCTERMS.subject)
    mandates = [m for m in about if VG.Mandate in facts.kinds(m)]
    committees = reach.of(facts, mandates, VG.mandateOf)
    decisions = reach.of(facts, mandates, VG.assignedBy)
    return Entry(
        topic,
        {
            "topic": (topic,),
            "broader": facts.values(topic, SKOS.broader),
            "committees": cell(len(committees)),
            "mandates": cell(len(mandates)),
            "decisions": cell(len(decisions)),
        },
        {
            "function": tuple(reach.of(facts, mandates, VG.function)),
            "level": tuple(reach.of(facts, committees, VG.level)),
            "year": years(reach.day_of(facts, d) for d in decisions),
        },
        names(facts, topic, SKOS.prefLabel, SKOS.altLabel),
        facts.facts(topic, SKOS.inScheme),
    )


LISTING = Listing(
    "topics",
    read,
    ("topic", "broader", "committees", "mandates", "decisions"),
    ("level", "function", "year"),
    frozenset({"committees", "mandates", "decisions"}),
    has_timeline=False,
    first_order="-mandates",
)
