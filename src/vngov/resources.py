"""Where the ontology, the data and the queries lie: inside the wheel, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

VERSION = "0.1.0"
"""The version of the package: the one place where it is written."""

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the folder ``ontology``, ``data`` or ``queries`` that travels with this package.

    >>> (folder("ontology") / "core.ttl").is_file()
    True
    """
    bundled = _PACKAGE / "bundled" / name
    return bundled if bundled.is_dir() else _PACKAGE.parents[1] / name
