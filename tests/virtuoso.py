"""Virtuoso 7 as an independent engine: started on loopback, filled with dumps, asked, and removed.

Known of 7.2.5 (Debian's ``virtuoso-opensource-7``): a POST of ``application/sparql-query`` hangs, so queries
are sent as a form; a query that ran out of time answers 200 with ``X-SQL-State: S1TAT``; an answer is cut
without a word at ``ResultSetMaxRows``; xsd:boolean ``true`` comes back as ``1``; graphs of its own are always
there, and a plain query sees them too, and sees a triple once for each graph that states it.
"""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rdflib import BNode, Literal, URIRef

import engines
from engines import MOST_ROWS, SLOWEST
from loopback import ServerError, program

PACKAGE = "virtuoso-opensource-7"
_FLAGS = {".ttl": 0, ".nt": 0, ".trig": 256, ".nq": 512}
"""The ``flags`` of ``DB.DBA.TTLP`` by a file's suffix: 256 reads TriG, 512 reads N-Quads."""

Value = URIRef | Literal | BNode


@dataclass(frozen=True)
class Virtuoso:
    """A running server: its SPARQL endpoint, and what fills it."""

    engine: engines.Engine

    @property
    def url(self) -> str:
        """Return where it answers queries."""
        return self.engine.query

    def load(self, path: Path, graph: str) -> None:
        """Load a dump (``.ttl``, ``.nt``, ``.trig``, ``.nq``, each also ``.gz``).

        ``graph`` gets the triples that the file puts into no graph.

        :raises ServerError: if Virtuoso refuses it.
        """
        name = path.name.removesuffix(".gz")
        copy = self.engine.folder / "dumps" / name
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as given, copy.open("wb") as file:
            shutil.copyfileobj(given, file)
        flags = _FLAGS[Path(name).suffix]
        opened = f"file_open({_sql(str(copy))})"
        self.isql(f"DB.DBA.TTLP({opened}, {_sql(graph)}, {_sql(graph)}, {flags});")

    def clear(self) -> None:
        """Empty every graph but Virtuoso's own."""
        self.isql("DB.DBA.RDF_GLOBAL_RESET();")

    def isql(self, statements: str) -> str:
        """Return what isql prints for SQL statements, each ended by a semicolon.

        :raises ServerError: if one of them fails, or takes too long.
        """
        options = ["VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF", "ERRORS=STDOUT"]
        try:
            ran = subprocess.run(
                [program("isql-vt", PACKAGE), self.engine.sql, "dba", "dba", *options],
                input=statements,
                capture_output=True,
                encoding="utf-8",
                timeout=SLOWEST,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ServerError(f"isql took more than {SLOWEST} s: {statements[:200]}") from error
        if ran.returncode or "*** Error" in ran.stdout:
            raise ServerError(f"isql: {ran.stdout}{ran.stderr}")
        return ran.stdout

    def rows(self, query: str) -> list[tuple[Value | None, ...]]:
        """Return the rows of a SELECT query, every term as it came.

        :raises ServerError: if the query fails, ran out of time, or its answer is cut.
        """
        data = urllib.parse.urlencode({"query": query}).encode()
        request = urllib.request.Request(self.url, data, {"Accept": "application/sparql-results+json"})
        try:
            with urllib.request.urlopen(request, timeout=SLOWEST + 10) as reply:
                state, answer = reply.headers.get("X-SQL-State"), json.load(reply)
        except urllib.error.HTTPError as error:
            raise ServerError(error.read().decode(errors="replace")[:500]) from error
        if state:
            raise ServerError(f"the answer is partial (X-SQL-State {state})")
        found = answer["results"]["bindings"]
        if len(found) >= MOST_ROWS:
            raise ServerError(f"the answer is cut at {MOST_ROWS} rows")
        return [tuple(_term(row.get(name)) for name in answer["head"]["vars"]) for row in found]


@contextmanager
def serving() -> Iterator[Virtuoso]:
    """Run a new, empty Virtuoso on two free ports of 127.0.0.1; nothing of it stays."""
    program("virtuoso-t", PACKAGE)
    with engines.virtuoso() as engine:
        yield Virtuoso(engine)


def _sql(text: str) -> str:
    """Return a text as an SQL string."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _term(binding: Any) -> Value | None:
    if binding is None:
        return None
    return _made(binding["type"], binding["value"], binding.get("xml:lang"), binding.get("datatype"))


@lru_cache(maxsize=100_000)
def _made(kind: str, value: str, lang: str | None, datatype: str | None) -> Value:
    if kind == "uri":
        return URIRef(value)
    if kind == "bnode":
        return BNode(value)
    if lang:
        return Literal(value, lang=lang)
    return Literal(value, datatype=URIRef(datatype), normalize=False) if datatype else Literal(value)
