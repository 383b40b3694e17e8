"""The validation step of ``vngov build`` alone: a built graph in volumes, read and checked by processes.

    python benchmarks/peers/vngov_validation.py GRAPH --workers 2

Prints how many results there are.
"""

from __future__ import annotations

import argparse
import re
from array import array
from pathlib import Path

from vngov import resources
from vngov.pipeline import ontology_quads
from vngov.store import nquads
from vngov.stream import owner
from vngov.stream.shapes import Bench, Reach, seen_from, types
from vngov.stream.workers import batched, of
from vngov.terms import RDF
from vngov.validate.engines import Result
from vngov.validate.graph import Shapes

BYTES = 12_000_000
"""How much N-Quads is checked at once: some 60,000 lines, as in the streamed build."""
_TYPED = re.compile(f"^(<[^>]+>) <{RDF.type}> (<[^>]+>) ", re.M)


def main() -> None:
    """Check a built graph."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("graph", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    wanted = parser.parse_args()
    ontology = resources.folder("ontology")
    reach = Reach.of(Shapes.load(ontology), nquads(ontology_quads(ontology)))
    files = sorted(wanted.graph.glob("nquads/*.nq")) or [wanted.graph / "vngov.nq"]
    batches = list(batched(files, lambda file: file.stat().st_size, BYTES))
    crew = of(wanted.workers)
    marks = {mark for made in crew.run(typed, reach, batches) for mark in made}
    bench = Bench(reach, array("q", sorted(marks)), "shacl")
    print(sum(len(made) for made in crew.run(checked, bench, batches)))


def typed(reach: Reach, files: list[Path]) -> array[int]:
    """Return the marks of the things of some volumes."""
    return types((pair for file in files for pair in _TYPED.findall(file.read_text(encoding="utf-8"))), reach)


def checked(bench: Bench, files: list[Path]) -> list[Result]:
    """Return what is found at the things of some volumes."""
    volumes = {int(file.stem, 16) for file in files if file.parent.name == "nquads"}
    both = seen_from(bench, (file.read_text(encoding="utf-8") for file in files))
    return [r for own in both for r in own if not volumes or owner.part(r.focus) // owner.VOLUME in volumes]


if __name__ == "__main__":
    main()
