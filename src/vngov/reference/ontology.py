"""The ontology as the pages need it: header, terms with their relations, code lists, namespaces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.term import Literal, Node

from ..errors import BadInputError, Finding, Place
from ..terms import DCTERMS, OWL, PREFIXES, RDF, RDFS, SKOS, VANN, curie
from ..vocabulary import local, read_turtle
from .model import Code, Header, Kind, Reference, Scheme, Term, Texts

_KINDS: dict[URIRef, Kind] = {
    OWL.Class: "class",
    OWL.ObjectProperty: "object",
    OWL.DatatypeProperty: "data",
    OWL.AnnotationProperty: "annotation",
}
_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


@dataclass(frozen=True)
class Ontology:
    """The ontology, read: what it says of itself, its terms by IRI, its code lists, the prefixes it uses."""

    header: Header
    terms: dict[URIRef, Term]
    schemes: tuple[Scheme, ...]
    namespaces: tuple[tuple[str, str], ...]
    names: Names


def read(folder: Path) -> Ontology:
    """Return the ontology of a folder with ``core.ttl``, ``align.ttl`` and ``codes.ttl``.

    :raises BadInputError: if one of them is no Turtle, or the first declares no ontology.
    """
    core = read_turtle(folder / "core.ttl")
    codes = read_turtle(folder / "codes.ttl")
    names = Names(core, codes)
    align = read_turtle(folder / "align.ttl")
    terms = {iri: _term(core, align, names, iri) for iri in names.terms}
    used = {str(prefix) for graph in (core, codes, align) for prefix, _ in graph.namespaces()} & set(PREFIXES)
    return Ontology(
        _header(core, names),
        {iri: _related(term, terms) for iri, term in terms.items()},
        _schemes(codes, names),
        tuple((prefix, PREFIXES[prefix]) for prefix in sorted(used)),
        names,
    )


class Names:
    """The short name, label and address of anything that a page mentions."""

    def __init__(self, core: Graph, codes: Graph) -> None:
        defined = {s for s in core.subjects(RDFS.isDefinedBy) if isinstance(s, URIRef)}
        self.terms = sorted(
            (s for s in defined if kind_of(core, s) is not None), key=lambda s: (fragment(s).lower(), s)
        )
        self._labels = {s: texts(core, s, RDFS.label) for s in self.terms}
        self._codes = {
            s: texts(codes, s, SKOS.prefLabel)
            for s in codes.subjects(RDF.type, SKOS.Concept)
            if isinstance(s, URIRef)
        }

    def of(self, thing: Node) -> Reference:
        """Return how to write and where to find a thing: an anchor for ours, its own address for others."""
        if isinstance(thing, URIRef):
            if thing in self._labels:
                return Reference(curie(thing), f"#{fragment(thing)}", self._labels[thing])
            if thing in self._codes:
                return Reference(local(thing), f"#{code_anchor(thing)}", self._codes[thing])
        return Reference(curie(str(thing)), str(thing))


def kind_of(graph: Graph, iri: URIRef) -> Kind | None:
    """Return what kind of term an IRI is, or ``None`` if it is none that the pages show."""
    return next((kind for type_, kind in _KINDS.items() if (iri, RDF.type, type_) in graph), None)


def fragment(iri: str) -> str:
    """Return the local name of an IRI: what stands after its last ``#`` or ``/``.

    >>> fragment("https://w3id.org/vngov/ontology#Seat")
    'Seat'
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def code_anchor(iri: str) -> str:
    """Return the anchor of a code; those of terms have no hyphen, so the two never meet.

    >>> code_anchor("https://w3id.org/vngov/code/role/head")
    'code-role-head'
    """
    scheme, code = iri.rsplit("/", 2)[1:]
    return f"code-{scheme}-{code}"


def texts(graph: Graph, subject: Node, predicate: URIRef) -> Texts:
    """Return the values of a property by language; of several in one language, the first in order."""
    found = sorted(
        (o for o in graph.objects(subject, predicate) if isinstance(o, Literal)), key=str, reverse=True
    )
    return {str(o.language or ""): str(o) for o in found}


