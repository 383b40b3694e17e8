"""Verify a bundle as a portal would after download: checksums, counts, shapes, and the catalogue's word."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph

from ..errors import BadInputError, Finding, Place
from ..export.catalog import SPDX
from ..store import EmbeddedStore, union
from ..terms import DCAT
from ..validate.engines import run
from ..vocabulary import read_turtle
from . import manifest

_UNREADABLE = "is no readable {}; download it again"


@dataclass
class Checked:
    """What was verified, and what is wrong."""

    files: int = 0
    statements: int = 0
    rows: int = 0
    findings: list[Finding] = field(default_factory=list)


def check(folder: Path, catalogue_shapes: str, step: Callable[[str], None] = lambda _: None) -> Checked:
    """Return what is wrong with a bundle; a file whose checksum is wrong is not looked into.

    :raises BadInputError: if the folder is no bundle, its manifest is damaged, or a newer vngov made it.
    """
    stated = manifest.read(folder)
    found = Checked()
    step("Comparing the checksums")
    sound = set(_sums(folder, found))
    if manifest.NAME in sound:
        step("Counting the statements")
        nquads = _counts(folder, stated, sound, found)
        step("Counting the rows")
        _rows(folder, stated, sound, found)
    else:
        nquads = None
    step("Checking the shapes")
    if nquads is not None:
        _shapes(folder, nquads, sound, found)
    _catalogue(folder, catalogue_shapes, sound, found)
    found.findings.sort()
    return found


def _add(found: Checked, path: Path, message: str) -> None:
    found.findings.append(Finding(Place(str(path)), "", message))


def _sums(folder: Path, found: Checked) -> Iterator[str]:
    """Yield the files that are as ``SHA256SUMS`` states; report those that differ, lack or are not listed."""
    stated = manifest.read_sums(folder)
    there = set()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            _add(found, path, "is a link, and leads out of the bundle; remove it")
        elif path.is_file():
            there.add(path.relative_to(folder).as_posix())
    for name in sorted(stated):
        path = folder / name
        if name not in there:
            _add(found, path, f"is missing, though {manifest.SUMS} lists it; download it again")
            continue
        found.files += 1
        if hashlib.sha256(path.read_bytes()).hexdigest() == stated[name]:
            yield name
        else:
            _add(
                found,
                path,
                f"is not the file that {manifest.SUMS} lists (SHA-256 differs); download it again",
            )
    for name in sorted(there - set(stated) - {manifest.SUMS}):
        _add(found, folder / name, f"{manifest.SUMS} does not list it; remove it")


def _counts(folder: Path, stated: manifest.Manifest, sound: set[str], found: Checked) -> str | None:
    """Compare the statements in each dump with the manifest; return the N-Quads where they are sound."""
    texts: dict[str, str] = {}
    for name in ("vngov.nq.gz", "vngov.trig.gz", "vngov.ttl", "vngov.jsonld"):
        if name in sound:
            try:
                texts[name] = _as_nquads(folder / name)
            except (OSError, EOFError, ValueError, SyntaxError):
                _add(found, folder / name, _UNREADABLE.format("RDF"))
    nquads = texts.get("vngov.nq.gz")
    for name, text in texts.items():
        kind = "triples" if name == "vngov.ttl" else "statements"
        number = text.count("\n")
        if number != stated.counts[kind]:
            message = f"holds {number:,} {kind}; {manifest.NAME} states {stated.counts[kind]:,}"
            _add(found, folder / name, message)
        elif nquads is not None and text != (union(nquads) if kind == "triples" else nquads):
            _add(found, folder / name, "does not hold the statements that vngov.nq.gz holds")
        found.statements = max(found.statements, number)
    if nquads is not None:
        raw = gzip.decompress((folder / "vngov.nq.gz").read_bytes())
        if hashlib.sha256(raw).hexdigest() != stated.version.digest:
            _add(found, folder / "vngov.nq.gz", f"is not the graph whose digest {manifest.NAME} states")
    return nquads


def _as_nquads(path: Path) -> str:
    data = path.read_bytes()
    raw = gzip.decompress(data) if path.suffix == ".gz" else data
    return EmbeddedStore.quads(raw, path.name.removesuffix(".gz").rpartition(".")[2])


def _rows(folder: Path, stated: manifest.Manifest, sound: set[str], found: Checked) -> None:
    for name in sorted(sound):
        if not (name.startswith("csv/") and name.endswith(".csv")):
            continue
        try:
            text = (folder / name).read_text(encoding="utf-8")
            rows = sum(1 for _ in csv.reader(io.StringIO(text))) - 1
        except (ValueError, csv.Error):
            _add(found, folder / name, _UNREADABLE.format("CSV"))
            continue
        found.rows += rows
        if name not in stated.counts:
            _add(found, folder / name, f"is a table of which {manifest.NAME} states no number of rows")
        elif rows != stated.counts[name]:
            _add(found, folder / name, f"holds {rows:,} rows; {manifest.NAME} states {stated.counts[name]:,}")


def _shapes(folder: Path, nquads: str, sound: set[str], found: Checked) -> None:
    """Check the graph against the shapes of the bundle itself."""
    if "ontology/shapes.ttl" in sound:
        shapes = (folder / "ontology/shapes.ttl").read_text(encoding="utf-8")
        for result in run("shacl", shapes, union(nquads)):
            if result.severity == "violation":
                _add(found, folder / "vngov.nq.gz", f"{result.focus} does not meet {result.shape}")


def _catalogue(folder: Path, shapes: str, sound: set[str], found: Checked) -> None:
    """Check the catalogue against our shapes of it, and what it states of each file against the file."""
    path = folder / "catalog.ttl"
    if path.name not in sound:
        return
    try:
        graph = read_turtle(path)
    except BadInputError as error:
        found.findings += error.findings
        return
    triples = EmbeddedStore.parse(path)
    for result in run("shacl", shapes, triples):
        if result.severity == "violation":
            _add(found, path, f"{result.focus} does not meet {result.shape}")
    for name, (size, digest) in _listed(graph, manifest.read(folder).base_url).items():
        if name in sound:
            data = (folder / name).read_bytes()
            if (size, digest) != (str(len(data)), hashlib.sha256(data).hexdigest()):
                _add(found, path, f"states {size} bytes and SHA-256 {digest[:8]}… of {name}, which is not so")
        elif not (folder / name).exists():
            _add(found, path, f"lists {name}, which is not there")


def _listed(graph: Graph, base_url: str) -> Mapping[str, tuple[str, str]]:
    """Return what a catalogue states of each file: its size and SHA-256."""
    listed = {}
    for node, address in graph.subject_objects(DCAT.downloadURL):
        checksum = graph.value(graph.value(node, SPDX.checksum), SPDX.checksumValue)
        size = graph.value(node, DCAT.byteSize)
        listed[str(address).removeprefix(base_url)] = (str(size), str(checksum))
    return listed
