"""The record files of a data folder, and whether those of each folder in it are still the same."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from .workers import Here, Pool, Workers

_WIDE = 200
"""From so many folders on, several processes look into them: one file takes microseconds."""

Files = dict[str, tuple[int, int]]
"""The record files of one folder by name: size, and when they were changed."""


def files(folder: Path) -> Iterator[tuple[str, Files]]:
    """Yield each folder below a data folder, as a path that ends in a slash, with its record files."""
    return _walk(f"{folder}", [""])


def look(folder: str, below: str) -> tuple[Files, list[str]]:
    """Return the record files of one folder, and the folders in it."""
    own: Files = {}
    inner = []
    with os.scandir(f"{folder}/{below}") as found:
        for entry in found:
            name = entry.name
            if name.endswith(".yaml") and not name.startswith("template"):
                stat = entry.stat()
                own[name] = (stat.st_size, stat.st_mtime_ns)
            elif entry.is_dir(follow_symlinks=False) and (below or name != "registries"):
                inner.append(f"{below}{name}/")
    return own, sorted(inner)


def state(own: Files) -> bytes:
    """Return a digest of the files of one folder: another if one came, went or was written."""
    return hashlib.blake2b(repr(sorted(own.items())).encode(), digest_size=16).digest()


def states(folder: Path, workers: Workers) -> Iterator[dict[str, bytes]]:
    """Begin to look, and yield the state of each folder below a data folder, in shares.

    Processes of this machine look meanwhile, if there are several.
    """
    crew = workers if isinstance(workers, Pool) else Here()
    found: dict[str, bytes] = {}
    left = [""]
    while left and len(left) < _WIDE:
        deeper = []
        for below in left:
            own, inner = look(f"{folder}", below)
            found[below] = state(own)
            deeper += inner
        left = deeper
    shares = [left[number :: crew.count] for number in range(crew.count)] if left else []
    return chain([found], crew.run(_states, f"{folder}", shares))


def _states(folder: str, share: list[str]) -> dict[str, bytes]:
    return {below: state(own) for below, own in _walk(folder, share)}


def _walk(folder: str, start: Iterable[str]) -> Iterator[tuple[str, Files]]:
    left = list(start)
    while left:
        below = left.pop()
        own, inner = look(folder, below)
        yield below, own
        left += reversed(inner)
