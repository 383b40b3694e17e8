"""The graph as files: sorted N-Quads, TriG, Turtle, JSON-LD, and its evidence as RDF 1.2."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rdflib import URIRef

from ..store import Triple, quads, serialise, serialise_reified, write_store
from ..terms import RDF, iri
from . import jsonld
from .folder import Kind

BUILT = Kind(
    frozenset(
        {"store", "summary.json", "validation.ttl", "vngov.jsonld", "vngov.nq", "vngov.trig", "vngov.ttl"}
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
