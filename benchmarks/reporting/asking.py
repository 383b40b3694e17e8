"""The query library on one graph by several engines in turn: vngov's store, raw Oxigraph, rdflib, servers."""

from __future__ import annotations

import gc
import math
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import Graph

from engines import ServerError
from queries import asked as asked_of
from queries import entities
from vngov import answers, library
from vngov.errors import VngovError
from vngov.queries import Query
from vngov.store import EmbeddedStore, RemoteStore

from .asked import Asked, Found
from .countries import shown
from .engines import oxigraph_of, virtuoso_new
from .loading import bulk
from .watch import FailedError, Limits, done

SMALL = 0.01
"""The largest scale at which rdflib, which holds everything in memory, is asked."""

SLOW = 30
"""Seconds after which a query to a server is given up; one that should take longer is not asked at all."""

PATIENCE = 5
"""The same for rdflib, for which it is spent on many queries."""

ONCE = 4
"""Seconds after which a query is asked once only: the round that warms up is its round."""


@dataclass(frozen=True)
class Case:
    """One query of the library with values for its parameters, as ``queries.py`` chooses them."""

    query: Query
    kind: str
    of: str
    values: Mapping[str, str]

    @property
    def name(self) -> str:
        """Return how it is called in the report."""
        return f"{self.query.name}, {self.of}"

    @property
    def text(self) -> str:
        """Return the text that every engine is asked."""
        return self.query.bind(self.values)


Ask = Callable[[Case], int]


def cases(graph: Path) -> list[Case]:
    """Return what is asked of a build's graph: the same for the same graph."""
    things = entities(EmbeddedStore.on_disk(graph))
    return [
        Case(query, kind, of, values)
        for query in library.queries_by_name().values()
        for kind, of, values in asked_of(query, things)
    ]


def asking(asked: Asked, found: Found) -> None:
    """Ask every query of the library on each engine at each scale."""
    for scale in asked.scales:
        asked.say(f"queries at scale {shown(scale)}")
        asked.place.graph(scale)
        kept = found.setdefault("scales", {}).setdefault(shown(scale), {})
        with ExitStack() as stack:
            engines: dict[str, Ask] = {}
            for name, opened in _engines(asked, scale, found):
                try:
                    engines[name] = stack.enter_context(opened)
                except (FailedError, ServerError, OSError) as error:
                    kept.setdefault("absent", {})[name] = " ".join(str(error).split())[:200]
            expected = Expected(found["scales"], scale)
            kept["queries"] = measure(engines, cases(asked.place.graph(scale)), asked.rounds, expected)


def _engines(asked: Asked, scale: float, found: Found) -> Iterator[tuple[str, Any]]:
    graph = asked.place.graph(scale)
    yield "vngov", embedded(graph)
    yield "Oxigraph", raw(graph)
    yield "vngov, labelled", labelled(graph)
    yield "oxigraph server", over_oxigraph(graph, asked.place.folder)
    files = (asked.place.dump(scale), asked.place.triples(scale))
    yield "Virtuoso", over_virtuoso(files, scale, found.setdefault("virtuoso_loads", {}), asked.others)
    if scale <= SMALL:
        yield "rdflib", in_rdflib(asked.place.triples(scale))


@dataclass(frozen=True)
class Expected:
    """How long a query should take at a scale, by how it grew over the two scales before."""

    scales: Mapping[str, Mapping[str, Any]]
    scale: float

    def seconds(self, case: Case, engine: str) -> float:
        """Return the seconds to be expected, or 0 where nothing is known."""
        known = []
        for name, kept in self.scales.items():
            times = kept.get("queries", {}).get(case.name, {}).get("seconds", {}).get(engine)
            if times and float(name) < self.scale:
                known.append((float(name), min(times)))
        if len(known) < 2:
            return 0.0
        (less, before), (more, last) = sorted(known)[-2:]
        growth = max(1.0, math.log(last / before) / math.log(more / less))
        return float(last * (self.scale / more) ** growth)


