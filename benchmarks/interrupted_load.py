"""«vngov load» stopped at random moments: each graph is the old or the new one, the journal never wrong.

python benchmarks/interrupted_load.py --folder DIR --rounds 60 --seed 1

Two graphs take turns on an ``oxigraph`` server. They share some of their named graphs, others changed, are
new, or are gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import engines
from interrupted import main
from vngov.store import DEFAULT, Content, EmbeddedStore, Journal, RemoteStore, write_store
from vngov.terms import BASE
from vngov.transfer.holdings import content, counts

GRAPHS, STATEMENTS = 240, 60


@dataclass
class Load:
    """A server, two folders to load in turn, and the journal."""

    engine: engines.Engine
    folder: Path
    largest: int = 2 * 150 * GRAPHS
    turn: int = 0

    def command(self) -> list[str]:
        """Return the command that loads the graph whose turn it is."""
        source, journal = self.folder / f"graph-{self.turn}", self.folder / "journal"
        where = ["--load-endpoint", self.engine.graphs, "--endpoint", self.engine.query]
        return ["load", "--store", str(source), "--journal", str(journal), *where]

    def stopped(self) -> None:
        """Check that each graph is an old or a new one, and what the journal says of it."""
        old, new = expected(1 - self.turn), expected(self.turn)
        held = self._held()
        for name, lines in held.items():
            assert lines in (old.get(name), new.get(name)), f"{name} is a mixture"
        for name, known in Journal.read(self.folder / "journal").held.items():
            if known and name == DEFAULT:
                assert known in (_union(old), _union(new)), "the journal is wrong about the union"
            elif known:
                assert known == Content.of(held.get(name, set())), f"the journal is wrong about {name}"

    def done(self) -> None:
        """Check that the server holds the new graph and nothing else."""
        new = expected(self.turn)
        assert self._held() == new
        seen = RemoteStore(self.engine.query).select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        assert int(str(seen.rows[0][0])) == _union(new).statements
        self.turn = 1 - self.turn
        if self.turn == 0:
            (self.folder / "journal").unlink()  # or it would grow beyond the sizes that are drawn

    def _held(self) -> dict[str, set[str]]:
        plain = RemoteStore(self.engine.query, union=False)
        names = sorted(counts(plain))
        found: dict[str, set[str]] = {name: set() for name in names}
        for line in content(plain, names) if names else ():
            triple, _, graph = line[:-4].rpartition(" <")
            found[graph].add(f"{triple} .\n")
        return found


def expected(turn: int) -> dict[str, set[str]]:
    """Return one of the two graphs by its named graphs: of three, one is shared, one changed, one its own."""
    made = {}
    for number in range(GRAPHS):
        kind, own = number % 3, f"-{turn}" if number % 3 == 2 else ""
        value = turn if kind else 0
        made[f"{BASE}graph/g{number}{own}"] = {
            f'<urn:s{number}> <urn:p{row}> "{value * (row % 2)}" .\n' for row in range(STATEMENTS)
        }
    return made


def _union(graphs: dict[str, set[str]]) -> Content:
    return Content.of({line for lines in graphs.values() for line in lines})


@contextmanager
def case(folder: Path) -> Iterator[Load]:
    """Give the case, with its server running."""
    for turn in (0, 1):
        lines = (f"{s[:-3]} <{name}> .\n" for name, graph in expected(turn).items() for s in graph)
        (folder / f"graph-{turn}").mkdir()
        write_store(folder / f"graph-{turn}" / "store", "".join(sorted(lines)))
    EmbeddedStore.on_disk(folder / "graph-0")
    with engines.oxigraph(longest=6 * 60 * 60) as engine:
        yield Load(engine, folder)


if __name__ == "__main__":
    main(case, __doc__ or "")
