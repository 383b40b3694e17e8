"""Serialised answers of the embedded store, in chunks, with limits on rows and bytes (SPARQL 1.1 Results)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ..terms import PREFIXES
from .embedded import EmbeddedStore, failing
from .text import Triple, serialise_triples, triples_for_engine

_TABLES = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}
_CHUNK = 1 << 16


class TooLargeError(Exception):
    """An answer has more rows or bytes than the limit; the message says which."""


@dataclass(frozen=True)
class Question:
    """A query, the dataset it asks (``None``: all), the formats its answer may have, and its limits."""

    text: str
    table: str
    graph: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    rows: int = 1_000_000
    size: int = 1 << 28


@dataclass(frozen=True)
class Written:
    """How much was written."""

    rows: int
    size: int


def write_answer(store: EmbeddedStore, question: Question, write: Callable[[bytes], object]) -> Written:
    """Write the answer to a question in chunks, and return how many rows (or triples) and bytes it had.

    :raises BadInputError: with line and column, for a query that is no SPARQL.
    :raises TooLargeError: if it has more rows or bytes than the question allows.
    """
    with failing("query"):
        result = _run(store.engine, question)
        sink = _Sink(question, write, _ROWS.get(question.table, _Lines))
        if isinstance(result, ox.QueryTriples):
            sink.rows = _Triples()
            prefixes = PREFIXES if question.graph == "ttl" else None
            counted = sink.rows.counted(result, question.rows)
            ox.serialize(counted, sink, _GRAPHS[question.graph], prefixes=prefixes)
        else:
            result.serialize(sink, _TABLES[question.table])
        sink.end()
    rows = 1 if isinstance(result, ox.QueryBoolean) else sink.rows.count
    return Written(rows, sink.size)


def write_graph(triples: list[Triple], form: str) -> bytes:
    """Return triples in a format that graphs have (``ttl``, ``nt``, ``jsonld``, ``rdf``)."""
    if form == "ttl":
        return serialise_triples(triples).encode()
    made = ox.serialize(triples_for_engine(triples), format=_GRAPHS[form])
    assert made is not None
    return made


def _run(engine: Any, question: Question) -> Any:
    if question.default is None and question.named is None:
        return engine.query(question.text)
    default: list[Any] = [ox.NamedNode(name) for name in question.default or ()]
    named = [ox.NamedNode(name) for name in question.named or ()]
    if len(default) > 1:
        engine, default = _merged(engine, default, named), [ox.DefaultGraph()]
    return engine.query(question.text, default_graph=default, named_graphs=named)


def _merged(engine: Any, default: list[Any], named: list[Any]) -> Any:
    """Return a store whose default graph is the merge of some graphs: the engine would repeat triples."""
    made = ox.Store()
    for graph in set(default):
        made.extend(ox.Quad(q.subject, q.predicate, q.object) for q in _quads(engine, graph))
    for graph in set(named):
        made.extend(_quads(engine, graph))
    return made


def _quads(engine: Any, graph: Any) -> Iterator[Any]:
    found: Iterator[Any] = engine.quads_for_pattern(None, None, None, graph)
    return found


class _Triples:
    """A count of triples, made as they pass."""

    def __init__(self) -> None:
        self.count = 0

    def counted(self, triples: Any, limit: int) -> Iterator[Any]:
        for self.count, triple in enumerate(triples, 1):
            if self.count > limit:
                raise TooLargeError(_too_many(limit))
            yield triple

    def add(self, data: bytes) -> None:
        """Count nothing: the text of a graph says little of its triples."""


class _Lines:
    """A count of the lines after the first: the rows of TSV, which has no other line ends."""

    def __init__(self) -> None:
        self.lines, self.inside = 0, 0

    @property
    def count(self) -> int:
        return max(self.lines - 1, 0)

    def add(self, data: bytes) -> None:
        self.lines += data.count(b"\n")


class _Quoted(_Lines):
    """A count of the lines outside quotation marks: the rows of CSV."""

    def add(self, data: bytes) -> None:
        parts = data.split(b'"')
        self.lines += sum(part.count(b"\n") for part in parts[self.inside :: 2])
        self.inside = (self.inside + len(parts) - 1) % 2


class _Elements:
    """A count of the elements that are rows in XML, where no text has a bare ``<``."""

    def __init__(self) -> None:
        self.count, self.tail = 0, b""

    def add(self, data: bytes) -> None:
        self.count += (self.tail + data).count(b"<result>")
        self.tail = data[-7:]


class _Objects:
    """A count of the objects that are rows in JSON: ``{`` after ``[``, or after ``},``, outside strings."""

    def __init__(self) -> None:
        self.count, self.inside, self.held, self.tail = 0, 0, b"", b""

    def add(self, data: bytes) -> None:
        data = self.held + data
        cut = len(data) - (len(data) - len(data.rstrip(b"\\"))) % 2
        data, self.held = data[:cut], data[cut:]
        parts = data.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')
        bare = self.tail + b'"'.join(parts[self.inside :: 2])
        self.inside = (self.inside + len(parts) - 1) % 2
        self.count += bare.count(b"[{") + bare.count(b"},{")
        self.tail = bare[-2:].lstrip(b"[") if bare.endswith(b"[{") else bare[-2:]


_ROWS: dict[str, Any] = {"json": _Objects, "xml": _Elements, "csv": _Quoted, "tsv": _Lines}


class _Sink(io.BytesIO):
    """What the engine writes to: it gathers, counts, and passes on in chunks."""

    def __init__(self, question: Question, write: Callable[[bytes], object], rows: Any) -> None:
        super().__init__()
        self.limits, self._write = question, write
        self.rows, self.size, self._held = rows(), 0, bytearray()

    def write(self, data: Any) -> int:
        """Take what the engine wrote."""
        self._held += data
        if len(self._held) >= _CHUNK:
            self.end()
        return len(data)

    def flush(self) -> None:
        """Wait for more: chunks are for us to make."""

    def end(self) -> None:
        """Pass on what is held.

        :raises TooLargeError: if that is more than the limit.
        """
        data = bytes(self._held)
        self._held.clear()
        if not self.size and data.startswith(b"@prefix "):
            data = _with_sorted_prefixes(data)
        self.size += len(data)
        self.rows.add(data)
        if self.rows.count > self.limits.rows:
            raise TooLargeError(_too_many(self.limits.rows))
        if self.size > self.limits.size:
            raise TooLargeError(f"the answer has more than {self.limits.size:,} bytes; ask for less (LIMIT)")
        if data:
            self._write(data)


def _with_sorted_prefixes(data: bytes) -> bytes:
    """Return the beginning of a Turtle text with its prefixes in order: the engine's order is by chance."""
    lines = data.split(b"\n")
    count = next((n for n, line in enumerate(lines) if not line.startswith(b"@prefix ")), len(lines))
    return b"\n".join([*sorted(lines[:count]), *lines[count:]])


def _too_many(limit: int) -> str:
    return f"the answer has more than {limit:,} rows; ask for less (LIMIT)"
