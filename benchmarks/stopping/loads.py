"""Loads that are stopped: on a server each graph is the old one or the new one, and the journal never wrong.

Two graphs take turns. A third of their named graphs is shared, a third changes, a third is in one of them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import engines
from vngov.store import DEFAULT, Content, Journal, RemoteStore, n3, write_store
from vngov.terms import BASE
from vngov.transfer.holdings import content, counts

from .rounds import State
from .stop import WrongError

Graphs = dict[str, set[str]]
_ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
_USER = ("VNGOV_ENDPOINT_USER=dba", "VNGOV_ENDPOINT_PASSWORD=dba")


@dataclass
class Load:
    """A server, two folders to load in turn, and the journal."""

    name: str
    folder: Path
    engine: engines.Engine
    writes: Sequence[str] = ("server", "journal")
    scratch: Sequence[str] = tuple(f"{BASE}graph/probe-{n}" for n in (1, 2))

    def command(self, side: int) -> Sequence[str]:
        """Return the command that loads one of the two graphs."""
        source, journal = str(self.folder / f"graph-{side}"), str(self.folder / "journal")
        where = ["--load-endpoint", self.engine.graphs, "--endpoint", self.engine.query]
        load = [sys.executable, "-m", "vngov", "load", "--store", source, "--journal", journal, *where]
        return ["env", *_USER, *load] if self.engine.sql else load

    def state(self) -> State:
        """Return the digest of each graph on the server, when it has done what it was asked to."""
        plain = RemoteStore(self.engine.query, union=False)
        held = self._held(plain)
        while self.engine.sql and (again := self._held(plain)) != held:
            held = again
        found = {name: Content.of(lines).digest for name, lines in held.items()}
        for name, known in Journal.read(self.folder / "journal").held.items():
            if known and known.digest != found.get(name, Content.of(()).digest):
                raise WrongError(f"the journal is wrong about {name or 'the union'}")
        return found

    def _held(self, plain: RemoteStore) -> Graphs:
        names = sorted(counts(plain))
        held: Graphs = {name: set() for name in names}
        for line in content(plain, names) if names else ():
            triple, _, graph = line[:-4].rpartition(" <")
            held[graph].add(f"{triple} .\n")
        if self.engine.sql:
            time.sleep(0.3)
        else:
            rows = plain.select(_ALL).rows
            held |= (
                {DEFAULT: {f"{' '.join(n3(t) for t in row if t is not None)} .\n" for row in rows}}
                if rows
                else {}
            )
        return held


def graphs(side: int, count: int, statements: int) -> Graphs:
    """Return one of the two graphs by its named graphs."""
    made = {}
    for number in range(count):
        kind, own = number % 3, f"-{side}" if number % 3 == 2 else ""
        value = side if kind else 0
        made[f"{BASE}graph/g{number}{own}"] = {
            f'<urn:s{number}> <urn:p{row}> "{value * (row % 2)}" .\n' for row in range(statements)
        }
    return made


@contextmanager
def loads(
    work: Path, engine: str = "oxigraph", count: int = 120, statements: int = 30
) -> Iterator[list[Load]]:
    """Give the case of a server, which runs meanwhile."""
    place = work / f"load-{engine}"
    for side in (0, 1):
        made = graphs(side, count, statements).items()
        (place / f"graph-{side}").mkdir(parents=True)
        write_store(
            place / f"graph-{side}" / "store",
            "".join(sorted(f"{s[:-3]} <{name}> .\n" for name, own in made for s in own)),
        )
    long = 6 * 60 * 60
    running = engines.virtuoso(longest=long) if engine == "Virtuoso" else engines.oxigraph(longest=long)
    with running as server:
        yield [Load(f"load, {engine}", place, server)]
