"""The graph of a server, opened, and the process for its workers forked while there is no thread."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from .. import library, prebuilt
from ..errors import BadInputError, Finding, Place
from ..store import EmbeddedStore, RemoteStore
from .limits import Limits
from .process import fork
from .served import Served


def serve(folder: str | None, endpoint: str | None, limits: Limits) -> Served:
    """Return what is served: a build's folder, an endpoint elsewhere, or (with neither) the bundled graph.

    :raises BadInputError: if the folder holds no graph.
    """
    if endpoint is not None:
        remote = RemoteStore(endpoint, timeout=max(1, round(limits.deadline)))
        return Served(remote, hashlib.sha256(endpoint.encode()).hexdigest(), limits, remote=remote)
    if folder is None:
        store = library.open_store()
        assert isinstance(store, EmbeddedStore)
        return Served(store, prebuilt.digest(), limits, fork(lambda: store, limits))
    path = Path(folder)
    digest = _digest(path)

    def opened() -> EmbeddedStore:
        if _identity(path) != identity:
            raise BadInputError(Finding(Place(folder), "", "the graph was replaced; start the server again"))
        return EmbeddedStore.on_disk(path)

    identity = _identity(path)
    template = fork(opened, limits)  # before the store is opened: its threads would not live in the fork
    return Served(EmbeddedStore.on_disk(path), digest, limits, template)


def _identity(folder: Path) -> tuple[int, int]:
    found = os.stat(folder)
    return found.st_dev, found.st_ino


def _digest(folder: Path) -> str:
    """Return the digest of a graph: as its build says, or else of what its store's files look like.

    :raises BadInputError: if the folder holds no graph.
    """
    summary = folder / "summary.json"
    if summary.is_file():
        try:
            return str(json.loads(summary.read_text(encoding="utf-8"))["digest"])
        except (ValueError, KeyError, TypeError):
            pass
    EmbeddedStore.on_disk(folder)
    store = folder / "store" if (folder / "store").is_dir() else folder
    files = sorted((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in store.iterdir())
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()
