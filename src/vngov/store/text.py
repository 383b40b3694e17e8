"""RDF as text: N-Quads read and written as rdflib terms, and the same quads as TriG, Turtle or RDF/XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from rdflib import Literal, URIRef

from ..terms import PREFIXES

Term = URIRef | Literal
Triple = tuple[URIRef, URIRef, Term]
Quad = tuple[URIRef, URIRef, Term, URIRef]
_FORMATS = {
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "ttl": ox.RdfFormat.TURTLE,
    "rdf": ox.RdfFormat.RDF_XML,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_PREFIX = re.compile(r"(?<![\w<:/])([a-z]+):")


def triple(made: Any) -> Triple:
    """Return a triple of the engine as rdflib terms.

    :raises ValueError: if it has a blank node, which nothing that vngov publishes has.
    """
    if not isinstance(made.subject, ox.NamedNode) or isinstance(made.object, ox.BlankNode):
        raise ValueError("it makes blank nodes; mint IRIs with IRI(…) instead")
    subject, predicate = URIRef(made.subject.value), URIRef(made.predicate.value)
    value = to_rdflib(made.object)
    assert value is not None
    return subject, predicate, value


def written(made: Any) -> str:
    """Return a triple of the engine as subject, predicate and object of N-Triples.

    :raises ValueError: if it has a blank node, which nothing that vngov publishes has.
    """
    text = str(made)
    if text.startswith("_:") or "\\" in text or type(made.object) is ox.BlankNode:
        return " ".join(map(n3, triple(made)))  # other escapes than ours, or no statement of ours
    return text


def to_rdflib(term: Any) -> Term | None:
    """Return a term of the engine as an rdflib term; ``None`` stays ``None``."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        plain = term.datatype.value == PREFIXES["xsd"] + "string"
        return (
            Literal(term.value)
            if plain
            else Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
        )
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    return Literal(str(term))  # a blank node or a triple: shown, never followed


class Reader:
    """Terms of the engine as rdflib terms, each made once: equal terms are the same object."""

    def __init__(self) -> None:
        self._made: dict[Any, Term | None] = {None: None}

    def __call__(self, term: Any) -> Term | None:
        """Return a term of the engine as an rdflib term; ``None`` stays ``None``."""
        made = self._made
        if term in made:
            return made[term]
        # the engine has checked its IRIs: rdflib need not do so again
        found = str.__new__(URIRef, term.value) if type(term) is ox.NamedNode else to_rdflib(term)
        made[term] = found
        return found


def union(nquads: str) -> str:
    """Return the distinct triples of N-Quads as sorted N-Triples."""
    return "".join(sorted({line[: line.rindex(" <")] + " .\n" for line in nquads.split("\n") if line}))


def joined(*texts: str) -> str:
    """Return the distinct lines of several N-Quads texts, sorted."""
    return "".join(sorted({f"{line}\n" for text in texts for line in text.split("\n") if line}))


def serialise(nquads: str, form: str) -> str:
    """Return N-Quads as TriG (``trig``), or their union as Turtle (``ttl``), the same bytes on every run."""
    quads: Iterable[Any] = ox.parse(nquads.encode(), ox.RdfFormat.N_QUADS)
    if form == "trig":
        quads = sorted(quads, key=lambda q: (str(q.graph_name), str(q)))
        return _serialised(quads, form)
    triples = {ox.Triple(q.subject, q.predicate, q.object) for q in quads}
    return _serialised(sorted(triples, key=str), form)


def serialise_triples(triples: Iterable[Triple], form: str = "ttl") -> str:
    """Return triples as Turtle, N-Triples, JSON-LD or RDF/XML with the project's prefixes, sorted."""
    lines = "".join(sorted({" ".join(n3(t) for t in triple) + " .\n" for triple in triples}))
    parsed = ox.parse(lines.encode(), ox.RdfFormat.N_TRIPLES)
    return _serialised((q.triple for q in parsed), form)


def triples_for_engine(triples: Iterable[Triple]) -> list[Any]:
    """Return distinct triples as the engine has them, sorted."""
    made = {ox.Triple(*(_to_oxigraph(t) for t in triple)) for triple in triples}
    return sorted(made, key=str)


def serialise_reified(triples: Iterable[Triple], reified: Mapping[URIRef, Triple]) -> str:
    """Return triples as RDF 1.2 Turtle; each key of ``reified`` reifies its triple (RDF 1.2, section 1.5)."""
    said = [ox.Triple(*(_to_oxigraph(t) for t in triple)) for triple in triples]
    reifies = ox.NamedNode(PREFIXES["rdf"] + "reifies")
    for reifier, about in reified.items():
        term = ox.Triple(*(_to_oxigraph(t) for t in about))
        said.append(ox.Triple(ox.NamedNode(str(reifier)), reifies, term))
    return _serialised(sorted(said, key=str), "ttl")


def _serialised(statements: Iterable[Any], form: str) -> str:
    data = ox.serialize(statements, format=_FORMATS[form], prefixes=PREFIXES)
    assert data is not None
    return _with_used_prefixes(data.decode()) if form in ("ttl", "trig") else data.decode()


def _with_used_prefixes(text: str) -> str:
    """Return Turtle or TriG with the prefixes that it uses only, by name."""
    lines = text.split("\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith("@prefix ")), len(lines))
    body = "\n".join(lines[count:])
    used = set(_PREFIX.findall(body))
    head = sorted(line for line in lines[:count] if line.split(":", 1)[0].removeprefix("@prefix ") in used)
    return "\n".join([*head, "", body])


def _to_oxigraph(term: Term) -> Any:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=str(term.language))
    datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
    return ox.Literal(str(term), datatype=datatype)


def quads(nquads: str) -> Iterator[Quad]:
    """Yield the statements of N-Quads text without blank nodes, in its order, as rdflib terms.

    :raises SyntaxError: if it is no N-Quads.
    :raises ValueError: if it has a blank node.
    """
    for quad in ox.parse(nquads.encode(), ox.RdfFormat.N_QUADS):
        yield *triple(quad), URIRef(quad.graph_name.value)


def nquads(quads: Iterable[Sequence[Term]]) -> str:
    """Return quads as sorted N-Quads text."""
    written: dict[int, tuple[Term, str]] = {}  # by identity: comparing terms costs more than writing them

    def once(term: Term) -> str:
        found = written.get(id(term))
        if found is None:
            found = written[id(term)] = (term, n3(term))
        return found[1]

    lines = {" ".join([once(t) for t in quad]) + " .\n" for quad in quads}
    return "".join(sorted(lines))


def n3(term: Term) -> str:
    """Return a term as N-Triples has it: on one line, whatever it holds."""
    if isinstance(term, Literal):
        text = str(term).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        if term.language:
            return f'"{text}"@{term.language}'
        return f'"{text}"^^<{term.datatype}>' if term.datatype else f'"{text}"'
    return f"<{term}>"
