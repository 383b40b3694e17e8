"""One small interface to a graph that answers SPARQL: embedded Oxigraph, or any endpoint.

A plain query sees every named graph as one: the default graph is their union, here and remotely. The
embedded store keeps that union as triples of its own, because Oxigraph's option for it repeats a triple once
for each graph that states it (measured: a join over 240 seats gave 12,548 rows instead of 240).
"""

from __future__ import annotations

import json
import re
import urllib.error
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox
from rdflib import Literal, URIRef
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
)

from .errors import BadInputError, EndpointError, Finding, OutputError, Place
from .terms import PREFIXES

Term = URIRef | Literal
Triple = tuple[URIRef, URIRef, Term]
_MIME = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "ttl": ox.RdfFormat.TURTLE}
_SYNTAX = re.compile(r"error at (\d+):(\d+): (.*)", re.S)


@dataclass(frozen=True)
class Table:
    """An answer: column names, and rows of RDF terms (``None`` where unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


class Store(Protocol):
    """What answers SPARQL queries."""

    def select(self, query: str, name: str = "query") -> Table:
        """Return the rows of a SELECT query, or one row ``result`` of an ASK query."""
        ...

    def construct(self, query: str, name: str = "query") -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted."""
        ...


class EmbeddedStore:
    """A graph in this process, in memory or read-only on disk."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    @classmethod
    def in_memory(cls, nquads: str = "") -> EmbeddedStore:
        """Return a new store in memory, loaded with N-Quads."""
        made = cls(ox.Store())
        made.add(nquads)
        return made

    @classmethod
    def on_disk(cls, folder: Path) -> EmbeddedStore:
        """Return the store of a build's output folder, for reading.

        :raises BadInputError: if the folder holds no store.
        """
        path = folder / "store" if (folder / "store").is_dir() else folder
        if not (path / "CURRENT").is_file():
            message = "there is no graph here; make one with: vngov build --out " + str(folder)
            raise BadInputError(Finding(Place(str(folder)), "", message))
        try:
            return cls(ox.Store.read_only(str(path)))
        except OSError as error:
            raise BadInputError(
                Finding(Place(str(path)), "", f"the store is damaged ({error}); build it anew")
            ) from error

    @staticmethod
    def parse(path: Path) -> str:
        """Return the union of an RDF file's graphs as sorted N-Triples, its format known by its name.

        :raises BadInputError: with file and line, if it does not parse, or its name says no format.
        """
        form = ox.RdfFormat.from_extension(path.suffix[1:])
        if form is None:
            raise BadInputError(
                Finding(Place(str(path)), "", "name it .ttl, .trig, .nt, .nq, .rdf or .jsonld")
            )
        try:
            triples = {(q.subject, q.predicate, q.object) for q in ox.parse(path=str(path), format=form)}
        except ValueError as error:
            raise BadInputError(Finding(Place(str(path)), "", f"this is no {form.name}: {error}")) from error
        except SyntaxError as error:
            place = Place(str(path), error.lineno or 0, error.offset or 0)
            raise BadInputError(Finding(place, "", f"this is no {form.name}: {error.msg}")) from error
        except OSError as error:
            raise BadInputError(
                Finding(Place(str(path)), "", f"cannot be read ({error.strerror or error})")
            ) from error
        return "".join(sorted(f"{s} {p} {o} .\n" for s, p, o in triples))

    def add(self, nquads: str) -> None:
        """Load more N-Quads, into their graphs and into the union."""
        self._store.bulk_load((nquads + union(nquads)).encode(), ox.RdfFormat.N_QUADS)

    def select(self, query: str, name: str = "query") -> Table:
        """Return the rows of a SELECT query, or one row ``result`` of an ASK query.

        :raises BadInputError: with line and column, for a query that is no SPARQL.
        """
        result = self._run(query, name)
        if isinstance(result, ox.QueryBoolean):
            return Table(("result",), ((Literal(bool(result)),),))
        if not isinstance(result, ox.QuerySolutions):
            raise BadInputError(Finding(Place(name), "", "this query makes a graph; ask for --format ttl"))
        columns = tuple(v.value for v in result.variables)
        with _failing(name):
            rows = tuple(tuple(_to_rdflib(s[i]) for i in range(len(columns))) for s in result)
        return Table(columns, rows)

    def construct(self, query: str, name: str = "query") -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted.

        :raises BadInputError: with line and column, for a query that is no SPARQL.
        """
        result = self._run(query, name)
        if not isinstance(result, ox.QueryTriples):
            raise BadInputError(Finding(Place(name), "", "this query makes no graph; ask for a table"))
        with _failing(name):
            return sorted({_triple(t) for t in result})

    def _run(self, query: str, name: str) -> Any:
        with _failing(name):
            return self._store.query(query)


