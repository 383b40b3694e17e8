"""Dumps: the graph as sorted N-Quads, TriG, Turtle, JSON-LD and a ready store, swapped in whole."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from . import store
from .errors import OutputError
from .terms import PREFIXES, RDF, curie

NAMES = frozenset(
    {"store", "summary.json", "validation.ttl", "vngov.jsonld", "vngov.nq", "vngov.trig", "vngov.ttl"}
)
"""What an output folder of vngov holds; a folder with anything else in it is never replaced."""


def write_dumps(folder: Path, nquads: str, report: str, summary: Mapping[str, Any]) -> None:
    """Write every dump of a graph into a folder that is already there.

    Files: ``vngov.nq``, ``vngov.trig``, ``vngov.ttl`` (the union), ``vngov.jsonld``,
    ``validation.ttl`` (the SHACL report), ``summary.json`` and ``store/`` (Oxigraph).
    """
    _write(folder / "vngov.nq", nquads)
    _write(folder / "vngov.trig", store.serialise(nquads, "trig"))
    _write(folder / "vngov.ttl", store.serialise(nquads, "ttl"))
    _write(folder / "vngov.jsonld", jsonld(nquads))
    _write(folder / "validation.ttl", report)
    _write(folder / "summary.json", json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    store.write_store(folder / "store", nquads)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def jsonld(nquads: str) -> str:
    """Return N-Quads as JSON-LD 1.1: one object a named graph, terms as CURIEs of the prefix table."""
    graphs: dict[str, dict[str, dict[str, list[Any]]]] = {}
    for quad in ox.parse(nquads.encode(), ox.RdfFormat.N_QUADS):
        nodes = graphs.setdefault(quad.graph_name.value, {})
        node = nodes.setdefault(quad.subject.value, {})
        node.setdefault(quad.predicate.value, []).append(_json_value(quad.object))
    context: dict[str, Any] = dict(PREFIXES)
    body = [
        {"@id": graph, "@graph": [_json_node(s, node) for s, node in sorted(nodes.items())]}
        for graph, nodes in sorted(graphs.items())
    ]
    return json.dumps({"@context": context, "@graph": body}, ensure_ascii=False, indent=1) + "\n"


def _json_node(subject: str, node: Mapping[str, list[Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {"@id": subject}
    for predicate, values in sorted(node.items()):
        ordered = sorted(values, key=repr) if len(values) > 1 else values
        if predicate == str(RDF.type):
            made["@type"] = [curie(v["@id"]) for v in ordered]
        else:
            made[curie(predicate)] = ordered[0] if len(ordered) == 1 else ordered
    return made


def _json_value(term: Any) -> Any:
    if isinstance(term, ox.Literal):
        if term.language:
            return {"@value": term.value, "@language": term.language}
        plain = term.datatype.value == PREFIXES["xsd"] + "string"
        return term.value if plain else {"@value": term.value, "@type": curie(term.datatype.value)}
    return {"@id": term.value}


@contextmanager
def replaced_whole(out: Path) -> Iterator[Path]:
    """Yield a new folder beside ``out`` that takes its place at the end, or vanishes on any failure.

    :raises OutputError: if ``out`` is a file, a folder that vngov did not make, or cannot be written.
    """
    _refuse_foreign(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise _output_error(out, error) from error
    try:
        work.chmod(0o755)
        yield work
        _swap(work, out)
    except OSError as error:
        raise _output_error(out, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError(str(out), "this is no folder", "name another with --out")
    if out.resolve() in (Path.cwd(), *Path.cwd().parents):
        raise OutputError(
            str(out), "this is the folder you are in, or one above it", "name a new one with --out"
        )
    if out.is_dir() and {path.name for path in out.iterdir()} - NAMES:
        raise OutputError(
            str(out), "the folder holds files that vngov did not make", "name a new one with --out"
        )


def _swap(work: Path, out: Path) -> None:
    """Rename the new folder into place; the old one is set aside first and put back if that fails."""
    if not out.exists():
        os.replace(work, out)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent))
    os.replace(out, aside / "old")
    try:
        os.replace(work, out)
    except OSError:
        os.replace(aside / "old", out)
        aside.rmdir()
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _output_error(out: Path, error: OSError) -> OutputError:
    remedy = {
        errno.ENOSPC: "free some space and run it again",
        errno.EACCES: "name a folder you may write to with --out",
        errno.EROFS: "name a folder you may write to with --out",
        errno.EPERM: "name a folder you may write to with --out",
    }.get(error.errno or 0, "check the folder and run it again")
    return OutputError(
        str(out), f"cannot be written ({error.strerror or error}); what was there is untouched", remedy
    )


def write_file(path: Path, data: bytes) -> None:
    """Write one file whole: to a temporary neighbour, then renamed.

    :raises OutputError: if it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise _output_error(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        raise _output_error(path, error) from error
    finally:
        Path(name).unlink(missing_ok=True)
