"""Countries and their graphs, made once for each scale and kept for every part of the report."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vngov.store import union

from .watch import Run, done, watch

HERE = Path(__file__).resolve().parents[1]
VNGOV = (sys.executable, "-m", "vngov")


def shown(scale: float) -> str:
    """Return a scale as it is written in names and tables.

    >>> shown(1.0), shown(0.002)
    ('1', '0.002')
    """
    return f"{scale:g}"


@dataclass(frozen=True)
class Place:
    """The folder in which countries, graphs and everything made of them are kept."""

    folder: Path
    seed: int = 1
    workers: int = 2

    def path(self, kind: str, scale: float, suffix: str = "") -> Path:
        """Return where something of a scale is kept."""
        return self.folder / f"{kind}-{shown(scale)}{suffix}"

    def country(self, scale: float) -> Path:
        """Return the data folder of a scale, made if it is not there."""
        path = self.path("country", scale)
        if not path.exists():
            making = self.path("making", scale)
            shutil.rmtree(making, ignore_errors=True)
            command = [
                sys.executable,
                str(HERE / "country.py"),
                "--scale",
                shown(scale),
                "--seed",
                str(self.seed),
            ]
            done(watch([*command, "--out", str(making)]), f"country.py at scale {shown(scale)}")
            making.rename(path)
        return path

    def copy(self, scale: float) -> Path:
        """Return a copy of the data folder whose files may be replaced (not written into: they are links)."""
        path = self.path("data", scale)
        if not path.exists():
            shutil.copytree(self.country(scale).resolve(), path, copy_function=os.link)
        return path

    def graph(self, scale: float) -> Path:
        """Return the folder of the built graph of a scale, built if it is not there."""
        path = self.path("graph", scale)
        if not (path / "summary.json").exists():
            done(self.build(scale), f"vngov build at scale {shown(scale)}")
        return path

    def build(self, scale: float, *, anew: bool = False, store: bool = True) -> Run:
        """Return what ``vngov build`` takes; ``anew`` takes away before what was made by an earlier one."""
        out, cache = self.path("graph", scale), self.path("cache", scale)
        if anew:
            shutil.rmtree(out, ignore_errors=True)
            shutil.rmtree(cache, ignore_errors=True)
            for kind, suffix in (("dump", ".nq"), ("union", ".nt"), ("whole", ".nq")):
                self.path(kind, scale, suffix).unlink(missing_ok=True)
        options = ["--data", str(self.copy(scale)), "--out", str(out), "--cache", str(cache)]
        options += ["--workers", str(self.workers), *([] if store else ["--no-store"])]
        return watch([*VNGOV, "build", *options], steps=True)

    def summary(self, scale: float) -> dict[str, Any]:
        """Return the figures that a build printed."""
        text = (self.graph(scale) / "summary.json").read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text)
        return found

    def dump(self, scale: float) -> Path:
        """Return the whole graph of a scale as one N-Quads file, written if it is not there."""
        path = self.path("dump", scale, ".nq")
        if not path.exists():
            _write(path, (file.read_text(encoding="utf-8") for file in self._files(scale)))
        return path

    def triples(self, scale: float) -> Path:
        """Return the union of all graphs of a scale as one N-Triples file, written if it is not there."""
        path = self.path("union", scale, ".nt")
        if not path.exists():
            _write(path, (union(file.read_text(encoding="utf-8")) for file in self._files(scale)))
        return path

    def _files(self, scale: float) -> list[Path]:
        graph = self.graph(scale)
        return sorted(graph.glob("nquads/*.nq")) or [graph / "vngov.nq"]


def _write(path: Path, texts: Iterable[str]) -> None:
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        file.writelines(texts)
    part.rename(path)
