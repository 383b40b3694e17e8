"""«vngov release» stopped at random moments: the bundle is the old or the new one, never a mixture.

python benchmarks/interrupted_release.py --folder DIR --rounds 40 --seed 1

Two versions of a small part of the data take turns in one folder.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from interrupted import main
from vngov import resources
from vngov.release.make import Wanted, release

PARTS = ("registries", "national", "provinces/binh-dinh")


@dataclass
class Release:
    """A folder for bundles, and the two bundles that may stand in it."""

    folder: Path
    bundles: list[Mapping[str, str]] = field(default_factory=list)
    largest: int = 2_000_000
    turn: int = 0

    def command(self) -> list[str]:
        """Return the command that releases the version whose turn it is."""
        return ["release", *_arguments(self.folder / "data", self.folder / "out", self.turn)]

    def stopped(self) -> None:
        """Check that the bundle is the old or the new one; at first there is none."""
        found = _digests(self.folder / "out")
        assert not found or found in self.bundles, "the bundle is a mixture"

    def done(self) -> None:
        """Check that the bundle is the new one and nothing is left beside it."""
        assert _digests(self.folder / "out") == self.bundles[self.turn]
        left = {path.name for path in self.folder.iterdir()} - {"data", "out"}
        assert not left, f"left behind: {left}"
        self.turn = 1 - self.turn


def _arguments(data: Path, out: Path, turn: int) -> list[str]:
    return ["--data", str(data), "--out", str(out), "--previous", "none", "--version", f"1.{turn}"]


def _digests(folder: Path) -> Mapping[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def case(folder: Path) -> Iterator[Release]:
    """Give the case, with both bundles made once undisturbed."""
    made = Release(folder)
    data = folder / "data"
    for part in PARTS:
        shutil.copytree(resources.folder("data") / part, data / part)
    for turn in (0, 1):
        out = folder / f"whole-{turn}"
        done = release(Wanted(out, version=f"1.{turn}", compare=False), data)
        assert not done.findings, done.findings
        made.bundles.append(_digests(out))
        made.largest = max(path.stat().st_size for path in out.rglob("*") if path.is_file())
        shutil.rmtree(out)
    yield made


if __name__ == "__main__":
    main(case, __doc__ or "")
