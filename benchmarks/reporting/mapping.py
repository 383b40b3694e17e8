"""The mapping step, records to RDF: vngov beside a script on rdflib and beside morph-kgc."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from .asked import Asked, Found
from .countries import HERE
from .ladder import Contest, attempt, climb
from .watch import FailedError, Run, done, watch

PEERS = HERE / "peers"


def mapping(asked: Asked, found: Found) -> None:
    """Measure the mapping step against each peer, each at growing sizes."""
    peers = found.setdefault("peers", {})
    for name, loader in (("rdflib", "fast"), ("rdflib, safe_load", "plain")):
        command = [sys.executable, "rdflib_mapping.py", loader]
        into = peers.setdefault(name, {})
        attempt(into, partial(_contest, asked, into, name, command))
    into = peers.setdefault("morph-kgc", {})
    attempt(into, partial(_morph, asked, into))


def _morph(asked: Asked, into: dict[str, Any]) -> None:
    python = morph(asked.place.folder / "morph-kgc")
    into["version"] = _version(python)
    _contest(asked, into, "morph-kgc", [str(python), "morph_mapping.py"])


def _contest(asked: Asked, into: dict[str, Any], name: str, command: list[str]) -> None:
    limits = asked.limits if name == "rdflib" else asked.others
    place = asked.place

    def out(size: float, who: str) -> Path:
        return place.path(f"mapped-{who}", size, ".nq")

    def ours(size: float) -> Run:
        script = [sys.executable, str(PEERS / "vngov_mapping.py")]
        return watch(
            [*script, str(place.country(size)), str(out(size, "vngov")), "--workers", str(place.workers)]
        )

    def theirs(size: float) -> Run:
        asked.say(f"mapping: {name} at {size:g}")
        files = [str(place.country(size)), str(out(size, "peer"))]
        return watch([command[0], str(PEERS / command[1]), *files, *command[2:]], limits)

    def check(mine: Run, other: Run) -> dict[str, Any]:
        return {"statements": {"ours": _counted(mine), "theirs": _counted(other)}}

    climb(Contest(name, asked.sizes, limits, asked.rounds, ours, theirs, place.country, check), into)


def _counted(run: Run) -> int:
    """Return the number of statements that a mapping script printed last."""
    return int(run.out.split()[-1])


def morph(folder: Path) -> Path:
    """Return the Python of an environment of its own for morph-kgc, made if it is not there.

    It needs older versions of pyoxigraph and rdflib than vngov does, so the two cannot share one.

    :raises FailedError: if it cannot be installed.
    """
    python = folder / "bin" / "python"
    if not python.exists():
        done(watch([sys.executable, "-m", "venv", str(folder)]), "venv")
    if not _version(python):
        done(
            watch([str(python), "-m", "pip", "install", "--quiet", "morph-kgc>=2.10", "pyyaml"]),
            "pip install morph-kgc",
        )
    return python


def _version(python: Path) -> str:
    code = "import importlib.metadata as m, json; print(json.dumps(m.version('morph-kgc')))"
    ran = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False)
    if ran.returncode:
        return ""
    try:
        return str(json.loads(ran.stdout))
    except ValueError as error:
        raise FailedError(f"morph-kgc: {ran.stdout}{ran.stderr}") from error
