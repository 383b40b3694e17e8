"""The validation step of ``vngov build`` alone: a built graph in parts, checked by several processes.

    python benchmarks/peers/vngov_validation.py GRAPH --workers 2

Prints how many results there are.
"""

from __future__ import annotations

import argparse
import re
from array import array
from collections.abc import Iterator
from pathlib import Path

from vngov import resources
from vngov.pipeline import ontology_quads
from vngov.store import nquads
from vngov.stream import owner
from vngov.stream.cache import packed
from vngov.stream.shapes import Bench, Reach, results, types
from vngov.stream.workers import batched, of
from vngov.terms import RDF
from vngov.validate.graph import Shapes

LINES = 60_000
"""How many lines are checked at once: as in the streamed build."""


def main() -> None:
    """Check a built graph."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("graph", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    wanted = parser.parse_args()
    ontology = resources.folder("ontology")
    reach = Reach.of(Shapes.load(ontology), nquads(ontology_quads(ontology)))
    marks = {mark for _, text in parts(wanted.graph) for mark in types(_TYPED.findall(text), reach)}
    bench = Bench(reach, array("q", sorted(marks)), "shacl")
    batches = (
        [(number, packed(text)) for number, text in batch]
        for batch in batched(parts(wanted.graph), lambda p: p[1].count("\n"), LINES)
    )
    made = of(wanted.workers).run(results, bench, batches)
    print(sum(len(set(own)) for batch in made for _, found in batch for own in found))


_TYPED = re.compile(f"^(<[^>]+>) <{RDF.type}> (<[^>]+>) ", re.M)


def parts(graph: Path) -> Iterator[tuple[int, str]]:
    """Yield the parts of a built graph, its files taken apart."""
    for file in sorted(graph.glob("nquads/*.nq")) or [graph / "vngov.nq"]:
        own: dict[int, list[str]] = {}
        with file.open(encoding="utf-8") as whole:
            for line in whole:
                own.setdefault(owner.part(line[1 : line.index(">")]), []).append(line)
        for number, lines in own.items():
            yield number, "".join(lines)


if __name__ == "__main__":
    main()
