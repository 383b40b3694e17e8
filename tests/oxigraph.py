"""The ``oxigraph`` server as an engine of its own process: started on loopback, loaded by vngov, removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import engines


@contextmanager
def serving(folder: Path, *options: str, port: int | None = None) -> Iterator[str]:
    """Run a server of the store in ``folder``, new or not, and give its address without a path."""
    with engines.oxigraph(folder, *options, port=port) as engine:
        yield engine.query.removesuffix("/query")