def measure(
    engines: Mapping[str, Ask], wanted: Sequence[Case], rounds: int, expected: Expected
) -> dict[str, dict[str, Any]]:
    """Return the seconds of each query on each engine, round by round; the first warms up.

    Engines take turns, and another one begins in each round: who comes first finds less in memory. What one
    cannot answer, or not in time, is kept as its message, and not asked again.
    """
    times: dict[str, dict[str, Any]] = {
        case.name: {"kind": case.kind, "rows": {}, "seconds": {}, "failed": {}} for case in wanted
    }
    gc.collect()
    gc.freeze()  # what rdflib holds is not looked through again before each query
    for number in range(rounds + 1):
        turns = list(engines)
        turns = turns[number % len(turns) :] + turns[: number % len(turns)]
        for case in wanted:
            for engine in turns:
                seconds = expected.seconds(case, engine)
                if seconds > SLOW:
                    times[case.name]["failed"][engine] = f"not asked: {seconds:,.0f} s are to be expected"
                _one(times[case.name], engine, engines[engine], case, warm=number == 0)
    gc.unfreeze()
    return times


def _one(kept: dict[str, Any], engine: str, ask: Ask, case: Case, *, warm: bool) -> None:
    asked_once = not warm and max(kept["seconds"].get(engine, [0])) > ONCE
    if engine in kept["failed"] or asked_once:
        return
    gc.collect()
    begun = time.perf_counter()
    try:
        kept["rows"][engine] = ask(case)
    except (VngovError, OSError, ValueError, SyntaxError, AssertionError) as error:
        kept["failed"][engine] = str(error)[:200]
        return
    seconds = round(time.perf_counter() - begun, 5)
    if not warm or seconds > ONCE:
        kept["seconds"].setdefault(engine, []).append(seconds)


@contextmanager
def embedded(graph: Path) -> Iterator[Ask]:
    """Give a way to ask vngov's store: rows of rdflib's terms."""
    store = EmbeddedStore.on_disk(graph)
    yield lambda case: len(store.select(case.text).rows)


@contextmanager
def labelled(graph: Path) -> Iterator[Ask]:
    """Give a way to ask as ``vngov query --store`` does: with a label for every name in the rows."""
    store = EmbeddedStore.on_disk(graph)
    yield lambda case: len(answers.ask(store, case.query, case.values).table.rows)


@contextmanager
def raw(graph: Path) -> Iterator[Ask]:
    """Give a way to ask pyoxigraph itself, with every value of every row read as text."""
    store = ox.Store.read_only(str(graph / "store"))

    def ask(case: Case) -> int:
        found = store.query(case.text)
        assert isinstance(found, ox.QuerySolutions)
        return len([[None if value is None else str(value) for value in row] for row in found])

    yield ask


@contextmanager
def in_rdflib(triples: Path) -> Iterator[Ask]:
    """Give a way to ask rdflib, the whole union in its memory."""
    graph = Graph().parse(triples, format="nt")
    yield lambda case: _forked(lambda: len(list(graph.query(case.text))))


def _forked(count: Callable[[], int]) -> int:
    """Return a count made in a copy of this process: one that takes too long can be ended."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, str(count()).encode())
        except Exception as error:  # whatever rdflib stumbles over is its answer
            os.write(writing, f"{type(error).__name__}: {error}".encode()[:200])
        finally:
            os._exit(0)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], PATIENCE)
        if not ready:
            os.kill(pid, signal.SIGKILL)
            raise TimeoutError(f"no answer within {PATIENCE} s")
        said = os.read(reading, 200).decode(errors="replace")
    finally:
        os.close(reading)
        os.waitpid(pid, 0)
    if not said.isdigit():
        raise ValueError(f"rdflib failed: {said or 'its process was ended'}")
    return int(said)


@contextmanager
def over_oxigraph(graph: Path, beside: Path) -> Iterator[Ask]:
    """Give a way to ask an ``oxigraph`` server of the same store."""
    with oxigraph_of(graph, beside) as server:
        store = RemoteStore(server.query, SLOW)
        yield lambda case: len(store.select(case.text).rows)


@contextmanager
def over_virtuoso(
    files: tuple[Path, Path], scale: float, loads: dict[str, float], limits: Limits
) -> Iterator[Ask]:
    """Give a way to ask a Virtuoso that was loaded with the same graph.

    :raises FailedError: if the load should exceed the limit, by those of smaller scales in ``loads``.
    """
    predicted = min((seconds * scale / float(name) for name, seconds in loads.items()), default=0)
    if predicted > limits.seconds:
        raise FailedError(f"its bulk load is predicted to take {predicted:,.0f} s")
    with virtuoso_new() as server:
        run = done(bulk(server.folder / "dumps", server.sql, files, Limits()), "Virtuoso's bulk loader")
        loads[shown(scale)] = round(run.seconds, 1)
        store = RemoteStore(server.query, SLOW)
        yield lambda case: len(store.select(case.text).rows)
