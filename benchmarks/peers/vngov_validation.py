"""The validation step of ``vngov build`` alone: a built graph in parts, checked by several processes.

    python benchmarks/peers/vngov_validation.py GRAPH --workers 2

Prints how many results there are.
"""

from __future__ import annotations

import argparse
from array import array
from collections.abc import Iterator
from pathlib import Path

from vngov import resources
from vngov.pipeline import ontology_quads
from vngov.store import nquads, union
from vngov.stream.cache import packed
from vngov.stream.owner import part_of
from vngov.stream.shapes import Bench, Reach, results, types
from vngov.stream.workers import batched, of
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
    marks = {mark for _, text in parts(wanted.graph) for mark in types(union(text).splitlines(True), reach)}
    bench = Bench(reach, array("q", sorted(marks)), "shacl")
    batches = (
        [(number, packed(text)) for number, text in batch]
        for batch in batched(parts(wanted.graph), lambda p: p[1].count("\n"), LINES)
    )
    made = of(wanted.workers).run(results, bench, batches)
    print(sum(len(set(own)) for batch in made for _, found in batch for own in found))


def parts(graph: Path) -> Iterator[tuple[int, str]]:
    """Yield the parts of a built graph; a small one, which is one file, is taken apart."""
    files = sorted(graph.glob("nquads/*.nq"))
    for number, file in enumerate(files):
        yield number, file.read_text(encoding="utf-8")
    if not files:
        own: dict[int, list[str]] = {}
        with (graph / "vngov.nq").open(encoding="utf-8") as whole:
            for line in whole:
                own.setdefault(part_of(line), []).append(line)
        for number, lines in own.items():
            yield number, "".join(lines)


if __name__ == "__main__":
    main()
