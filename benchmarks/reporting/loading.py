"""The load of a graph into a server: ``vngov load`` beside the engine's own way of loading one file."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from engines import Engine
from vngov.store import UNION_GRAPH

from .asked import Asked, Found
from .countries import HERE, VNGOV, shown
from .engines import oxigraph_new, virtuoso_new
from .ladder import attempt
from .watch import Limits, Run, done, watch

Way = Callable[[Asked, float, bool], Run]
"""Loads a scale into a new server, in our way or in its own."""

_POST = str(HERE / "peers" / "bulk_post.py")
_LOADED = "SELECT COUNT(*) FROM DB.DBA.load_list WHERE ll_state <> 2 OR ll_error IS NOT NULL;"


def loading(asked: Asked, found: Found) -> None:
    """Measure both ways into both servers, each round into a new one, at each scale within the limit."""
    for engine, way in (("oxigraph", _oxigraph), ("virtuoso", _virtuoso)):
        into = found.setdefault(engine, {"scales": {}})
        attempt(into, partial(_into, asked, engine, into, way))


def _into(asked: Asked, engine: str, into: dict[str, Any], way: Way) -> None:
    last: tuple[float, float] | None = None
    for scale in asked.scales:
        if last and last[1] * scale / last[0] > asked.others.seconds:
            predicted = last[1] * scale / last[0]
            into["stopped"] = f"{shown(scale)}: vngov load is predicted to take {predicted:,.0f} s"
            return
        kept = into["scales"].setdefault(shown(scale), {"ours": [], "theirs": []})
        asked.say(f"load into {engine} at scale {shown(scale)}")
        _measure(asked, scale, kept, way)
        last = (scale, kept["ours"][0]["seconds"])


def _measure(asked: Asked, scale: float, kept: dict[str, Any], way: Way) -> None:
    wanted = asked.rounds
    while len(kept["theirs"]) < wanted:
        kept["ours"].append(done(way(asked, scale, True), "vngov load").figures())
        kept["theirs"].append(done(way(asked, scale, False), "the engine's own load").figures())
        wanted = asked.rounds_of(kept["ours"][0]["seconds"])
    kept["statements"] = asked.place.summary(scale)["statements"]


def _oxigraph(asked: Asked, scale: float, ours: bool) -> Run:
    whole = _with_union(asked, scale)
    with oxigraph_new() as server:
        if ours:
            return _load(asked, scale, server)
        return watch([sys.executable, _POST, f"{server.graphs}?no_transaction", str(whole)], asked.others)


def _virtuoso(asked: Asked, scale: float, ours: bool) -> Run:
    place = asked.place
    with virtuoso_new() as server:
        if ours:
            with _as_dba():
                return _load(asked, scale, server)
        return bulk(
            server.folder / "dumps", server.sql, (place.dump(scale), place.triples(scale)), asked.others
        )


def _load(asked: Asked, scale: float, server: Engine) -> Run:
    with tempfile.TemporaryDirectory(dir=asked.place.folder) as folder:
        options = ["--store", str(asked.place.graph(scale)), "--load-endpoint", server.graphs]
        options += ["--endpoint", server.query]
        journal = ["--journal", f"{folder}/journal.jsonl", "--timeout", "3600"]
        return watch([*VNGOV, "load", *options, *journal], Limits(asked.others.seconds * 2))


def bulk(dumps: Path, sql: str, files: tuple[Path, Path], limits: Limits) -> Run:
    """Load a dump, and the union as a graph of its own, with Virtuoso's bulk loader (``ld_dir``)."""
    for file in files:
        shutil.copyfile(file, dumps / file.name)
    quads, triples = (file.name for file in files)
    statements = (
        f"ld_dir('{dumps}', '{quads}', 'urn:none'); ld_dir('{dumps}', '{triples}', '{UNION_GRAPH}');"
        f" rdf_loader_run(); checkpoint; {_LOADED}"
    )
    run = watch(["isql-vt", sql, "dba", "dba", "ERRORS=STDOUT", "VERBOSE=OFF", f"exec={statements}"], limits)
    if "Error" in run.out or run.out.split()[-1:] != ["0"]:
        run.code = run.code or 1
    return run


def _with_union(asked: Asked, scale: float) -> Path:
    """Return the dump of a scale and its union in the default graph as one N-Quads file."""
    path = asked.place.path("whole", scale, ".nq")
    if not path.exists():
        part = path.with_name(f"{path.name}.part")
        with part.open("wb") as out:
            for file in (asked.place.dump(scale), asked.place.triples(scale)):
                with file.open("rb") as given:
                    shutil.copyfileobj(given, out)
        part.rename(path)
    return path


@contextmanager
def _as_dba() -> Iterator[None]:
    given = {"VNGOV_ENDPOINT_USER": "dba", "VNGOV_ENDPOINT_PASSWORD": "dba"}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