@contextmanager
def _failing(name: str) -> Iterator[None]:
    """Turn what the engine says of a query into one message with its place."""
    try:
        yield
    except SyntaxError as error:
        raise BadInputError(_syntax_finding(str(error), name)) from error
    except (OSError, RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        message = f"the query cannot be answered: {reason}; check its SERVICE parts and functions"
        raise BadInputError(Finding(Place(name), "", message)) from error


def syntax_fault(query: str, name: str) -> Finding | None:
    """Return where a text stops being SPARQL 1.1, or ``None``."""
    try:
        EmbeddedStore.in_memory()._store.query(query)
    except SyntaxError as error:
        return _syntax_finding(str(error), name)
    return None


def _syntax_finding(text: str, name: str) -> Finding:
    match = _SYNTAX.search(text)
    if not match:
        return Finding(Place(name), "", f"this is no SPARQL: {text}")
    reason = " ".join(match[3].split())
    return Finding(Place(name, int(match[1]), int(match[2])), "", f"this is no SPARQL here: {reason[:200]}")


def _triple(triple: Any) -> Triple:
    """Return a triple of the engine as rdflib terms.

    :raises ValueError: if it has a blank node, which nothing that vngov publishes has.
    """
    if not isinstance(triple.subject, ox.NamedNode) or isinstance(triple.object, ox.BlankNode):
        raise ValueError("it makes blank nodes; mint IRIs with IRI(…) instead")
    subject, predicate = URIRef(triple.subject.value), URIRef(triple.predicate.value)
    value = _to_rdflib(triple.object)
    assert value is not None
    return subject, predicate, value


def _to_rdflib(term: Any) -> Term | None:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        plain = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        return (
            Literal(term.value)
            if plain
            else Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
        )
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    return Literal(str(term))  # a blank node or a triple: shown, never followed


class RemoteStore:
    """Any SPARQL 1.1 endpoint, asked through SPARQLWrapper."""

    def __init__(self, url: str, timeout: int = 30) -> None:
        if not re.match(r"https?://[^\s/]+", url):
            raise EndpointError(url, "this is no web address", "write http://host:port/path")
        self.url, self.timeout = url, timeout
        self._probed = False

    def select(self, query: str, name: str = "query") -> Table:
        """Return the rows of a SELECT query, or one row ``result`` of an ASK query.

        :raises EndpointError: if the endpoint is down, slow, refuses, or answers with something else.
        """
        self._probe()
        return self._select(query, name)

    def construct(self, query: str, name: str = "query") -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted.

        :raises EndpointError: as :meth:`select`.
        """
        self._probe()
        body = self._ask(query, TURTLE)
        try:
            return sorted({_triple(q) for q in ox.parse(body, ox.RdfFormat.TURTLE)})
        except SyntaxError as error:
            raise EndpointError(self.url, f"the answer is no Turtle ({error})", _NOT_SPARQL) from error

    def _probe(self) -> None:
        """Make sure, once, that a plain query sees the named graphs."""
        if self._probed:
            return
        plain = self._select("ASK { ?s ?p ?o }", "probe").rows[0][0]
        if plain is not None and not plain.toPython():
            inside = self._select("ASK { GRAPH ?g { ?s ?p ?o } }", "probe").rows[0][0]
            if inside is not None and inside.toPython():
                remedy = (
                    "make its default graph the union of all graphs (oxigraph serve --union-default-graph)"
                )
                raise EndpointError(self.url, "plain queries see none of its named graphs", remedy)
        self._probed = True

    def _select(self, query: str, name: str) -> Table:
        body = self._ask(query, JSON)
        try:
            answer = json.loads(body)
            if "boolean" in answer:
                return Table(("result",), ((Literal(bool(answer["boolean"])),),))
            columns = tuple(answer["head"]["vars"])
            bindings = answer["results"]["bindings"]
            return Table(columns, tuple(tuple(_from_json(b.get(c)) for c in columns) for b in bindings))
        except (ValueError, KeyError, TypeError) as error:
            start = body[:60].decode("utf-8", "replace").strip().splitlines() or [""]
            raise EndpointError(
                self.url, f"the answer is no SPARQL result but «{start[0]}»", _NOT_SPARQL
            ) from error

    def _ask(self, query: str, form: str) -> bytes:
        wrapper = SPARQLWrapper(self.url)
        wrapper.setQuery(query)
        wrapper.queryType = (
            "SELECT" if form == JSON else "CONSTRUCT"
        )  # it guesses, also from words in comments
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(form)
        wrapper.setTimeout(self.timeout)
        try:
            reply = wrapper.query().response
            state = reply.headers.get("X-SQL-State")
            body: bytes = reply.read()
        except QueryBadFormed as error:
            reason = " ".join(str(error).split())[:200]
            raise EndpointError(
                self.url, f"it refuses the query: {reason}", "try the query with --store first"
            ) from error
        except EndPointNotFound as error:
            raise EndpointError(
                self.url, "there is no endpoint at this address (404)", "check the path"
            ) from error
        except TimeoutError as error:
            raise EndpointError(self.url, f"no answer within {self.timeout} s", _SLOW) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise EndpointError(self.url, f"no answer within {self.timeout} s", _SLOW) from error
            raise EndpointError(
                self.url, f"no connection ({error.reason})", "start it, or check the address"
            ) from error
        except (EndPointInternalError, SPARQLWrapperException) as error:
            reason = " ".join(str(error).split())[:200]
            raise EndpointError(self.url, f"it failed: {reason}", "try again later") from error
        except (HTTPException, OSError, ValueError) as error:
            raise EndpointError(
                self.url, f"the connection broke ({error})", "try again, or check the server"
            ) from error
        if state:
            raise EndpointError(self.url, f"it stopped early (X-SQL-State {state})", _SLOW)
        return body


_NOT_SPARQL = "give the address of a SPARQL endpoint, not of a web page"
_SLOW = "raise --timeout, or ask for less"


def _from_json(binding: Any) -> Term | None:
    if binding is None:
        return None
    value = str(binding["value"])
    if binding["type"] == "uri":
        return URIRef(value)
    if "xml:lang" in binding:
        return Literal(value, lang=binding["xml:lang"])
    return (
        Literal(value, datatype=URIRef(binding["datatype"]), normalize=False)
        if "datatype" in binding
        else Literal(value)
    )


def union(nquads: str) -> str:
    """Return the distinct triples of N-Quads as sorted N-Triples."""
    return "".join(sorted({line[: line.rindex(" <")] + " .\n" for line in nquads.splitlines()}))


def write_store(folder: Path, nquads: str) -> None:
    """Write an optimised Oxigraph store of N-Quads into a new folder.

    :raises OutputError: if the folder cannot be written.
    """
    try:
        store = ox.Store(str(folder))
        store.bulk_load((nquads + union(nquads)).encode(), ox.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()
    except OSError as error:
        raise OutputError(
            str(folder), f"the store cannot be written ({error})", "check space and rights"
        ) from error


def serialise(nquads: str, form: str) -> str:
    """Return sorted N-Quads as TriG, or their union as Turtle, the same bytes on every run."""
    quads: Iterable[Any] = ox.parse(nquads.encode(), ox.RdfFormat.N_QUADS)
    if form == "ttl":
        triples = sorted({ox.Triple(q.subject, q.predicate, q.object) for q in quads}, key=str)
        quads = triples
    else:
        quads = sorted(quads, key=lambda q: (str(q.graph_name), str(q)))
    data = ox.serialize(quads, format=_MIME[form], prefixes=PREFIXES)
    assert data is not None
    return data.decode()


def serialise_triples(triples: Iterable[Triple]) -> str:
    """Return triples as Turtle with the project's prefixes, sorted."""
    lines = "".join(sorted({" ".join(_n3(t) for t in triple) + " .\n" for triple in triples}))
    parsed = ox.parse(lines.encode(), ox.RdfFormat.N_TRIPLES)
    data = ox.serialize((q.triple for q in parsed), format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert data is not None
    return data.decode()


def nquads(quads: Iterable[Sequence[Term]]) -> str:
    """Return quads as sorted N-Quads text."""
    cache: dict[Term, str] = {}

    def n3(term: Term) -> str:
        found = cache.get(term)
        if found is None:
            found = cache[term] = _n3(term)
        return found

    lines = {" ".join(n3(t) for t in quad) + " .\n" for quad in quads}
    return "".join(sorted(lines))


def _n3(term: Term) -> str:
    if isinstance(term, Literal):
        text = str(term).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        if term.language:
            return f'"{text}"@{term.language}'
        return f'"{text}"^^<{term.datatype}>' if term.datatype else f'"{text}"'
    return f"<{term}>"
