"""Time every query of the library on a store, beside the engine itself: ``benchmarks/queries.py FOLDER``.

The engine (the peer) is given the same SPARQL text and its rows are taken one by one; vngov's time is
that of :func:`vngov.answers.ask`, with all terms turned into rdflib's. A query about one thing is asked about
the one with most compositions among provincial committees and the one in the middle of all; a query of the
nation is asked with «any».
"""

from __future__ import annotations

import functools
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import URIRef

from vngov import library
from vngov.answers import ask
from vngov.queries import Query, bind
from vngov.store import EmbeddedStore

AGGREGATES = frozenset({"sector-shares", "interlocks", "no-decision", "diffusion"})
"""Queries that say little of very much. All others without an entity are listings: what counts is a row."""

_NATIONAL = frozenset({"similarity"})
"""Queries that compare one thing with all of the nation: listings, whatever they are asked about."""

_ENTITIES = ("committee", "decision", "organisation", "thing")
_SLOW = 5.0
"""Seconds after which a query is asked once only."""

_COMMITTEES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX vg: <https://w3id.org/vngov/ontology#>
SELECT ?committee ?level (COUNT(DISTINCT ?composition) AS ?count)
WHERE { ?committee vg:level ?level . ?composition dcterms:isVersionOf ?committee }
GROUP BY ?committee ?level
ORDER BY DESC(?count) ?committee ?level"""

_OF_COMMITTEE = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX vg: <https://w3id.org/vngov/ontology#>
SELECT DISTINCT ?decision ?organisation
WHERE {
  VALUES ?committee { UNDEF }
  ?composition dcterms:isVersionOf ?committee .
  ?composition vg:constitutedBy ?decision ; org:hasPost ?seat .
  ?seat vg:filledByHolderOf ?office .
  ?office org:postIn ?organisation .
  ?mandate vg:assignedBy ?decision .
}
ORDER BY ?decision ?organisation"""


@dataclass(frozen=True)
class Time:
    """Milliseconds of several rounds: the one in the middle, the least, the most."""

    median: float
    least: float
    most: float


@dataclass(frozen=True)
class Row:
    """A query and how long it takes, in milliseconds, here and straight through the engine."""

    name: str
    kind: str
    asked: str
    rows: int
    ours: Time
    engine: Time
    rounds: int

    @property
    def ratio(self) -> float:
        """Return our time by the engine's."""
        return self.ours.median / self.engine.median if self.engine.median else 1.0

    @property
    def per_row(self) -> float:
        """Return our milliseconds for a row."""
        return self.ours.median / max(self.rows, 1)


Things = list[tuple[str, Mapping[str, str]]]


def entities(store: EmbeddedStore) -> Things:
    """Return the things to ask about, the same for the same store: the largest, and one in the middle."""
    found = [(URIRef(str(row[0])), str(row[1])) for row in store.select(_COMMITTEES).rows]
    provinces = [thing for thing, level in found if level.endswith("/province")] or [t for t, _ in found]
    chosen: Things = []
    for name, listed in (("largest", provinces), ("middle", [t for t, _ in found][len(found) // 2 :])):
        for committee in listed:
            rows = store.select(bind(_OF_COMMITTEE, "committee", [committee])).rows
            if rows:
                decision, organisation = map(str, rows[0])
                things = {"committee": str(committee), "thing": str(committee), "decision": decision}
                chosen.append((name, {**things, "organisation": organisation}))
                break
    return chosen


def asked(query: Query, things: Things) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield what a query is asked for: its kind, of what, and the values of its parameters."""
    names = [p.name for p in query.parameters]
    wanted = next((name for name in _ENTITIES if name in names), None)
    for which, values in things if wanted else ():
        is_decision = query.name in ("seats-of", "topics-of")
        yield (
            (query.name == "similarity" and "listing") or "entity",
            which,
            {str(wanted): values["decision" if is_decision else str(wanted)]},
        )
    if wanted is None or "any for all" in " ".join(p.doc for p in query.parameters):
        yield "aggregate" if query.name in AGGREGATES else "listing", "all", {}
    elif all(p.default is None for p in query.parameters):
        yield "aggregate" if query.name in AGGREGATES else "listing", "all", dict.fromkeys(names, "any")


def timed(work: Callable[[], int], rounds: int) -> tuple[Time, int, int]:
    """Return how long some work takes after one round to warm up, what it returned, and the rounds."""
    begin = time.perf_counter()
    count = work()
    first = (time.perf_counter() - begin) * 1000
    if first > _SLOW * 1000:
        return Time(first, first, first), count, 1
    found = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        found.append((time.perf_counter() - begin) * 1000)
    return Time(statistics.median(found), min(found), max(found)), count, rounds


def run(store_folder: Path, rounds: int) -> list[Row]:
    """Return the times of every query of the library on a build's folder (or its store)."""
    store = EmbeddedStore.on_disk(store_folder)
    return list(rows(store, rounds))


def _ours(store: EmbeddedStore, query: Query, values: Mapping[str, str]) -> int:
    return len(ask(store, query, values).table.rows)


def _engine(store: EmbeddedStore, text: str) -> int:
    found: Any = store.engine.query(text)
    return sum(1 for solution in found if tuple(solution) is not None)


def rows(store: EmbeddedStore, rounds: int, names: tuple[str, ...] = ()) -> Iterator[Row]:
    """Yield the times of the queries named, or of all."""
    things = entities(store)
    for query in library.queries_by_name().values():
        if names and query.name not in names:
            continue
        for kind, which, values in asked(query, things):
            ours, count, done = timed(functools.partial(_ours, store, query, values), rounds)
            engine, _, _ = timed(functools.partial(_engine, store, query.bind(values)), rounds)
            yield Row(query.name, kind, which, count, ours, engine, done)


def line(row: Row) -> str:
    """Return a row of the table."""
    return (
        f"{row.name:22} {row.kind:9} {row.asked:8}{row.rows:8}{row.ours.median:11.1f}"
        f"{row.ours.least:11.1f}{row.ours.most:11.1f}{row.engine.median:11.1f}{row.ratio:7.2f}{row.per_row:9.3f}"
    )


def main() -> None:
    """Print the table of a store."""
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5
    print(
        f"{'query':22} {'kind':9} {'asked':8}{'rows':>8}{'ms':>11}{'least':>11}{'most':>11}{'engine':>11}"
        f"{'ratio':>7}{'ms/row':>9}"
    )
    for row in rows(EmbeddedStore.on_disk(folder), rounds, tuple(sys.argv[3:])):
        print(line(row), flush=True)


if __name__ == "__main__":
    main()
