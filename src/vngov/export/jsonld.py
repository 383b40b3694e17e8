"""JSON-LD 1.1 that a web developer can read: short keys from ``ontology/context.jsonld``, codes as words.

``dataset`` writes whole graphs, ``document`` one thing with what belongs to it, nested.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import Literal, URIRef

from ..store import Quad, Term
from ..terms import PREFIXES, RDF, SKOS, XSD, curie
from .facts import Facts, path

_NATIVE: Mapping[tuple[URIRef, str | None], Callable[[str], Any]] = {
    (XSD.integer, None): int,
    (XSD.boolean, None): lambda text: text == "true",
}
"""What JSON has a value of its own for, under a key that says no type."""


@dataclass(frozen=True)
class Key:
    """How one property is written: its key, and what its values are."""

    name: str
    coerced: str | None = None
    language: bool = False
    codes: str | None = None
    listed: bool = False


@dataclass(frozen=True)
class Context:
    """A published JSON-LD context, read for writing."""

    body: Mapping[str, Any]
    keys: Mapping[str, Key]
    types: Mapping[str, str]
    things: Mapping[str, str]

    @classmethod
    def load(cls, ontology: Path) -> Context:
        """Return the context of an ontology folder, in ``context.jsonld``."""
        body = json.loads((ontology / "context.jsonld").read_text(encoding="utf-8"))["@context"]
        keys, types, things = {}, {}, {}
        for name, about in body.items():
            if isinstance(about, str) and not name.startswith("@"):
                if about.endswith(("/", "#")):
                    things[about] = name
                elif name[0].isupper():
                    types[_expanded(about)] = name
                else:
                    keys[_expanded(about)] = Key(name)
            elif isinstance(about, dict) and "@id" in about:
                keys[_expanded(about["@id"])] = _key(name, about)
        return cls(body, keys, types, things)

    def reference(self, iri: str) -> str:
        """Return the shortest form of an IRI that the context expands again."""
        base = max((b for b in self.things if iri.startswith(b) and iri != b), key=len, default="")
        local = iri[len(base) :]
        return f"{self.things[base]}:{local}" if base and not local.startswith("/") else iri

    def type(self, iri: str) -> str:
        """Return the name of a class."""
        ours = PREFIXES["vg"]
        return iri[len(ours) :] if iri.startswith(ours) else self.types.get(iri) or self.reference(iri)

    def key(self, predicate: str) -> Key:
        """Return how a property is written; one that the context lacks is written as a CURIE."""
        return self.keys.get(predicate) or Key(self.reference(predicate))

    def value(self, key: Key, term: Term) -> Any:
        """Return a value under its key."""
        if isinstance(term, URIRef):
            if key.codes and term.startswith(key.codes):
                return term[len(key.codes) :]
            short = self.reference(str(term))
            return short if key.coerced == "@id" else {"@id": short}
        if term.language:
            return {"@value": str(term), "@language": term.language}
        return _typed(key, term)

    def values(self, predicate: str, terms: Sequence[Term]) -> tuple[str, Any]:
        """Return a property's key with its values: one as it is, several as a list, texts by language."""
        key = self.key(predicate)
        if key.language and all(isinstance(t, Literal) and t.language for t in terms):
            by_language: dict[str, list[str]] = {}
            for term in sorted(terms, key=lambda t: (getattr(t, "language", ""), str(t))):
                by_language.setdefault(str(getattr(term, "language", "")), []).append(str(term))
            return key.name, {t: texts if key.listed else _one(texts) for t, texts in by_language.items()}
        if key.language:  # a map of languages holds nothing else: the property is named in full
            key = Key(self.reference(predicate))
        values = [self.value(key, term) for term in terms]
        return key.name, values if key.listed else _one(values)


def _typed(key: Key, term: Literal) -> Any:
    """Return a literal without a language: a native value where that says the same, else with its type."""
    datatype = term.datatype
    if datatype is None or datatype == XSD.string:
        return str(term) if key.coerced is None else {"@value": str(term)}
    if str(datatype) == key.coerced:
        return str(term)
    native = _NATIVE.get((datatype, key.coerced))
    if native is not None and json.dumps(native(str(term))) == str(term):
        return native(str(term))
    return {"@value": str(term), "@type": curie(str(datatype))}


