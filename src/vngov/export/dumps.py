"""The graph as files: sorted N-Quads, TriG, Turtle, JSON-LD, and its evidence as RDF 1.2."""

from __future__ import annotations

import filecmp
import gzip
import json
import os
from collections.abc import Mapping, Sequence
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
        {"nquads", "store", "summary.json", "validation.ttl"}
        | {f"vngov.{form}" for form in ("jsonld", "nq", "trig", "ttl")}
    ),
    mark="summary.json",
)
"""What a build's folder holds."""

_REIFIES = (RDF.subject, RDF.predicate, RDF.object)


def write_dumps(folder: Path, nquads: str, report: str, summary: Mapping[str, Any], ontology: Path) -> None:
    """Write every dump of a build into a folder that is already there.

    Files: ``vngov.nq``, ``vngov.trig``, ``vngov.ttl`` (the union), ``vngov.jsonld``,
    ``validation.ttl`` (the SHACL report), ``summary.json`` and ``store/`` (Oxigraph).
    """
    _write(folder / "vngov.nq", nquads)
    _write(folder / "vngov.trig", serialise(nquads, "trig"))
    _write(folder / "vngov.ttl", serialise(nquads, "ttl"))
    _write(folder / "vngov.jsonld", jsonld.dataset(quads(nquads), jsonld.Context.load(ontology)))
    _write(folder / "validation.ttl", report)
    _write(folder / "summary.json", json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    write_store(folder / "store", nquads)


def write_parts(
    folder: Path, old: Path, parts: Sequence[tuple[str, Path]], report: str, summary: Mapping[str, Any]
) -> None:
    """Write a large graph into a folder that is already there: N-Quads in parts, and the store.

    ``parts`` are the files of all parts with their names, which are linked, not copied; ``old`` is the folder
    that this one replaces: where it has the same parts, its store is amended, not filled anew.
    """
    for name, file in parts:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(file, folder / name)
    _write(folder / "validation.ttl", report)
    _write(folder / "summary.json", json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    if (old / "store" / "CURRENT").is_file() and (old / "nquads").is_dir():
        names = {name for name, _ in parts} | {
            os.fspath(f.relative_to(old)) for f in old.glob("nquads/*/*.nq")
        }
        changed = [name for name in sorted(names) if not _same(old / name, folder / name)]
        texts = ((_text(old / name), _text(folder / name)) for name in changed)
        amend_store(old / "store", folder / "store", texts)
    else:
        fill_store(folder / "store", (_text(file) for _, file in parts))


def _same(one: Path, other: Path) -> bool:
    if not (one.exists() and other.exists()):
        return False
    return one.samefile(other) or filecmp.cmp(one, other, shallow=False)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


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
