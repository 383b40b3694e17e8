"""Engines for a part of the report: new and empty, or on the store of a build; large enough for a country."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from engines import Engine, oxigraph, virtuoso

LONGEST = 3600
"""Seconds after which a server, and a query of Virtuoso, stops by itself."""

MEMORY = 1360
"""MB of Virtuoso's buffers: what its manual gives a machine with 2 GB free."""


def oxigraph_new() -> AbstractContextManager[Engine]:
    """Return a runner of an ``oxigraph`` server of a new, empty store."""
    return oxigraph(longest=LONGEST)


@contextmanager
def oxigraph_of(graph: Path, beside: Path) -> Iterator[Engine]:
    """Run an ``oxigraph`` server of the store of a build's folder, from links to its files."""
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        store = Path(folder) / "store"
        shutil.copytree(graph / "store", store, copy_function=_linked)
        with oxigraph(store, longest=LONGEST) as engine:
            yield engine


def _linked(file: str, target: str) -> str:
    """Link what a store never changes, copy the rest."""
    if file.endswith(".sst"):
        os.link(file, target)
    else:
        shutil.copyfile(file, target)
    return target


def virtuoso_new() -> AbstractContextManager[Engine]:
    """Return a runner of a new, empty Virtuoso with buffers for a large graph."""
    return virtuoso(MEMORY, LONGEST, LONGEST)