def _expanded(short: str) -> str:
    prefix, _, local = short.partition(":")
    return PREFIXES[prefix] + local if prefix in PREFIXES else short


def _key(name: str, about: Mapping[str, Any]) -> Key:
    coerced, container = about.get("@type"), about.get("@container", [])
    codes = about["@context"]["@vocab"] if coerced == "@vocab" else None
    expanded = _expanded(coerced) if coerced and ":" in coerced else coerced
    return Key(name, expanded, "@language" in container, codes, "@set" in container)


def _one(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values)


def dataset(quads: Iterable[Quad], context: Context) -> str:
    """Return quads as JSON-LD: one object a named graph, its things within; the context is in the file."""
    graphs: dict[str, dict[str, dict[str, set[Term]]]] = {}
    for subject, predicate, value, graph in quads:
        node = graphs.setdefault(str(graph), {}).setdefault(str(subject), {})
        node.setdefault(str(predicate), set()).add(value)
    body = [
        {"@id": context.reference(graph), "@graph": [_node(s, n, context) for s, n in sorted(nodes.items())]}
        for graph, nodes in sorted(graphs.items())
    ]
    return text({"@context": context.body, "@graph": body})


def _node(subject: str, properties: Mapping[str, Iterable[Term]], context: Context) -> dict[str, Any]:
    made: dict[str, Any] = {"@id": context.reference(subject)}
    types = properties.get(str(RDF.type))
    if types:
        made["@type"] = _one([context.type(str(t)) for t in sorted(types)])
    for predicate, values in sorted(properties.items(), key=lambda item: (item[0] != _LABEL, item[0])):
        if predicate != str(RDF.type):
            key, value = context.values(predicate, sorted(values, key=lambda v: v.n3()))
            made[key] = value
    return made


def graph(facts: Facts, context: Context) -> str:
    """Return the facts of one graph as JSON-LD: a list of its things, the context within."""
    nodes = [
        _node(str(s), {str(p): o for p, o in facts.forward[s].items()}, context)
        for s in sorted(facts.forward)
    ]
    return text({"@context": context.body, "@graph": nodes})


Frame = Mapping[str, Any]
_NAME: Frame = {}
COMMITTEE: Frame = {
    "vg:jurisdiction": _NAME,
    "vg:advises": _NAME,
    "vg:standingAgency": _NAME,
    "vg:supportTeam": {"vg:headedBy": _NAME, "vg:hostedBy": _NAME, "vg:jurisdiction": _NAME},
    "vg:usesSealOf": _NAME,
    "^vg:affects": {"vg:effectOf": {"eli:passed_by": _NAME}},
    "^dcterms:isVersionOf": {
        "vg:constitutedBy": {"eli:passed_by": _NAME},
        "vg:validDuring": {"": None},
        "org:hasPost": {"vg:filledByHolderOf": {"org:postIn": _NAME}, "vg:namedHolder": _NAME},
        "vg:hasSeatGroup": {"": None},
    },
    "^vg:mandateOf": {
        "vg:assignedBy": _NAME,
        "^vg:alignsFrom": {"vg:alignsTo": {"vg:assignedBy": _NAME, "vg:mandateOf": _NAME}},
    },
}
"""What belongs to a committee's document: properties to things shown whole, or (``{}``) by name."""

_LABEL = str(SKOS.prefLabel)
_ORDER = ("vg:mandateOrder", "vg:seatOrder")
_LEFT_OUT = {str(SKOS.inScheme)}


