"""Where the ontology, the data and the queries lie: inside the wheel, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

VERSION = "0.2.0"
"""The version of the package: the one place where it is written."""

RELEASED = "2026-11-25"
"""The day of that version, in the one place where it is written: no release asks a clock."""

SYNTHETIC = "SYNTHETIC"
"""The file that marks a data folder as made up: such a folder can be built and asked, never released."""

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return a folder (``ontology``, ``data``, ``queries``, ``w3id``) or file that travels with this package.

    >>> (folder("ontology") / "core.ttl").is_file()
    True
    """
    bundled = _PACKAGE / "bundled" / name
    return bundled if bundled.exists() else _PACKAGE.parents[1] / name


def is_synthetic(data: Path) -> bool:
    """Return whether a data folder says of itself that it is made up, for benchmarks and trials."""
    return (data / SYNTHETIC).is_file()