def licence_name(iri: str) -> str:
    """Return how people call a licence of Creative Commons; the IRI of any other.

    >>> licence_name("https://creativecommons.org/licenses/by/4.0/")
    'CC BY 4.0'
    """
    match = re.fullmatch(r"https?://creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/?", iri)
    return f"CC {match[1].upper()} {match[2]}" if match else iri


def _header(core: Graph, names: Names) -> Header:
    headers = sorted(s for s in core.subjects(RDF.type, OWL.Ontology) if isinstance(s, URIRef))
    if not headers:
        raise BadInputError(Finding(Place("core.ttl"), "", "there is no header; declare an owl:Ontology"))
    iri = headers[0]

    def one(predicate: URIRef) -> str:
        return min((str(o) for o in core.objects(iri, predicate)), default="")

    version, licence = one(OWL.versionIRI), one(DCTERMS.license)
    return Header(
        iri,
        texts(core, iri, DCTERMS.title),
        texts(core, iri, DCTERMS.abstract),
        one(OWL.versionInfo),
        names.of(URIRef(version)) if version else None,
        one(VANN.preferredNamespaceUri),
        one(VANN.preferredNamespacePrefix),
        Reference(licence_name(licence), licence) if licence else None,
        tuple(sorted(str(o) for o in core.objects(iri, DCTERMS.creator) if isinstance(o, Literal))),
        one(DCTERMS.created),
        one(DCTERMS.modified),
    )


def _term(core: Graph, align: Graph, names: Names, iri: URIRef) -> Term:
    def refs(*predicates: URIRef) -> tuple[Reference, ...]:
        return tuple(names.of(o) for o in _sorted(o for p in predicates for o in core.objects(iri, p)))

    kind = kind_of(core, iri)
    assert kind is not None
    deprecated = any(str(o).lower() == "true" for o in core.objects(iri, OWL.deprecated))
    matches = tuple((name, names.of(o)) for name in _MATCHES for o in _sorted(align.objects(iri, SKOS[name])))
    return Term(
        iri,
        fragment(iri),
        kind,
        texts(core, iri, RDFS.label),
        texts(core, iri, SKOS.definition),
        texts(core, iri, SKOS.changeNote if deprecated else SKOS.scopeNote),
        parents=refs(RDFS.subClassOf, RDFS.subPropertyOf),
        domain=refs(RDFS.domain),
        range=refs(RDFS.range),
        matches=matches,
        deprecated=deprecated,
        replaced_by=refs(DCTERMS.isReplacedBy),
    )


def _sorted(nodes: Iterable[Node]) -> list[Node]:
    return sorted(set(nodes), key=str)


def _related(term: Term, terms: dict[URIRef, Term]) -> Term:
    """Return a class with the properties that start from it and lead to it."""
    if term.kind != "class":
        return term
    here = f"#{term.local}"

    def those(relation: str) -> tuple[Reference, ...]:
        found = (t for t in terms.values() if any(r.href == here for r in getattr(t, relation)))
        return tuple(Reference(curie(t.iri), f"#{t.local}", t.label) for t in found)

    return Term(**{**vars(term), "properties": those("domain"), "values_of": those("range")})


def _schemes(codes: Graph, names: Names) -> tuple[Scheme, ...]:
    made = []
    for scheme in _sorted(codes.subjects(RDF.type, SKOS.ConceptScheme)):
        if isinstance(scheme, URIRef):
            members = [c for c in _sorted(codes.subjects(SKOS.inScheme, scheme)) if isinstance(c, URIRef)]
            made.append(
                Scheme(
                    f"code-{local(scheme)}",
                    scheme,
                    texts(codes, scheme, SKOS.prefLabel),
                    texts(codes, scheme, SKOS.definition),
                    tuple(_code(codes, names, c) for c in members),
                )
            )
    return tuple(made)


def _code(codes: Graph, names: Names, iri: URIRef) -> Code:
    others = sorted(o for o in codes.objects(iri, SKOS.altLabel) if isinstance(o, Literal))
    return Code(
        code_anchor(iri),
        local(iri),
        texts(codes, iri, SKOS.prefLabel),
        texts(codes, iri, SKOS.definition),
        tuple((str(o), str(o.language or "")) for o in others),
        tuple(names.of(b) for b in _sorted(codes.objects(iri, SKOS.broader))),
    )