def document(thing: URIRef, facts: Facts, context: Context, link: str) -> dict[str, Any]:
    """Return one committee as a nested document, whose context is at ``link``."""
    body = _nested(thing, COMMITTEE, facts, context, set())
    graphs = sorted({g for t in _things(thing, COMMITTEE, facts) for g in facts.graphs.get(t, ())})
    named = [g for g in graphs if facts.origins.get(g) and "/inferred/" not in g]
    included = [_stated(g, facts, context) for g in named if "/registry-" not in g]
    if included:
        body["@included"] = included
    return {"@context": link, **body}


def entry(thing: URIRef, facts: Facts, context: Context, file: str) -> dict[str, Any]:
    """Return what a list of committees says of one: its file, its names, its level, whose it is."""
    return {"file": file, **_nested(thing, {"vg:jurisdiction": _NAME}, facts, context, set())}


def _stated(graph: URIRef, facts: Facts, context: Context) -> dict[str, Any]:
    """Return a named graph with the source that it was made from."""
    derived = URIRef(PREFIXES["prov"] + "wasDerivedFrom")
    sources = [_whole(source, facts, context) for source in facts.origins[graph]]
    return {"@id": context.reference(str(graph)), context.key(str(derived)).name: _one(sources)}


def _things(thing: URIRef, frame: Frame, facts: Facts) -> list[URIRef]:
    found = [thing]
    for step, inner in frame.items():
        if step:
            for value in facts.follow(thing, path(step)):
                if isinstance(value, URIRef) and inner:
                    found += _things(value, inner, facts)
    return found


def _whole(thing: URIRef, facts: Facts, context: Context) -> dict[str, Any]:
    return _node(str(thing), {str(p): o for p, o in facts.forward.get(thing, {}).items()}, context)


def _nested(
    thing: URIRef, frame: Frame, facts: Facts, context: Context, above: set[URIRef]
) -> dict[str, Any]:
    """Return a thing with the things below it; a way back up is left out, for it is there already."""
    made = _whole(thing, facts, context)
    inside = above | {thing}
    for predicate, values in facts.forward.get(thing, {}).items():
        kept = [] if str(predicate) in _LEFT_OUT else [value for value in values if value not in above]
        if len(kept) < len(values):
            key, value = context.values(str(predicate), kept)
            made = {**{k: v for k, v in made.items() if k != key}, **({key: value} if kept else {})}
    for step, inner in frame.items():
        found = [v for v in facts.follow(thing, path(step)) if isinstance(v, URIRef)] if step else []
        if found:
            show = _nested if inner else _named
            ordered = sorted(found, key=lambda v: (_rank(v, facts), str(v)))
            name = _name(step, context)
            shown = [show(v, inner, facts, context, inside) for v in ordered]
            made[name] = shown if _is_listed(name, context) else _one(shown)
    return made


def _named(thing: URIRef, frame: Frame, facts: Facts, context: Context, above: set[URIRef]) -> dict[str, Any]:
    named = {str(SKOS.prefLabel): facts.values(thing, SKOS.prefLabel)}
    return _node(str(thing), {p: v for p, v in named.items() if v}, context)


def _rank(thing: URIRef, facts: Facts) -> int:
    ranks = [int(str(v)) for step in _ORDER for v in facts.follow(thing, path(step))]
    return min(ranks, default=0)


def _name(step: str, context: Context) -> str:
    if not step.startswith("^"):
        return context.key(str(path(step)[0].predicate)).name
    backwards = step[1:]
    return next(k for k, v in context.body.items() if isinstance(v, dict) and v.get("@reverse") == backwards)


def _is_listed(name: str, context: Context) -> bool:
    about = context.body.get(name)
    return isinstance(about, dict) and "@set" in about.get("@container", [])


def text(value: Mapping[str, Any]) -> str:
    """Return a JSON-LD document as text: readable, in its order, each entry of the context on one line."""
    context, rest = value["@context"], {k: v for k, v in value.items() if k != "@context"}
    if isinstance(context, str):
        head = json.dumps(context)
    else:
        lines = (f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in context.items())
        head = "{\n" + ",\n".join(lines) + "\n }"
    body = json.dumps(rest, ensure_ascii=False, indent=1)
    return f'{{\n "@context": {head},{body[1:]}\n'
