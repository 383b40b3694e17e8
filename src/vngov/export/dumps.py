"""The graph as files: sorted N-Quads, TriG, Turtle, JSON-LD, and its evidence as RDF 1.2."""

from __future__ import annotations

import filecmp
import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from rdflib import URIRef

from ..store import (
    Triple,
    amend_store,
    fill_store,
    link_or_copy,
    quads,
    serialise,
    serialise_reified,
    write_store,
)
from ..terms import RDF, iri
from . import jsonld
from .folder import Kind

BUILT = Kind(
    frozenset(
        {"names.sqlite", "nquads", "store", "summary.json", "validation.ttl"}
        | {f"vngov.{form}" for form in ("jsonld", "nq", "trig", "ttl")}
    ),
    mark="summary.json",
)
"""What a build's folder holds; the index of names is added where a large graph is served."""

_REIFIES = (RDF.subject, RDF.predicate, RDF.object)


def write_dumps(
    folder: Path,
    nquads: str,
    report: str,
    summary: Mapping[str, Any],
    ontology: Path,
    *,
    store: bool = True,
) -> None:
    """Write every dump of a build into a folder that is already there.

    Files: ``vngov.nq``, ``vngov.trig``, ``vngov.ttl`` (the union), ``vngov.jsonld``,
    ``validation.ttl`` (the SHACL report), ``summary.json`` and, if wanted, ``store/`` (Oxigraph).
    """
    _write(folder / "vngov.nq", nquads)
    _write(folder / "vngov.trig", serialise(nquads, "trig"))
    _write(folder / "vngov.ttl", serialise(nquads, "ttl"))
    _write(folder / "vngov.jsonld", jsonld.dataset(quads(nquads), jsonld.Context.load(ontology)))
    _write(folder / "validation.ttl", report)
    _write_summary(folder, summary)
    if store:
        write_store(folder / "store", nquads)


def write_volumes(
    folder: Path, volumes: Iterable[tuple[str, Path]], report: Path, summary: Mapping[str, Any]
) -> None:
    """Write a large graph, but for its store, into a folder that is already there: N-Quads in volumes.

    ``volumes`` are files with their names, all that is said of a thing together in one of them. They are
    linked, not copied, and so is the file of the SHACL report.
    """
    (folder / "nquads").mkdir()
    for name, file in volumes:
        link_or_copy(file, folder / name)
    link_or_copy(report, folder / "validation.ttl")
    _write_summary(folder, summary)


def _write_summary(folder: Path, summary: Mapping[str, Any]) -> None:
    _write(folder / "summary.json", json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def amendable(folder: Path) -> bool:
    """Return whether a folder holds a large graph with a store, which can be amended."""
    return (folder / "store" / "CURRENT").is_file() and (folder / "nquads").is_dir()


def write_store_of_volumes(folder: Path, old: Path) -> None:
    """Write the store of a large graph whose volumes stand in a folder.

    ``old`` is the folder that this one replaces: where it is :func:`amendable`, and little changed, its store
    is amended, not filled anew.

    :raises OutputError: if the store cannot be written.
    """
    volumes = {f"nquads/{file.name}" for file in (folder / "nquads").iterdir()}

    def fill() -> None:
        fill_store(folder / "store", (_data(folder / name).decode() for name in sorted(volumes)))

    if not amendable(old):
        fill()
        return
    names = volumes | {f"nquads/{file.name}" for file in (old / "nquads").iterdir()}
    changed = [name for name in sorted(names) if not _same(old / name, folder / name)]
    most = min(_AMENDED, sum((folder / name).stat().st_size for name in volumes) // 8)
    texts, size = [], 0
    for name in changed:
        texts.append(differing(_data(old / name), _data(folder / name)))
        size += sum(map(len, texts[-1]))
        if size > most:
            fill()
            return
    amend_store(old / "store", folder / "store", texts)


_AMENDED = 64_000_000
"""How many bytes of N-Quads are amended at most: statement by statement takes longer than filling anew."""


def differing(before: bytes, after: bytes) -> tuple[bytes, bytes]:
    """Return two texts of N-Quads without what both begin and end with.

    All that a text says of one thing must stand together, and is taken or left together.

    >>> differing(b"<a> 1\\n<b> 1\\n<b> 2\\n<c> 1\\n<d> 1\\n", b"<a> 1\\n<b> 1\\n<b> 3\\n<c> 1\\n<d> 1\\n")
    (b'<b> 1\\n<b> 2\\n<c> 1\\n', b'<b> 1\\n<b> 3\\n<c> 1\\n')
    """
    most = min(len(before), len(after))
    start = _alike(most, lambda low, high: before[low:high] == after[low:high])
    start = before.rfind(b"\n", 0, start) + 1
    if start:
        start = _first_of(before, before.rfind(b"\n", 0, start - 1) + 1)
    one, other = len(before), len(after)
    end = _alike(
        most - start, lambda low, high: before[one - high : one - low] == after[other - high : other - low]
    )
    line = before.find(b"\n", one - end) + 1
    end = one - _past(before, line) if line else 0
    return before[start : one - end], after[start : other - end]


def _alike(most: int, same: Callable[[int, int], bool]) -> int:
    """Return how far two texts are the same, given what says whether a stretch of them is."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _first_of(text: bytes, line: int) -> int:
    """Return where the lines on the thing begin that a line is about."""
    thing = text[line : text.index(b" ", line) + 1]
    while line and text.startswith(thing, before := text.rfind(b"\n", 0, line - 1) + 1):
        line = before
    return line


def _past(text: bytes, line: int) -> int:
    """Return where the lines on the thing end that a line is about."""
    thing = text[line : text.find(b" ", line) + 1]
    while line < len(text) and text.startswith(thing, line):
        line = text.index(b"\n", line) + 1
    return line


def _same(one: Path, other: Path) -> bool:
    if not (one.exists() and other.exists()):
        return False
    return one.samefile(other) or filecmp.cmp(one, other, shallow=False)


def _data(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def zipped(text: str) -> bytes:
    """Return a text in gzip, the same bytes each time: no name, no time."""
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def evidence(nquads: str) -> str:
    """Return the evidence graph as RDF 1.2 Turtle: each claim a reifier of the statement that it supports."""
    graph = iri("graph", "evidence")
    parts: dict[URIRef, dict[URIRef, Any]] = {}
    rest: list[Triple] = []
    for subject, predicate, value, name in quads(nquads):
        if name == graph:
            if predicate in _REIFIES:
                parts.setdefault(subject, {})[predicate] = value
            else:
                rest.append((subject, predicate, value))
    reified = {
        claim: (said[RDF.subject], said[RDF.predicate], said[RDF.object]) for claim, said in parts.items()
    }
    return serialise_reified(rest, reified)
