"""Asking: the query page with the library as its examples, and the terms that its editor completes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rdflib import URIRef

from .. import library
from ..queries import Query
from ..terms import OWL, PREFIXES, SKOS, VG, curie
from .view import View

_OWN = Query(
    "", "PREFIX vg: <https://w3id.org/vngov/ontology#>\n\nSELECT * { ?decision a vg:Decision }\nLIMIT 10\n"
)
_CODED = (VG.Committee, VG.Decision, VG.AdministrativeUnit)


def make(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of the query page; ``example`` or ``query`` choose its text."""
    every = library.queries_by_name()
    asked = view.asked.get("query")
    chosen = Query("", asked) if asked else every.get(view.asked.get("example", "headline"), _OWN)
    return "query.html", {"library": [example(q) for q in every.values()], "chosen": chosen}


def example(query: Query) -> dict[str, object]:
    """Return a query of the library as the page gives it to the editor."""
    return {
        "name": query.name,
        "question": dict(query.question),
        "text": query.text,
        "tags": list(query.tags),
        "columns": list(query.columns),
        "params": [
            {"name": p.name, "type": p.type, "kind": p.kind, "doc": p.doc, "default": p.default}
            for p in query.parameters
        ],
    }


def terms(view: View) -> tuple[str, Mapping[str, object]]:
    """Return every term that the editor completes: classes, properties, codes, things, with their labels."""
    return "document.json", {"document": {"prefixes": PREFIXES, "terms": list(_terms(view))}}


def _terms(view: View) -> Iterator[dict[str, object]]:
    facts = view.facts
    properties = [row[0] for row in facts.rows("properties")]
    classes = [row[0] for row in facts.rows("classes")]
    facts.load([*properties, *classes])
    seen: set[URIRef] = set()
    groups = (
        ("class", [*facts.of_class(OWL.Class), *classes]),
        (
            "property",
            [*facts.of_class(OWL.ObjectProperty), *facts.of_class(OWL.DatatypeProperty), *properties],
        ),
        ("code", facts.of_class(SKOS.Concept)),
        ("thing", [thing for kind in _CODED for thing in facts.of_class(kind)]),
    )
    for kind, things in groups:
        for thing in things:
            if thing not in seen:
                seen.add(thing)
                labels = {lang: text.text for lang in ("vi", "en") if (text := facts.label(thing, lang))}
                yield {"iri": thing, "curie": curie(thing), "kind": kind, "labels": labels}
