"""The graph of the bundled data as it was built with the package, for as long as its inputs are the same."""

from __future__ import annotations

import functools
import gzip
import hashlib
from collections.abc import Iterable
from pathlib import Path

from . import resources

FILE = Path(__file__).resolve().parent / "bundled_graph" / "graph.nq.gz"
"""Where the graph lies: one comment line with the digest of its inputs, then N-Quads with their union."""

_INPUTS = (("ontology", "*.ttl"), ("data", "**/*.yaml"), ("queries", "link/*.rq"))
CODE = (
    "build/*.py",
    "records/*.py",
    "store/embedded.py",
    "store/lines.py",
    "store/text.py",
    "link.py",
    "pipeline.py",
    "queries.py",
    "resources.py",
    "terms.py",
    "vocabulary.py",
)
"""The modules that say what the graph of given records is."""


@functools.cache
def digest() -> str:
    """Return the SHA-256 of everything that the graph is made from: ontology, data, linking queries, code."""
    return digest_of(_INPUTS, CODE)


def digest_of(inputs: Iterable[tuple[str, str]], code: Iterable[str]) -> str:
    """Return the SHA-256 of files: folders of resources, and modules of this package, each with a pattern."""
    package = Path(__file__).resolve().parent
    folders = [(resources.folder(name), pattern) for name, pattern in inputs]
    made = hashlib.sha256()
    for folder, pattern in [*folders, *((package, pattern) for pattern in code)]:
        for path in sorted(folder.glob(pattern)):
            data = path.read_bytes()
            made.update(f"{path.relative_to(folder).as_posix()} {len(data)}\n".encode())
            made.update(data)
    return made.hexdigest()


def load() -> bytes | None:
    """Return the graph's N-Quads with their union, or ``None`` if there is none or an input has changed."""
    try:
        data = gzip.decompress(FILE.read_bytes())
    except (OSError, EOFError, ValueError):
        return None
    head, _, quads = data.partition(b"\n")
    return quads if head == _head() else None


def write(quads: str, path: Path = FILE) -> None:
    """Write a graph's N-Quads with their union, the same bytes for the same graph."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(_head() + b"\n" + quads.encode(), compresslevel=9, mtime=0))


def _head() -> bytes:
    return f"# {digest()}".encode()
