"""Builds and releases that are stopped: an output is one folder, the old or the new one to the last byte."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nation import folder
from nation.country import Country
from vngov import resources
from vngov.store import EmbeddedStore

from .rounds import State
from .stop import WrongError

PYTHON = sys.executable
PARTS = ("registries", "national", "provinces/binh-dinh")
"""A small part of the real records, so that many rounds are quick."""

_VOLUMES = """import sys
from pathlib import Path
from vngov.stream.publish import Wanted, build
from vngov.stream.workers import of
build(Path(sys.argv[2]), Wanted(Path(sys.argv[1]), workers=of(2), small=0), print)"""
"""A streamed build that writes volumes, as only a large graph is written."""


@dataclass
class Written:
    """A command that writes one folder, ``out``."""

    name: str
    folder: Path
    arguments: Callable[[Path, int], Sequence[str]]
    writes: Sequence[str] = ("out", ".out.cache")
    scratch: Sequence[str] = ()

    def command(self, side: int) -> Sequence[str]:
        """Return the command for one of the two inputs."""
        return [PYTHON, *self.arguments(self.folder, side)]

    def state(self) -> State:
        """Return the digest of the folder: of each file, and of what a store in it holds."""
        out = self.folder / "out"
        if not out.exists():
            return {}
        made = hashlib.sha256()
        for path in sorted(p for p in out.rglob("*") if p.is_file()):
            name = path.relative_to(out).as_posix()
            if not name.startswith("store/"):
                made.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        if (out / "store").exists():
            made.update(_stored(out).encode())
        return {"out": made.hexdigest()}


def _stored(out: Path) -> str:
    """Return what a store holds; its files differ from build to build."""
    try:
        store = EmbeddedStore.on_disk(out)
        return "".join(f"{g}\n{''.join(sorted(store.lines(g)))}" for g in (None, *store.graphs()))
    except Exception as error:  # whatever cannot be read is not whole
        raise WrongError(f"the store cannot be read: {error}") from error


def builds(work: Path, scale: float) -> list[Written]:
    """Return builds: plain of the real records, streamed of a country, streamed into volumes."""

    def country(data: Path) -> None:
        folder.write(Country.of(scale, 1), data, workers=1)

    return [
        Written("build, plain", _inputs(work / "plain", _real), _vngov(), ["out"]),
        Written("build, streamed", _inputs(work / "streamed", country), _vngov("--workers", "2")),
        in_volumes(work / "volumes", country),
    ]


def in_volumes(place: Path, make: Callable[[Path], None]) -> Written:
    """Return the streamed build of a data folder that writes volumes."""

    def arguments(at: Path, side: int) -> Sequence[str]:
        return ["-c", _VOLUMES, f"{at}/data-{side}", f"{at}/out"]

    return Written("build, in volumes", _inputs(place, make), arguments)


def releases(work: Path) -> list[Written]:
    """Return releases: two versions of a small part of the real records."""

    def arguments(at: Path, side: int) -> Sequence[str]:
        options = ["--previous", "none", "--version", f"1.{side}"]
        return ["-m", "vngov", "release", "--data", f"{at}/data-{side}", "--out", f"{at}/out", *options]

    return [Written("release", _inputs(work / "release", some), arguments, ["out"])]


def _vngov(*options: str) -> Callable[[Path, int], Sequence[str]]:
    def arguments(at: Path, side: int) -> Sequence[str]:
        return ["-m", "vngov", "build", "--data", f"{at}/data-{side}", "--out", f"{at}/out", *options]

    return arguments


def _real(data: Path) -> None:
    shutil.copytree(resources.folder("data"), data)


def some(data: Path) -> None:
    """Make a data folder of a small part of the real records."""
    for name in PARTS:
        shutil.copytree(resources.folder("data") / name, data / name)


def _inputs(place: Path, make: Callable[[Path], None]) -> Path:
    """Make two data folders, the second with another role in some records; return where."""
    place.mkdir(parents=True)
    make(place / "data-0")
    shutil.copytree(place / "data-0", place / "data-1")
    records = sorted(p for p in (place / "data-1").rglob("*.yaml") if "role: member" in p.read_text("utf-8"))
    for path in records[:: max(1, len(records) // 7)]:
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub("role: member", "role: deputy", text, count=1), encoding="utf-8")
    return place
