"""A graph in this process: Oxigraph in memory, or a build's folder opened for reading."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import Literal, URIRef

from ..errors import BadInputError, Finding, OutputError, Place
from .interface import Table
from .order import Row, arranged, split
from .text import Reader, Triple, triple, union, written

_SYNTAX = re.compile(r"error at (\d+):(\d+): (.*)", re.S)


class EmbeddedStore:
    """A graph in this process, in memory or read-only on disk."""

    def __init__(self, store: ox.Store, folder: Path | None = None) -> None:
        self._store = store
        self.folder = folder

    @property
    def engine(self) -> ox.Store:
        """Return the engine's own store, for the modules of this package."""
        return self._store

    @property
    def stamp(self) -> str:
        """Return what tells the files of a store on disk from those of another; empty in memory."""
        files = sorted(self.folder.glob("*.sst")) if self.folder else []
        listed = [(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in files]
        return hashlib.sha256(repr(listed).encode()).hexdigest() if listed else ""

    @classmethod
    def of_bytes(cls, quads: bytes) -> EmbeddedStore:
        """Return a new store in memory, loaded with N-Quads that hold their union as triples already."""
        made = cls(ox.Store())
        made._store.bulk_load(quads, ox.RdfFormat.N_QUADS)
        return made

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
            if (folder / "summary.json").is_file():
                message = "this graph was built without a store; build it again with --store"
            raise BadInputError(Finding(Place(str(folder)), "", message))
        try:
            return cls(ox.Store.read_only(str(path)), path)
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

    @staticmethod
    def quads(data: bytes, suffix: str) -> str:
        """Return RDF of a format that its suffix names as sorted, distinct N-Quads (N-Triples where unnamed).

        :raises SyntaxError: if it does not parse.
        :raises ValueError: if it is no UTF-8, or has a blank node.
        """
        form = ox.RdfFormat.from_extension(suffix)
        assert form is not None
        lines = set()
        for quad in ox.parse(data, form):
            if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                raise ValueError(f"it has a blank node: {quad}")
            lines.add(f"{quad} .\n")
        return "".join(sorted(lines))

    def add(self, nquads: str) -> None:
        """Load more N-Quads, into their graphs and into the union."""
        self._store.bulk_load((nquads + union(nquads)).encode(), ox.RdfFormat.N_QUADS)

    def graphs(self) -> list[URIRef]:
        """Return the names of the graphs, sorted."""
        return sorted(URIRef(graph.value) for graph in self._store.named_graphs())

    def lines(self, graph: URIRef | None) -> Iterator[str]:
        """Yield the statements of a graph, or of the union, as N-Triples lines in the store's order."""
        where = ox.NamedNode(str(graph)) if graph else ox.DefaultGraph()
        for quad in self._store.quads_for_pattern(None, None, None, where):
            yield f"{quad.triple} .\n"

    def select(self, query: str, name: str = "query") -> Table:
        """Return the rows of a SELECT query, or one row ``result`` of an ASK query.

        :raises BadInputError: with line and column, for a query that is no SPARQL.
        """
        bare, order = split(query)
        result = self._run(bare, name)
        if isinstance(result, ox.QueryBoolean):
            return Table(("result",), ((Literal(bool(result)),),))
        if not isinstance(result, ox.QuerySolutions):
            raise BadInputError(Finding(Place(name), "", "this query makes a graph; ask for --format ttl"))
        columns = tuple(v.value for v in result.variables)
        if order is None:
            return Table(columns, tuple(_rows(result, name)))
        if {column for _, column in order.keys} <= set(columns):
            sorted_rows = arranged(_rows(result, name), columns, order)
            if sorted_rows is not None:
                return Table(columns, tuple(sorted_rows))
        return Table(columns, tuple(_rows(self._run(query, name), name)))

    def construct(self, query: str, name: str = "query") -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted.

        :raises BadInputError: with line and column, for a query that is no SPARQL.
        """
        result = self._run(query, name)
        if not isinstance(result, ox.QueryTriples):
            raise BadInputError(Finding(Place(name), "", "this query makes no graph; ask for a table"))
        with failing(name):
            return sorted({triple(t) for t in result})

    def statements(self, query: str, name: str = "query") -> list[str]:
        """Return what a CONSTRUCT query makes: subject, predicate and object as N-Triples has them.

        :raises BadInputError: with line and column, for a query that is no SPARQL; if it makes no graph, or
            a blank node.
        """
        result = self._run(query, name)
        if not isinstance(result, ox.QueryTriples):
            raise BadInputError(Finding(Place(name), "", "this query makes no graph; ask for a table"))
        with failing(name):
            return list(map(written, result))

    def _run(self, query: str, name: str) -> Any:
        with failing(name):
            return self._store.query(query)


def _rows(result: Any, name: str) -> list[Row]:
    """Return the rows of an answer as rdflib terms."""
    read = Reader()
    with failing(name):
        return [tuple(map(read, solution)) for solution in result]


@contextmanager
def failing(name: str) -> Iterator[None]:
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


def write_store(folder: Path, nquads: str) -> None:
    """Write an optimised Oxigraph store of N-Quads into a new folder.

    :raises OutputError: if the folder cannot be written.
    """
    fill_store(folder, [nquads])


def fill_store(folder: Path, texts: Iterable[str]) -> None:
    """Write an optimised Oxigraph store of many N-Quads texts, one in memory at a time, into a new folder.

    No two texts may speak of one subject: the union of the graphs is made text by text.

    :raises OutputError: if the folder cannot be written.
    """
    with _writing(folder), ThreadPoolExecutor(1) as ahead:
        store = ox.Store(str(folder))
        loads = _loads(texts)
        coming = ahead.submit(next, loads, b"")
        while load := coming.result():
            coming = ahead.submit(next, loads, b"")
            store.bulk_load(load, ox.RdfFormat.N_QUADS)
        store.optimize()
        store.flush()


def amend_store(old: Path, folder: Path, texts: Iterable[tuple[bytes, bytes]]) -> None:
    """Write a store that differs from an old one in some N-Quads, given as they were and as they are now.

    What both share is linked, not copied: a store's data files never change once they are written.

    :raises OutputError: if the folder cannot be written.
    """
    with _writing(folder):
        folder.mkdir()
        for file in sorted(old.iterdir()):
            if file.suffix == ".sst":
                link_or_copy(file, folder / file.name)
            elif file.is_file() and file.name != "LOCK":
                shutil.copyfile(file, folder / file.name)
        store = ox.Store(str(folder))
        for before, after in texts:
            was, now = _changed(before.decode(), after.decode())
            for quad in ox.parse("".join(sorted(was - now)).encode(), ox.RdfFormat.N_QUADS):
                store.remove(quad)
            store.extend(ox.parse("".join(sorted(now - was)).encode(), ox.RdfFormat.N_QUADS))
        store.flush()


def _changed(before: str, after: str) -> tuple[set[str], set[str]]:
    """Return the lines on those things of which two N-Quads texts say different things, with their unions."""
    both = [set(text.splitlines(keepends=True)) for text in (before, after)]
    things = {line[: line.index(" ")] for line in both[0] ^ both[1]}
    own = [{line for line in lines if line[: line.index(" ")] in things} for lines in both]
    was, now = ({*lines, *union("".join(lines)).splitlines(keepends=True)} for lines in own)
    return was, now


def link_or_copy(file: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the system cannot."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            str(folder), f"the store cannot be written ({error})", "check space and rights"
        ) from error


_LOAD = 32_000_000
"""How many bytes are loaded at once: more would be no faster, and take more memory."""


def _loads(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield N-Quads texts with their unions, many small ones together."""
    held: list[str] = []
    size = 0
    for text in texts:
        held += (text, union(text))
        size += len(held[-2]) + len(held[-1])
        if size > _LOAD:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()
